"""The line in front of what computes: in turn, bounded by seconds, each question once."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from geoposture.errors import BadRequest, Busy
from geoposture.service import companion, computing
from geoposture.service.companion import Companion
from geoposture.service.computing import Computing
from geoposture.service.http.responses import Body


class Bench:
    """Carries questions out when the test says so, and remembers in which order."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.begun = threading.Event()
        self.done: list[object] = []

    def run(self, answer, question, encoding):
        self.begun.set()
        assert self.open.wait(10)
        self.done.append(question)
        return answer(None, question)

    def start(self):
        pass

    def retire(self):
        pass


def write(state, question):
    if question == "wrong":
        raise BadRequest("no such place")
    return Body(str(question).encode(), "text/plain")


def ask_beside(line, question, found):
    def ask():
        try:
            found.append(line.ask(write, question).data)
        except Exception as error:
            found.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


@pytest.fixture
def bench():
    return Bench()


@pytest.fixture
def line(bench):
    return Computing(bench)


def wait_for(condition):
    until = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.005)


def test_what_many_ask_at_once_is_computed_once(line, bench):
    found: list[object] = []
    threads = [ask_beside(line, "same", found) for _ in range(16)]
    wait_for(lambda: sum(one.sharers for one in line._asked.values()) == 15)
    bench.open.set()
    for one in threads:
        one.join()
    assert found == [b"same"] * 16
    assert bench.done == ["same"]


def test_what_is_wrong_is_wrong_for_all_who_ask_and_is_asked_again_later(line, bench):
    found: list[object] = []
    threads = [ask_beside(line, "wrong", found) for _ in range(3)]
    wait_for(lambda: sum(one.sharers for one in line._asked.values()) == 2)
    bench.open.set()
    for one in threads:
        one.join()
    assert [type(one) for one in found] == [BadRequest] * 3
    assert not line._asked
    assert line.ask(write, 1).data == b"1"


def test_questions_are_answered_in_turn(line, bench):
    found: list[object] = []
    threads = []
    for number in range(5):
        threads.append(ask_beside(line, number, found))
        wait_for(lambda n=number: len(line._line) == n + 1)
    bench.open.set()
    for one in threads:
        one.join()
    assert bench.done == list(range(5))


def ask_in_order(line, found, count, first=0):
    """Ask one question after the other; each stands in the line before the next comes."""
    threads = []
    for number in range(first, first + count):
        threads.append(ask_beside(line, number, found))
        wait_for(lambda n=number: any(one == n for _, one in line._asked))
    return threads


def test_when_the_line_stands_the_newest_is_answered_first(line, bench, monkeypatch):
    """Who came long ago has most likely left; the last of those that nobody waits before is first."""
    monkeypatch.setattr(computing, "IN_TURN_S", 0.2)
    found: list[object] = []
    threads = ask_in_order(line, found, 3)
    time.sleep(0.3)
    threads += ask_in_order(line, found, 2, first=3)
    bench.open.set()
    for one in threads:
        one.join()
    assert bench.done[:3] == [0, 4, 3]
    assert sorted(bench.done) == list(range(5))


def test_a_newcomer_takes_the_place_of_the_oldest_when_the_line_stands(line, bench, monkeypatch):
    monkeypatch.setattr(computing, "MOST_WAITING", 2)
    monkeypatch.setattr(computing, "IN_TURN_S", 0.2)
    found: list[object] = []
    threads = ask_in_order(line, found, 3)
    with pytest.raises(Busy):  # nobody has waited long: who comes last is refused
        line.ask(write, "one more")
    time.sleep(0.3)
    threads += ask_in_order(line, found, 1, first=3)
    threads[1].join(5)  # the first is being answered, so that this one is the oldest
    assert [type(one) for one in found] == [Busy]
    bench.open.set()
    for one in threads:
        one.join()
    assert bench.done == [0, 3, 2]
    assert not line._line
    assert line.ask(write, 4).data == b"4"


@pytest.mark.parametrize("others", [1, 12, 23])
def test_the_start_of_what_computes_is_not_waiting(line, bench, monkeypatch, others):
    monkeypatch.setattr(computing, "LONGEST_WAIT_S", 0.3)
    started = threading.Event()
    bench.start = lambda: started.wait(10)
    bench.open.set()
    found: list[object] = []
    threads = ask_in_order(line, found, 1 + others)
    time.sleep(0.5)
    assert found == []
    started.set()
    for one in threads:
        one.join()
    assert len(found) == 1 + others
    assert {type(one) for one in found} == {bytes}


def test_a_start_that_does_not_end_keeps_nobody_for_ever(line, bench, monkeypatch):
    monkeypatch.setattr(computing, "LONGEST_START_S", 0.3)
    started = threading.Event()
    bench.start = lambda: started.wait(10)
    found: list[object] = []
    threads = ask_in_order(line, found, 3)
    for one in threads[1:]:
        one.join(5)
    assert [type(one) for one in found] == [Busy, Busy]
    started.set()
    bench.open.set()
    threads[0].join()


def test_the_first_cost_of_a_cold_process_is_not_believed_whole(line, bench):
    bench.open.set()
    line.ask(lambda state, question: (time.sleep(0.5), write(state, question))[1], 1)
    (cost,) = line._costs.values()
    guess = computing.FIRST_GUESS_S
    assert cost == pytest.approx(guess + computing.LEARNING * (0.5 - guess), abs=0.05)


def test_who_would_wait_too_long_is_refused_at_once(line, bench, monkeypatch):
    monkeypatch.setattr(computing, "FIRST_GUESS_S", 2.5)
    found: list[object] = []
    threads = []
    for number in range(3):
        threads.append(ask_beside(line, number, found))
        wait_for(lambda n=number: len(line._line) == n + 1)
    with pytest.raises(Busy) as refused:  # 7.5 s are ahead
        line.ask(write, "one more")
    assert refused.value.retry_after_s == 8
    bench.open.set()
    for one in threads:
        one.join()
    assert sorted(found) == [b"0", b"1", b"2"]


def test_the_line_learns_what_a_sort_of_question_costs(line, bench):
    bench.open.set()
    line.ask(lambda state, question: (time.sleep(0.2), write(state, question))[1], 1)
    (cost,) = line._costs.values()
    assert 0.2 <= cost < 5
    line.ask(write, 2)
    assert min(line._costs.values()) < 0.2


def test_who_has_waited_too_long_is_refused(line, bench, monkeypatch):
    monkeypatch.setattr(computing, "LONGEST_WAIT_S", 0.1)
    found: list[object] = []
    first = ask_beside(line, "slow", found)
    assert bench.begun.wait(5)
    with pytest.raises(Busy):
        line.ask(write, "late")
    bench.open.set()
    first.join()
    assert found == [b"slow"]
    assert line.ask(write, "later").data == b"later"


def test_no_more_wait_than_there_are_threads_for(line, bench, monkeypatch):
    monkeypatch.setattr(computing, "MOST_WAITING", 2)
    monkeypatch.setattr(computing, "MOST_SHARING", 1)
    found: list[object] = []
    threads = []
    for number in range(3):
        threads.append(ask_beside(line, number, found))
        wait_for(lambda n=number: len(line._line) == n + 1)
    with pytest.raises(Busy):
        line.ask(write, "one more")
    threads.append(ask_beside(line, 2, found))
    wait_for(lambda: sum(one.sharers for one in line._asked.values()) == 1)
    with pytest.raises(Busy):
        line.ask(write, 2)
    bench.open.set()
    for one in threads:
        one.join()
    assert sorted(found) == [b"0", b"1", b"2", b"2"]


def make_state():
    return "state"


def tell(state, question):
    return Body(f"{state} {question}".encode(), "text/plain")


def refuse(state, question):
    raise BadRequest(f"no {question}", parameter="origins")


def fall(state, question):
    raise ZeroDivisionError(question)


def crash(state, question):
    import os
    import signal

    os.kill(os.getpid(), signal.SIGSEGV)


def sleep(state, question):
    time.sleep(question)
    return tell(state, question)


@pytest.fixture
def beside(monkeypatch):
    monkeypatch.setattr(companion, "PRELOADED", [])
    lines: list[str] = []
    found = Companion(make_state, lines.append)
    found.lines = lines
    yield found
    found.retire()


def test_a_companion_answers_refuses_and_falls_as_a_function_does(beside):
    assert beside.run(tell, 1, "gzip").data == b"state 1"
    with pytest.raises(BadRequest, match="no place") as refused:
        beside.run(refuse, "place", "identity")
    assert refused.value.parameter == "origins"
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        beside.run(fall, "x", "identity")
    assert beside.run(tell, 2, "br").data == b"state 2"
    assert not beside.lines


def test_a_companion_that_crashes_is_replaced_and_told(beside):
    beside.start()
    with pytest.raises(Exception, match="crash ended the computing process 2 times"):
        beside.run(crash, 1, "identity")
    assert len(beside.lines) == 2
    assert "ended in crash" in beside.lines[0]
    assert beside.run(tell, 3, "identity").data == b"state 3"


def crash_once(state, question):
    file = Path(question)
    if not file.exists():
        file.touch()
        crash(state, question)
    return tell(state, "again")


def test_who_died_idle_costs_the_next_question_no_try(beside, tmp_path):
    beside.start()
    beside._process.kill()
    beside._process.join()
    found = beside.run(crash_once, str(tmp_path / "crashed"), "identity")
    assert found.data == b"state again"
    assert ["nothing to do" in one for one in beside.lines] == [True, False]


def test_a_question_that_takes_far_too_long_is_ended(beside, monkeypatch):
    monkeypatch.setattr(companion, "LONGEST_ANSWER_S", 0.2)
    with pytest.raises(Busy):
        beside.run(sleep, 30, "identity")
    assert "took more than" in beside.lines[0]
    assert beside.run(sleep, 0, "identity").data == b"state 0"
