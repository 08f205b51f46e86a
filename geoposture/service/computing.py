"""Questions that cost more than a look-up: one at a time, in a process of its own, few waiting.

Why a process: GEOS and NumPy hold the interpreter's lock, so that a computation in a thread
keeps every other thread waiting, health included; and a crash inside GEOS then costs one answer
instead of a worker. Why one at a time: there are as many workers as cores. Why few waiting: an
answer that nobody waits for any more is still computed, since WSGI does not say that a client
has left. Why the newest first when the line stands: who came long ago has most likely left, and
in turn everybody would be answered too late.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Protocol

from geoposture.errors import Busy
from geoposture.limits import LIMITS
from geoposture.service.http.responses import Body

MOST_WAITING = LIMITS.most_waiting
MOST_SHARING = LIMITS.most_sharing
"""How many may wait for answers that somebody else asked for: each holds a thread."""
MOST_AHEAD_S = LIMITS.most_ahead_s
"""Who would wait longer than this, as far as can be foreseen, is refused at once."""
LONGEST_WAIT_S = LIMITS.longest_wait_s
"""Who has waited so long is refused too: it was foreseen badly. A start does not count."""
LONGEST_START_S = 30.0
IN_TURN_S = 1.0
"""Everybody in turn, until somebody has waited longer than this: then the newest is first, and
takes the place of the oldest where there is no room."""
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
    since: float = field(default_factory=monotonic)


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

    Attributes
    ----------
    starting : bool
        Whether a worker is new and its carrier not ready: who asked now would wait for that.
    """

    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier
        self.starting = False
        self._change = threading.Condition()
        self._line: list[_Turn] = []
        self._called: _Turn | None = None
        self._ready_at: float | None = None
        self._asked: dict[tuple[Answer, Any], _Shared] = {}
        self._costs: dict[Any, float] = {}

    def start_ahead(self) -> None:
        """Get the carrier ready before somebody asks; whoever asks it sees what failed."""
        try:
            with suppress(Busy):
                self.carrier.start()
        finally:
            self.starting = False

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
        full = len(self._line) > MOST_WAITING or ahead > MOST_AHEAD_S
        if full and not self._make_room():
            raise Busy(math.ceil(ahead))
        sort = answer, getattr(question, "sort", None)
        guess = getattr(question, "expected_s", FIRST_GUESS_S)
        turn = _Turn(sort, self._costs.get(sort, guess))
        self._line.append(turn)
        return turn

    def _make_room(self) -> bool:
        """Refuse who has waited longest, if that is long; tell whether there is room now."""
        oldest = next((one for one in self._line if one is not self._called), None)
        if oldest is None or self._waited(oldest) <= IN_TURN_S:
            return False
        self._line.remove(oldest)
        self._change.notify_all()
        return True

    def _share(self, shared: _Shared) -> None:
        if sum(one.sharers for one in self._asked.values()) >= MOST_SHARING:
            raise Busy(1)
        shared.sharers += 1

    def _forget(self, key: tuple[Answer, Any]) -> None:
        with self._change:
            del self._asked[key]

    def _carry_out(self, turn: _Turn, answer: Answer, question: Any, encoding: str) -> Body:
        with self._await(turn):
            self._start()
            begun = monotonic()
            try:
                return self.carrier.run(answer, question, encoding)
            finally:
                self._learn(turn.sort, turn.expected_s, monotonic() - begun)

    @contextmanager
    def _await(self, turn: _Turn) -> Iterator[None]:
        """Wait until this turn is called, as one after the other is."""
        try:
            with self._change:
                self._call()
                while self._called is not turn:
                    left = self._patience(turn)
                    if left <= 0 or turn not in self._line:
                        raise Busy(math.ceil(MOST_AHEAD_S))
                    self._change.wait(left)
            yield
        finally:
            with self._change:
                if turn in self._line:
                    self._line.remove(turn)
                if self._called is turn:
                    self._called = None
                self._call()

    def _call(self) -> None:
        """Call the next, unless somebody is being answered."""
        if self._called is not None or not self._line:
            return
        stands = self._waited(self._line[0]) > IN_TURN_S
        self._called = self._line[-1 if stands else 0]
        self._change.notify_all()

    def _waited(self, turn: _Turn) -> float:
        """Return the seconds of waiting that count: those of the carrier's start do not."""
        if self._ready_at is None:
            return 0.0
        return monotonic() - max(turn.since, self._ready_at)

    def _patience(self, turn: _Turn) -> float:
        if self._ready_at is None:
            return turn.since + LONGEST_START_S - monotonic()
        return LONGEST_WAIT_S - self._waited(turn)

    def _start(self) -> None:
        """Get the carrier ready; from then on the line's waiting counts."""
        self.carrier.start()
        with self._change:
            if self._ready_at is None:
                self._ready_at = monotonic()
                self._change.notify_all()

    def _learn(self, sort: Any, guess_s: float, took_s: float) -> None:
        """Take a cost into the mean; the first, of a cold process, is not believed whole."""
        before = self._costs.get(sort, guess_s)
        self._costs[sort] = before + LEARNING * (took_s - before)
