"""The live numbers of a report's paragraphs: checked when they are typed, read anew when the report leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils import timezone

from caicach.bodies.access import Standing
from caicach.bodies.models import Person
from caicach.core.events import record_event

from ..live import Live, Ref, malformed, pieces, refs, unread, written
from ..models import Made, Passage, PassageRevision, Submission
from ..resolving import current_of, out_of_sight
from ..rules import About, Obstacle
from .rights import Refused, standing_at

_NAMED = 5


def settling(submission: Submission, texts: Iterable[str], *, seen_by: Standing, now: datetime) -> Callable[[str], str]:
    """What writes into these texts the numbers as they are now, so that nobody types one over; refuses brackets that
    name nothing, and numbers of bodies whose figures the writer may not see, unless they came with a paragraph that was
    taken from below. A bounded number of queries where there are references, none where there are none."""
    texts = list(texts)
    broken = [one.found for text in texts for one in malformed(text)]
    wanted = list(dict.fromkeys(ref for text in texts for ref in refs(text)))
    known = current_of(submission, wanted, today=timezone.localdate(now), seen_by=seen_by) if wanted else {}
    hidden = out_of_sight(wanted, about=submission.body, seen_by=seen_by) if wanted else frozenset()
    taken = _taken(submission) if hidden else {}
    unknown = [str(ref) for ref in wanted if ref not in known and ref not in hidden]
    unseen = [str(ref) for ref in wanted if ref in hidden and ref not in taken]
    obstacles = []
    if broken:
        obstacles.append(About(Obstacle.BRACKETS, tuple(dict.fromkeys(broken))[:_NAMED]))
    if unknown:
        obstacles.append(About(Obstacle.NUMBER_UNKNOWN, tuple(unknown[:_NAMED])))
    if unseen:
        obstacles.append(About(Obstacle.NUMBER_NOT_SEEN, tuple(unseen[:_NAMED])))
    if obstacles:
        raise Refused(obstacles)
    values = taken | {ref: one.text for ref, one in known.items()}
    return lambda text: written(text, values)


def _taken(submission: Submission) -> dict[Ref, str]:
    """The numbers of the paragraphs that were taken from reports below, as they came. One query."""
    came = PassageRevision.objects.filter(passage__submission=submission, made=Made.TAKEN, text__contains="[[")
    texts = came.order_by("pk").values_list("text", flat=True)
    return {one.ref: one.shown for text in texts for one in pieces(text) if isinstance(one, Live)}


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ at most in what their live numbers were read as."""
    return one == other or unread(one) == unread(other)


def renew_numbers(submission: Submission, *, by: Person | None, now: datetime) -> int:
    """Read every number of the (locked) report anew, so that what leaves is what is read on the page; returns how many
    paragraphs changed. To be called while the state is still that of before."""
    passages = list(
        Passage.objects.filter(submission=submission, removed_at=None, text__contains="[[").order_by("ordinal", "pk")
    )
    wanted = {ref for passage in passages for ref in refs(passage.text)}
    if not wanted:
        return 0
    seen_by = standing_at(by, now) if by is not None else None
    known = current_of(submission, wanted, today=timezone.localdate(now), seen_by=seen_by)
    values = {ref: one.text for ref, one in known.items()}
    changed, revisions = [], []
    for passage in passages:
        text = written(passage.text, values)
        if text == passage.text:
            continue
        passage.text, passage.number = text, passage.number + 1
        changed.append(passage)
        revisions.append(
            PassageRevision(passage=passage, number=passage.number, text=text, made=Made.RENEWED, by=by, at=now)
        )
    if changed:
        Passage.objects.bulk_update(changed, ["text", "number"], batch_size=500)
        PassageRevision.objects.bulk_create(revisions, batch_size=500)
        record_event("report_numbers_renewed", about=submission, by=by, at=now, paragraphs=len(changed))
    return len(changed)
