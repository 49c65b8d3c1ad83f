"""Sentences of the room `page`: key → (English, German)."""

WORDS: dict[str, tuple[str, str]] = {}
