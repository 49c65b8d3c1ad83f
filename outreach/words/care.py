"""Sentences of the room `care`."""

WORDS: dict[str, tuple[str, str]] = {}
