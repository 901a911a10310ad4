"""One test per way out of each act."""

from __future__ import annotations

from uuid import uuid4

import pytest

from caicach.core.models import Event
from caicach.measures.tests.making import indicator
from caicach.monitoring import services
from caicach.monitoring.models import Meaning, TargetMeasure, TargetWord
from caicach.monitoring.services import Obstacle, Refused

from .making import NOW, plan, target

pytestmark = pytest.mark.django_db


def link(cast, one, measured, *, by=None, body=None, meaning=Meaning.VALUE):
    return services.link_target(
        target=one,
        indicator=measured,
        body=body or one.plan.body,
        meaning=meaning,
        by=by or cast.standing_officer,
        now=NOW,
    )


def events():
    return list(Event.objects.filter(name__startswith="target_").order_by("pk").values_list("name", flat=True))


def test_a_link_is_made_once_and_changed_in_place(cast):
    one, first, second = target(plan(cast.city)), indicator(), indicator("T.2")
    link(cast, one, first)
    link(cast, one, first)
    assert events() == ["target_linked"]
    link(cast, one, second)
    assert TargetMeasure.objects.get().indicator == second
    assert events() == ["target_linked", "target_linked"]


def test_a_link_survives_a_new_version_of_the_plan(cast):
    old = plan(cast.city, state="superseded")
    one = target(old)
    link(cast, one, indicator())
    again = target(plan(cast.city, lineage=old.lineage, version=2, previous=old), lineage=one.lineage)
    assert services.unlink_target(target=again, by=cast.standing_officer, now=NOW) is True
    assert services.unlink_target(target=again, by=cast.standing_officer, now=NOW) is False
    assert events() == ["target_linked", "target_unlinked"]


@pytest.mark.parametrize(
    ("given", "more", "expected"),
    [
        pytest.param(
            {"comparator": "done", "value": None}, {}, Obstacle.HAS_NO_NUMBER, id="nothing to hold it against"
        ),
        pytest.param({"unit": "%"}, {}, Obstacle.UNITS_DIFFER, id="files are no per cent"),
        pytest.param({}, {"meaning": Meaning.DECREASE}, Obstacle.BASELINE_MISSING, id="less than when?"),
        pytest.param(
            {"unit": "%", "baseline_year": 2021}, {"meaning": Meaning.DECREASE}, None, id="5 % fewer files than in 2021"
        ),
        pytest.param({}, {"meaning": Meaning.TOTAL}, None, id="a count adds up"),
    ],
)
def test_what_fits_a_target(cast, given, more, expected):
    one = target(plan(cast.city), **given)
    if expected is None:
        assert link(cast, one, indicator(), **more).meaning == more["meaning"]
        return
    with pytest.raises(Refused) as refusal:
        link(cast, one, indicator(), **more)
    assert refusal.value.obstacles == [expected]
    assert not TargetMeasure.objects.exists()


def test_what_is_no_count_does_not_add_up(cast):
    with pytest.raises(Refused) as refusal:
        link(cast, target(plan(cast.city)), indicator(over_time="last"), meaning=Meaning.TOTAL)
    assert refusal.value.obstacles == [Obstacle.NOT_A_COUNT]


def test_the_figure_must_come_from_the_plans_house(cast):
    with pytest.raises(Refused) as refusal:
        link(cast, target(plan(cast.finance)), indicator(), body=cast.city)
    assert refusal.value.obstacles == [Obstacle.BODY_ELSEWHERE]


def test_only_who_makes_the_plan_links_its_targets(cast):
    one = target(plan(cast.city))
    for by in (cast.finance_officer, cast.stranger):
        with pytest.raises(Refused) as refusal:
            link(cast, one, indicator(f"T.{uuid4()}"[:20]), by=by)
        assert refusal.value.obstacles == [Obstacle.NOT_YOURS]
        with pytest.raises(Refused):
            services.unlink_target(target=one, by=by, now=NOW)


def test_a_person_says_that_a_milestone_without_a_number_is_reached(cast):
    one = target(plan(cast.city), None, comparator="done", unit="")
    services.say_reached(target=one, reason=" Quyết định số 5 ", by=cast.standing_officer, now=NOW)
    services.say_reached(target=one, reason="Lần nữa", by=cast.standing_officer, now=NOW)
    assert TargetWord.objects.get().reason == "Quyết định số 5"
    assert services.take_word_back(target=one, by=cast.standing_officer, now=NOW) is True
    assert services.take_word_back(target=one, by=cast.standing_officer, now=NOW) is False
    assert events() == ["target_said_reached", "target_word_taken_back"]


@pytest.mark.parametrize(
    ("value", "reason", "expected"),
    [
        pytest.param(90, "Đã xong", Obstacle.HAS_A_NUMBER, id="a number decides by itself"),
        pytest.param(None, "  ", Obstacle.REASON_MISSING, id="a word needs its ground"),
    ],
)
def test_a_word_that_is_refused(cast, value, reason, expected):
    one = target(plan(cast.city), value, comparator=">=" if value else "done")
    with pytest.raises(Refused) as refusal:
        services.say_reached(target=one, reason=reason, by=cast.standing_officer, now=NOW)
    assert refusal.value.obstacles == [expected]


def test_a_word_of_somebody_else_is_refused(cast):
    one = target(plan(cast.city), None, comparator="done")
    with pytest.raises(Refused) as refusal:
        services.say_reached(target=one, reason="Đã xong", by=cast.ward_officer, now=NOW)
    assert refusal.value.obstacles == [Obstacle.NOT_YOURS]
    with pytest.raises(Refused):
        services.take_word_back(target=one, by=cast.ward_officer, now=NOW)
