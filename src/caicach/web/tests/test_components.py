"""What pages are made of: tags, forms, the page of all components, log-in and errors."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.contrib import messages
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from caicach.bodies.access import Hat, Standing
from caicach.web import errors
from caicach.web.marks import MARKS, SHAPES
from caicach.web.templatetags.caicach import OncePer

ROOMS = Path(__file__).resolve().parents[2]


def drawn(source, **context):
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "value", "expected"),
    [
        ("{{ v|vn_number }}", 1525653, "1.525.653"),
        ("{{ v|clause_place }}", "II.3.đ", "Mục II.3.đ"),
        ("{{ v|clause_place }}", "Phụ lục", "Phụ lục"),
        ("{{ v|clause_place }}", "Phụ lục II.IV.2", "Phụ lục II, mục IV.2"),
        ("{{ v|clause_place }}", "Chương I.Điều 5.2.a", "Chương I, Điều 5, khoản 2, điểm a"),
        ("{{ v|clause_place }}", "II. CHỈ TIÊU NĂM 2026", "II. CHỈ TIÊU NĂM 2026"),
        ("{{ v|clause_place }}", "", ""),
        ("{{ v|mail_address }}", "a-b@x.vn", '<span class="nowrap">a-b</span><wbr><span class="nowrap">@x.vn</span>'),
        ("{{ v|mail_address }}", "–", "–"),
        ("{{ v|vn_number:1 }}", Decimal("88.94"), "88,9"),
        ("{{ v|vn_number }}", None, "–"),
        ("{{ v|vn_percent }}", Decimal("22.7"), "22,7\N{NO-BREAK SPACE}%"),
        ("{{ v|vn_percent }}", 0, "0\N{NO-BREAK SPACE}%"),
        ("{{ v|vn_date }}", date(2024, 2, 22), "22/02/2024"),
        ("{{ v|vn_date }}", datetime(2024, 2, 21, 18, 0, tzinfo=UTC), "22/02/2024"),
        ("{{ v|vn_moment }}", datetime(2024, 2, 22, 9, 5, tzinfo=UTC), "16:05 ngày 22/02/2024"),
        ("{{ v|vn_date }}", None, "–"),
    ],
)
def test_numbers_and_days_are_written_as_vietnam_writes_them(source, value, expected):
    assert drawn(source, v=value) == expected


@pytest.mark.parametrize("code", list(MARKS))
def test_a_mark_is_colour_shape_and_word(code):
    mark = MARKS[code]
    html = drawn("{% status code %}", code=code)
    assert f"status-{mark.colour}" in html and SHAPES[mark.shape] in html and str(mark.word) in html


def test_a_mark_may_carry_its_own_words():
    html = drawn('{% status "overdue" words %}', words="quá hạn <5> ngày")
    assert "quá hạn &lt;5&gt; ngày" in html and ">quá hạn<" not in html


def test_only_late_is_red():
    late = {code for code, mark in MARKS.items() if mark.colour == "late"}
    assert late == {"overdue", "done_late", "behind"}


def test_an_unknown_mark_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"“late” is no status; there are .*overdue"):
        drawn('{% status "late" %}')


def test_a_bullet_says_its_numbers_and_stays_in_its_lane():
    html = drawn("{% bullet now=now goal=90 start=0 forecast=120 high=100 %}", now=Decimal("87.9"))
    assert 'width="87.90%"' in html and 'width="100.00%"' in html
    assert "hiện nay 87,9\N{NO-BREAK SPACE}%; mốc phải đạt 90\N{NO-BREAK SPACE}%" in html


def test_progress_is_said_in_words_too():
    html = drawn('{% progress 61 "61 trong 120 việc" %}')
    assert 'value="61"' in html and 'aria-label="61 trong 120 việc"' in html


def test_a_permission_is_asked_by_its_name():
    hat = Hat(role="head", body_id=1, path="1", level_path="1", field_number=None, membership_id=1)
    source = '{% if standing|may:"plans.issue" %}yes{% else %}no{% endif %}'
    assert drawn(source, standing=Standing(person_id=1, hats=(hat,))) == "yes"
    assert drawn(source, standing=Standing(person_id=1, hats=())) == "no"
    assert drawn(source, standing=None) == "no"
    with pytest.raises(ValueError, match=r"plans\.eat"):
        drawn('{% if standing|may:"plans.eat" %}{% endif %}', standing=Standing(person_id=1, hats=(hat,)))


def test_what_is_drawn_once_per_value_follows_every_value():
    template = Template("{% once_per row shown %}{{ row.words }}{% if shown is True %}!{% endif %}{% endonce_per %}")
    seen = []
    for words, shown in [
        ("a", 1),
        ("a", True),
        ("<b>", 1),
        (mark_safe("<b>"), 1),
        ("a", 1),
        (gettext_lazy("Lọc"), 1),
    ]:
        seen.append(template.render(Context({"row": {"words": words}, "shown": shown})))
    assert seen == ["a", "a!", "&lt;b&gt;", "<b>", "a", "Lọc"]
    with translation.override("en"):
        assert template.render(Context({"row": {"words": gettext_lazy("Lọc")}, "shown": 1})) == "Filter"
    node = template.nodelist[0]
    assert len(node.drawn) == 6


def test_what_is_drawn_once_is_not_drawn_again():
    drawings = []

    class Loud:
        def __str__(self):
            drawings.append(1)
            return "!"

    template = Template("{% once_per pk %}{{ loud }}{% endonce_per %}")
    assert [template.render(Context({"pk": pk, "loud": Loud()})) for pk in (1, 1, 2)] == ["!"] * 3
    assert len(drawings) == 2


def test_drawings_do_not_pile_up(monkeypatch):
    monkeypatch.setattr(OncePer, "MOST", 3)
    template = Template("{% once_per pk %}{{ pk }}{% endonce_per %}")
    assert [template.render(Context({"pk": pk})) for pk in range(9)] == list("012345678")
    assert len(template.nodelist[0].drawn) <= 3


class Sample(forms.Form):
    title = forms.CharField(label="Nội dung", help_text="Một câu.")
    note = forms.CharField(label="Ghi chú", required=False)
    urgent = forms.BooleanField(label="Việc khẩn", required=False)
    part = forms.ChoiceField(
        label="Vai trò", widget=forms.RadioSelect, choices=[("lead", "Chủ trì"), ("s", "Phối hợp")]
    )


def test_a_field_ties_label_hint_and_error_to_its_control():
    html = drawn("{% field form.title %}", form=Sample({}))
    assert '<label class="field-label" for="id_title">Nội dung</label>' in html.replace("\n", "")
    assert 'id="id_title_helptext"' in html and 'id="id_title_error"' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described and set(described[1].split()) == {"id_title_helptext", "id_title_error"}
    assert 'aria-invalid="true"' in html


def test_what_need_not_be_filled_in_says_so():
    assert "(không bắt buộc)" in drawn("{% field form.note %}", form=Sample())
    assert "(không bắt buộc)" not in drawn("{% field form.title %}", form=Sample())


def test_choices_stand_in_a_fieldset_with_a_legend():
    html = drawn("{% field form.part %}", form=Sample())
    assert "<fieldset" in html and "<legend>Vai trò" in html and html.count('class="check"') == 2


def test_a_tick_stands_before_its_words():
    html = drawn("{% field form.urgent %}", form=Sample())
    assert html.index('type="checkbox"') < html.index("Việc khẩn")


def test_a_whole_form_is_drawn_by_the_same_parts():
    html = drawn("{{ form }}", form=Sample({}))
    assert html.count("field-wrong") == 2 and "errorlist" not in html


def test_the_summary_leads_to_each_field_that_is_wrong():
    html = drawn("{% form_errors form %}", form=Sample({}))
    assert '<a href="#id_title">Nội dung: ' in html and 'role="alert"' in html
    assert drawn("{% form_errors form %}", form=Sample({"title": "x", "part": "lead"})).strip() == ""


def test_undo_is_offered_where_the_message_names_its_address():
    message = messages.storage.base.Message(messages.SUCCESS, "Đã giao.", extra_tags="undo=/viec/7/hoan-tac/")
    assert drawn("{{ m|undo_address }}", m=message) == "/viec/7/hoan-tac/"
    assert drawn("{{ m|undo_address }}", m=messages.storage.base.Message(messages.SUCCESS, "Đã giao.")) == ""


def test_the_page_of_components_is_open_to_whoever_is_signed_in(cast, client):
    client.force_login(cast.leader)
    html = client.get(reverse("components")).content.decode()
    assert all(str(mark.word) in html for mark in MARKS.values())


def test_the_page_of_components_sends_others_to_log_in(db, client):
    assert client.get(reverse("components"))["Location"].startswith(reverse("account_login"))


def test_its_post_gives_a_toast_with_undo_and_changes_nothing(cast, client):
    client.force_login(cast.leader)
    html = client.post(reverse("components"), follow=True).content.decode()
    assert "data-undo" in html and f'action="{reverse("components")}"' in html


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_reset_password_done"])
def test_pages_before_the_log_in_are_ours(db, client, name):
    html = client.get(reverse(name)).content.decode()
    assert 'class="bare"' in html and "Menu:" not in html and "Sign In" not in html


@pytest.mark.parametrize("name", ["account_logout", "account_change_password", "mfa_index"])
def test_pages_of_ones_account_are_ours(cast, client, name):
    cast.finance_officer.set_password("một mật khẩu rất dài")
    cast.finance_officer.save()
    client.force_login(cast.finance_officer, backend="django.contrib.auth.backends.ModelBackend")
    html = client.get(reverse(name), follow=True).content.decode()
    assert "Menu:" not in html and "logo-mark" in html


def test_a_wrong_password_is_told_on_the_page(cast, client):
    html = client.post(reverse("account_login"), {"login": "nobody", "password": "x"}).content.decode()
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in html


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (lambda request: errors.bad_request(request, Exception()), 400),
        (lambda request: errors.forbidden(request, Exception()), 403),
        (lambda request: errors.not_found(request, Exception()), 404),
        (errors.server_error, 500),
    ],
    ids=["400", "403", "404", "500"],
)
def test_an_error_page_needs_no_database(rf, page, code):
    request = rf.get("/")
    request.COOKIES["caicach_theme"] = "dark"
    answer = page(request)  # without a fixture of the database a query would fail
    assert answer.status_code == code
    html = answer.content.decode()
    assert 'data-theme="dark"' in html and str(code) in html and "<h1>" in html


def test_an_address_that_is_not_there_answers_with_our_page(db):
    answer = Client().get("/khong-co/")
    assert answer.status_code == 404 and "Không có trang này" in answer.content.decode()


def templates():
    return sorted(ROOMS.glob("*/templates/**/*.html"))


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(ROOMS)))
def test_no_template_carries_style_or_script_of_its_own(path):
    """The content security policy refuses both, so that they would be dead and loud in the console."""
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"""\sstyle=["']""", source), "a style attribute"
    assert not re.search(r"<style\b", source), "a style element"
    assert not re.search(r"<script(?![^>]*\bsrc=)", source), "a script without an address"
    assert not re.search(r"""\son[a-z]+=["']""", source), "a handler"
