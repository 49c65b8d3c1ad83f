"""Sentences of the room `config`: key → (English, German)."""

WORDS: dict[str, tuple[str, str]] = {}
