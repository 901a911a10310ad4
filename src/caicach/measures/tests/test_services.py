"""Giving, sending, accepting, returning, publishing and explaining figures: each way out of each act."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from caicach.core.models import Event
from caicach.duties.services import cancel
from caicach.duties.tests import making as duties
from caicach.measures import services
from caicach.measures.from_duties import window_of
from caicach.measures.models import Figure, FigureState, RolledUp
from caicach.measures.rules import Answer, Kind, Obstacle
from caicach.measures.services import Entry, Refused

from .making import Q1, Q2, give, indicator, later, number, parts, send

pytestmark = pytest.mark.django_db


def refused(call, *args, **given) -> list[Obstacle]:
    with pytest.raises(Refused) as caught:
        call(*args, **given)
    return [fault.obstacle for fault in caught.value.faults]


def test_a_figure_is_given_once_and_changed_with_a_revision(cast):
    asked = indicator()
    figure = give(cast.finance_officer, cast.finance, asked, 12)
    assert (figure.state, figure.value, figure.revision) == (FigureState.DRAFT, 12, 1)
    give(cast.finance_officer, cast.finance, asked, 12)
    assert figure.revisions.count() == 1, "the same again is nothing new"
    give(cast.finance_officer, cast.finance, asked, 13, why="Bổ sung hồ sơ cuối quý")
    figure.refresh_from_db()
    assert (figure.value, figure.revision) == (13, 2)
    assert [(word.number, word.value, word.why) for word in figure.revisions.all()] == [
        (2, 13, "Bổ sung hồ sơ cuối quý"),
        (1, 12, ""),
    ]
    assert Event.objects.filter(name="figure_entered").count() == 2


def test_a_ratio_keeps_its_parts_and_its_value_follows_from_them(cast):
    asked = indicator(unit="%", value_kind="ratio", over_bodies="ratio", over_time="ratio")
    figure = give(cast.finance_officer, cast.finance, asked, parts(2, 3))
    assert (figure.numerator, figure.denominator, figure.value) == (2, 3, Decimal("66.666667"))
    figure = give(cast.finance_officer, cast.finance, asked, parts(0, 0))
    assert (figure.answer, figure.value) == (Kind.NONE_ARISEN, None)


def test_all_or_nothing(cast):
    good, bad = indicator(), indicator("T.2")
    entries = [
        Entry(good, cast.finance, number(1)),
        Entry(bad, cast.ward, number(1)),
        Entry(bad, cast.finance, Answer(Kind.VALUE)),
    ]
    found = refused(services.enter_figures, entries=entries, period=Q1, by=cast.finance_officer, now=later())
    assert found == [Obstacle.NOT_YOURS, Obstacle.VALUE_MISSING]
    assert not Figure.objects.exists()


def test_what_cannot_be_given(cast):
    by, body = cast.finance_officer, cast.finance
    ward_only = indicator("T.W", asked_of=["ward"])
    assert refused(give, by, body, ward_only, 1) == [Obstacle.NOT_ASKED]
    assert refused(give, by, body, indicator("T.Y", period_kinds=["year"]), 1) == [Obstacle.WRONG_PERIOD]
    plain = indicator()
    assert refused(give, by, body, plain, 1, breakdown="trực tuyến") == [Obstacle.UNKNOWN_BREAKDOWN]
    formula = indicator("T.F", source="formula", formula="T.1 * 2")
    assert Obstacle.NOT_ENTERED_BY_HAND in refused(give, by, body, formula, 1)
    give(by, body, plain, 1)
    assert refused(give, by, body, plain, 2, seen=0) == [Obstacle.CHANGED_MEANWHILE]


def test_strangers_and_the_city_do_not_answer_in_anothers_place(cast):
    asked = indicator()
    for by in (cast.stranger, cast.standing_officer, cast.leader, cast.ward_officer):
        assert refused(give, by, cast.finance, asked, 1) == [Obstacle.NOT_YOURS], by.username


def test_sent_accepted_published_corrected(cast):
    asked = indicator()
    figure = send(cast.finance_focal_point, cast.finance, asked, 12)
    assert figure.state == FigureState.SUBMITTED
    assert refused(give, cast.finance_officer, cast.finance, asked, 13) == [Obstacle.ALREADY_SENT]
    assert refused(services.publish_figures, figures=[figure], by=cast.standing_officer, now=later()) == [
        Obstacle.NOT_ACCEPTED
    ]
    services.accept_figures(figures=[figure], by=cast.standing_officer, now=later())
    figure.refresh_from_db()
    assert (figure.state, figure.reached) == (FigureState.ACCEPTED, cast.city)
    services.accept_figures(figures=[figure], by=cast.standing_officer, now=later())
    assert Event.objects.filter(name="figure_accepted").count() == 1, "accepting twice is accepting once"
    services.publish_figures(figures=[figure], by=cast.standing_officer, now=later())
    services.publish_figures(figures=[figure], by=cast.standing_officer, now=later())
    assert Event.objects.filter(name="figure_published").count() == 1
    assert refused(give, cast.standing_officer, cast.finance, asked, 14) == [Obstacle.REASON_MISSING]
    assert refused(give, cast.finance_officer, cast.finance, asked, 14, why="Sai") == [Obstacle.NOT_YOURS]
    figure = give(cast.standing_officer, cast.finance, asked, 14, why="Cộng thiếu hai hồ sơ")
    assert (figure.state, figure.published_revision, figure.revision) == (FigureState.CORRECTED, 1, 2)
    assert figure.revisions.get(number=1).value == 12, "what was published is still there"
    assert RolledUp.objects.get(body=cast.city).total == 14


def test_who_decides(cast):
    asked = indicator()
    figure = send(cast.finance_focal_point, cast.finance, asked, 12)
    for by in (cast.finance_head, cast.ward_head, cast.stranger, cast.leader):
        assert refused(services.accept_figures, figures=[figure], by=by, now=later()) == [Obstacle.NOT_YOURS]
    own = send(cast.standing_officer, cast.home_affairs, asked, 3)
    assert refused(services.accept_figures, figures=[own], by=cast.standing_officer, now=later()) == [Obstacle.OWN_WORK]
    services.accept_figures(figures=[own], by=cast.home_affairs_head, now=later())
    unit = send(cast.finance_focal_point, cast.budget_unit, asked, 4)
    services.accept_figures(figures=[unit], by=cast.finance_head, now=later())
    unit.refresh_from_db()
    assert unit.reached == cast.finance, "accepted by the department that the unit belongs to"
    services.accept_figures(figures=[unit], by=cast.home_affairs_head, now=later())
    unit.refresh_from_db()
    assert unit.reached == cast.city


def test_returned_with_a_reason_it_counts_no_more(cast):
    figure = send(cast.ward_focal_point, cast.ward, indicator(), 12)
    assert RolledUp.objects.get(body=cast.city).total == 12
    assert refused(services.return_figures, figures=[figure], reason=" ", by=cast.standing_officer, now=later()) == [
        Obstacle.REASON_MISSING
    ]
    services.return_figures(figures=[figure], reason="Chưa gồm hồ sơ đất đai", by=cast.standing_officer, now=later())
    figure.refresh_from_db()
    assert (figure.state, figure.reason) == (FigureState.DRAFT, "Chưa gồm hồ sơ đất đai")
    assert RolledUp.objects.get(body=cast.city).total is None
    send(cast.ward_focal_point, cast.ward, figure.indicator, 20)
    assert RolledUp.objects.get(body=cast.city).total == 20


def test_only_the_house_sends_its_figures(cast):
    figure = give(cast.finance_officer, cast.finance, indicator(), 12)
    for by in (cast.finance_officer, cast.standing_officer, cast.stranger):
        assert refused(services.submit_figures, figures=[figure], by=by, now=later()) == [Obstacle.NOT_YOURS]
    assert len(services.submit_figures(figures=[figure], by=cast.finance_head, now=later())) == 1
    assert services.submit_figures(figures=[figure], by=cast.finance_head, now=later()) == []


def test_a_breach_keeps_it_here_until_it_is_explained_and_the_reason_holds_for_that_number(cast):
    received, settled = indicator(), indicator("T.2")
    rule = services.define_rule(
        code="R.1", kind="compare", indicator="T.2", parameters={"other": "T.1", "sign": "<="}, severity="error",
        valid_from=received.valid_from, by=None, now=later(),
    )  # fmt: skip
    give(cast.finance_officer, cast.finance, received, 10)
    figure = give(cast.finance_officer, cast.finance, settled, 11)
    assert refused(services.submit_figures, figures=[figure], by=cast.finance_head, now=later()) == [
        Obstacle.BREACHES_A_RULE
    ]
    forgive = {"figure": figure, "rule": rule, "by": cast.finance_officer}
    assert refused(services.forgive, reason="", now=later(), **forgive) == [Obstacle.REASON_MISSING]
    services.forgive(reason="Có hồ sơ kỳ trước chuyển sang", now=later(), **forgive)
    services.forgive(reason="Có hồ sơ kỳ trước chuyển sang", now=later(), **forgive)
    assert Event.objects.filter(name="figure_forgiven").count() == 1
    figure = give(cast.finance_officer, cast.finance, settled, 12)
    assert refused(services.submit_figures, figures=[figure], by=cast.finance_head, now=later()) == [
        Obstacle.BREACHES_A_RULE
    ]
    services.forgive(reason="Có hồ sơ kỳ trước chuyển sang", now=later(), **forgive)
    services.submit_figures(figures=[figure], by=cast.finance_head, now=later())
    figure = give(cast.finance_officer, cast.finance, received, 20)
    assert refused(services.forgive, figure=figure, rule=rule, reason="x", by=cast.finance_officer, now=later()) == [
        Obstacle.NOT_BREACHED
    ]


def test_evidence_is_kept_once(cast):
    figure = give(cast.finance_officer, cast.finance, indicator(), 12)
    for _twice in range(2):
        services.attach_evidence(
            figure=figure, content=io.BytesIO(b"Bieu thong ke"), name="biểu.txt", page="trang 2",
            by=cast.finance_officer, now=later(),
        )  # fmt: skip
    assert [proof.page for proof in figure.evidence.all()] == ["trang 2"]
    with pytest.raises(Refused):
        services.attach_evidence(
            figure=figure, content=io.BytesIO(b"x"), name="x.txt", by=cast.ward_officer, now=later()
        )


def test_revisions_are_only_ever_added(cast):
    figure = give(cast.finance_officer, cast.finance, indicator(), 12)
    with pytest.raises(DatabaseError), transaction.atomic():
        figure.revisions.update(value=13)
    assert figure.revisions.get().value == 12


def test_the_nightly_check_lists_once_and_strikes_off_what_is_gone(cast):
    asked = indicator()
    services.define_rule(
        code="R.J", kind="jump", indicator="T.1", parameters={"percent": 50}, valid_from=asked.valid_from,
        by=None, now=later(),
    )  # fmt: skip
    send(cast.ward_focal_point, cast.ward, asked, 10, period=Q1)
    figure = send(cast.ward_focal_point, cast.ward, asked, 40, period=Q2)
    assert services.check_figures(period=Q2, now=later()) == 1
    assert services.check_figures(period=Q2, now=later()) == 1
    finding = figure.findings.get()
    assert finding.data["percent"] == "300.0"
    services.return_figures(figures=[figure], reason="Xem lại", by=cast.standing_officer, now=later())
    assert services.check_figures(period=Q2, now=later()) == 1, "the body still has it before its eyes"
    give(cast.ward_focal_point, cast.ward, asked, 12, period=Q2)
    assert services.check_figures(period=Q2, now=later()) == 0
    finding.refresh_from_db()
    assert finding.gone_at is not None


def test_duties_are_counted_into_figures(cast):
    made = duties.give(cast, cast.finance)[0]
    period = next(period for period in (Q1, Q2) if made.due_on in window_of(period))
    total = indicator("D.1", source="computed", computed_by="duties.total", covers_below=False, unit="nhiệm vụ")
    indicator(
        "D.2", source="computed", computed_by="duties.done_in_time", value_kind="ratio", unit="%",
        over_bodies="ratio", over_time="ratio", covers_below=False,
    )  # fmt: skip
    changed = services.compute_figures(period=period, now=later())
    found = {(figure.indicator.code, figure.body): figure for figure in changed}
    assert found[("D.1", cast.finance)].value == 1
    assert (found[("D.2", cast.finance)].numerator, found[("D.2", cast.finance)].denominator) == (0, 1)
    assert services.compute_figures(period=period, now=later()) == [], "nothing changed"
    cancel(duty=made, reason="Trùng", by=cast.standing_officer, now=later())
    changed = services.compute_figures(period=period, now=later(), indicators=[total])
    assert [(figure.answer, figure.revision) for figure in changed] == [(Kind.NONE_ARISEN, 2)]
