"""What live numbers say now, all those of a page or a report at once, in a bounded number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Body, BodyKind
from caicach.core.periods import Period, Window, period_words
from caicach.core.remembered import remembered
from caicach.measures.models import Indicator
from caicach.measures.selectors import Figures, Measured, compare, compared_periods, may_see_figures_of
from caicach.programme.models import Target

from .composing import figures as said
from .counting import Count, Key, count_words, counted
from .live import Change, Ref, tidy
from .models import Cycle, Submission
from .rules import AT_HEAD, IN_WORK

BEFORE_SENDING = (*IN_WORK, AT_HEAD)
_COUNTED_THINGS: dict[str, Promise] = {
    "tasks": gettext_lazy("Nhiệm vụ"),
    "field": gettext_lazy("Nhiệm vụ của lĩnh vực"),
    "next": gettext_lazy("Nhiệm vụ sắp đến hạn"),
    "extensions": gettext_lazy("Lượt gia hạn"),
    "targets": gettext_lazy("Chỉ tiêu"),
    "target": gettext_lazy("Kết quả chỉ tiêu"),
}
_OF_TASKS = ("tasks.", "field.", "next.")
_MINUTES = 300  # seconds that the counts of a whole level are kept for pages


@dataclass(frozen=True)
class Page:
    """When a page is read, and which texts stand on it: what was remembered before they were renewed is not for it."""

    now: datetime
    version: str

    @classmethod
    def of(cls, texts: Iterable[str], *, now: datetime) -> Page:
        return cls(now, sha256("\0".join(texts).encode()).hexdigest()[:24])


@dataclass(frozen=True)
class Current:
    """What a number says now, where it leads, and what it is in words."""

    text: str
    href: str = ""
    about: str = ""
    name: str = ""  # of the indicator, or what is counted


def current(
    refs: Iterable[Ref], *, cycle: Cycle, body: int, drafts: bool, today: date, page: Page | None = None
) -> dict[Ref, Current]:
    """By reference; one that names nothing known is not among them. Numbers without a body are those of `body`, whose
    drafts count with `drafts`, and without a period those of the cycle.

    At most ten queries, whatever there is of numbers and bodies. For a `page`, the counts of a whole level may be some
    minutes old: gathering them reads every duty in it.
    """
    wanted = list(dict.fromkeys(refs))
    found = _measured([ref for ref in wanted if not ref.counted], cycle=cycle, body=body, drafts=drafts)
    return found | _counted([ref for ref in wanted if ref.counted], cycle=cycle, body=body, today=today, page=page)


def current_of(
    submission: Submission,
    refs: Iterable[Ref],
    *,
    today: date,
    page: Page | None = None,
    seen_by: Standing | None = None,
) -> dict[Ref, Current]:
    """The same for one report: while it is being written, what its body has in hand counts. Of bodies that the report
    is not about only what `seen_by` may see."""
    drafts, wanted = submission.state in BEFORE_SENDING, list(refs)
    hidden = out_of_sight(wanted, about=submission.body, seen_by=seen_by)
    shown = [ref for ref in wanted if ref not in hidden]
    return current(shown, cycle=submission.cycle, body=submission.body_id, drafts=drafts, today=today, page=page)


def out_of_sight(refs: Iterable[Ref], *, about: Body, seen_by: Standing | None) -> frozenset[Ref]:
    """The numbers of bodies that are neither `about` nor below it, and that the person may not look at. One query where
    other bodies are named."""
    named = [ref for ref in refs if ref.body is not None and ref.body != about.pk]
    bodies = Body.objects.in_bulk({ref.body for ref in named}) if named else {}
    others = {pk: body for pk, body in bodies.items() if not body.path.startswith(about.path)}
    sees_figures = {pk for pk, body in others.items() if seen_by and may_see_figures_of(seen_by, body)}
    sees_duties = {pk for pk, body in others.items() if seen_by and seen_by.may(Permission.SEE_DUTIES, body)}
    return frozenset(
        ref for ref in named if ref.body in others and ref.body not in (sees_duties if ref.counted else sees_figures)
    )


# --- figures of indicators --------------------------------------------------------------------------------------------


def _measured(refs: Collection[Ref], *, cycle: Cycle, body: int, drafts: bool) -> dict[Ref, Current]:
    refs = [ref for ref in refs if ref.period is not None or cycle.period is not None]
    indicators = {one.code: one for one in Indicator.objects.filter(code__in={ref.key for ref in refs})} if refs else {}
    refs = [ref for ref in refs if ref.key in indicators]
    if not refs:
        return {}
    places = {ref: (ref.body or body, ref.period or cycle.period) for ref in refs}
    names = dict(Body.objects.filter(pk__in={pk for pk, _period in places.values()}).values_list("pk", "name"))
    periods = {
        part
        for ref, (_pk, period) in places.items()
        if period is not None
        for part in (compared_periods(period) if ref.change in (Change.LAST, Change.YEAR) else (period,))
    }
    figures = Figures(
        indicators=indicators.values(), bodies=list(names), periods=periods, drafts_of=[body] if drafts else ()
    )
    found = {}
    for ref, (pk, period) in places.items():
        if pk not in names or period is None:
            continue
        one = indicators[ref.key]
        found[ref] = Current(
            text=tidy(_figure(figures, one, pk, period, ref.change)),
            href=reverse("measures:explained", args=[one.code, pk, period.key]),
            about=f"{one.name} · {names[pk]} · {period_words(period)}",
            name=one.name,
        )
    return found


def _figure(figures: Figures, indicator: Indicator, body: int, period: Period, change: Change) -> str:
    places = indicator.places
    if change in (Change.LAST, Change.YEAR):
        compared = compare(figures, indicator, body, period)
        if compared.uneven if change == Change.LAST else compared.year_uneven:
            return said.NOT_COMPARED
        if change == Change.LAST:
            return said.changed(compared.change, compared.change_percent, compared.change_unit, places)
        return said.changed(compared.year_change, compared.year_change_percent, compared.change_unit, places)
    measured = figures.measured(indicator, body, period)
    if change == Change.OF:
        of = said.parts(measured.rolled.numerator, measured.rolled.denominator)
        return of or answer_words(measured)
    return answer_words(measured)


def answer_words(measured: Measured) -> str:
    """The figure as an official text has it, or in words why there is no number."""
    one = measured.indicator
    return said.answered(measured.kind or "", measured.value, one.unit, one.places)


# --- counts -----------------------------------------------------------------------------------------------------------


def _counted(refs: Collection[Ref], *, cycle: Cycle, body: int, today: date, page: Page | None) -> dict[Ref, Current]:
    """Counts of the cycle's own period and window; of another period nothing is counted."""
    period = cycle.period
    if period is None or cycle.window_from is None or cycle.window_to is None:
        return {}
    refs = [ref for ref in refs if ref.period in (None, period)]
    wanted: dict[int, set[str]] = defaultdict(set)
    for ref in refs:
        wanted[ref.body or body].add(ref.key)
    if not wanted:
        return {}
    window = Window(cycle.window_from, cycle.window_to)

    def count() -> dict[Key, Count | str]:
        return counted(wanted, period=period, window=window, today=today)

    bodies = {one.pk: one for one in Body.objects.filter(pk__in=wanted)}
    if page is not None and any(one.kind == BodyKind.CITY for one in bodies.values()):
        asked = sha256(repr(sorted((pk, sorted(keys)) for pk, keys in wanted.items())).encode()).hexdigest()[:24]
        name = f"reports:counted:{cycle.pk}:{today.isoformat()}:{asked}:{page.version}"
        counts = remembered(name, count, now=page.now, seconds=_MINUTES).value
    else:
        counts = count()
    plans, found = _plans_of(refs), {}
    counted_days = Counted(window.opens_on, min(window.closes_on, today), period.next().last_day)
    for ref in refs:
        pk = ref.body or body
        value = counts.get((pk, ref.key))
        if value is not None and pk in bodies:
            text = tidy(count_words(ref.key, value, ref.change))
            name = str(_COUNTED_THINGS[ref.key.partition(".")[0]])
            if bodies[pk].kind == BodyKind.CITY and ref.key.startswith(_OF_TASKS):
                name = _("%(name)s; danh sách ghi theo từng cơ quan được giao") % {"name": name}
            about = f"{name} · {bodies[pk].name} · {period_words(period)}"
            found[ref] = Current(text, behind(pk, ref.key, plans, counted_days), about, name)
    return found


@dataclass(frozen=True)
class Counted:
    """The days that a report counts, and the last day of what it lists as ahead."""

    opens: date
    on: date
    ahead: date


def behind(
    body: int, key: str, plans: Mapping[str, int] | None = None, days: Counted | None = None
) -> str:  # fmt: skip
    """Where a count leads: the duties that it counts in these days, the targets, or (with its plan known) the one
    target. The count of a level is of tasks, its list of the duties that bodies have from them."""
    target = key.removeprefix("target.")
    if plans and target in plans:
        return reverse("programme:target", args=[plans[target], int(target)])
    if key.startswith("target"):
        return reverse("monitoring:list")
    part = key.rpartition(".")[2].removesuffix("_ratio")
    query: dict[str, Any] = {"body": body, "part": "lead"}
    if key.startswith("field."):
        query["field"] = key.split(".")[1]
    if days is not None and key.startswith(_OF_TASKS):
        query |= {"dem": part, "ky_tu": days.opens.isoformat(), "ky_den": days.on.isoformat()}
        if key == "next.total":
            query |= {"dem": "ahead", "den": days.ahead.isoformat()}
    elif part in ("done_in_time", "done_late", "overdue"):
        query["timeliness"] = part
    elif part in ("running", "done"):
        query["state"] = "open" if part == "running" else "done"
    return f"{reverse('duties:list')}?{urlencode(query)}"


def _plans_of(refs: Iterable[Ref]) -> dict[str, int]:
    """The plan of each target that is named, by the target's key. One query where there are any."""
    named = [int(key) for ref in refs if (key := ref.key.removeprefix("target.")).isdecimal()]
    rows = Target.objects.filter(pk__in=named).values_list("pk", "plan") if named else ()
    return {str(pk): plan for pk, plan in rows}
