"""Giving figures: many at once, all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.db import transaction

from caicach.bodies.access import Permission
from caicach.bodies.models import Body, Person
from caicach.core.events import record_event, record_events
from caicach.core.evidence import store_file
from caicach.core.periods import Period
from caicach.core.text import nfc

from ..models import COUNTED, Figure, FigureEvidence, FigureRevision, FigureState, Indicator, SourceKind
from ..rules import Answer, Obstacle, breaks_limits, completed, obstacle_to_changing, obstacles_to_answering
from .checking import check_again
from .rights import Fault, Refused, obstacles_to_being_given, standing_at
from .rolling import Touched, refresh_roll_ups


@dataclass(frozen=True)
class Entry:
    """One figure as somebody gives it. `seen` is the revision they had before their eyes (0: there was none)."""

    indicator: Indicator
    body: Body
    answer: Answer
    breakdown: str = ""
    why: str = ""
    seen: int | None = None


_Key = tuple[int, int, str]


@transaction.atomic
def enter_figures(*, entries: Sequence[Entry], period: Period, by: Person, now: datetime) -> list[Figure]:
    """Keep what is given for the period; answers that say nothing new change nothing. Returns the figures that
    changed. Refused with every fault when one of them cannot be kept."""
    standing = standing_at(by, now)
    there = _locked(entries, period)
    faults: list[Fault] = []
    wanted: dict[_Key, tuple[Entry, Answer]] = {}
    for entry in entries:
        answer = _clean(entry)
        figure = there.get(_key(entry))
        if figure is not None and _same(figure, answer):
            continue
        published = figure is not None and figure.state in (FigureState.PUBLISHED, FigureState.CORRECTED)
        permission = Permission.PUBLISH_FIGURES if published else Permission.ENTER_FIGURES
        found = [] if standing.may(permission, entry.body) else [Obstacle.NOT_YOURS]
        found += obstacles_to_being_given(entry.indicator, entry.body, period, entry.breakdown)
        found += obstacles_to_answering(answer, is_ratio=entry.indicator.value_kind == "ratio")
        limits = [] if found else breaks_limits(answer, entry.indicator.limits)
        faults += [
            Fault(obstacle, entry.indicator.code, entry.body.name, limit_data(obstacle, answer, entry.indicator, which))
            for obstacle, which in limits
        ]
        if figure is not None and (obstacle := obstacle_to_changing(figure.state, why=entry.why)):
            found.append(obstacle)
        if entry.seen is not None and entry.seen != (figure.revision if figure else 0):
            found.append(Obstacle.CHANGED_MEANWHILE)
        faults += [Fault(obstacle, entry.indicator.code, entry.body.name) for obstacle in found]
        wanted[_key(entry)] = (entry, answer)
    if faults:
        raise Refused(faults)
    changed = write_answers(wanted, there, period=period, source=SourceKind.ENTERED, by=by, now=now)
    record_events("figure_entered", about=list(changed), by=by, at=now, period=period.key)
    check_again(changed, period=period, now=now)
    return changed


def limit_data(obstacle: Obstacle, answer: Answer, indicator: Indicator, which: str) -> dict[str, object]:
    """What the sentence of a broken limit says: what was found and what was expected."""
    found = {"found": getattr(answer, which), "unit": indicator.unit}
    if obstacle == Obstacle.PART_ABOVE_WHOLE:
        return found | {"most": answer.denominator}
    if obstacle == Obstacle.ABOVE_WHOLE:
        return found | {"most": indicator.limits.whole}
    return found


def _clean(entry: Entry) -> Answer:
    given = entry.answer
    answer = Answer(given.kind, given.value, given.numerator, given.denominator, nfc(given.note.strip()))
    return completed(answer, unit=entry.indicator.unit)


def _key(entry: Entry) -> _Key:
    return entry.indicator.pk, entry.body.pk, entry.breakdown


def _locked(entries: Iterable[Entry], period: Period) -> dict[_Key, Figure]:
    """The figures that there are, their rows locked, and their bodies' rows for those that there are not: two people
    who give the same figure for the first time come one after the other."""
    bodies = sorted({entry.body.pk for entry in entries})
    indicators = {entry.indicator.pk for entry in entries}
    list(Body.objects.select_for_update().filter(pk__in=bodies).order_by("pk").values_list("pk"))
    return locked_figures(bodies, indicators, period)


def locked_figures(bodies: Iterable[int], indicators: Iterable[int], period: Period) -> dict[_Key, Figure]:
    """The figures of these bodies and indicators in the period, locked in one order."""
    rows = (
        Figure.objects.select_for_update(of=("self",))
        .select_related("body", "indicator")
        .filter(
            body__in=list(bodies),
            indicator__in=list(indicators),
            year=period.year,
            period_kind=period.kind,
            ordinal=period.ordinal,
        )
        .order_by("pk")
    )
    return {(figure.indicator_id, figure.body_id, figure.breakdown): figure for figure in rows}


def _same(figure: Figure, answer: Answer) -> bool:
    return as_answer(figure) == answer


def as_answer(row: Figure | FigureRevision) -> Answer:
    """The answer that a row holds, apart from where it is on its way."""
    return Answer(row.answer, row.value, row.numerator, row.denominator, row.note)


def write_answers(
    wanted: Mapping[_Key, tuple[Entry, Answer]],
    there: Mapping[_Key, Figure],
    *,
    period: Period,
    source: str,
    by: Person | None,
    now: datetime,
    new_state: str = FigureState.DRAFT,
) -> list[Figure]:
    """New words for figures, each with its revision. The caller has locked `there` and asked the rules."""
    new, changed = [], []
    for key, (entry, answer) in wanted.items():
        figure = there.get(key)
        if figure is None:
            figure = Figure(
                indicator=entry.indicator,
                body=entry.body,
                breakdown=entry.breakdown,
                period_kind=period.kind,
                year=period.year,
                ordinal=period.ordinal,
                state=new_state,
                revision=1,
            )
            new.append(figure)
        else:
            figure.revision += 1
            if figure.state == FigureState.PUBLISHED:
                figure.state = FigureState.CORRECTED
            changed.append(figure)
        figure.answer, figure.value, figure.note = answer.kind, answer.value, answer.note
        figure.numerator, figure.denominator = answer.numerator, answer.denominator
        figure.source, figure.entered_by, figure.entered_at = source, by, now
    Figure.objects.bulk_create(new, batch_size=500)
    Figure.objects.bulk_update(
        changed,
        [
            "answer",
            "value",
            "numerator",
            "denominator",
            "note",
            "source",
            "entered_by",
            "entered_at",
            "revision",
            "state",
        ],
        batch_size=200,
    )
    FigureRevision.objects.bulk_create(
        [_revision(figure, wanted, by=by, now=now) for figure in (*new, *changed)], batch_size=500
    )
    counted = [figure for figure in (*new, *changed) if figure.state in COUNTED]
    refresh_roll_ups([Touched(f.indicator, f.body, f.breakdown) for f in counted], period=period)
    return [*new, *changed]


def _revision(
    figure: Figure, wanted: Mapping[_Key, tuple[Entry, Answer]], *, by: Person | None, now: datetime
) -> FigureRevision:
    entry, answer = wanted[(figure.indicator_id, figure.body_id, figure.breakdown)]
    return FigureRevision(
        figure=figure,
        number=figure.revision,
        answer=answer.kind,
        value=answer.value,
        numerator=answer.numerator,
        denominator=answer.denominator,
        note=answer.note,
        source=figure.source,
        by=by,
        at=now,
        why=nfc(entry.why.strip()),
    )


@transaction.atomic
def attach_evidence(
    *, figure: Figure, content: IO[bytes], name: str, page: str = "", by: Person, now: datetime
) -> FigureEvidence:
    """Keep a file, and the page of it, that proves the figure. The same file twice is once."""
    figure = Figure.objects.select_for_update(of=("self",)).select_related("body").get(pk=figure.pk)
    if not standing_at(by, now).may(Permission.ENTER_FIGURES, figure.body):
        raise Refused([Fault(Obstacle.NOT_YOURS, figure.indicator.code, figure.body.name)])
    stored = store_file(content, now=now)
    evidence, is_new = FigureEvidence.objects.get_or_create(
        figure=figure,
        file=stored,
        defaults={"name": nfc(name)[:255], "page": nfc(page.strip())[:40], "added_by": by, "added_at": now},
    )
    if is_new:
        record_event("figure_evidence_added", about=figure, by=by, at=now, file=stored.sha256, file_name=evidence.name)
    return evidence
