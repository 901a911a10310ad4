"""Whether a text is an administrative document at all: an invoice, a story or an English text holds no tasks."""

from __future__ import annotations

from caicach.intake.reading.header import Header
from caicach.intake.reading.health import is_foreign
from caicach.intake.reading.paragraphs import Grid, Para
from caicach.intake.reading.results import Findings

_WORK = frozenset({"tasks", "targets", "goal", "duties", "directed", "articles"})


def is_administrative(header: Header, body: list[Para | Grid], roles: dict[int, str], found: Findings) -> bool:
    """One sign is enough: its kind or number, a part headed as such documents head theirs, a table of tasks or
    targets, a body that is given something to do by a day. Text in another language is none whatever it looks like."""
    if _mostly_foreign(body):
        return False
    if header.kind != "other" or header.number:
        return True
    if _WORK & set(roles.values()):
        return True
    if any(task.from_table or (task.leads and task.due) for task in found.tasks):
        return True
    return bool(found.targets) and any(isinstance(item, Grid) for item in body)


def _mostly_foreign(body: list[Para | Grid]) -> bool:
    sizes = [(len(item.text), is_foreign(item.text)) for item in body if isinstance(item, Para)]
    total = sum(size for size, _ in sizes)
    return total > 0 and sum(size for size, foreign in sizes if foreign) > 0.6 * total
