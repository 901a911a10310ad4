"""The figures that a body's report may show: those of its first words, and those listed where it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
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
from .resolving import Current, current_of
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
                change=compared.change,
                change_percent=compared.change_percent,
                year_change=compared.year_change,
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


def offered(submission: Submission, *, section: str, now: datetime) -> list[OfferedGroup]:
    """The list at a section that is being written: its own field's figures first, then the tasks, then the other
    figures. The body and the cycle are loaded."""
    own = section.removeprefix("field-")
    field = int(own) if own.isdecimal() and own != section else None
    # The section's own field comes before the others.
    indicators = sorted(
        indicators_for_report(submission), key=lambda one: one.field is None or one.field.number != field
    )
    scope = f"field.{field}" if field else "tasks"
    counts = {part: Ref(f"{scope}.{part}", change=change) for part, (_name, change) in _COUNTS.items()}
    asked = [Ref(one.code, change=change) for one in indicators for change in _FIGURE] + list(counts.values())
    values = current_of(submission, asked, today=timezone.localdate(now), moment=now)
    groups: dict[str, list[OfferedLine]] = {}
    for one in indicators:
        said = [_offered(Ref(one.code, change=change), values) for change in _FIGURE]
        if said[0] is not None:
            title = one.field.name if one.field else _("Số liệu khác")
            groups.setdefault(title, []).append(OfferedLine(one.name, said[0], *said[1:]))
    tasks = [
        OfferedLine(str(_COUNTS[part][0]), number)
        for part, ref in counts.items()
        if (number := _offered(ref, values)) is not None
    ]
    found = [OfferedGroup(title, lines) for title, lines in groups.items()]
    if tasks:
        first = bool(indicators and field and indicators[0].field and indicators[0].field.number == field)
        found.insert(int(first), OfferedGroup(_("Nhiệm vụ"), tasks))
    return found


_FIGURE = (Change.NONE, Change.LAST, Change.YEAR)


def _offered(ref: Ref, values: Mapping[Ref, Current]) -> Offered | None:
    """Nothing where there is no such number, or no change to speak of."""
    value = values.get(ref)
    if value is None or (ref.change in (Change.LAST, Change.YEAR) and value.text == NOT_COMPARED):
        return None
    return Offered(value, str(Live(value.text, ref)))
