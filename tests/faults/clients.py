"""Clients that ask as many do: each answer with its status, time and length, or lost."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    status: int | None
    took_s: float
    retry_after: str | None = None
    error: str = ""
    ended: float = field(default_factory=time.monotonic)


def ask(site: str, path: str, timeout: float = 60) -> Answer:
    begun = time.monotonic()
    parts = urlsplit(site)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        found = connection.getresponse()
        body = found.read()
    except (OSError, http.client.HTTPException) as error:
        return Answer(None, time.monotonic() - begun, error=repr(error))
    finally:
        connection.close()
    length = found.getheader("Content-Length")
    assert length is None or int(length) == len(body)
    return Answer(found.status, time.monotonic() - begun, found.getheader("Retry-After"))


def ask_patiently(site: str, path: str, times: int = 60) -> Answer:
    """Ask as a client does that comes again when it is told to."""
    answer = ask(site, path)
    while answer.status == 503 and answer.retry_after and times:
        time.sleep(int(answer.retry_after))
        answer, times = ask(site, path), times - 1
    return answer


def ask_all(
    site: str,
    paths: Iterable[str],
    clients: int = 16,
    how: Callable[[str, str], Answer] = ask,
) -> list[Answer]:
    """Ask every path, by so many clients at a time."""
    waiting, answers, lock = iter(paths), [], threading.Lock()

    def work() -> None:
        while True:
            with lock:
                path = next(waiting, None)
            if path is None:
                return
            answers.append(how(site, path))

    _run([work] * clients)
    return answers


def ask_until(stop: threading.Event, site: str, path: str, every_s: float = 0.02) -> list[Answer]:
    """Ask one path again and again, as a health check does."""
    answers = []
    while not stop.wait(every_s):
        answers.append(ask(site, path))
    return answers


def offer(
    site: str, paths: Iterator[str], rate: float, seconds: float, patience_s: float = 2
) -> list[Answer]:
    """Ask at a fixed rate, whether answers come or not; each gives up after so many seconds."""
    answers: list[Answer] = []
    threads = []
    begun = time.monotonic()
    for number in range(int(rate * seconds)):
        time.sleep(max(0.0, begun + number / rate - time.monotonic()))
        path = next(paths)
        one = threading.Thread(
            target=lambda p=path: answers.append(ask(site, p, timeout=patience_s))
        )
        one.start()
        threads.append(one)
    for one in threads:
        one.join()
    return answers


def percentile(answers: Iterable[Answer], share: float) -> float:
    times = sorted(one.took_s for one in answers)
    return times[min(len(times) - 1, int(share * len(times)))]


def _run(jobs: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=job) for job in jobs]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
