"""The figures that a body's report may show: those of its first words, and those listed where it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from caicach.measures.models import Indicator, SourceKind
from caicach.measures.selectors import Figures, compare, compared_periods
from caicach.measures.services import is_asked
from caicach.programme.models import Field

from .composing.facts import STEERING_FIELD, FigureFacts
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
    """A number that can be put into the text: what it is, what it says now, and what is typed for it."""

    name: str
    current: Current
    code: str


@dataclass(frozen=True)
class OfferedGroup:
    """Numbers under a heading."""

    title: str
    numbers: list[Offered]


_COUNTS = (
    ("total", Change.NONE),
    ("done", Change.OF),
    ("done_ratio", Change.NONE),
    ("running", Change.NONE),
    ("overdue", Change.NONE),
)


def offered(submission: Submission, *, section: str, now: datetime) -> list[OfferedGroup]:
    """The list beside a section that is being written: its field's figures first. The body and the cycle are loaded."""
    today: date = timezone.localdate(now)
    own = section.removeprefix("field-")
    field = int(own) if own.isdecimal() and own != section else None
    indicators = indicators_for_report(submission)
    wanted = {
        one.code: [Ref(one.code), Ref(one.code, change=Change.LAST), Ref(one.code, change=Change.YEAR)]
        for one in indicators
    }
    scope = f"field.{field}" if field else "tasks"
    counts = [Ref(f"{scope}.{part}", change=change) for part, change in _COUNTS]
    asked = [ref for several in wanted.values() for ref in several] + counts
    values = current_of(submission, asked, today=today, moment=now)
    groups: dict[str, list[Offered]] = {}
    names = dict(Field.objects.filter(valid_to=None).values_list("number", "name"))
    told = {
        "total": _("Nhiệm vụ được giao"),
        "done": _("Nhiệm vụ đã hoàn thành"),
        "done_ratio": _("Tỷ lệ hoàn thành nhiệm vụ"),
        "running": _("Nhiệm vụ đang thực hiện, trong hạn"),
        "overdue": _("Nhiệm vụ quá hạn"),
    }
    tasks = names.get(field, "") if field else ""
    title = _("Nhiệm vụ: %(field)s") % {"field": tasks} if tasks else _("Nhiệm vụ")
    for ref in counts:
        if ref in values:
            groups.setdefault(title, []).append(_offered(told[ref.key.rpartition(".")[2]], ref, values[ref]))
    # The section's own field comes before the others.
    for one in sorted(indicators, key=lambda one: one.field is None or one.field.number != field):
        heading = one.field.name if one.field else _("Số liệu khác")
        value, last, year = (values.get(ref) for ref in wanted[one.code])
        if value is None:
            continue
        group = groups.setdefault(heading, [])
        group.append(_offered(one.name, Ref(one.code), value))
        if last is not None:
            group.append(_offered(_("so với kỳ trước"), Ref(one.code, change=Change.LAST), last))
        if year is not None:
            group.append(_offered(_("so với cùng kỳ năm trước"), Ref(one.code, change=Change.YEAR), year))
    return [OfferedGroup(title, numbers) for title, numbers in groups.items()]


def _offered(name: str, ref: Ref, value: Current) -> Offered:
    return Offered(name, value, str(Live(value.text, ref)))
