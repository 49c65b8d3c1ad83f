"""Sentences of the room `message`: key → (English, German)."""

WORDS: dict[str, tuple[str, str]] = {}
