"""A report's paragraphs as they are read on a page: every number leads to its source and says when it has changed.

While a report is being written the page shows what its numbers are now; once it was sent it shows what was sent, and
beside it what a number has become since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from caicach.bodies.access import Standing

from .live import Live, Ref, pieces, refs, with_body, written
from .models import Cycle, Submission
from .resolving import BEFORE_SENDING, Current, Page, current, current_of, out_of_sight


@dataclass(frozen=True)
class Piece:
    """Words, or a number with where it leads; `was` is what it was read as before, `now` what it has become since."""

    text: str
    is_number: bool = False
    href: str = ""
    about: str = ""
    was: str = ""
    now: str = ""


@dataclass(frozen=True)
class Reading:
    """The numbers of a page. `sent`: what was read then stands, and what it is now is said beside it."""

    values: Mapping[Ref, Current]
    sent: bool
    changed: int = 0

    def pieces(self, text: str, body: int | None = None) -> list[Piece]:
        """The text cut into words and numbers; `body` is whose numbers those without a body are."""
        cut = pieces(with_body(text, body) if body else text)
        return [Piece(one) if isinstance(one, str) else self._number(one) for one in cut]

    def _number(self, live: Live) -> Piece:
        now = self.values.get(live.ref)
        if now is None:
            return Piece(live.shown, True)
        differs = bool(live.shown) and now.text != live.shown
        if self.sent:
            return Piece(live.shown or now.text, True, now.href, now.about, now=now.text if differs else "")
        return Piece(now.text, True, now.href, now.about, was=live.shown if differs else "")

    def written(self, text: str) -> str:
        """The text to be edited, its numbers as they are now."""
        return written(text, {ref: one.text for ref, one in self.values.items()})


def reading_of(
    submission: Submission,
    texts: Iterable[str],
    *,
    also: Iterable[Ref] = (),
    now: datetime,
    seen_by: Standing | None = None,
) -> Reading:
    """One report's paragraphs, and what else the page shows. Its cycle is loaded. A number of a body that is not the
    report's and that the reader may not look at stands as it was read, without a link and without what it is now."""
    texts = list(texts)
    wanted = list(dict.fromkeys([*(ref for text in texts for ref in refs(text)), *also]))
    today, page = timezone.localdate(now), Page.of(texts, now=now)
    values = current_of(submission, wanted, today=today, page=page, seen_by=seen_by) if wanted else {}
    return Reading(values, submission.state not in BEFORE_SENDING, _changed(texts, values))


def reading_of_answers(cycle: Cycle, texts: Iterable[tuple[int, str]], *, now: datetime) -> Reading:
    """Paragraphs of several bodies' reports side by side, each with its body; what they say of bodies that are not
    below the one that demands stands as it was read."""
    said = [with_body(text, body) for body, text in texts]
    wanted = list(dict.fromkeys(ref for text in said for ref in refs(text)))
    hidden = out_of_sight(wanted, about=cycle.body, seen_by=None)
    wanted = [ref for ref in wanted if ref not in hidden]
    today = timezone.localdate(now)
    page = Page.of(said, now=now)
    values = current(wanted, cycle=cycle, body=cycle.body_id, drafts=False, today=today, page=page) if wanted else {}
    return Reading(values, True, _changed(said, values))


def _changed(texts: Iterable[str], values: Mapping[Ref, Current]) -> int:
    """How many numbers were read as something else than they are now."""
    read = {
        one.ref
        for text in texts
        for one in pieces(text)
        if isinstance(one, Live) and one.shown and one.ref in values and values[one.ref].text != one.shown
    }
    return len(read)
