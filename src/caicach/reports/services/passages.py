"""The paragraphs of a report: written, taken out, remarked on. Every version stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Sum
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from caicach.bodies.models import Person
from caicach.core.events import record_event
from caicach.core.numbers import format_number
from caicach.core.text import nfc

from ..live import unread
from ..models import Comment, Made, Passage, PassageRevision, Submission
from ..rules import About, Obstacle, Section, empty_sections, obstacles_to_writing, paragraphs, sections_of
from .numbers import same_words, settling
from .rights import Place, Refused, closed_to_words, locked, place_of, standing_at

_BATCH = 500
PARAGRAPH_MOST = 10_000  # characters, about four pages
REPORT_MOST = 500_000  # about two hundred pages


@dataclass(frozen=True)
class Edit:
    """A paragraph as somebody left it, and the version that they had before them. No text takes it out."""

    text: str
    number: int


def section_of(submission: Submission, key: str) -> Section | None:
    """The section of the report's outline that holds text under that key."""
    found = (one for one in sections_of(submission.cycle.outline) if one.key == key and one.holds_text)
    return next(found, None)


def what_is_missing(submission: Submission) -> list[Section]:
    """The sections that must have text and have none. One query."""
    filled = Passage.objects.filter(submission=submission, removed_at=None).order_by().values_list("section").distinct()
    return empty_sections(sections_of(submission.cycle.outline), (key for (key,) in filled))


def ready_to_write(submission: Submission, key: str, *, by: Person, now: datetime) -> Place:
    """Refuse whoever may not write in that section of the (locked) report now."""
    place = place_of(standing_at(by, now), submission)
    obstacles = [] if place.writes else [Obstacle.NOT_YOURS]
    if section_of(submission, key) is None:
        obstacles.append(Obstacle.NO_SUCH_SECTION)
    obstacles += obstacles_to_writing(state=submission.state, locked=closed_to_words(submission, now=now))
    if obstacles:
        raise Refused(obstacles)
    return place


@transaction.atomic
def write_section(
    *, submission: Submission, section: str, edits: Mapping[int, Edit], added: str, by: Person, now: datetime
) -> int:
    """Keep a section as somebody typed it; returns how many paragraphs changed. `added` is cut at its empty lines.

    A number that was typed over is read anew (`numbers`); by itself it is no change.

    A paragraph that another person changed meanwhile is refused, unless both typed the same. Sending the form again
    changes nothing: what was added and stands there as the section's last words is not added twice.
    """
    submission = locked(submission)
    ready_to_write(submission, section, by=by, now=now)
    standing = {
        passage.pk: passage
        for passage in Passage.objects.filter(submission=submission, section=section, removed_at=None)
    }
    changed: list[Passage] = []
    revisions: list[PassageRevision] = []
    typed = {pk: nfc("\n".join(paragraphs(edit.text))) for pk, edit in edits.items()}
    new = [nfc(text) for text in paragraphs(added)]
    differing = [text for pk, text in typed.items() if pk in standing and not same_words(text, standing[pk].text)]
    _refuse_too_long(submission, standing, typed, new)
    settle = settling(submission, [*differing, *new], seen_by=standing_at(by, now), now=now)
    for pk, edit in edits.items():
        text, passage = typed[pk], standing.get(pk)
        if passage is None:
            versions = PassageRevision.objects.filter(passage=pk).values_list("text", flat=True) if text else ()
            if text and not any(same_words(text, version) for version in versions):
                raise Refused([Obstacle.CHANGED_MEANWHILE])
            continue
        if same_words(passage.text, text):
            continue
        text = settle(text)
        if passage.number != edit.number:
            raise Refused([Obstacle.CHANGED_MEANWHILE])
        passage.number += 1
        if text:
            passage.text = text
        else:
            passage.removed_at = now
        made = Made.WRITTEN if text else Made.REMOVED
        revisions.append(PassageRevision(passage=passage, number=passage.number, text=text, made=made, by=by, at=now))
        changed.append(passage)
    Passage.objects.bulk_update(changed, ["text", "number", "removed_at"], batch_size=_BATCH)
    PassageRevision.objects.bulk_create(revisions, batch_size=_BATCH)
    last = [passage.text for passage in sorted(standing.values(), key=lambda one: (one.ordinal, one.pk))][-len(new) :]
    if new and list(map(unread, new)) != list(map(unread, last)):
        texts = [settle(text) for text in new]
        add_passages(submission, {section: texts}, made=Made.WRITTEN, by=by, now=now)
        changed += [Passage()] * len(new)
    if changed:
        record_event("report_section_written", about=submission, by=by, at=now, section=section, changed=len(changed))
    return len(changed)


def _refuse_too_long(
    submission: Submission, standing: Mapping[int, Passage], typed: Mapping[int, str], new: Sequence[str]
) -> None:
    """Refuse paragraphs, and a report, longer than anybody reads; what already stands there may stay, or shrink."""
    before = {pk: len(passage.text) for pk, passage in standing.items()}
    order = {pk: place for place, pk in enumerate(sorted(before, key=lambda pk: (standing[pk].ordinal, pk)), start=1)}
    sizes = [(order[pk], len(text), before[pk]) for pk, text in typed.items() if pk in standing]
    sizes += [(len(order) + place, len(text), 0) for place, text in enumerate(new, start=1)]
    long = [
        _("đoạn %(n)s: %(size)s ký tự, được %(most)s")
        % {"n": place, "size": format_number(size), "most": format_number(PARAGRAPH_MOST)}
        for place, size, was in sizes
        if size > max(PARAGRAPH_MOST, was)
    ]
    grows = sum(size - was for _place, size, was in sizes)
    if grows > 0 and not long:
        texts = Passage.objects.filter(submission=submission, removed_at=None)
        size = grows + (texts.aggregate(size=Sum(Length("text")))["size"] or 0)
        if size > REPORT_MOST:
            most = {"size": format_number(size), "most": format_number(REPORT_MOST)}
            long = [_("cả báo cáo: %(size)s ký tự, được %(most)s") % most]
    if long:
        raise Refused([About(Obstacle.TEXT_TOO_LONG, tuple(long))])


def add_passages(
    submission: Submission,
    texts: Mapping[str, Sequence[str]],
    *,
    made: Made,
    by: Person | None,
    now: datetime,
    origins: Mapping[str, Sequence[Passage]] | None = None,
) -> list[Passage]:
    """Append paragraphs to sections, each with its first version; `origins` names what each was taken from."""
    rows: list[Passage] = []
    last = dict(
        Passage.objects.filter(submission=submission, section__in=texts)
        .order_by()
        .values_list("section")
        .annotate(last=Max("ordinal"))
    )
    for section, several in texts.items():
        sources = (origins or {}).get(section)
        for place, text in enumerate(several):
            source = sources[place] if sources else None
            rows.append(
                Passage(
                    submission=submission, section=section, ordinal=last.get(section, 0) + place + 1, text=text,
                    origin=source, origin_number=source.number if source else None,
                )
            )  # fmt: skip
    passages = Passage.objects.bulk_create(rows, batch_size=_BATCH)
    PassageRevision.objects.bulk_create(
        [
            PassageRevision(passage=passage, number=1, text=passage.text, made=made, by=by, at=now)
            for passage in passages
        ],
        batch_size=_BATCH,
    )
    return passages


@transaction.atomic
def restore_passage(*, passage: Passage, number: int, by: Person, now: datetime) -> Passage:
    """Let a paragraph read again as an earlier version did; that is a new version."""
    submission = locked(passage.submission)
    ready_to_write(submission, passage.section, by=by, now=now)
    passage = Passage.objects.select_related("submission").get(pk=passage.pk)
    earlier = passage.revisions.filter(number=number).first()
    if earlier is None or not earlier.text:
        raise Refused([Obstacle.TEXT_MISSING])
    if same_words(passage.text, earlier.text) and passage.removed_at is None:
        return passage
    text = settling(submission, [earlier.text], seen_by=standing_at(by, now), now=now)(earlier.text)
    passage.text, passage.number, passage.removed_at = text, passage.number + 1, None
    passage.save(update_fields=["text", "number", "removed_at"])
    passage.revisions.create(number=passage.number, text=passage.text, made=Made.WRITTEN, by=by, at=now)
    record_event("report_passage_restored", about=submission, by=by, at=now, passage=passage.pk, version=number)
    return passage


@transaction.atomic
def remark(*, passage: Passage, text: str, by: Person, now: datetime) -> Comment:
    """Put a remark at a paragraph: its writers, its head and who reviews it may. The same words again add nothing."""
    submission = locked(passage.submission)
    place = place_of(standing_at(by, now), submission)
    if not (place.reads and (place.writes or place.signs or place.reviews or place.demands)):
        raise Refused([Obstacle.NOT_YOURS])
    words = nfc("\n".join(paragraphs(text)))
    if not words:
        raise Refused([Obstacle.TEXT_MISSING])
    passage = Passage.objects.get(pk=passage.pk)
    same = passage.comments.filter(text=words, by=by, number=passage.number, settled_at=None).first()
    if same is not None:
        return same
    comment = Comment.objects.create(passage=passage, number=passage.number, text=words, by=by, at=now)
    record_event("report_remarked", about=submission, by=by, at=now, passage=passage.pk, section=passage.section)
    return comment


@transaction.atomic
def settle_remark(*, comment: Comment, by: Person, now: datetime) -> Comment:
    """Say that a remark is dealt with."""
    submission = locked(comment.passage.submission)
    place = place_of(standing_at(by, now), submission)
    if not (place.writes or place.signs or comment.by_id == by.pk):
        raise Refused([Obstacle.NOT_YOURS])
    comment = Comment.objects.select_related("passage").get(pk=comment.pk)
    if comment.settled_at is None:
        comment.settled_at, comment.settled_by = now, by
        comment.save(update_fields=["settled_at", "settled_by"])
        record_event("report_remark_settled", about=submission, by=by, at=now, passage=comment.passage_id)
    return comment
