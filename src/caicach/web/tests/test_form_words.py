"""What forms say when something is wrong: in our Vietnamese, also where Django or allauth says it."""

import ast
from pathlib import Path
from uuid import uuid4

import allauth
import django
import polib
import pytest
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from caicach.bodies.models import Person
from caicach.core.models import PeriodKind
from caicach.duties.forms import LONG, ProgressForm
from caicach.duties.models import Duty
from caicach.web import translations

PART = translations.PARTS / "django.vi.po"


class Sample(forms.Form):
    day = forms.DateField()
    number = forms.IntegerField(min_value=0, max_value=100)
    amount = forms.DecimalField(max_digits=6, decimal_places=2)
    short = forms.CharField(max_length=5)
    mail = forms.EmailField()
    kind = forms.ChoiceField(choices=PeriodKind.choices)
    kinds = forms.MultipleChoiceField(choices=PeriodKind.choices)
    person = forms.ModelChoiceField(queryset=Person.objects.none())
    file = forms.FileField()
    token = forms.UUIDField(widget=forms.HiddenInput)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("day", "", "Mục này không được để trống."),
        ("day", "32/13/2026", "Ngày không đúng; nhập như 22/02/2026."),
        ("number", "ba", "Nhập một số nguyên."),
        ("number", "101", "Giá trị lớn nhất là 100."),
        ("number", "-1", "Giá trị nhỏ nhất là 0."),
        ("amount", "x", "Nhập một số."),
        ("amount", "1.234", "Nhiều nhất 2 chữ số sau dấu phẩy."),
        ("short", "quá dài rồi", "Dài tối đa 5 ký tự, hiện có 11."),
        ("short", "\0", "Có ký tự không dùng được; xóa rồi nhập lại."),
        ("mail", "ai đó", "Địa chỉ thư điện tử không đúng; nhập như ten@coquan.gov.vn."),
        ("kind", "tuần", "“tuần” không có trong danh sách."),
        ("kinds", ["tuần"], "“tuần” không có trong danh sách."),
        ("person", "7", "Lựa chọn này không có trong danh sách."),
        ("file", "", "Mục này không được để trống."),
        ("token", "x", "Biểu mẫu đã cũ; tải lại trang rồi gửi lại."),
    ],
)
def test_a_field_says_what_is_wrong_in_short_vietnamese(our_words, field, typed, sentence):
    assert Sample({field: typed}).errors[field] == [sentence]


def test_a_hidden_field_is_not_named_to_the_person(our_words):
    assert "Biểu mẫu đã cũ hoặc bị thay đổi; tải lại trang rồi gửi lại." in Sample({"token": ""}).as_p()


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("ngan", "Mật khẩu quá ngắn; cần ít nhất 12 ký tự."),
        ("password1234", "Mật khẩu này quá phổ biến, dễ bị đoán."),
        ("830174652938", "Mật khẩu không được chỉ gồm chữ số."),
        ("le.thu.hanh.1", "Mật khẩu quá giống tên đăng nhập."),
    ],
)
def test_a_weak_password_is_refused_in_short_vietnamese(our_words, password, sentence):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, Person(username="le.thu.hanh.1", full_name="Lê Thu Hạnh"))
    assert sentence in refusal.value.messages


@pytest.mark.django_db
def test_the_log_in_and_the_change_of_a_password_speak_vietnamese(our_words, cast, client):
    entered = client.post(reverse("account_login"), {"login": "ai.do", "password": "sai"})
    assert entered.context["form"].non_field_errors() == ["Tên đăng nhập hoặc mật khẩu không đúng."]
    cast.finance_officer.set_password("mat-khau-dai-1")
    cast.finance_officer.save()
    client.force_login(cast.finance_officer)
    typed = {"oldpassword": "khong phai", "password1": "mat-khau-moi-2", "password2": "mat-khau-khac-3"}
    wrong = client.post(reverse("account_change_password"), typed).context["form"].errors
    assert wrong["oldpassword"] == ["Mật khẩu hiện nay không đúng."]
    assert wrong["password2"] == ["Hai lần nhập mật khẩu không giống nhau."]


@pytest.mark.django_db
def test_who_is_locked_out_is_told_what_to_do(our_words, client, settings):
    for _time in range(settings.AXES_FAILURE_LIMIT + 1):
        answer = client.post(reverse("account_login"), {"login": "ai.do", "password": "sai"})
    assert answer.status_code == 429
    assert "Thử lại sau 30 phút" in answer.content.decode()


@pytest.mark.django_db
def test_an_old_form_is_refused_with_what_to_do():
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "a", "password": "b"})
    assert answer.status_code == 403
    assert "Biểu mẫu đã hết hạn" in answer.content.decode()
    assert "#nhap-lai" not in answer.content.decode()  # nowhere to go back to


@pytest.mark.django_db
def test_an_old_form_leads_back_to_its_page_on_this_server_only():
    browser = Client(enforce_csrf_checks=True)
    before = "http://testserver/bao-cao/cua-co-quan/42/?muc=tasks"
    page = browser.post("/bao-cao/cua-co-quan/42/muc/", {"added": "Chữ"}, headers={"referer": before}).content.decode()
    assert 'href="/bao-cao/cua-co-quan/42/?muc=tasks#nhap-lai"' in page and "chữ vừa nhập vẫn còn" in page
    away = browser.post("/bao-cao/cua-co-quan/42/muc/", {}, headers={"referer": "http://noi-khac.test/a"})
    assert "#nhap-lai" not in away.content.decode()


def test_an_account_of_work_has_an_end(our_words):
    duty = Duty(pk=1, percent=0)
    said = {"text": "x" * (LONG + 1), "percent": 5, "token": uuid4(), "difficulties": "y" * (LONG + 1)}
    errors = ProgressForm(said, duty=duty).errors
    assert errors["text"] == errors["difficulties"] == [f"Dài tối đa {LONG} ký tự, hiện có {LONG + 1}."]
    assert not ProgressForm(said | {"text": "x" * LONG, "difficulties": ""}, duty=duty).errors


def test_every_sentence_that_is_replaced_is_still_said():
    """A new version of Django or allauth may say a thing otherwise; then ours would silently stand aside."""
    said = set()
    for package in (django, allauth):
        folder = Path(package.__file__).parent
        for part in ("forms", "core", "contrib/auth", "account", "mfa"):
            for path in (folder / part).rglob("*.py"):
                tree = ast.parse(path.read_text(encoding="utf-8"))
                said |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert [entry.msgid for entry in polib.pofile(str(PART)) if entry.msgid not in said] == []
