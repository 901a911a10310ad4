"""Which plan carries out which, and which item which: what the program proposes and a person decides."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from caicach.bodies.models import Person
from caicach.core.events import record_event, record_events

from ..cascade_items import items_of, wanted_of
from ..cascade_matching import propose
from ..models import Derivation, DerivationState, Plan, PlanLink, PlanState
from .errors import NotYet, Obstacle


@transaction.atomic
def link_plans(*, higher: Plan, lower: Plan, by: Person, now: datetime) -> PlanLink:
    """State that the lower plan carries out the higher one, and propose which items do; asked again, the same link."""
    plans = {plan.pk: plan for plan in Plan.objects.select_for_update().filter(pk__in=[higher.pk, lower.pk])}
    higher, lower = plans[higher.pk], plans[lower.pk]
    if _reaches(higher.lineage, lower.lineage):
        raise NotYet([Obstacle.CIRCLE])
    link, made = PlanLink.objects.select_for_update().get_or_create(
        higher_lineage=higher.lineage, lower_lineage=lower.lineage, defaults={"linked_at": now, "linked_by": by}
    )
    if not made and link.ended_at is None:
        return link
    if not made:
        link.linked_at, link.linked_by, link.ended_at, link.ended_by = now, by, None, None
        link.save(update_fields=["linked_at", "linked_by", "ended_at", "ended_by"])
    record_event("plans_linked", about=lower, by=by, at=now, link=link.pk, higher=higher.pk)
    _propose(link, higher, lower, now=now)
    return link


def _reaches(start: UUID, wanted: UUID) -> bool:
    """Whether the plan `start` itself carries out `wanted`, over any number of levels; a plan reaches itself."""
    front, met = {start}, {start}
    while front and wanted not in met:
        above = PlanLink.objects.filter(lower_lineage__in=front, ended_at=None)
        front = set(above.values_list("higher_lineage", flat=True)) - met
        met |= front
    return wanted in met


@transaction.atomic
def unlink_plans(*, link: PlanLink, by: Person, now: datetime) -> PlanLink:
    """Take the link back. What was decided under it stays on record and holds again once the two are linked again."""
    link = PlanLink.objects.select_for_update().get(pk=link.pk)
    if link.ended_at is None:
        link.ended_at, link.ended_by = now, by
        link.save(update_fields=["ended_at", "ended_by"])
        record_event(
            "plans_unlinked", about=link, by=by, at=now, higher=str(link.higher_lineage), lower=str(link.lower_lineage)
        )
    return link


@transaction.atomic
def propose_again(*, link: PlanLink, by: Person, now: datetime) -> int:
    """Look for pairs once more, after either plan got a new version; what was decided stays. Returns how many came."""
    link = _open_link(link)
    higher, lower = (_current(lineage) for lineage in (link.higher_lineage, link.lower_lineage))
    added = _propose(link, higher, lower, now=now)
    if added:
        record_event("derivations_proposed", about=link, by=by, at=now, count=added)
    return added


def _current(lineage: UUID) -> Plan:
    """The version in force, or the latest where none is yet."""
    versions = list(Plan.objects.filter(lineage=lineage).order_by("-version"))
    return next((plan for plan in versions if plan.state == PlanState.ISSUED), versions[0])


def _propose(link: PlanLink, higher: Plan, lower: Plan, *, now: datetime) -> int:
    above, below = items_of(higher), items_of(lower)
    known = set(link.derivations.values_list("higher_lineage", "lower_lineage"))
    found = propose([wanted_of(item, higher) for item in above], [wanted_of(item, lower) for item in below])
    rows = [
        Derivation(link=link, proposed_at=now, confidence=one.confidence, **_pair(above[one.higher], below[one.lower]))
        for one in found
        if (above[one.higher].lineage, below[one.lower].lineage) not in known
    ]
    Derivation.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def _pair(above: Any, below: Any) -> dict[str, Any]:
    return {
        "higher_lineage": above.lineage,
        "higher_is_target": above.is_target,
        "lower_lineage": below.lineage,
        "lower_is_target": below.is_target,
    }


@transaction.atomic
def confirm_derivations(*, link: PlanLink, wanted: Collection[int], by: Person, now: datetime) -> list[int]:
    """Confirm proposals of a link by their keys; returns those that this act confirmed."""
    return _decide(link, wanted, DerivationState.CONFIRMED, "derivation_confirmed", by=by, now=now)


@transaction.atomic
def refuse_derivations(*, link: PlanLink, wanted: Collection[int], by: Person, now: datetime) -> list[int]:
    """State that the lower items do not carry the higher ones out; returns those that this act refused."""
    return _decide(link, wanted, DerivationState.REFUSED, "derivation_refused", by=by, now=now)


def _decide(
    link: PlanLink, wanted: Iterable[int], state: DerivationState, name: str, *, by: Person, now: datetime
) -> list[int]:
    link = _open_link(link)
    rows = list(link.derivations.select_for_update().filter(pk__in=list(wanted)).exclude(state=state))
    for row in rows:
        row.state, row.decided_at, row.decided_by = state, now, by
    Derivation.objects.bulk_update(rows, ["state", "decided_at", "decided_by"], batch_size=500)
    record_events(name, about=list(rows), by=by, at=now, link=link.pk)
    return [row.pk for row in rows]


@transaction.atomic
def reopen_derivations(*, link: PlanLink, wanted: Collection[int], by: Person, now: datetime) -> list[int]:
    """Take decisions back: the pairs are proposals again. Returns those that were decided."""
    link = _open_link(link)
    decided = link.derivations.select_for_update().filter(pk__in=list(wanted))
    rows = list(decided.exclude(state=DerivationState.PROPOSED))
    for row in rows:
        row.state, row.decided_at, row.decided_by = DerivationState.PROPOSED, None, None
    Derivation.objects.bulk_update(rows, ["state", "decided_at", "decided_by"], batch_size=500)
    record_events("derivation_reopened", about=list(rows), by=by, at=now, link=link.pk)
    return [row.pk for row in rows]


@transaction.atomic
def derive_item(*, link: PlanLink, higher: UUID, lower: UUID, by: Person, now: datetime) -> Derivation:
    """State by hand that an item of the lower plan carries out one of the higher plan; said twice, once."""
    link = _open_link(link)
    above = next((item for item in items_of(_current(link.higher_lineage)) if item.lineage == higher), None)
    below = next((item for item in items_of(_current(link.lower_lineage)) if item.lineage == lower), None)
    if above is None or below is None:
        raise NotYet([Obstacle.ITEM_GONE])
    row, made = Derivation.objects.select_for_update().get_or_create(
        link=link,
        higher_lineage=higher,
        lower_lineage=lower,
        defaults={
            **_pair(above, below), "state": DerivationState.CONFIRMED, "proposed_at": now, "decided_at": now,
            "decided_by": by,
        },
    )  # fmt: skip
    if made:
        record_event("derivation_confirmed", about=row, by=by, at=now, link=link.pk)
    elif row.state != DerivationState.CONFIRMED:
        _decide(link, [row.pk], DerivationState.CONFIRMED, "derivation_confirmed", by=by, now=now)
        row.refresh_from_db()
    return row


def _open_link(link: PlanLink) -> PlanLink:
    link = PlanLink.objects.select_for_update().get(pk=link.pk)
    if link.ended_at is not None:
        raise NotYet([Obstacle.LINK_ENDED])
    return link
