"""Sentences of the room `merge`: key → (English, German)."""

WORDS: dict[str, tuple[str, str]] = {}
