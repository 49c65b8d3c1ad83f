"""Sentences of the room `help`: key → (English, German)."""

WORDS: dict[str, tuple[str, str]] = {}
