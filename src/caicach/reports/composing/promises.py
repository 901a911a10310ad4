"""What the report of the period before said was ahead, and what became of it; pure.

A promise is a line of that report's section on tasks ahead. It is found again among the tasks of this report by its
words: the plan's wording of a task does not change from one report to the next. Several tasks may have the same words,
one for each quarter: then the day that the promise names tells them apart. What is not found stays open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from caicach.core.text import search_key
from caicach.documents.layout.model import Block, Bullet, Paragraph
from caicach.reports.composing import prose
from caicach.reports.composing.facts import Outcome, Promised, TaskLine

_REMARK = re.compile(r"\s*\((?:[^()]|\([^()]*\))*\)\s*[.;]?\s*$")
_DUE = re.compile(r"thời hạn:\s*([^;()]+)")
_DAY = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_DONE = (Outcome.DONE_IN_TIME, Outcome.DONE_LATE)
_SHORTEST = 12  # signs of a wording that may be found as the beginning of another one


@dataclass(frozen=True)
class Promise:
    """A task that was said to be ahead, and how it stands now; None where no task of this report is the same."""

    text: str
    outcome: Outcome | None = None

    @property
    def kept(self) -> bool:
        return self.outcome in _DONE


def promises_in(texts: Iterable[str]) -> list[Promised]:
    """The tasks that the paragraphs list ("- …"), without what is in brackets at the end but for the day; each once."""
    found: dict[tuple[str, str], Promised] = {}
    for text in texts:
        for line in text.split("\n"):
            if not line.startswith(("- ", "+ ")):
                continue
            remark = _REMARK.search(line)
            due = _DUE.search(remark[0]) if remark else None
            task = prose.bare(_REMARK.sub("", line[2:].strip()))
            if task:
                promised = Promised(task, " ".join(due[1].split()) if due else "")
                found.setdefault((search_key(task), search_key(promised.due)), promised)
    return list(found.values())


def became(promises: Sequence[Promised], tasks: Sequence[TaskLine]) -> list[Promise]:
    """Each promise with the state of the task that has its words and, where several have, its day."""
    by_words: dict[str, list[TaskLine]] = {}
    for line in tasks:
        by_words.setdefault(search_key(line.task), []).append(line)
    found = []
    for one in promises:
        same = _of_day(one, _found(search_key(one.task), by_words))
        left = [line.outcome for line in same if line.outcome not in _DONE]
        # Where several tasks cannot be told apart, the promise is kept when all of them are.
        found.append(Promise(one.task, left[0] if left else same[0].outcome if same else None))
    return found


def _of_day(promise: Promised, lines: list[TaskLine]) -> list[TaskLine]:
    """Of tasks with the same words (one a quarter) those that were due when the promise says; all where none was."""
    if len(lines) < 2 or not promise.due:
        return lines
    due = search_key(promise.due)
    day = due_day(promise.due)
    return [
        line for line in lines if search_key(line.due) == due or (day is not None and line.due_on == day)
    ] or lines  # fmt: skip


def due_day(words: str) -> date | None:
    """ "ngày 15/12/2026", "trước ngày 15/12/2026" → the day."""
    match = _DAY.search(words)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None


def _found(key: str, by_words: dict[str, list[TaskLine]]) -> list[TaskLine]:
    if key in by_words:
        return by_words[key]
    if len(key) < _SHORTEST:
        return []
    longer = [
        words for words in by_words if len(words) >= _SHORTEST and (words.startswith(key) or key.startswith(words))
    ]
    return by_words[max(longer, key=len)] if longer else []


def kept(promises: Sequence[Promise]) -> list[Block]:
    """What goes among the achievements."""
    done = sum(promise.kept for promise in promises)
    if not done:
        return []
    share = prose.fraction(done, len(promises))
    return [Paragraph(f"Đã hoàn thành {share} nhiệm vụ đề ra tại báo cáo kỳ trước.")]


def left(promises: Sequence[Promise], *, at_most: int) -> list[Block]:
    """What goes among the shortcomings: every promise that is not kept, with how it stands."""
    still = [promise for promise in promises if not promise.kept]
    if not still:
        return []
    count = prose.fraction(len(still), len(promises))
    lines: list[Block] = [Paragraph(f"Còn {count} nhiệm vụ đề ra tại báo cáo kỳ trước chưa hoàn thành:")]
    lines += [Bullet(f"{promise.text} ({_stands(promise)}).") for promise in still[:at_most]]
    if len(still) > at_most:
        lines.append(Paragraph(f"Và {prose.counted(len(still) - at_most)} nhiệm vụ khác."))
    return lines


def _stands(promise: Promise) -> str:
    if promise.outcome is None:
        return "chưa có kết quả được ghi nhận"
    return prose.lowered(prose.OUTCOME_WORDS[promise.outcome])
