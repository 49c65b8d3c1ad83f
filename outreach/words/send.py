"""Sentences of the room `send`: key → (English, German)."""

WORDS: dict[str, tuple[str, str]] = {}
