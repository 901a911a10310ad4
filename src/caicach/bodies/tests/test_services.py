"""The lives of bodies: opened, renamed, merged, split, closed; each once, each told."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from caicach.bodies import selectors, services
from caicach.bodies.hooks import Matter, matters_at_hand, on_succession
from caicach.bodies.models import Body, BodyKind, Membership, Succession
from caicach.core.models import Event

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
DAY = date(2026, 3, 1)


@pytest.fixture
def handed_over():
    """What a room above heard of successions."""
    heard = []

    def take_over(*, predecessor, successor, on, basis, by, now):
        heard.append((predecessor.pk, successor.pk, on))

    on_succession.register(take_over)
    yield heard
    on_succession.unregister(take_over)


@pytest.fixture
def act(cast):
    return {"on": DAY, "by": cast.administrator, "now": NOW}


def told(name: str) -> int:
    return Event.objects.filter(name=name).count()


def merge(cast, act, **more):
    stated = {"predecessors": [cast.second_ward], "successor": cast.ward, "basis": "Nghị quyết 1/NQ"} | act | more
    return services.merge_bodies(**stated)


def test_the_successor_takes_over_and_the_predecessor_ends(cast, act, handed_over):
    services.add_membership(
        person=cast.ward_officer, body=cast.second_ward, role="officer", on=date(2025, 8, 1), by=None, now=NOW
    )
    heir = merge(cast, act)
    ended = Body.objects.get(pk=cast.second_ward.pk)
    assert (heir, ended.closed_on) == (cast.ward, DAY)
    assert handed_over == [(cast.second_ward.pk, cast.ward.pk, DAY)]
    assert [m.valid_to for m in Membership.objects.filter(body=ended)] == [DAY]
    assert not Membership.objects.filter(body=cast.ward).exclude(valid_to=None).exists()
    assert selectors.successors_of(ended, DAY) == [cast.ward]
    assert selectors.predecessors_of(cast.ward, DAY) == [ended]
    assert selectors.name_on(ended, date(2025, 9, 1)) == "UBND phường Bến Đá"
    assert ended not in selectors.members_on(cast.all_communes, DAY)
    assert ended in selectors.members_on(cast.all_communes, DAY - timedelta(days=1))


def test_merging_twice_merges_once(cast, act, handed_over):
    merge(cast, act)
    merge(cast, act)
    assert len(handed_over) == told("body_merged") == Succession.objects.count() == 1


def test_two_bodies_merge_into_a_new_one_with_their_units(cast, act, handed_over):
    unit = services.open_body(
        code="U1", kind=BodyKind.UNIT, name="Phòng Kinh tế", parent=cast.ward, on=date(2025, 7, 1), by=None, now=NOW
    )
    new = services.NewBody(code="T01.99", kind=BodyKind.WARD, name="UBND phường Mây Đá", symbol="UBND")
    heir = merge(cast, act, predecessors=[cast.ward, cast.second_ward], successor=new)
    unit.refresh_from_db()
    assert heir.opened_on == DAY
    assert unit.path.startswith(heir.path)
    assert selectors.ancestors_of(heir) == [cast.city]
    assert [pair[:2] for pair in handed_over] == [(cast.ward.pk, heir.pk), (cast.second_ward.pk, heir.pk)]
    assert Body.objects.find_problems() == ([], [], [], [], [])


def test_a_hand_over_that_fails_undoes_the_merger(cast, act):
    def refuse(**_said):
        raise ValueError("a room above cannot")

    on_succession.register(refuse)
    try:
        with pytest.raises(ValueError, match="a room above"):
            merge(cast, act)
    finally:
        on_succession.unregister(refuse)
    assert Body.objects.get(pk=cast.second_ward.pk).closed_on is None
    assert told("body_merged") == 0


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        pytest.param(lambda c: {"successor": c.second_ward}, "không thể nằm trong", id="into itself"),
        pytest.param(lambda c: {"predecessors": []}, "ít nhất một", id="nobody"),
        pytest.param(lambda c: {"on": date(2026, 3, 3)}, "chưa đến", id="a day to come"),
        pytest.param(lambda c: {"on": date(2025, 6, 1)}, "chưa hoạt động", id="before it opened"),
        pytest.param(lambda c: {"on": date(2025, 7, 1)}, "phải sau ngày bắt đầu", id="on the day it opened"),
        pytest.param(
            lambda c: {"predecessors": [c.finance], "successor": c.budget_unit}, "không thể nằm dưới", id="downwards"
        ),
    ],
)
def test_mergers_that_contradict_themselves(cast, act, more, reason):
    with pytest.raises(services.CannotChange, match=reason):
        merge(cast, act, **more(cast))


def test_an_ended_body_takes_over_nothing(cast, act):
    services.close_body(body=cast.commune, basis="NQ", **act)
    with pytest.raises(services.CannotChange, match="đã kết thúc"):
        merge(cast, act, successor=cast.commune)


def test_successors_through_a_chain(cast, act):
    merge(cast, act, on=date(2025, 9, 1))
    merge(cast, act, predecessors=[cast.ward], successor=cast.commune, on=date(2026, 1, 1))
    assert selectors.successors_of(cast.second_ward, date(2025, 10, 1)) == [cast.ward]
    assert selectors.successors_of(cast.second_ward, DAY) == [cast.commune]
    assert set(selectors.predecessors_of(cast.commune, DAY)) == {cast.ward, cast.second_ward}
    assert selectors.successors_of(cast.commune, DAY) == []


def parts(*codes: str) -> list[services.NewBody]:
    return [services.NewBody(code=code, kind=BodyKind.WARD, name=f"UBND phường {code}") for code in codes]


def test_a_body_is_divided_and_one_part_takes_over(cast, act, handed_over):
    first, second = services.split_body(body=cast.ward, into=parts("P1", "P2"), heir=1, basis="NQ", **act)
    assert Body.objects.get(pk=cast.ward.pk).closed_on == DAY
    assert handed_over == [(cast.ward.pk, second.pk, DAY)]
    assert set(selectors.successors_of(cast.ward, DAY)) == {first, second}


def test_a_body_that_goes_on_keeps_what_it_has(cast, act, handed_over):
    services.split_body(body=cast.ward, into=parts("P1"), goes_on=True, basis="NQ", **act)
    assert Body.objects.get(pk=cast.ward.pk).closed_on is None
    assert handed_over == []
    assert told("body_split") == 1


def test_dividing_into_one_is_refused(cast, act):
    with pytest.raises(services.CannotChange, match="ít nhất hai"):
        services.split_body(body=cast.ward, into=parts("P1"), basis="NQ", **act)
    assert not Body.objects.filter(code="P1").exists()


def test_closing_ends_the_roles_and_happens_once(cast, act):
    for _time in range(2):
        services.close_body(body=cast.ward, basis="NQ", **act)
    assert told("body_closed") == 1
    assert not Membership.objects.filter(body=cast.ward, valid_to=None).exists()


def test_closing_waits_for_units_and_for_what_runs(cast, act):
    with pytest.raises(services.CannotChange, match="trực thuộc"):
        services.close_body(body=cast.finance, basis="NQ", **act)

    def running(body):
        return Matter("việc đang thực hiện", 3)

    matters_at_hand.register(running)
    try:
        with pytest.raises(services.CannotChange, match="3 việc đang thực hiện"):
            services.close_body(body=cast.ward, basis="NQ", **act)
    finally:
        matters_at_hand.unregister(running)


def test_a_new_name_from_a_day_on(cast, act):
    body = services.rename_body(body=cast.justice, name="Sở  Tư pháp mới", **act)
    assert body.name == "Sở Tư pháp mới"
    assert selectors.name_on(body, DAY - timedelta(days=1)) == "Sở Tư pháp"
    assert selectors.name_on(body, DAY) == "Sở Tư pháp mới"
    assert selectors.name_on(body, date(2020, 1, 1)) == "Sở Tư pháp"
    services.rename_body(body=cast.justice, name="Sở Tư pháp mới", **act)
    assert told("body_renamed") == 1
    with pytest.raises(services.CannotChange, match="phải sau ngày"):
        services.rename_body(body=cast.justice, name="Sở khác", **act)


def test_an_alias_is_kept_once_and_found_in_the_list(cast, act):
    by = {"by": cast.administrator, "now": NOW}
    for text in ("Một cửa TP", "một cửa  thành phố"):
        services.add_alias(body=cast.centre, text=text, **by)
    assert cast.centre.aliases.count() == told("body_alias_added") == 1
    assert "mot cua" in Body.objects.get(pk=cast.centre.pk).search_key
    with pytest.raises(services.CannotChange, match="phải có chữ"):
        services.add_alias(body=cast.centre, text="...", **by)


def test_a_group_is_redefined_under_its_name(cast):
    stated = {"under": cast.city, "name": "Khối phường", "by": cast.administrator, "now": NOW}
    first = services.define_group(kinds=[BodyKind.WARD], **stated)
    again = services.define_group(kinds=[BodyKind.WARD], also=[cast.commune], **stated)
    assert first == again
    assert selectors.members_on(again, DAY) == [cast.second_ward, cast.ward, cast.commune]


def test_a_code_is_given_once(cast, act):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        services.open_body(code="T01", kind=BodyKind.CITY, name="UBND thành phố Khác", parent=None, **act)
