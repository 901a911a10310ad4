"""The period that a command works on."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date

from caicach.core.models import PeriodKind
from caicach.core.periods import Period, period_of


def period_argument(text: str) -> Period:
    period = Period.of_key(text)
    if period is None:
        raise ArgumentTypeError(f"{text} không phải một kỳ; ví dụ: quarter-2026-1")
    return period


def add_period(parser: ArgumentParser) -> None:
    parser.add_argument("--period", type=period_argument, help="ví dụ quarter-2026-1; mặc định: quý này và quý trước")


def usual_periods(today: date) -> list[Period]:
    """The quarter that is running and the one before it, whose figures still come in."""
    running = period_of(today, PeriodKind.QUARTER)
    return [running.previous(), running]
