"""Sentences of the room `contacts`: key → (English, German)."""

WORDS: dict[str, tuple[str, str]] = {}
