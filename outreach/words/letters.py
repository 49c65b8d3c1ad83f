"""Sentences of the room `letters`."""

WORDS: dict[str, tuple[str, str]] = {}
