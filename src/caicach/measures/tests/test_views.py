"""The pages: one welcome, one refusal, one stranger each."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from caicach.measures import services
from caicach.measures.models import Figure, FigureState

from .making import Q1, give, indicator, later, send

pytestmark = pytest.mark.django_db


def query(body, period=Q1):
    return f"?body={body.pk}&period={period.key}"


def test_the_list_says_how_many_have_a_figure(client, cast):
    send(cast.ward_focal_point, cast.ward, indicator(), 1234)
    indicator("T.2")
    client.force_login(cast.standing_officer)
    page = client.get(reverse("measures:list") + query(cast.city))
    assert page.status_code == 200
    assert "1 trong 2 chỉ tiêu đã có số liệu." in page.text
    assert "1.234" in page.text


def test_a_stranger_sees_nothing_of_it(client, cast):
    figure = send(cast.ward_focal_point, cast.ward, indicator(), 1234)
    client.force_login(cast.stranger)
    assert client.get(reverse("measures:list") + query(cast.ward)).status_code == 422
    for address in (
        reverse("measures:figure", args=[figure.pk]),
        reverse("measures:explained", args=["T.1", cast.ward.pk, Q1.key]),
        reverse("measures:explained_json", args=["T.1", cast.ward.pk, Q1.key]),
    ):
        assert client.get(address).status_code == 404


def lines(indicators, **values):
    data = {}
    for one in indicators:
        data |= {f"{one.pk}-0-answer": "", f"{one.pk}-0-note": "", f"{one.pk}-0-seen": "0"}
    return data | values


def test_the_grid_keeps_and_sends(client, cast):
    one, share = indicator(), indicator("T.R", unit="%", value_kind="ratio", over_bodies="ratio", over_time="ratio")
    client.force_login(cast.finance_focal_point)
    address = reverse("measures:enter") + query(cast.finance)
    page = client.get(address)
    assert page.status_code == 200 and "Chỉ tiêu T.R" in page.text
    data = lines([one, share]) | {
        f"{one.pk}-0-value": "1.525",
        f"{share.pk}-0-numerator": "3",
        f"{share.pk}-0-denominator": "4",
    }
    assert client.post(address, data | {"act": "keep"}).status_code == 302
    assert [(f.value, f.state) for f in Figure.objects.order_by("pk")] == [(1525, "draft"), (75, "draft")]
    data |= {f"{one.pk}-0-seen": "1", f"{share.pk}-0-seen": "1"}
    assert client.post(address, data | {"act": "send"}).status_code == 302
    assert set(Figure.objects.values_list("state", flat=True)) == {FigureState.SUBMITTED}


def test_the_grid_names_what_it_cannot_read_and_keeps_nothing(client, cast):
    one, two = indicator(), indicator("T.2")
    client.force_login(cast.finance_focal_point)
    data = lines([one, two]) | {f"{one.pk}-0-value": "mười hai", f"{two.pk}-0-value": "5", "act": "keep"}
    page = client.post(reverse("measures:enter") + query(cast.finance), data)
    assert page.status_code == 422
    assert "Không đọc được số này: mười hai" in page.text
    data = lines([one, two]) | {f"{one.pk}-0-value": "5", f"{two.pk}-0-answer": "value", "act": "keep"}
    page = client.post(reverse("measures:enter") + query(cast.finance), data)
    assert page.status_code == 422
    assert "Chưa ghi giá trị" in page.text
    assert not Figure.objects.exists()


def test_nobody_fills_in_anothers_grid(client, cast):
    indicator()
    client.force_login(cast.standing_officer)
    assert client.get(reverse("measures:enter") + query(cast.finance)).status_code == 403
    client.force_login(cast.leader)
    assert client.get(reverse("measures:enter")).status_code == 403


def test_accepting_and_returning_from_the_list(client, cast):
    figure = send(cast.ward_focal_point, cast.ward, indicator(), 5)
    client.force_login(cast.standing_officer)
    page = client.get(reverse("measures:list") + query(cast.ward))
    assert "Chấp nhận 1 số liệu" in page.text
    data = {"body": cast.ward.pk, "period": Q1.key}
    client.post(reverse("measures:decide"), data | {"act": "return", "reason": "Thiếu"})
    figure.refresh_from_db()
    assert (figure.state, figure.reason) == ("draft", "Thiếu")
    services.submit_figures(figures=[figure], by=cast.ward_head, now=later())
    client.post(reverse("measures:decide"), data | {"act": "accept"})
    client.post(reverse("measures:decide"), data | {"act": "publish"})
    figure.refresh_from_db()
    assert figure.state == "published"
    client.force_login(cast.finance_head)
    assert client.post(reverse("measures:decide"), data | {"act": "accept"}).status_code == 404
    client.force_login(cast.standing_officer)
    assert client.post(reverse("measures:decide"), data | {"act": "burn"}).status_code == 404


def test_one_figure_explained_on_a_page_and_as_json(client, cast):
    asked = indicator()
    send(cast.ward_focal_point, cast.ward, asked, 5)
    send(cast.finance_focal_point, cast.finance, asked, 6)
    client.force_login(cast.leader)
    address = reverse("measures:explained", args=["T.1", cast.city.pk, Q1.key])
    page = client.get(address)
    assert "Cộng số liệu của các cơ quan bên dưới" in page.text
    assert "UBND phường Cầu Mây" in page.text and "Đỗ Hải Âu" in page.text
    told = client.get(address + "json/").json()
    assert (told["value"], [share["value"] for share in told["shares"]]) == ("11", ["6", "5"])
    assert client.get(told["shares"][0]["href"]).json()["own"]["entered_by"] == "Phạm Gia Ân"
    assert client.get(reverse("measures:indicator", args=["T.1"]) + query(cast.city)).status_code == 200
    assert client.get(reverse("measures:explained", args=["T.9", cast.city.pk, Q1.key])).status_code == 404
    assert client.get(reverse("measures:explained", args=["T.1", cast.city.pk, "quarter-2026-9"])).status_code == 404


def test_evidence_goes_in_and_comes_out(client, cast):
    figure = give(cast.ward_officer, cast.ward, indicator(), 5)
    client.force_login(cast.ward_officer)
    upload = SimpleUploadedFile("biểu.txt", b"Bieu thong ke")
    assert client.post(reverse("measures:add_evidence", args=[figure.pk]), {"file": upload}).status_code == 302
    proof = figure.evidence.get()
    page = client.get(figure.get_absolute_url(), follow=True)
    assert "biểu.txt" in page.text
    out = client.get(reverse("measures:evidence", args=[proof.pk]))
    assert out.getvalue() == b"Bieu thong ke"
    client.force_login(cast.finance_head)
    assert client.get(reverse("measures:evidence", args=[proof.pk])).status_code == 404


def test_findings_are_listed_and_explained(client, cast):
    asked, other = indicator(), indicator("T.2")
    services.define_rule(
        code="R.1", kind="compare", indicator="T.1", parameters={"other": "T.2", "sign": "<="},
        sentence="Không nhiều hơn.", valid_from=asked.valid_from, by=None, now=later(),
    )  # fmt: skip
    send(cast.ward_focal_point, cast.ward, other, 5)
    figure = send(cast.ward_focal_point, cast.ward, asked, 6)
    services.check_figures(period=Q1, now=later())
    client.force_login(cast.ward_officer)
    page = client.get(reverse("measures:findings"))
    assert "Không nhiều hơn. Ghi 6, phải ≤ 5." in page.text
    rule = figure.findings.get().rule
    data = {"figure": figure.pk, "rule": rule.pk, "reason": "Hồ sơ chuyển kỳ"}
    assert client.post(reverse("measures:forgive"), data).status_code == 302
    assert services.check_figures(period=Q1, now=later()) == 0
    client.force_login(cast.stranger)
    assert client.post(reverse("measures:forgive"), data).status_code == 404


def test_a_template_goes_out_and_comes_back(client, cast):
    one = indicator(places=1)
    client.force_login(cast.finance_officer)
    sheet = client.get(reverse("measures:sheet_out") + query(cast.finance))
    book = openpyxl.load_workbook(io.BytesIO(sheet.content))
    page = book.worksheets[0]
    assert page.protection.sheet and not page["E6"].protection.locked and page["A6"].protection.locked
    page["E6"] = 12.5
    filled = io.BytesIO()
    book.save(filled)
    address = reverse("measures:sheet_in") + query(cast.finance)
    upload = SimpleUploadedFile("mau.xlsx", filled.getvalue())
    looked = client.post(address, {"file": upload})
    assert "Tệp sẽ thay đổi 1 số liệu" in looked.text and not Figure.objects.exists()
    stored = looked.context["stored"].sha256
    for _twice in range(2):
        assert client.post(address, {"stored": stored, "act": "keep"}).status_code in (302, 422)
    figure = Figure.objects.get()
    assert (figure.indicator, figure.value, figure.revision) == (one, Decimal("12.5"), 1)
    client.force_login(cast.standing_officer)
    assert client.post(address, {"stored": stored, "act": "keep"}).status_code == 403
