"""What the document of a cycle's report is made from, and the document itself; nothing is stored here."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from caicach.bodies.models import Body, Person, Role
from caicach.bodies.selectors import memberships_on
from caicach.core.models import Event
from caicach.core.periods import Window
from caicach.core.text import fold
from caicach.documents.layout.model import Inline, Number, OfficialDocument, Signature
from caicach.measures.selectors import Measured

from .composing.answers import AnswerFacts, SectionText, TableRow, Value, compose_answer
from .composing.facts import TaskCounts
from .gathering import full_name, gather_facts, head_signature, reporting_body, usual_addressees, usual_recipients
from .live import Ref, pieces, refs, written
from .models import Nature, Passage, Submission
from .resolving import BEFORE_SENDING, current_of
from .rules import ARRIVED, RELEASED, RETURNED, sections_of
from .statistics import StatisticsTable, answers_below, table_of

_SIGNED = "report_sent"
_NOT_SENT, _SENT_BACK = "Chưa gửi báo cáo", "Bị trả lại, chưa gửi lại"


def document_of(submission: Submission, *, today: date) -> OfficialDocument:
    """The report as it prints: signed once it was sent, a draft before."""
    return compose_answer(facts_of(submission, today=today))


def file_stem(submission: Submission) -> str:
    """What its files are called: "bao-cao-quy-i-nam-2026-so-tai-chinh"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(f"{submission.cycle.title} {submission.body.name}")).strip("-")


def facts_of(submission: Submission, *, today: date) -> AnswerFacts:
    """Everything that the document says. Its body, its cycle with kind and body, and its duty are loaded. A bounded
    number of queries."""
    cycle, body, period = submission.cycle, submission.body, submission.cycle.period
    window = (cycle.window_from, cycle.window_to) if cycle.window_from and cycle.window_to else None
    signer = signer_of(submission) if submission.state in ARRIVED else None
    as_on = submission.sent_on or today
    table = table_of(submission, today)
    return AnswerFacts(
        body=reporting_body(body),
        title=cycle.title,
        is_periodic=cycle.kind.nature == Nature.PERIODIC,
        sections=_sections(submission, today=today),
        addressees=_addressees(submission),
        window=window,
        signature=_signature(body, signer, on=as_on) if signer else head_signature(body, on=as_on),
        recipients=usual_recipients(body),
        is_draft=signer is None,
        table=_table(table) if table else (),
        is_merged=table.merges if table else False,
        tasks=gather_facts(body=body, period=period, window=Window(*window), today=today)
        if period and window
        else None,
        not_reported=_not_reported(submission),
    )


def signer_of(submission: Submission) -> Person | None:
    """Who signed what is there now. One query."""
    signed = _signing(submission)
    return signed.by if signed else None


def signed_at(submission: Submission) -> datetime | None:
    """When what is there now was signed. One query."""
    signed = _signing(submission)
    return signed.at if signed else None


def _signing(submission: Submission) -> Event | None:
    events = Event.objects.filter(
        about_kind=submission._meta.label_lower, about_id=str(submission.pk), name=_SIGNED
    ).select_related("by")
    return events.order_by("-pk").first()


def _signature(body: Body, signer: Person, *, on: date) -> Signature:
    """Whoever signed: as head of the body, by order of its head (thừa lệnh) as head of another, or in the head's place
    (ký thay)."""
    usual = head_signature(body, on=on)
    roles = memberships_on(body, on)
    if roles.filter(role=Role.HEAD, person=signer).exists():
        return Signature(usual.authority, usual.position, signer.full_name)
    elsewhere = signer.memberships.filter(role=Role.HEAD).exclude(body=body).select_related("body")
    other = elsewhere.filter(valid_from__lte=on).order_by("-valid_from", "-pk").first()
    if other is not None:
        position = head_signature(other.body, on=on).position
        return Signature(f"TL. {usual.position}", f"{position} {other.body.name}", signer.full_name)
    return Signature(
        f"{usual.authority}\nKT. {usual.position}".strip(), signer.position or usual.position, signer.full_name
    )


def _addressees(submission: Submission) -> tuple[str, ...]:
    """Who demanded it, through the agency that reviews it; of the demanding body's own report, whom it usually
    reports to."""
    duty = submission.duty
    if duty is None:
        return usual_addressees(submission.body)
    asked, reviewer = submission.cycle.body, duty.reviewer_body
    through = (
        f" (qua {reviewer.name})" if reviewer is not None and reviewer.pk not in (asked.pk, submission.body_id) else ""
    )
    return (f"{full_name(asked.name)}{through}",)


def _sections(submission: Submission, *, today: date) -> tuple[SectionText, ...]:
    """The outline with its paragraphs; of a draft with the numbers as they are now."""
    found: dict[str, list[tuple[Inline, ...]]] = {}
    rows = Passage.objects.filter(submission=submission, removed_at=None).order_by("ordinal", "pk")
    passages = list(rows.values_list("section", "text"))
    now: dict[Ref, str] = {}
    if submission.state in BEFORE_SENDING and (wanted := {ref for _section, text in passages for ref in refs(text)}):
        now = {ref: one.text for ref, one in current_of(submission, wanted, today=today).items()}
    for section, text in passages:
        found.setdefault(section, []).extend(_inlines(line) for line in written(text, now).split("\n"))
    return tuple(
        SectionText(one.key, one.title, one.level, tuple(found.get(one.key, ())))
        for one in sections_of(submission.cycle.outline)
    )


def _inlines(line: str) -> tuple[Inline, ...]:
    """Words and live numbers; a number that was never read is left out."""
    return tuple(
        piece if isinstance(piece, str) else Number(piece.shown, str(piece.ref))
        for piece in pieces(line)
        if isinstance(piece, str) or piece.shown
    )


def _table(table: StatisticsTable) -> tuple[TableRow, ...]:
    found = []
    for row in table.rows:
        line = row.line
        if line is None:
            found.append(TableRow(group=row.group))
            continue
        one = line.indicator
        found.append(
            TableRow(
                code=one.code,
                name=one.name,
                unit=one.unit,
                now=_value(line.now),
                before=_value(line.before),
                change=line.change,
                year_ago=_value(line.year_ago),
                year_change=line.year_change,
                places=one.places,
                answered=f"{line.given}/{line.owing}" if table.merges and line.owing else "",
            )
        )
    return tuple(found)


def _value(measured: Measured) -> Value:
    return Value(measured.value, measured.kind, measured.indicator.places)


def figures_as_printed(facts: AnswerFacts) -> dict[str, Any]:
    """What the list of reports keeps of one that left: its counts of tasks, and the numbers of the table by code, so
    that the next report can be compared with what was said."""
    counts = facts.tasks.counts if facts.tasks else TaskCounts()
    return {
        **{name: getattr(counts, name) for name in ("total", "done_in_time", "done_late", "running", "overdue")},
        "statistics": {row.code: str(row.now.value) for row in facts.table if row.code and row.now.value is not None},
    }


def _not_reported(submission: Submission) -> tuple[tuple[str, str], ...]:
    """The bodies that owe a report into this one and whose own is not there, by name. One query."""
    rows = answers_below(submission).exclude(state__in=[*ARRIVED, RELEASED]).order_by("body__sort_key", "pk")
    return tuple(
        (name, _SENT_BACK if state == RETURNED else _NOT_SENT)
        for name, state in rows.values_list("body__name", "state")
    )
