"""Sentences of the room `lint`."""

WORDS: dict[str, tuple[str, str]] = {}
