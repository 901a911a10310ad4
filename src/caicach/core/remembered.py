"""Answers that many people ask for at once and that may be a minute old; the page says how old."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.core.cache import cache

SECONDS = 60
_KEPT_SECONDS = 600
_COMPUTING_SECONDS = 20

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Remembered(Generic[Answer]):
    """An answer and the moment it was worked out."""

    value: Answer
    as_of: datetime


def remembered(key: str, compute: Callable[[], Answer], *, now: datetime, seconds: int = SECONDS) -> Remembered[Answer]:
    """The answer kept under the key, worked out anew once it is older than `seconds`.

    While one worker computes, the others are served the old answer, so that a burst of requests asks the database
    once.
    """
    kept: Remembered[Answer] | None = cache.get(key)
    if kept is not None and (now - kept.as_of).total_seconds() < seconds:
        return kept
    if kept is not None and not cache.add(f"{key}:computing", 1, _COMPUTING_SECONDS):
        return kept
    answer = Remembered(compute(), now)
    cache.set(key, answer, _KEPT_SECONDS)
    cache.delete(f"{key}:computing")
    return answer
