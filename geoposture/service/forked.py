"""Loaded by what computing processes are forked from, and by nothing else.

A worker that ends while it hands a process its work leaves it with half of it. Nobody waits for
that process any more, so it ends without a traceback under the line that tells why. Ctrl-C is
for the worker, which hangs up: what follows is loaded, or ends, without a word of it.
"""

from __future__ import annotations

import signal
import sys
from pickle import UnpicklingError
from types import TracebackType

HALF_GIVEN = (EOFError, UnpicklingError, ConnectionError)


def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print what ended a process before its work began, unless it was half given.

    Parameters
    ----------
    kind, error, trace
        As for `sys.excepthook`.
    """
    if not isinstance(error, HALF_GIVEN):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = tell
signal.signal(signal.SIGINT, signal.SIG_IGN)
