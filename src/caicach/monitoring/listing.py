"""What the pages show of targets, starting from who is asking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Body
from caicach.measures.selectors import indicators_for
from caicach.programme.models import Comparator, Field, Plan, PlanState, Target
from caicach.programme.target_status import Stands

from .charting import chart
from .checks import Found, Scope, run_checks
from .models import Meaning, TargetMeasure, TargetWord
from .rules import State, Status
from .selectors import aim_of, measures_of, propose_links, statuses_of
from .words import MARKS, STATES, amount_words, phase_goal_words, reason_words

MOST = 400  # targets of one body on one page; a city's plan has about a hundred


def bodies_with_targets(standing: Standing) -> QuerySet[Body]:
    """The bodies whose plans in force have targets, among those whose figures the person sees."""
    plans = Plan.objects.filter(standing.within(Permission.SEE_FIGURES), state=PlanState.ISSUED)
    return Body.objects.filter(pk__in=plans.filter(targets__isnull=False).values("body"))


def explained_at(status: Status, key: str = "") -> str:
    """The page that explains the figure behind a status, or the one of another period; "" where there is none."""
    key = key or status.as_of
    if not status.indicator or not key:
        return ""
    return reverse("measures:explained", args=[status.indicator, status.body, key])


@dataclass(frozen=True)
class Row:
    """A target in the list."""

    target: Target
    status: Status
    explained_at: str


@dataclass(frozen=True)
class Wanted:
    """What the list is filtered by."""

    state: str = ""
    field: str = ""  # the field's number, "0" for none
    plan: str = ""


@dataclass(frozen=True)
class Watch:
    """The targets of one body."""

    rows: list[Row]
    counts: Mapping[State, int]  # before the filter by state
    total: int
    fields: list[Field]
    plans: list[Plan]
    is_cut: bool  # there are more than the page holds


def watch(standing: Standing, body: Body, *, today: date, wanted: Wanted) -> Watch:
    """The targets of a body's plans in force and how they stand, in a bounded number of queries."""
    targets, is_cut = _targets_of(standing, body)
    plans = list({target.plan_id: target.plan for target in targets}.values())
    fields = {target.field_id: target.field for target in targets if target.field}
    if wanted.field:
        targets = [one for one in targets if str(one.field.number if one.field else 0) == wanted.field]
    if wanted.plan:
        targets = [one for one in targets if str(one.plan_id) == wanted.plan]
    statuses = statuses_of(targets, today=today)
    counted = Counter(statuses[target.lineage].state for target in targets)
    return Watch(
        rows=[
            Row(target, statuses[target.lineage], explained_at(statuses[target.lineage]))
            for target in targets
            if not wanted.state or statuses[target.lineage].state == wanted.state
        ],
        counts={state: counted[state] for state in State},
        total=len(targets),
        fields=sorted(fields.values(), key=lambda field: field.number),
        plans=plans,
        is_cut=is_cut,
    )


def to_review(standing: Standing, body: Body, *, today: date) -> list[Found]:
    """What the checks find among the targets of a body."""
    targets, _is_cut = _targets_of(standing, body)
    return run_checks(Scope(tuple(targets), statuses_of(targets, today=today), measures_of(targets), today))


def _targets_of(standing: Standing, body: Body) -> tuple[list[Target], bool]:
    seen = standing.within(Permission.SEE_FIGURES, "plan__body__path")
    rows = (
        Target.objects.filter(seen, plan__body=body, plan__state=PlanState.ISSUED)
        .select_related("plan__body", "field", "part_of")
        .prefetch_related("milestones")
        .order_by("-plan__from_year", "plan__to_year", "plan_id", "ordinal")[: MOST + 1]
    )
    found = list(rows)
    return found[:MOST], len(found) > MOST


@dataclass(frozen=True)
class Past:
    """A figure in the table beside the chart."""

    key: str
    value: str
    explained_at: str


class OnPlans:
    """What the pages of plans show of their targets."""

    def of_targets(self, targets: Sequence[Target], *, standing: Standing, today: date) -> Mapping[UUID, Stands]:
        """By lineage; nothing where the person does not see the figures of the body that issued the plan."""
        if not targets or not standing.may(Permission.SEE_FIGURES, targets[0].plan.body):
            return {}
        return {
            lineage: Stands(
                mark=MARKS[one.state],
                word=str(STATES[one.state]),
                why=reason_words(one),
                value=one.value,
                value_words=amount_words(one.value, one.unit) if one.value is not None else "",
                explained_at=explained_at(one),
            )
            for lineage, one in statuses_of(targets, today=today).items()
        }

    def section(self, target: Target, *, standing: Standing, today: date) -> tuple[str, dict[str, Any]] | None:
        """How one target stands, with its chart, its table, and what it is measured by."""
        if not standing.may(Permission.SEE_FIGURES, target.plan.body):
            return None
        status = statuses_of([target], today=today)[target.lineage]
        measure = measures_of([target]).get(target.lineage)
        aim = aim_of(target)
        phases = [(one.from_year, one.to_year, one.value, one.value_to) for one in aim.phases]
        context: dict[str, Any] = {
            "target": target,
            "status": status,
            "measure": measure,
            "explained_at": explained_at(status),
            "chart": chart(status, phases),
            "goal": phase_goal_words(status, status.phase) if status.phase and status.goal is not None else "",
            "table": [
                Past(one.key, amount_words(one.value, status.unit), explained_at(status, one.key))
                for one in reversed(status.points)
            ],
            "parts_behind": list(Target.objects.filter(plan=target.plan, lineage__in=status.parts_behind)),
            "word": TargetWord.objects.filter(lineage=target.lineage).select_related("by").first(),
        }
        return "monitoring/_target.html", context | _linking(target, measure, standing=standing, today=today)


def _linking(target: Target, measure: TargetMeasure | None, *, standing: Standing, today: date) -> dict[str, Any]:
    """What somebody who may say what the target is measured by chooses from."""
    if not standing.may(Permission.READ_PLANS_IN, target.plan.body):
        return {"may_link": False}
    if target.comparator == Comparator.DONE:
        return {"may_link": True, "is_without_number": True}
    indicators = [one for one in indicators_for(standing) if one.valid_to is None or one.valid_to > today]
    return {
        "may_link": True,
        "proposals": propose_links([target], indicators=indicators)[target.pk] if measure is None else [],
        "indicators": indicators,
        "meanings": Meaning.choices,
        "bodies": bodies_for(target, measure),
    }


def bodies_for(target: Target, measure: TargetMeasure | None) -> list[Body]:
    """Whose figures the page offers: the body that issued the plan, those below it that follow the target, and the one
    whose figures count now."""
    issuer = target.plan.body
    below = list(target.owners.filter(path__startswith=issuer.path).order_by("sort_key"))
    if measure is not None:
        below.append(measure.body)
    return list({body.pk: body for body in (issuer, *below)}.values())
