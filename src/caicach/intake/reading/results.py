"""What reading finds, before it becomes the JSON contract; and the document it is found in."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from caicach.intake.reading.duedates import Due


@dataclass(slots=True)
class Setting:
    """What every rule may need of the document: its period, the year for deadlines that name none, its state."""

    kind: str
    first: int | None
    last: int | None
    year: int | None
    damaged: bool
    amends: bool = False
    poor: bool = False
    """Letters were recognised wrongly here and there, not only marks lost."""


@dataclass(slots=True)
class FoundTarget:
    """A target with its place."""

    text: str
    section: str
    comparator: str
    value: Decimal | None
    value_to: Decimal | None
    unit: str | None
    baseline_year: int | None
    first: int | None
    last: int | None
    part_of: int | None
    owners: list[str]
    page: int
    line: int
    confidence: float
    also: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class FoundTask:
    """A task with its place."""

    text: str
    section: str
    ordinal: str | None
    field_number: int | None
    activities: str | None
    product: str | None
    leads: list[str]
    supports: list[str]
    due: Due | None
    budget: str | None
    page: int
    line: int
    confidence: float
    from_table: bool = False
    also: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class FoundDuty:
    """What a body is asked to do."""

    body: str
    text: str
    section: str
    page: int
    line: int


@dataclass(slots=True)
class Findings:
    """Everything found in one document."""

    targets: list[FoundTarget] = field(default_factory=list)
    tasks: list[FoundTask] = field(default_factory=list)
    duties: list[FoundDuty] = field(default_factory=list)
    statements: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)

    def warn(self, code: str, text: str, page: int, line: int, detail: dict[str, Any] | None = None) -> None:
        """Note something a person should look at; `detail` is what a page needs to show it at its sentence."""
        warning: dict[str, Any] = {"code": code, "text": text, "page": page, "line": line}
        if detail:
            warning["detail"] = detail
        if warning not in self.warnings:
            self.warnings.append(warning)


def plain_number(value: Decimal | None) -> int | float | None:
    """A number for JSON: whole numbers as such."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
