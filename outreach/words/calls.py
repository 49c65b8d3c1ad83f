"""Sentences of the room `calls`."""

WORDS: dict[str, tuple[str, str]] = {}
