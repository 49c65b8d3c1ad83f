"""Sentences of the room `smtp`: key → (English, German)."""

WORDS: dict[str, tuple[str, str]] = {}
