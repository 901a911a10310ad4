"""An open-loop load: so many requests a second whatever the answers do, each timed from the moment it was due."""

from __future__ import annotations

import queue
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException

from .pages import Page
from .tables import percentile

CONNECTIONS = 48
ANSWER_SECONDS = 20


@dataclass
class Answers:
    """What one page answered."""

    seconds: list[float] = field(default_factory=list)
    codes: Counter[int] = field(default_factory=Counter)  # 0: no answer

    @property
    def failed(self) -> int:
        return sum(count for code, count in self.codes.items() if code not in (200, 302))

    def at(self, share: float) -> float:
        return percentile(self.seconds, share)


def send(
    pages: Sequence[Page], *, port: int, cookies: Mapping[str, str], rate: float, seconds: float, seed: int = 1
) -> dict[Page, Answers]:
    """Ask for the pages in a shuffled round, again and again, `rate` times a second. What a server that fell behind
    has not been asked when its time is up counts as no answer."""
    order = list(pages)
    random.Random(seed).shuffle(order)
    due: queue.SimpleQueue[tuple[float, Page] | None] = queue.SimpleQueue()
    answers: defaultdict[Page, Answers] = defaultdict(Answers)
    lock = threading.Lock()

    def ask() -> None:
        while (wanted := due.get()) is not None:
            at, page = wanted
            late = time.perf_counter() > started + seconds + ANSWER_SECONDS  # the server fell behind for good
            code = 0 if late else _get(port, page.path, cookies[page.who])
            took = time.perf_counter() - at
            with lock:
                answers[page].seconds.append(took)
                answers[page].codes[code] += 1

    started = time.perf_counter()
    threads = [threading.Thread(target=ask, daemon=True) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for number in range(round(rate * seconds)):
        at = started + number / rate
        time.sleep(max(0.0, at - time.perf_counter()))
        due.put((at, order[number % len(order)]))
    for _ in threads:
        due.put(None)
    for thread in threads:
        thread.join(ANSWER_SECONDS * 2)
    return dict(answers)


def _get(port: int, path: str, cookie: str) -> int:
    """Each asks over a connection of their own, as different people do: the system spreads connections over the
    workers, and a few that stay open would leave one worker busy and the other idle."""
    connection = HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", path, headers={"Cookie": cookie, "Accept": "text/html"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (HTTPException, OSError):
        return 0
    finally:
        connection.close()
