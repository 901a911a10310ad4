"""A duty as a row of a list, every word ready. Pages show fifty of them: a template that looks each word up itself
takes longer than all the queries of the page."""

from __future__ import annotations

from typing import Any

from django.utils.text import Truncator

from caicach.core.addresses import address_of
from caicach.core.dates import format_date
from caicach.programme.models import Part

from .rules import Timeliness
from .selectors import Line
from .words import due_words

_TITLE = 160

# The mark (web/marks.py) for how a duty stands.
MARKS = {
    Timeliness.ON_TIME: "on_time",
    Timeliness.SOON: "due_soon",
    Timeliness.OVERDUE: "overdue",
    Timeliness.DONE_IN_TIME: "done_on_time",
    Timeliness.DONE_LATE: "done_late",
    Timeliness.NO_DATE: "no_day",
}


def row_of(line: Line) -> dict[str, Any]:
    """The words of one row; a dict, which templates read faster than anything else."""
    duty = line.duty
    document, officer = duty.document, duty.assignee
    title = duty.title
    return {
        "pk": duty.pk,
        "url": address_of("duties:duty", duty.pk),
        "title": title,
        "short_title": title if len(title) <= _TITLE else Truncator(title).chars(_TITLE),
        "body": duty.body.name,
        "giver": duty.assigned_by_body.name,
        "has_document": document is not None,
        "number": document.number if document else "",
        "document": (document.number or document.title) if document else "",
        "kind": "" if document else duty.get_kind_display(),
        "support": duty.get_part_display() if duty.part == Part.SUPPORT else "",
        "officer_id": duty.assignee_id,
        "officer": officer.full_name if officer else "",
        "mark": MARKS[line.timeliness],
        "due": due_words(line.due),
        "due_on": format_date(duty.due_on) if duty.due_on else "",
        "state": duty.get_state_display(),
        "percent": duty.percent,
    }
