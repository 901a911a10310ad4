"""Answers that many people ask for at once and that may be a minute old; the page says how old."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar, cast

from django.conf import settings
from django.core.cache import BaseCache, caches
from django.db import connections
from django.utils import translation

SECONDS = 60
_SHARE = 1 / 300  # of one processor that keeping one answer fresh may take
_LONGEST_SECONDS = 900
_KEPT_SECONDS = 600
_COMPUTING_SECONDS = 30
_ONE_AT_A_TIME = "remembered:one-at-a-time"  # so that pages keep the other processors

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Remembered(Generic[Answer]):
    """An answer, the moment it was worked out, and how long that took."""

    value: Answer
    as_of: datetime
    took_seconds: float = field(default=0.0, compare=False)

    def lasts(self, seconds: int) -> float:
        """For how many seconds it is given: at least `seconds`, longer where working it out is dear."""
        return max(seconds, min(self.took_seconds / _SHARE, _LONGEST_SECONDS))


def remembered(key: str, compute: Callable[[], Answer], *, now: datetime, seconds: int = SECONDS) -> Remembered[Answer]:
    """The answer kept under the key, worked out anew once it is older than `seconds`. What takes long to work out is
    worked out less often: a count over a ward every minute, one that takes a second every five minutes.

    All workers of the server share what is kept. An answer that has just become too old is still given, while one
    worker works out the next one beside its pages; nobody waits but the first person after ten quiet minutes.
    """
    cache = caches["shared"]
    kept: Remembered[Answer] | None = cache.get(key)
    if kept is not None and (now - kept.as_of).total_seconds() < kept.lasts(seconds):
        return kept
    if kept is not None and not cache.add(f"{key}:computing", 1, _COMPUTING_SECONDS):
        return kept
    if kept is not None and settings.REMEMBER_IN_BACKGROUND:
        if not cache.add(_ONE_AT_A_TIME, 1, _COMPUTING_SECONDS):
            cache.delete(f"{key}:computing")  # another answer is being worked out; whoever asks next tries again
            return kept
        language = translation.get_language()
        threading.Thread(
            target=_beside, args=(cache, key, compute, now, seconds, language), name=f"remembered:{key}", daemon=True
        ).start()
        return kept
    return _worked_out(cache, key, compute, now, seconds)


def _worked_out(
    cache: BaseCache, key: str, compute: Callable[[], Answer], now: datetime, seconds: int
) -> Remembered[Answer]:
    try:
        started = time.perf_counter()
        value = compute()
        answer = Remembered(value, now, time.perf_counter() - started)
        cache.set(key, answer, max(_KEPT_SECONDS, 2 * answer.lasts(seconds)))
    finally:
        cache.delete(f"{key}:computing")
    return answer


def _beside(
    cache: BaseCache, key: str, compute: Callable[[], Answer], now: datetime, seconds: int, language: str | None
) -> None:
    """In a thread of its own, with database connections of its own that it gives back."""
    try:
        with translation.override(cast("str", language)):
            _worked_out(cache, key, compute, now, seconds)
    finally:
        cache.delete(_ONE_AT_A_TIME)
        connections.close_all()
