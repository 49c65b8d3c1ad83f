"""Sentences of the room `cli`: key → (English, German)."""

WORDS: dict[str, tuple[str, str]] = {}
