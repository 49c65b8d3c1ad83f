"""Sentences of the room `brief`."""

WORDS: dict[str, tuple[str, str]] = {}
