"""Kinds of report: typed as plain lines, changed from a day on; opened cycles keep what they were opened with."""

from datetime import date

import pytest

from caicach.measures.tests.making import indicator
from caicach.reports import services
from caicach.reports.models import ReportKind
from caicach.reports.outlines import misfits_of, outline_of, outline_text, table_lines, table_text
from caicach.reports.rules import Obstacle, When

from .regime import DUE, NOW, QUARTER, kind, open_quarter

OUTLINE = [
    {"key": "steering", "title": "I. Chỉ đạo", "level": 1, "needed": True},
    {"key": "tasks", "title": "1. Nhiệm vụ", "level": 2, "needed": True},
    {"key": "proposals", "title": "II. Kiến nghị", "level": 1, "needed": False},
]


def test_an_outline_comes_back_as_it_was():
    assert outline_of(outline_text(OUTLINE), OUTLINE) == OUTLINE


@pytest.mark.parametrize(
    ("text", "keys", "levels"),
    [
        pytest.param(
            "I. Chỉ đạo\n1. Việc được giao\nII. Kiến nghị (nếu có)", ["steering", "tasks", "proposals"], [1, 2, 1],
            id="another title in the same place keeps its key",
        ),
        pytest.param(
            "I. Chỉ đạo\n1. Nhiệm vụ\na) Của thành phố\nII. Kiến nghị",
            ["steering", "tasks", "a-cua-thanh-pho", "proposals"], [1, 2, 3, 1], id="a new one has a key of its own",
        ),
        pytest.param("II. Kiến nghị", ["proposals"], [1], id="what is taken out leaves the rest its keys"),
    ],
)  # fmt: skip
def test_sections_keep_their_keys(text, keys, levels):
    found = outline_of(text, OUTLINE)
    assert ([one["key"] for one in found], [one["level"] for one in found]) == (keys, levels)


def test_a_table_is_headings_and_codes_and_unknown_codes_are_named():
    lines = [{"group": "Hồ sơ"}, {"code": "T.1"}]
    text = table_text(lines, {"T.1": "Hồ sơ tiếp nhận"})
    assert table_lines(text, {"T.1"}) == (lines, [])
    assert table_lines("CCHC.9.99 Gì đó\nKết quả 6 tháng", {"T.1"}) == ([{"group": "Kết quả 6 tháng"}], ["CCHC.9.99"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(outline_text(OUTLINE), [], id="as it was"),
        pytest.param("1. Tình hình\na) Ở sở\nb) Ở phường\n2. Kiến nghị", [], id="without the first level"),
        pytest.param(
            "abc không số\n\nc) lạc cấp", [(1, "no_number"), (3, "no_parent")], id="neither number nor parent"
        ),
        pytest.param("I. Một\na) Hai\n1. Ba", [(2, "no_parent")], id="a level is left out"),
        pytest.param("1. Một\nI. Hai", [(1, "no_parent")], id="before its parent"),
        pytest.param("a) Một", [(1, "no_parent")], id="a third level alone"),
    ],
)
def test_headings_that_do_not_fit_are_named_by_their_lines(text, expected):
    assert [(one.number, one.why) for one in misfits_of(text, OUTLINE)] == expected
    assert misfits_of("Mở đầu\nI. Một", [{"title": "Mở đầu"}]) == []  # it stood there before


def words(**given):
    return services.KindWords(
        **{
            "name": "Báo cáo quý của Sở", "source": "Quyết định của Sở", "outline": OUTLINE, "statistics": [],
            "rules": {"any": When(25, 1, None, 1)}, **given,
        }
    )  # fmt: skip


def change(cast, of, day, **given):
    return services.change_kind(
        kind=of, body=cast.finance, words=words(**given), valid_from=day, by=cast.finance_head, now=NOW
    )  # fmt: skip


@pytest.mark.django_db
def test_a_body_has_rules_of_its_own_and_a_change_is_a_new_row(cast):
    general = kind()
    own = change(cast, general, date(2026, 4, 1))
    assert (own.body, own.code, own.valid_to, kind().valid_to) == (cast.finance, "quy", None, None)
    assert change(cast, general, date(2026, 4, 1)) == own  # twice is once
    later = change(cast, own, date(2026, 7, 1), name="Báo cáo quý mới")
    own.refresh_from_db()
    assert own.valid_to == date(2026, 6, 30) and later.due_rules.get().before_day == 1
    for day in (date(2026, 4, 1), date(2026, 7, 1)):
        with pytest.raises(services.Refused) as refusal:
            change(cast, own, day)
        assert refusal.value.obstacles == [Obstacle.CHANGED_BEFORE]


@pytest.mark.django_db
def test_a_row_of_the_same_day_is_put_right_until_a_cycle_uses_it(cast):
    day = NOW.date()
    own = change(cast, kind(), day)
    again = change(cast, kind(), day, name="Báo cáo quý đã sửa", rules={"unit": When(20, 0, 3)})
    assert again == own and again.name == "Báo cáo quý đã sửa" and again.due_rules.get().level == "unit"
    assert change(cast, own, day, name="Lần nữa").name == "Lần nữa"
    assert ReportKind.objects.filter(body=cast.finance).count() == 1
    ask = services.Ask(own, cast.finance, QUARTER, due_on=DUE)
    open_quarter(cast, cast.budget_unit, ask=ask, by=cast.finance_focal_point)
    with pytest.raises(services.Refused) as refusal:
        change(cast, own, day, name="Sau khi mở kỳ")
    assert refusal.value.obstacles == [Obstacle.CHANGED_BEFORE]


@pytest.mark.django_db
def test_the_page_names_on_top_what_is_wrong_where(cast, client):
    client.force_login(cast.standing_officer)
    path = f"/bao-cao/loai/{kind().pk}/"
    form = client.get(path).context["form"]
    sent = {name: form[name].value() for name in form.fields} | {"body": cast.city.pk, "valid_from": "01/01/2030"}
    wrong = {**sent, "outline": "abc không số\nc) lạc cấp", "department-closes_on_day": "45", "unit-closes_on_day": "9"}
    answer = client.post(path, wrong)
    assert answer.status_code == 422
    top = answer.content.decode().split("data-error-summary")[1].split("</div>")[0]
    assert "Dòng 1 “abc không số”" in top and "Dòng 2 “c) lạc cấp”" in top and 'href="#id_outline"' in top
    assert 'href="#id_department-closes_on_day"' in top and "Chốt số liệu ngày" in top
    assert 'href="#id_unit-closes_on_day"' in top and "một trong hai" in top


@pytest.mark.django_db
def test_who_does_not_demand_for_the_body_changes_nothing(cast):
    with pytest.raises(services.Refused) as refusal:
        services.change_kind(
            kind=kind(), body=cast.city, words=words(), valid_from=date(2026, 4, 1), by=cast.finance_head, now=NOW
        )
    assert Obstacle.NOT_YOURS in refusal.value.obstacles
    with pytest.raises(services.Refused):
        change(cast, kind(), date(2026, 4, 1), rules={})
    assert not ReportKind.objects.exclude(body=None).exists()


@pytest.mark.django_db
def test_the_form_says_what_is_wrong_and_saves_what_is_right(cast, client):
    indicator("T.1")
    cycle = open_quarter(cast, cast.ward)
    client.force_login(cast.standing_officer)
    general = kind()
    assert general.name in client.get("/bao-cao/loai/").content.decode()
    path = f"/bao-cao/loai/{general.pk}/"
    form = client.get(path).context["form"]
    sent = {name: form[name].value() for name in form.fields} | {"body": cast.city.pk, "valid_from": "01/01/2030"}
    wrong = client.post(path, {**sent, "table": "KHAC.9.99", "any-closes_on_day": "14"})
    assert wrong.status_code == 422
    assert "KHAC.9.99" in wrong.content.decode() and "một trong hai" in wrong.content.decode()
    right = {
        **sent, "table": "Hồ sơ\nT.1 Chỉ tiêu", "any-closes_on_day": "25", "any-closes_months_before": "1",
        "any-before_day": "1",
    }  # fmt: skip
    assert client.post(path, right).status_code == 302
    own = ReportKind.objects.get(body=cast.city)
    assert "01/01/2030" in client.get("/bao-cao/loai/").content.decode()  # also what holds only later
    assert own.statistics == [{"group": "Hồ sơ"}, {"code": "T.1"}] and own.outline == general.outline
    assert own.valid_from == date(2030, 1, 1)
    cycle.refresh_from_db()
    assert cycle.kind == general and cycle.statistics == general.statistics
    client.force_login(cast.ward_officer)
    assert client.get(path).status_code in (403, 404)
