"""Indicators that people define: what may change once there are figures, what ends, what follows."""

from __future__ import annotations

from datetime import date

import pytest

from caicach.core.models import Event
from caicach.measures import services
from caicach.measures.formulas import FormulaError, parse, written
from caicach.measures.models import Indicator
from caicach.measures.rules import Obstacle
from caicach.measures.services import Refused
from caicach.measures.words import fault_words, formula_words

from .making import Q1, later, send
from .making import indicator as of_everybody

pytestmark = pytest.mark.django_db
NEW = {
    "code": "M.1",
    "name": "Thủ tục được rút ngắn thời gian",
    "unit": "thủ tục",
    "places": "0",
    "direction": "up",
    "source": "entered",
    "value_kind": "number",
    "over_bodies": "sum",
    "over_time": "sum",
    "covers_below": "on",
    "asked_of": ["ward", "commune"],
    "period_kinds": ["quarter"],
    "valid_from": "2026-01-01",
}


@pytest.fixture
def indicator(cast):
    """Indicators that the city asks."""

    def made(*args, **given):
        asked = of_everybody(*args, **given)
        asked.asked_by = cast.city
        asked.save(update_fields=["asked_by"])
        return asked

    return made


def refusal(act, **given):
    with pytest.raises(Refused) as caught:
        act(now=later(), **given)
    (fault,) = caught.value.faults
    return fault


def test_the_standing_agency_defines_for_its_level_and_others_do_not(cast):
    made = services.open_indicator(
        code="M.1", asked_by=cast.city, valid_from=Q1.first_day, by=cast.standing_officer, now=later(),
        name="Thủ tục được rút ngắn", unit="thủ tục", period_kinds=["quarter"],
    )  # fmt: skip
    assert made.search_key and Event.objects.filter(name="indicator_defined", about_id=str(made.pk)).exists()
    given = {"code": "M.2", "asked_by": cast.city, "valid_from": Q1.first_day, "name": "Khác"}
    assert refusal(services.open_indicator, by=cast.finance_head, **given).obstacle == Obstacle.NOT_YOUR_INDICATOR
    everybody = given | {"asked_by": None}
    fault = refusal(services.open_indicator, by=cast.standing_officer, **everybody)
    assert fault.obstacle == Obstacle.NOT_YOUR_INDICATOR, "there is another city, of which it would be asked too"
    again = given | {"code": "M.1"}
    assert refusal(services.open_indicator, by=cast.standing_officer, **again).obstacle == Obstacle.CODE_TAKEN


def test_words_change_and_the_meaning_does_not_once_there_are_figures(cast, indicator):
    asked = indicator()
    change = services.change_indicator
    assert change(indicator=asked, by=cast.standing_officer, now=later(), unit="việc").unit == "việc"
    send(cast.ward_focal_point, cast.ward, asked, 10)
    changed = change(indicator=asked, by=cast.standing_officer, now=later(), name="Tên rõ hơn", places=1)
    assert (changed.name, changed.unit) == ("Tên rõ hơn", "việc")
    fault = refusal(change, indicator=asked, by=cast.standing_officer, unit="hồ sơ", over_time="last")
    assert fault_words(fault).endswith("giữ nguyên đơn vị, cách cộng các kỳ; cần đổi thì lập chỉ tiêu thay thế.")
    more = {"breakdowns": ["trực tuyến"], "period_kinds": ["quarter", "year"]}
    assert change(indicator=asked, by=cast.standing_officer, now=later(), **more).breakdowns == ["trực tuyến"]
    fewer = refusal(change, indicator=asked, by=cast.standing_officer, period_kinds=["year"])
    assert fewer.obstacle == Obstacle.MEANING_FIXED
    (event,) = Event.objects.filter(name="indicator_changed", data__changed=["name", "places"])
    assert event.by == cast.standing_officer


def test_a_formula_is_fixed_by_the_figures_that_it_is_made_of(cast, indicator):
    inner = indicator()
    share = indicator("T.F", source="formula", formula="T.1 * 2")
    services.change_indicator(indicator=share, by=cast.standing_officer, now=later(), formula="T.1 * 3")
    send(cast.ward_focal_point, cast.ward, inner, 10)
    again = refusal(services.change_indicator, indicator=share, by=cast.standing_officer, formula="T.1 * 4")
    assert again.obstacle == Obstacle.MEANING_FIXED


def test_it_does_not_end_before_its_last_figures(cast, indicator):
    asked = indicator()
    send(cast.ward_focal_point, cast.ward, asked, 10)
    fault = refusal(services.change_indicator, indicator=asked, by=cast.standing_officer, valid_to=Q1.last_day)
    assert fault_words(fault).endswith("Đã có số liệu của Quý I năm 2026; ngày thôi dùng phải sau kỳ đó.")
    ended = services.change_indicator(
        indicator=asked, by=cast.standing_officer, now=later(), valid_to=Q1.next().first_day
    )
    assert ended.valid_to == date(2026, 4, 1)


def test_another_meaning_is_another_indicator_that_follows(cast, indicator):
    asked = indicator()
    send(cast.ward_focal_point, cast.ward, asked, 10)
    given = {"name": "Hồ sơ nhận trực tuyến", "unit": "hồ sơ", "period_kinds": ["quarter"]}
    start = Q1.next().first_day
    heir = services.succeed_indicator(
        indicator=asked, code="T.1b", valid_from=start, by=cast.standing_officer, now=later(), **given
    )
    asked.refresh_from_db()
    assert (asked.successor, asked.valid_to, heir.valid_from) == (heir, start, start)
    fault = refusal(
        services.succeed_indicator, indicator=asked, code="T.1c", valid_from=start, by=cast.standing_officer, **given
    )
    assert fault.obstacle == Obstacle.ALREADY_SUCCEEDED


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("T.1 + * 2", "Ký tự thứ 7: gặp “*”, cần một số, một mã chỉ tiêu hoặc dấu mở ngoặc."),
        ("T.1 2", "Ký tự thứ 5: gặp “2”, cần một phép tính (+ - * /) hoặc hết công thức."),
        ("(T.1 + 2 3)", "Ký tự thứ 10: gặp “3”, cần dấu đóng ngoặc."),
        ("3,5 * T.1", "Ký tự thứ 2: số thập phân trong công thức dùng dấu chấm, ghi 3.5 thay cho 3,5."),
        ("T.1 +", "Công thức chưa viết hết: ở cuối còn cần một số, một mã chỉ tiêu hoặc dấu mở ngoặc."),
    ],
)
def test_what_is_wrong_with_a_formula_says_where_what_and_what_instead(text, said):
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert formula_words(caught.value) == said


@pytest.mark.parametrize("text", ["A + B * 2", "(A + B) * 2", "A - (B - C)", "round(A / B, 2)", "-(A + B)"])
def test_a_formula_is_written_as_it_was_read(text):
    assert written(parse(text)) == text


def test_a_page_for_each_act(client, cast):
    client.force_login(cast.standing_officer)
    assert client.get("/so-lieu/chi-tieu/moi/").status_code == 200
    level = {"asked_by": str(cast.city.pk)}
    answer = client.post("/so-lieu/chi-tieu/moi/", NEW | level)
    made = Indicator.objects.get(code="M.1")
    assert (answer.status_code, answer.url, made.asked_by) == (302, "/so-lieu/chi-tieu/M.1/", cast.city)
    assert b"/sua/" in client.get(answer.url).content
    wrong = NEW | level | {"code": "M.2", "source": "formula", "formula": "M.1 + 3 %", "unit": "%"}
    answer = client.post("/so-lieu/chi-tieu/moi/", wrong)
    assert (answer.status_code, "Ký tự thứ 9: “%” không dùng được" in answer.text) == (422, True)
    units = wrong | {"formula": "M.1 * 2"}
    assert "Công thức cho đơn vị “thủ tục”, không phải “%”." in client.post("/so-lieu/chi-tieu/moi/", units).text
    for formula in ("1 / 0", "M.1 / 0 * 100", "M.1 / (2 - 2)", "M.1 / (M.1 * 0)"):
        nothing = client.post("/so-lieu/chi-tieu/moi/", wrong | {"formula": formula})
        assert nothing.status_code == 422 and "số chia luôn bằng 0" in nothing.text, formula
    long = client.post("/so-lieu/chi-tieu/moi/", NEW | level | {"code": "M.3", "name": "x" * 301, "period_kinds": []})
    assert "301" in long.text and "300 ký tự" in long.text, "the form says it; a browser would have cut the name"
    assert 'maxlength="300"' not in long.text
    assert 'href="#id_period_kinds">Kỳ báo cáo: ' in long.text and 'id="id_period_kinds"' in long.text
    renamed = NEW | {"name": "Thủ tục rút ngắn"}
    assert client.post("/so-lieu/chi-tieu/M.1/sua/", renamed).status_code == 302
    assert Indicator.objects.get(code="M.1").name == "Thủ tục rút ngắn"
    assert client.get("/so-lieu/chi-tieu/M.1/thay-the/").status_code == 200
    heir = NEW | {"code": "M.1b", "unit": "lượt", "valid_from": "2026-04-01"}
    assert client.post("/so-lieu/chi-tieu/M.1/thay-the/", heir).url == "/so-lieu/chi-tieu/M.1b/"
    assert client.get("/so-lieu/chi-tieu/khong-co/sua/").status_code == 404


def test_a_page_shows_why_the_meaning_stays(client, cast, indicator):
    asked = indicator()
    send(cast.ward_focal_point, cast.ward, asked, 10)
    client.force_login(cast.standing_officer)
    shown = client.get("/so-lieu/chi-tieu/T.1/sua/").text
    assert "giữ nguyên; nếu đổi, các số đã báo cáo sẽ mang nghĩa khác" in shown
    answer = client.post("/so-lieu/chi-tieu/T.1/sua/", NEW | {"unit": "việc", "asked_of": ["ward"]})
    asked.refresh_from_db()
    assert (answer.status_code, asked.unit, asked.asked_of) == (302, "hồ sơ", ["ward"])
    client.force_login(cast.finance_head)
    assert client.get("/so-lieu/chi-tieu/T.1/sua/").status_code == 403


RULE = {"severity": "error", "sentence": "Không nhiều hơn số tiếp nhận.", "valid_from": "2026-01-01"}


@pytest.mark.parametrize(
    ("told", "parameters"),
    [
        ({"kind": "compare", "other": "T.2", "sign": "<="}, {"other": "T.2", "sign": "<="}),
        ({"kind": "sum", "parts": "below", "tolerance": "0,5"}, {"parts": "below", "tolerance": "0.5"}),
        ({"kind": "sum", "parts": "codes", "codes": "T.2, T.1"}, {"parts": ["T.2", "T.1"], "tolerance": 0}),
        ({"kind": "jump", "percent": "30"}, {"percent": 30, "least": 0}),
        ({"kind": "outlier", "most": "3,5", "fewest": "10"}, {"most": "3.5", "fewest": 10}),
        ({"kind": "range", "margin": "0,25", "fewest": "4"}, {"margin": "0.25", "fewest": 4}),
        ({"kind": "size", "bound": "5.000"}, {"bound": 5000}),
    ],
)
def test_each_kind_of_rule_keeps_its_own_parameters(client, cast, indicator, told, parameters):
    asked, _other = indicator(), indicator("T.2")
    client.force_login(cast.standing_officer)
    assert client.get("/so-lieu/chi-tieu/T.1/quy-tac/moi/").status_code == 200
    answer = client.post("/so-lieu/chi-tieu/T.1/quy-tac/moi/", RULE | told | {"most": told.get("most", "3,5")})
    rule = asked.rules.exclude(code="T.1.LON").get()
    assert (answer.status_code, rule.code, rule.parameters) == (302, "T.1.K1", parameters)
    page = client.get(f"/so-lieu/chi-tieu/T.1/quy-tac/{rule.pk}/")
    again = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    days = {"valid_from": "2026-01-01", "valid_to": "2026-12-31"}
    assert client.post(page.request["PATH_INFO"], again | days).status_code == 302
    rule.refresh_from_db()
    assert (rule.parameters, rule.valid_to) == (parameters, date(2026, 12, 31))
    assert Event.objects.filter(name="validation_rule_defined", about_id=str(rule.pk)).count() == 2


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"kind": "compare", "other": "T.9"}, "Không có chỉ tiêu mã T.9."),
        ({"kind": "compare", "other": ""}, "Ghi mã của chỉ tiêu."),
        ({"kind": "jump", "percent": "-3"}, "Ghi một số không âm."),
        ({"kind": "range", "fewest": "2,5"}, "Ghi một số nguyên."),
    ],
)
def test_a_rule_that_cannot_be_says_why(client, cast, indicator, told, said):
    asked = indicator()
    client.force_login(cast.standing_officer)
    answer = client.post("/so-lieu/chi-tieu/T.1/quy-tac/moi/", RULE | told)
    assert answer.status_code == 422 and said in answer.text
    assert [rule.kind for rule in asked.rules.all()] == ["size"], "the one that every indicator has"
    client.force_login(cast.finance_head)
    assert client.post("/so-lieu/chi-tieu/T.1/quy-tac/moi/", RULE | {"kind": "jump"}).status_code == 403
