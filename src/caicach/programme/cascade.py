"""What is asked about the cascade, starting from who is asking: which plans are linked, who carries out what, the way
up to the clause that ordered an item and the way down to its duties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import COMMUNE_KINDS, Body, BodyGroup, BodyKind
from caicach.bodies.selectors import alive
from caicach.documents.services import number_key

from .cascade_items import Item, aim_of, targets_of, tasks_of
from .cascade_rules import (
    COMMUNES,
    DEPARTMENTS,
    NOBODYS,
    Judgement,
    Phase,
    Verdict,
    addressed,
    asks_bodies_below,
    is_before_its_time,
    judge,
    together,
)
from .models import Contribution, Derivation, DerivationState, Part, Plan, PlanLink, PlanState, Target, Task, TaskOwner
from .selectors import visible_plans

MOST_SUGGESTED = 10

_DEPARTMENT_KINDS = (
    BodyKind.DEPARTMENT, BodyKind.OFFICE, BodyKind.INSPECTORATE, BodyKind.SERVICE_CENTRE, BodyKind.BOARD,
)  # fmt: skip
_KINDS: dict[str, tuple[str, ...]] = {COMMUNES: tuple(COMMUNE_KINDS), DEPARTMENTS: tuple(_DEPARTMENT_KINDS)}


# --- plans that are linked ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Linked:
    """A plan at the other end of a link, and how far the link is decided."""

    link: PlanLink
    plan: Plan
    proposed: int
    confirmed: int


def current_plans(standing: Standing, lineages: Collection[UUID]) -> dict[UUID, Plan]:
    """The version in force of each plan that the person may see, or the latest one where none is."""
    found = (
        visible_plans(standing)
        .filter(lineage__in=lineages)
        .exclude(state=PlanState.SUPERSEDED)
        .select_related("body", "document")
        .defer("document__search_text")
        .order_by("version")
    )
    plans: dict[UUID, Plan] = {}
    for plan in found:
        held = plans.get(plan.lineage)
        if held is None or held.state != PlanState.ISSUED:
            plans[plan.lineage] = plan
    return plans


def links_up(plan: Plan, standing: Standing) -> list[Linked]:
    """The plans that this one carries out. Two queries."""
    return _linked(PlanLink.objects.filter(lower_lineage=plan.lineage), "higher_lineage", standing)


def links_down(plan: Plan, standing: Standing) -> list[Linked]:
    """The plans that carry this one out, as far as the person may see them. Two queries."""
    return _linked(PlanLink.objects.filter(higher_lineage=plan.lineage), "lower_lineage", standing)


def _linked(links: Any, end: str, standing: Standing) -> list[Linked]:
    counted = links.filter(ended_at=None).annotate(
        proposed=Count("derivations", filter=Q(derivations__state=DerivationState.PROPOSED)),
        confirmed=Count("derivations", filter=Q(derivations__state=DerivationState.CONFIRMED)),
    )
    rows = list(counted.order_by("pk"))
    plans = current_plans(standing, [getattr(link, end) for link in rows]) if rows else {}
    found = [
        Linked(link, plan, link.proposed, link.confirmed) for link in rows if (plan := plans.get(getattr(link, end)))
    ]
    return sorted(found, key=lambda one: (one.plan.body.depth, one.plan.body.sort_key, one.plan.pk))


@dataclass(frozen=True)
class Suggestion:
    """A plan that this one may carry out; `is_cited` when its document names it."""

    plan: Plan
    is_cited: bool


def suggestions(plan: Plan, standing: Standing) -> list[Suggestion]:
    """Plans of the same body or those above that may be linked: those that the document cites first."""
    paths = [plan.body.path[:end] for end in range(Body.steplen, len(plan.body.path) + 1, Body.steplen)]
    linked = PlanLink.objects.filter(lower_lineage=plan.lineage, ended_at=None).values("higher_lineage")
    below = PlanLink.objects.filter(higher_lineage=plan.lineage, ended_at=None).values("lower_lineage")
    found = (
        visible_plans(standing)
        .filter(body__path__in=paths, state=PlanState.ISSUED)
        .exclude(lineage=plan.lineage)
        .exclude(lineage__in=linked)
        .exclude(lineage__in=below)
        .select_related("body")
        .order_by("-issued_on", "-pk")
    )
    cited = set(plan.document.citations.values_list("number_key", flat=True)) if plan.document else set()
    rows = [Suggestion(one, bool(one.number) and number_key(one.number) in cited) for one in found[:200]]
    return sorted(rows, key=lambda one: (not one.is_cited, not _meet(plan, one.plan)))[:MOST_SUGGESTED]


def _meet(one: Plan, other: Plan) -> bool:
    """Whether the years of two plans meet; true where either states none."""
    if not (one.from_year and one.to_year and other.from_year and other.to_year):
        return True
    return one.from_year <= other.to_year and other.from_year <= one.to_year


# --- who carries out what ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """A lower item that was confirmed to carry out a higher one, and what it is worth."""

    item: Item
    plan: Plan
    judgement: Judgement


@dataclass(frozen=True)
class Cell:
    """What one body's plans make of one higher item."""

    body: Body
    answers: tuple[Answer, ...]
    is_asked: bool

    @cached_property
    def judgement(self) -> Judgement:
        return together(answer.judgement for answer in self.answers)

    @property
    def is_open(self) -> bool:
        """Whether something is to be said about it: it answers, or it is asked and does not."""
        return bool(self.answers) or self.is_asked

    @property
    def first(self) -> Answer | None:
        """The answer that decided."""
        return next((one for one in self.answers if one.judgement == self.judgement), None)


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be: at one body, or with nobody at all."""

    kind: str  # a Verdict, or NOBODYS
    item: Item
    cell: Cell | None = None

    @property
    def phase(self) -> Phase | None:
        """Of the higher item, the phase that decided."""
        return self.cell.judgement.above if self.cell else None


@dataclass(frozen=True)
class Row:
    """One higher item across the bodies."""

    item: Item
    cells: Mapping[int, Cell]
    without_plan: tuple[str, ...]  # names of bodies that it is asked of and that have no linked plan
    is_nobodys: bool

    def of(self, verdict: str) -> int:
        return sum(cell.is_open and cell.judgement.verdict == verdict for cell in self.cells.values())

    @property
    def findings(self) -> list[Finding]:
        found = [
            Finding(cell.judgement.verdict.value, self.item, cell)
            for cell in self.cells.values()
            if cell.is_open and cell.judgement.verdict != Verdict.COVERED
        ]
        return [Finding(NOBODYS, self.item), *found] if self.is_nobodys else found

    @property
    def is_whole(self) -> bool:
        """Carried out wherever it is asked."""
        return bool(self.of(Verdict.COVERED)) and not self.findings and not self.without_plan


ORDER = (Verdict.CONTRADICTING.value, Verdict.WEAKER.value, Verdict.LATER.value, NOBODYS, Verdict.MISSING.value)
"""Findings, the worst first."""


@dataclass(frozen=True)
class Cascade:
    """A plan's targets or tasks against the bodies whose plans carry it out."""

    bodies: list[Body]
    rows: list[Row]
    findings: list[Finding] = field(default_factory=list)

    @cached_property
    def sums(self) -> dict[str, int]:
        """How many findings of each kind, in their order; kinds without any are left out."""
        return {kind: count for kind in ORDER if (count := sum(one.kind == kind for one in self.findings))}

    @property
    def whole(self) -> int:
        return sum(row.is_whole for row in self.rows)

    @cached_property
    def without_plan(self) -> list[str]:
        """Bodies of which something is asked and that have no plan linked to this one, each once."""
        return list(dict.fromkeys(name for row in self.rows for name in row.without_plan))


def cascade_of(plan: Plan, *, links: Sequence[Linked], targets: bool, standing: Standing, on: date) -> Cascade:
    """The plan's targets (or tasks) against those who carry it out. A dozen queries, however many they are."""
    higher: list[Item] = list((targets_of if targets else tasks_of)([plan]).order_by("ordinal"))
    answers, answered = _answers(plan, higher, links, targets=targets)
    bodies = {linked.plan.body_id: linked.plan.body for linked in links}
    asked, owned = (_asked_targets if targets else _asked_tasks)(plan, higher, bodies, standing, on)  # type: ignore[arg-type]
    rows = []
    for item in higher:
        wanted, aim = asked.get(item.pk, {}), aim_of(item, plan)
        later = {one.plan.body_id for one in links if is_before_its_time(aim, one.plan.to_year)}
        later -= {one.plan.body_id for one in links if not is_before_its_time(aim, one.plan.to_year)}
        is_nobodys = item.pk not in owned and item.lineage not in answered
        cells = {
            pk: Cell(
                body,
                tuple(answers.get((item.lineage, pk), ())),
                is_asked=pk in wanted and pk not in later and not is_nobodys,  # nobody's is told once, not at each body
            )
            for pk, body in bodies.items()
        }
        rows.append(
            Row(
                item,
                cells,
                tuple(name for pk, name in wanted.items() if pk not in bodies),
                is_nobodys=is_nobodys,
            )
        )
    findings = sorted((one for row in rows for one in row.findings), key=lambda one: ORDER.index(one.kind))
    return Cascade(list(bodies.values()), rows, findings)


def _answers(
    plan: Plan, higher: Sequence[Item], links: Sequence[Linked], *, targets: bool
) -> tuple[dict[tuple[UUID, int], list[Answer]], set[UUID]]:
    """By higher item and body what was confirmed below, and which higher items anybody at all carries out."""
    confirmed = Derivation.objects.filter(
        link__higher_lineage=plan.lineage, link__ended_at=None, state=DerivationState.CONFIRMED,
        higher_is_target=targets,
    )  # fmt: skip
    pairs = list(confirmed.order_by("pk").values_list("link_id", "higher_lineage", "lower_lineage"))
    plans = {linked.link.pk: linked.plan for linked in links}
    lower = _items_below(set(plans.values()), confirmed) if pairs else {}
    above = {item.lineage: item for item in higher}
    aims = {lineage: aim_of(item, plan) for lineage, item in above.items()}
    found: dict[tuple[UUID, int], list[Answer]] = defaultdict(list)
    for link, high, low in pairs:
        linked = plans.get(link)
        item = lower.get((linked.pk, low)) if linked else None
        if linked is None or item is None or high not in above:
            continue
        judgement = judge(aims[high], aim_of(item, linked))
        found[high, linked.body_id].append(Answer(item, linked, judgement))
    return found, {high for _link, high, _low in pairs}


def _items_below(plans: Collection[Plan], derivations: Any) -> dict[tuple[int, UUID], Item]:
    """The items of the plans that some derivations name, by plan and lineage."""
    found: dict[tuple[int, UUID], Item] = {}
    for items in (targets_of(list(plans)), tasks_of(list(plans))):
        named = items.filter(lineage__in=derivations.order_by().values("lower_lineage")).select_related(None)
        found |= {(item.plan_id, item.lineage): item for item in named}
    return found


Asked = dict[int, dict[int, str]]


def _asked_targets(
    plan: Plan, higher: Sequence[Target], bodies: Mapping[int, Body], standing: Standing, on: date
) -> tuple[Asked, set[int]]:
    """Of which bodies (with their names) each target is asked, and which targets have an owner.

    The bodies that the words name; where they name none, every body that carries the plan out, unless only the level
    as a whole can reach it.
    """
    named = {target.pk: addressed(target.text) for target in higher}
    kinds = {kind for said in named.values() for code in said for kind in _KINDS[code]}
    below = _bodies_below([plan.body], kinds, standing, on)
    asked: Asked = {}
    for target in higher:
        wanted = {kind for code in named[target.pk] for kind in _KINDS[code]}
        if wanted:
            asked[target.pk] = {
                body.pk: body.name
                for body in below
                if body.kind in wanted and len(body.path) == len(plan.body.path) + Body.steplen
            }
        elif asks_bodies_below(target.unit):
            asked[target.pk] = {pk: body.name for pk, body in bodies.items()}
    served = Contribution.objects.filter(target__plan=plan, task__owners__in=_settled_leads(plan))
    owned = {target.pk for target in higher if named[target.pk] or target.owners_as_written}
    owned |= set(Target.owners.through.objects.filter(target__plan=plan).values_list("target_id", flat=True))
    return asked, owned | set(served.values_list("target_id", flat=True))


def _settled_leads(plan: Plan) -> Any:
    return TaskOwner.objects.filter(task__plan=plan, part=Part.LEAD).exclude(body=None, group=None)


def _asked_tasks(
    plan: Plan, higher: Sequence[Task], bodies: Mapping[int, Body], standing: Standing, on: date
) -> tuple[Asked, set[int]]:
    """Of which bodies each task is asked (its leads; of a group, every member), and which tasks have a lead.

    A body that leads by its own name owes the duty already: it is asked only where it has a plan of its own.
    """
    leads = list(_settled_leads(plan).values_list("task_id", "body_id", "group_id"))
    groups = BodyGroup.objects.select_related("under").prefetch_related("also")
    by_pk = {group.pk: group for group in groups.filter(pk__in={group for _, _, group in leads if group})}
    kinds = {kind for group in by_pk.values() for kind in group.kinds}
    below = _bodies_below([group.under for group in by_pk.values()], kinds, standing, on)
    members = {
        pk: {
            **{b.pk: b.name for b in below if b.kind in group.kinds and b.path.startswith(group.under.path)},
            **{b.pk: b.name for b in group.also.all()},
        }
        for pk, group in by_pk.items()
    }
    asked: Asked = defaultdict(dict)
    for task, body, group_pk in leads:
        if group_pk:
            asked[task] |= {pk: name for pk, name in members[group_pk].items() if pk != plan.body_id}
        elif body in bodies:
            asked[task][body] = bodies[body].name
    return asked, {task for task, _body, _group in leads}


def _bodies_below(roots: Iterable[Body], kinds: Collection[str], standing: Standing, on: date) -> list[Body]:
    """The bodies of some kinds below the roots, as far as the person sees plans there."""
    below = Q(pk__in=[])
    for path in {root.path for root in roots}:
        below |= Q(path__startswith=path)
    if not kinds or not below.children:
        return []
    seen = standing.within(Permission.SEE_PLANS, "path")
    found = Body.objects.filter(below, alive(on), seen, kind__in=kinds)
    return list(found.only("pk", "name", "kind", "path", "sort_key").order_by("sort_key", "pk"))


# --- what waits for a person -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """A derivation with its two items."""

    row: Derivation
    higher: Item
    lower: Item
    judgement: Judgement


def pairs_of(link: PlanLink, higher: Plan, lower: Plan) -> list[Pair]:
    """Every derivation of a link whose items stand in the given versions, by the order of the lower plan."""
    rows = list(link.derivations.select_related("decided_by"))
    above = {item.lineage: item for items in (targets_of([higher]), tasks_of([higher])) for item in items}
    below = {item.lineage: item for items in (targets_of([lower]), tasks_of([lower])) for item in items}
    found = [
        Pair(row, one, other, judge(aim_of(one, higher), aim_of(other, lower)))
        for row in rows
        if (one := above.get(row.higher_lineage)) and (other := below.get(row.lower_lineage))
    ]
    return sorted(found, key=lambda pair: (not pair.lower.is_target, pair.lower.ordinal, -(pair.row.confidence or 100)))
