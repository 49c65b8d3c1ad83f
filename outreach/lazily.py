"""Names of a room that are loaded when they are first asked for, so that a tick stays light."""

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any


def loading(room: str, places: Mapping[str, str]) -> Callable[[str], Any]:
    """A module's ``__getattr__`` (PEP 562) that finds each name in the module `places` gives it.

    What was found is kept in the room: letters ask again and again.
    """

    def find(name: str) -> Any:
        if name not in places:
            raise AttributeError(name)
        found = getattr(importlib.import_module(f"{room}.{places[name]}"), name)
        setattr(sys.modules[room], name, found)
        return found

    return find
