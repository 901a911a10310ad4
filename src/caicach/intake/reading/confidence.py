"""How sure reading is of an item, 0 to 1: what was seen plainly stands high, what was supposed stands low."""

from __future__ import annotations

from functools import lru_cache

from caicach.core.text import flatten
from caicach.intake.reading.owners import begins_with_verb
from caicach.intake.reading.results import FoundTask, Setting
from caicach.intake.reading.targets import Target
from caicach.intake.source import Table

SURE = 0.97
DAMAGED = 0.65
"""The share of trust left where the text has lost its marks."""


def of_target(target: Target, role: str, setting: Setting) -> float:
    """For a target found in text or a table; `role` is what its part is for."""
    trust = SURE
    if target.comparator == "done":
        trust *= 0.8 if not target.soft else 0.6
        trust *= 1.0 if role == "targets" else 0.85
    elif role not in ("targets", "goal"):
        trust *= 0.9
    if target.unit == "%" and target.value is not None and target.value > 100:
        trust *= 0.6
    if target.unit in (None, "lần") and target.value is not None:
        trust *= 0.8
    if len(target.text.split()) < 4:
        trust *= 0.8
    return _rounded(trust, setting)


def of_task(task: FoundTask, setting: Setting, *, in_tasks: bool) -> float:
    """For a task; `in_tasks` says that its part is headed as tasks."""
    trust = SURE
    if not task.from_table and not begins_with_verb(task.text):
        trust *= 0.8
    if not in_tasks and not task.from_table:
        trust *= 0.85
    if task.due and not task.due.sure:
        trust *= 0.85
    if len(task.text.split()) < 4:
        trust *= 0.75
    if len(task.text) > 1500:
        trust *= 0.85
    return _rounded(trust, setting)


def lower_where_siblings_have_owners(tasks: list[FoundTask]) -> None:
    """A task without an owner among tasks that have one was probably not read whole."""
    owned: dict[str, list[bool]] = {}
    for task in tasks:
        owned.setdefault(task.section, []).append(bool(task.leads))
    for task in tasks:
        group = owned[task.section]
        if not task.leads and sum(group) * 2 > len(group):
            task.confidence = round(task.confidence * 0.7, 2)


def lower_where_rebuilt(tasks: list[FoundTask], grids: list[Table]) -> None:
    """Rows that were put together from scattered lines may hold another row's words."""
    places = {(cell.page, cell.number) for grid in grids for row in grid.rows[1:] for cell in row}
    for task in tasks:
        if task.from_table and (task.page, task.line) in places:
            whole = bool(task.leads) and task.due is not None
            task.confidence = round(task.confidence * (0.85 if whole else 0.6), 2)


def where_doubtful(trust: float, share: float) -> float:
    """The trust in an item of whose words a share was no words as they stood."""
    return round(trust * (1 - 0.7 * min(1.0, share)), 2)


def _rounded(trust: float, setting: Setting) -> float:
    return round(trust * (DAMAGED if setting.damaged else 1.0), 2)


def is_damaged(text: str) -> bool:
    """Whether a text has lost its marks or was recognised badly: Vietnamese carries a mark on most words."""
    words = marked = odd = letters = foreign = 0
    for word in text.split():
        said = _word(word)
        if said is None:
            continue
        words += 1
        marked += said[0]
        odd += said[1]
        letters += said[2]
        foreign += said[3]
    if words < 40:
        return False
    return marked < 0.5 * words or odd > 0.04 * words or foreign > 0.01 * letters


_FOREIGN = frozenset("äëïöüÿçñåæøßîûœ")
"""Letters that Vietnamese does not have."""


@lru_cache(maxsize=32768)
def _word(word: str) -> tuple[bool, bool, int, int] | None:
    """Whether a word carries marks, whether digits stand among its letters, how many letters it has and how many that
    Vietnamese does not have; None for what has no letter."""
    letters = sum(char.isalpha() for char in word)
    if not letters:
        return None
    odd = any(char.isdigit() for char in word)
    return flatten(word) != word.lower(), odd, letters, sum(char in _FOREIGN for char in word)
