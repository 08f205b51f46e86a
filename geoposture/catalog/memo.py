"""What is worked out of a catalogue or a layer, kept as long as that lives and no longer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from cachetools import LRUCache

Source = TypeVar("Source")
Rest = ParamSpec("Rest")
Result = TypeVar("Result")
Function = Callable[Concatenate[Source, Rest], Result]


def keep(most: int) -> Callable[[Function[Source, Rest, Result]], Function[Source, Rest, Result]]:
    """Let a function of a source keep its last results, so many for each source.

    Parameters
    ----------
    most : int
        Results that are kept beside one source; the one not asked for longest goes first.
    """

    def decorate(function: Function[Source, Rest, Result]) -> Function[Source, Rest, Result]:
        beside: WeakKeyDictionary[Any, LRUCache[Any, Result]] = WeakKeyDictionary()
        lock = threading.Lock()

        @wraps(function)
        def ask(source: Source, /, *rest: Rest.args, **named: Rest.kwargs) -> Result:
            key = rest, tuple(sorted(named.items()))
            with lock:
                kept = beside.setdefault(source, LRUCache(most))
                if key in kept:
                    return kept[key]
            result = function(source, *rest, **named)
            with lock:
                kept[key] = result
            return result

        return ask

    return decorate
