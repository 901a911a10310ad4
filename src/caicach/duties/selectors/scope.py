"""Which duties somebody may see: where every question about duties starts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from caicach.bodies.access import TABLE, Permission, Standing
from caicach.bodies.models import Body, Role

from ..models import Duty

_FEW = 200  # up to so many bodies are named one by one, which lets the database walk their index


@dataclass(frozen=True)
class Scope:
    """A part of the tree of bodies, as path prefixes; ("",) is everything, () is nothing."""

    prefixes: tuple[str, ...]

    @property
    def key(self) -> str:
        """A name for it in a cache."""
        return "-".join(self.prefixes) or ("all" if self.prefixes else "none")

    def filter(self, lookup: str = "body") -> Q:
        """The duties whose body (reached by `lookup`) lies here."""
        if "" in self.prefixes or self._named is None:
            return Q()
        if len(self._named) <= _FEW:
            return Q(**{f"{lookup}__in": self._named})
        return self._paths(f"{lookup}__path")

    @cached_property
    def _named(self) -> list[int] | None:
        """The bodies that lie here, up to one more than a few; None where all there are do, so that nothing has to be
        looked up for each duty. At most two queries, once."""
        ids = list(Body.objects.filter(self._paths("path")).values_list("pk", flat=True)[: _FEW + 1])
        if len(ids) > _FEW and not Body.objects.exclude(self._paths("path")).exists():
            return None
        return ids

    def holds(self, body: Body) -> bool:
        return any(body.path.startswith(prefix) for prefix in self.prefixes)

    def _paths(self, lookup: str) -> Q:
        condition = Q(pk__in=[])
        for prefix in self.prefixes:
            condition |= Q(**{f"{lookup}__startswith": prefix})
        return condition


def scope_of(standing: Standing, permission: Permission = Permission.SEE_DUTIES) -> Scope:
    """Where the person holds the permission."""
    return Scope(standing.prefixes(permission))


def may_see(standing: Standing, duty: Duty) -> bool:
    """Whoever sees its body's duties, gave it, reviews it, or has it on their desk."""
    if duty.assignee_id == standing.person_id or standing.may(Permission.SEE_DUTIES, duty.body):
        return True
    if standing.may(Permission.HAND_OVER, duty.assigned_by_body):
        return True
    return standing.may(Permission.REVIEW_DUTIES, duty.reviewer_body)


def reviewed_by(standing: Standing) -> Q:
    """The duties that wait on this person's body to review: its own, and for a field lead those of the field in the
    whole level, except of the lead's own body."""
    condition = Q(reviewer_body__in=reviewing_bodies(standing))
    for hat in standing.hats:
        if hat.role == Role.FIELD_LEAD:
            condition |= Q(
                field__number=hat.field_number,
                reviewer_body__path__startswith=hat.prefix(Permission.REVIEW_DUTIES),
            ) & ~Q(body=hat.body_id)
    return condition


def reviewing_bodies(standing: Standing) -> frozenset[int]:
    """The bodies for which this person reviews, whatever the field."""
    roles = TABLE[Permission.REVIEW_DUTIES] - {Role.FIELD_LEAD}
    return frozenset(hat.body_id for hat in standing.hats if hat.role in roles)
