"""The figures that a body's report may show: those of its first words, and those listed where it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caicach.measures.models import Indicator, SourceKind
from caicach.measures.selectors import Figures, compare, compared_periods
from caicach.measures.services import is_asked

from .composing.facts import STEERING_FIELD, FigureFacts
from .composing.figures import NOT_COMPARED
from .live import Change, Live, Ref
from .models import Submission
from .resolving import Current
from .rules import statistics_of
from .statistics import indicators_of


def indicators_for_report(submission: Submission) -> list[Indicator]:
    """The lines of the cycle's table; where it has none, what is asked of the body or worked out for everybody. One or
    two queries."""
    period = submission.cycle.period
    if period is None:
        return []
    if statistics_of(submission.cycle.statistics):
        return list(indicators_of(submission.cycle, period)[0].values())
    day, body = period.last_day, submission.body
    above = [body.path[:end] for end in range(body.steplen, len(body.path) + 1, body.steplen)]
    rows = Indicator.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=day), Q(asked_by=None) | Q(asked_by__path__in=above), valid_from__lte=day
    ).select_related("asked_by", "field")
    return [
        one
        for one in rows.order_by("field__number", "code")
        if one.source != SourceKind.ENTERED or is_asked(one, body, period)
    ]


def figures_of_report(submission: Submission) -> tuple[FigureFacts, ...]:
    """The figures with their changes, what the body has in hand included. The body and the cycle are loaded; the
    queries do not grow with the figures."""
    period = submission.cycle.period
    indicators = indicators_for_report(submission)
    if period is None or not indicators:
        return ()
    pk = submission.body_id
    figures = Figures(indicators=indicators, bodies=[pk], periods=compared_periods(period), drafts_of=[pk])
    found = []
    for one in indicators:
        compared = compare(figures, one, pk, period)
        if one.source != SourceKind.ENTERED and not compared.now.kind:
            continue  # nothing to count in this body, and nobody here to give it
        found.append(
            FigureFacts(
                code=one.code,
                name=one.name,
                unit=one.unit,
                places=one.places,
                field=one.field.number if one.field else STEERING_FIELD,
                answer=compared.now.kind or "",
                value=compared.now.value,
                numerator=compared.now.rolled.numerator,
                denominator=compared.now.rolled.denominator,
                change=compared.change if compared.uneven is None else None,
                change_percent=compared.change_percent,
                year_change=compared.year_change if compared.year_uneven is None else None,
                year_change_percent=compared.year_change_percent,
                change_unit=compared.change_unit,
            )
        )
    return tuple(found)


@dataclass(frozen=True)
class Offered:
    """A number that can be put into the text: what it says now, and what is typed for it."""

    current: Current
    code: str


@dataclass(frozen=True)
class OfferedLine:
    """What there is of one figure: itself, and its changes where it has any."""

    name: str
    now: Offered
    last: Offered | None = None
    year: Offered | None = None


@dataclass(frozen=True)
class OfferedGroup:
    """Numbers under a heading."""

    title: str
    lines: list[OfferedLine]


_COUNTS: dict[str, tuple[Promise, Change]] = {
    "total": (gettext_lazy("Nhiệm vụ được giao"), Change.NONE),
    "done": (gettext_lazy("Nhiệm vụ đã hoàn thành"), Change.OF),
    "done_ratio": (gettext_lazy("Tỷ lệ hoàn thành nhiệm vụ"), Change.NONE),
    "running": (gettext_lazy("Nhiệm vụ đang thực hiện, trong hạn"), Change.NONE),
    "overdue": (gettext_lazy("Nhiệm vụ quá hạn"), Change.NONE),
}


_FIGURE = (Change.NONE, Change.LAST, Change.YEAR)


@dataclass(frozen=True)
class Offer:
    """What is offered in a section: the figures, those of its own field first, and the tasks of its field or of all."""

    field: int | None
    indicators: list[Indicator]
    counts: dict[str, Ref]

    @property
    def refs(self) -> list[Ref]:
        figures = [Ref(one.code, change=change) for one in self.indicators for change in _FIGURE]
        return figures + list(self.counts.values())

    def groups(self, values: Mapping[Ref, Current]) -> list[OfferedGroup]:
        """The list with what the numbers say; the tasks stand after the figures of the section's own field."""
        found: dict[str, list[OfferedLine]] = {}
        for one in self.indicators:
            said = [_offered(Ref(one.code, change=change), values) for change in _FIGURE]
            if said[0] is not None:
                title = one.field.name if one.field else _("Số liệu khác")
                found.setdefault(title, []).append(OfferedLine(one.name, said[0], *said[1:]))
        groups = [OfferedGroup(title, lines) for title, lines in found.items()]
        tasks = [
            OfferedLine(str(_COUNTS[part][0]), number)
            for part, ref in self.counts.items()
            if (number := _offered(ref, values)) is not None
        ]
        if tasks:
            own = bool(self.indicators) and _is_of(self.indicators[0], self.field)
            groups.insert(int(own), OfferedGroup(_("Nhiệm vụ"), tasks))
        return groups


def offer_in(submission: Submission, section: str) -> Offer:
    """What a section that is being written is offered. The body and the cycle are loaded; two queries at most."""
    number = section.removeprefix("field-")
    field = int(number) if number.isdecimal() and number != section else None
    indicators = sorted(indicators_for_report(submission), key=lambda one: not _is_of(one, field))
    scope = f"field.{field}" if field else "tasks"
    counts = {part: Ref(f"{scope}.{part}", change=change) for part, (_name, change) in _COUNTS.items()}
    return Offer(field, indicators, counts)


def _is_of(indicator: Indicator, field: int | None) -> bool:
    return indicator.field is not None and indicator.field.number == field


def _offered(ref: Ref, values: Mapping[Ref, Current]) -> Offered | None:
    """Nothing where there is no such number, or no change to speak of."""
    value = values.get(ref)
    if value is None or (ref.change in (Change.LAST, Change.YEAR) and value.text == NOT_COMPARED):
        return None
    return Offered(value, str(Live(value.text, ref)))
