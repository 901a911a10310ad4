"""Who works on which part of a draft: told to the others for some minutes, in nobody's way."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from caicach.bodies.models import Person

from ..models import Draft, SectionClaim

CLAIMED_FOR = timedelta(minutes=5)


@transaction.atomic
def claim_section(*, draft: Draft, section: str, by: Person, now: datetime) -> SectionClaim:
    """Say that `by` works on the part until some minutes from now; a person works on one part of a draft at a time."""
    draft.claims.filter(person=by).exclude(section=section).delete()
    draft.claims.filter(until__lt=now).delete()
    claim, _new = SectionClaim.objects.update_or_create(
        draft=draft, section=section, person=by, defaults={"until": now + CLAIMED_FOR}
    )
    return claim
