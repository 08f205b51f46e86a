"""Questions that cost more than a look-up: one at a time, in a process of its own, few waiting.

Why a process: GEOS and NumPy hold the interpreter's lock, so that a computation in a thread
keeps every other thread waiting, health included; and a crash inside GEOS then costs one answer
instead of a worker. Why one at a time: there are as many workers as cores. Why few waiting: an
answer that nobody waits for any more is still computed, since WSGI does not say that a client
has left.
"""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Protocol

from geoposture.errors import Busy
from geoposture.service.http.responses import Body

MOST_WAITING = 24
MOST_SHARING = 24
"""How many may wait for answers that somebody else asked for: each holds a thread."""
MOST_AHEAD_S = 4.0
"""Who would wait longer than this, as far as can be foreseen, is refused at once."""
LONGEST_WAIT_S = 5.0
FIRST_GUESS_S = 0.2
LEARNING = 0.3

Answer = Callable[[Any, Any], Body]
"""Takes what is served and a question: a function of a module, so that a process can find it."""


class Carrier(Protocol):
    """What carries questions out, one at a time."""

    def run(self, answer: Answer, question: Any, encoding: str) -> Body:
        """Return the answer to a question, ready in a content encoding.

        Parameters
        ----------
        answer : Answer
            A function of a module, which a process can name.
        question : whatever it takes
            The same question has the same answer.
        encoding : str
            ``br``, ``gzip`` or ``identity``.

        Raises
        ------
        GeopostureError
            Whatever the answer raises.
        """

    def start(self) -> None:
        """Get ready, before somebody asks."""

    def retire(self) -> None:
        """Go when nothing more is asked."""


@dataclass(eq=False, slots=True)
class _Turn:
    """A place in the line, the sort of its question, and how long the answer should take."""

    sort: Any
    expected_s: float


@dataclass(eq=False, slots=True)
class _Shared:
    """An answer that is being computed, and how many more wait for it."""

    result: Future[Body] = field(default_factory=Future)
    sharers: int = 0


class Computing:
    """The line in front of what carries questions out.

    Parameters
    ----------
    carrier : Carrier
        It is asked one question at a time.
    """

    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier
        self._change = threading.Condition()
        self._line: deque[_Turn] = deque()
        self._asked: dict[tuple[Answer, Any], _Shared] = {}
        self._costs: dict[Any, float] = {}

    def ask(self, answer: Answer, question: Any, encoding: str = "identity") -> Body:
        """Return an answer; what is asked again meanwhile is computed once.

        A question may have two members: those of one ``sort`` cost about the same, and
        ``expected_s`` is a guess at it until the first of them was answered.

        Parameters
        ----------
        answer, question, encoding
            As for `Carrier.run`.

        Raises
        ------
        Busy
            If it would wait too long, or did.
        GeopostureError
            Whatever the answer raises.
        """
        key = answer, question
        with self._change:
            shared = self._asked.get(key)
            if shared is None:
                turn = self._take_turn(answer, question)
                mine = self._asked[key] = _Shared()
            else:
                self._share(shared)
        if shared is not None:
            return shared.result.result()
        try:
            body = self._carry_out(turn, answer, question, encoding)
        except BaseException as error:
            self._forget(key)
            mine.result.set_exception(error)
            raise
        self._forget(key)
        mine.result.set_result(body)
        return body

    def _take_turn(self, answer: Answer, question: Any) -> _Turn:
        ahead = sum(one.expected_s for one in self._line)
        if len(self._line) > MOST_WAITING or ahead > MOST_AHEAD_S:
            raise Busy(math.ceil(ahead))
        sort = answer, getattr(question, "sort", None)
        guess = getattr(question, "expected_s", FIRST_GUESS_S)
        turn = _Turn(sort, self._costs.get(sort, guess))
        self._line.append(turn)
        return turn

    def _share(self, shared: _Shared) -> None:
        if sum(one.sharers for one in self._asked.values()) >= MOST_SHARING:
            raise Busy(1)
        shared.sharers += 1

    def _forget(self, key: tuple[Answer, Any]) -> None:
        with self._change:
            del self._asked[key]

    def _carry_out(self, turn: _Turn, answer: Answer, question: Any, encoding: str) -> Body:
        with self._await(turn):
            self.carrier.start()
            begun = monotonic()
            try:
                return self.carrier.run(answer, question, encoding)
            finally:
                self._learn(turn.sort, monotonic() - begun)

    @contextmanager
    def _await(self, turn: _Turn) -> Iterator[None]:
        """Wait until everybody before has been answered."""
        try:
            with self._change:
                come = self._change.wait_for(lambda: self._line[0] is turn, LONGEST_WAIT_S)
            if not come:
                raise Busy(math.ceil(LONGEST_WAIT_S))
            yield
        finally:
            with self._change:
                self._line.remove(turn)
                self._change.notify_all()

    def _learn(self, sort: Any, took_s: float) -> None:
        before = self._costs.get(sort, took_s)
        self._costs[sort] = before + LEARNING * (took_s - before)
