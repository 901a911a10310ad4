"""What the report of the period before said was ahead, and what became of it; pure.

A promise is a line of that report's section on tasks ahead. It is found again among the tasks of this report by its
words: the plan's wording of a task does not change from one report to the next. What is not found stays open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from caicach.core.text import search_key
from caicach.documents.layout.model import Block, Bullet, Paragraph
from caicach.reports.composing import prose
from caicach.reports.composing.facts import Outcome, TaskLine

_REMARK = re.compile(r"\s*\((?:[^()]|\([^()]*\))*\)\s*[.;]?\s*$")
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


def promises_in(texts: Iterable[str]) -> list[str]:
    """The tasks that the paragraphs list ("- …"), without what is in brackets at the end; each once."""
    found: dict[str, str] = {}
    for text in texts:
        for line in text.split("\n"):
            if not line.startswith(("- ", "+ ")):
                continue
            task = prose.bare(_REMARK.sub("", line[2:].strip()))
            if task:
                found.setdefault(search_key(task), task)
    return list(found.values())


def became(promises: Sequence[str], tasks: Sequence[TaskLine]) -> list[Promise]:
    """Each promise with the state of the task that has its words."""
    by_words: dict[str, Outcome] = {}
    for line in tasks:
        key = search_key(line.task)
        there = by_words.get(key)
        # Where several tasks have the same words, the promise is kept when all of them are.
        by_words[key] = line.outcome if there is None or there in _DONE else there
    return [Promise(text, _found(search_key(text), by_words)) for text in promises]


def _found(key: str, by_words: dict[str, Outcome]) -> Outcome | None:
    if key in by_words:
        return by_words[key]
    if len(key) < _SHORTEST:
        return None
    longer = [
        words for words in by_words if len(words) >= _SHORTEST and (words.startswith(key) or key.startswith(words))
    ]
    return by_words[max(longer, key=len)] if longer else None


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
