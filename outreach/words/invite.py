"""Sentences of the room `invite`."""

WORDS: dict[str, tuple[str, str]] = {}
