"""One page at a time in each worker, in the order in which they were asked for.

Python runs one thread at a time; four pages worked on at once in one process all take four times as long, and pay for
handing over to each other a thousand times a second. What is large to receive or long to send waits outside the turn:
a slow line must not hold up everybody.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

SMALL_BODY = 64 * 1024  # bytes; what a form without a file sends arrives at once


class Turn:
    """A lock that is handed on to whoever has waited longest."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Lock] = deque()

    @contextmanager
    def mine(self) -> Iterator[None]:
        self._wait()
        try:
            yield
        finally:
            self._hand_on()

    def _wait(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            bell = threading.Lock()
            bell.acquire()
            self._waiting.append(bell)
        bell.acquire()

    def _hand_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


class InTurn:
    """A WSGI application whose pages are worked out one after the other."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.turn = Turn()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not is_small(environ):
            return self.application(environ, start_response)
        with self.turn.mine():
            return self.application(environ, start_response)


def is_small(environ: dict[str, Any]) -> bool:
    """Whether what is sent with the request is there as soon as it begins."""
    length = environ.get("CONTENT_LENGTH") or "0"
    return environ["REQUEST_METHOD"] in ("GET", "HEAD") or (length.isdecimal() and int(length) <= SMALL_BODY)
