"""A report answered by spreadsheet: its figures and its text, all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from django.db import transaction

from caicach.bodies.models import Person
from caicach.core.events import record_event
from caicach.core.periods import Period
from caicach.measures import services as measures

from ..models import Passage, Submission
from .passages import Edit, write_section
from .rights import locked


@dataclass(frozen=True)
class SheetAnswer:
    """What a workbook says that differs from what is there: figures for `part`, and sections as they shall read."""

    part: Period | None
    entries: Sequence[measures.Entry]
    sections: Mapping[str, Sequence[str]]
    digest: str  # of the file, so that what was handed in can be found again


@transaction.atomic
def answer_by_sheet(*, submission: Submission, answer: SheetAnswer, by: Person, now: datetime) -> int:
    """Keep what the workbook says; returns how many figures and paragraphs changed. The same workbook again: none.

    Raises this room's `Refused` for the text, that of `measures` for a figure; nothing is kept then."""
    submission = locked(submission)
    changed = 0
    if answer.part is not None and answer.entries:
        changed += len(measures.enter_figures(entries=answer.entries, period=answer.part, by=by, now=now))
    for key, wanted in answer.sections.items():
        there = list(
            Passage.objects.filter(submission=submission, section=key, removed_at=None).order_by("ordinal", "pk")
        )
        edits, added = edits_for(there, wanted)
        changed += write_section(
            submission=submission, section=key, edits=edits, added="\n\n".join(added), by=by, now=now
        )
    if changed:
        record_event("report_answered_by_sheet", about=submission, by=by, at=now, changed=changed, file=answer.digest)
    return changed


def edits_for(there: Sequence[Passage], wanted: Sequence[str]) -> tuple[dict[int, Edit], list[str]]:
    """What makes these paragraphs read as wanted, with as few versions as can be: what stays is left alone, what is
    put between two paragraphs moves the words after it, since new ones only come at the end."""
    steps = SequenceMatcher(None, [one.text for one in there], list(wanted), autojunk=False).get_opcodes()
    pairs: list[tuple[Passage, str]] = []
    added: list[str] = []
    for tag, start, end, first, last in steps:
        if tag == "equal":
            continue
        if last - first > end - start and end < len(there):  # more words than paragraphs, and others after them
            pairs = [(passage, wanted[place] if place < len(wanted) else "") for place, passage in enumerate(there)]
            added = list(wanted[len(there) :])
            break
        for place in range(start, end):
            at = first + place - start
            pairs.append((there[place], wanted[at] if at < last else ""))
        added += wanted[first + end - start : last]
    return {one.pk: Edit(text, one.number) for one, text in pairs if text != one.text}, added
