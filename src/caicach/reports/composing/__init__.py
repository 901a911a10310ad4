"""Writes a period's official report from plain facts: `compose_report(facts)` gives an `OfficialDocument`.

Keys of the live numbers: `tasks.<part>` and `field.<number>.<part>` with part one of total, done, done_ratio,
done_in_time, done_in_time_ratio, done_late, done_late_ratio, running, running_ratio, overdue, overdue_ratio;
`targets.total|met|on_course|at_risk|missed|unknown`; `target.<key of the target>`; `extensions.total`; `next.total`;
and the code of an indicator, with `~last`, `~year` or `~of` after it (`reports.live` says what these mean).
"""

from __future__ import annotations

from dataclasses import replace

from caicach.documents.layout import kinds, wording
from caicach.documents.layout.model import OfficialDocument
from caicach.reports.composing import annexes, outline
from caicach.reports.composing.facts import ReportFacts

LISTED_AT_MOST = 30


def compose_report(facts: ReportFacts, *, listed_at_most: int = LISTED_AT_MOST) -> OfficialDocument:
    """The report of one body for one period; longer lists are cut at `listed_at_most`, the annex holds every task."""
    report = OfficialDocument(
        kind=kinds.REPORT,
        superior=facts.body.superior,
        issuer=facts.body.name,
        number=facts.number,
        symbol=kinds.compose_symbol(kinds.REPORT, facts.body.abbreviation),
        place=facts.body.place,
        issued_on=facts.issued_on,
        title=f"Kết quả thực hiện {outline.what(facts)}",
        addressees=facts.addressees,
        signature=facts.signature,
        recipients=facts.recipients,
        body=(
            outline.opening(facts),
            *outline.steering(facts, listed_at_most=listed_at_most),
            *outline.results(facts, listed_at_most=listed_at_most),
            *outline.assessment(facts, listed_at_most=listed_at_most),
            *outline.plans_ahead(facts, listed_at_most=listed_at_most),
            *outline.proposals(facts),
            outline.closing(facts),
        ),
    )
    reference = wording.annex_reference(report)
    attached = []
    if facts.counts.total:
        attached.append(annexes.figures(facts, reference))
    if facts.tasks:
        attached.append(annexes.tasks(facts, reference))
    return replace(report, annexes=tuple(attached))
