"""One's own account: a temporary password is replaced first; who works for several bodies chooses one."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from caicach.bodies import services
from caicach.bodies.models import Role
from caicach.core.models import Event

from .cast import NOW

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def newcomer(cast, client):
    """Somebody who has just logged in with a temporary password, and that password."""
    password = services.set_temporary_password(person=cast.finance_officer, by=cast.administrator, now=NOW)
    client.post(reverse("account_login"), {"login": cast.finance_officer.username, "password": password})
    return cast.finance_officer, password


def test_a_temporary_password_leads_to_the_page_that_changes_it_and_from_there_on(newcomer, client):
    person, temporary = newcomer
    wanted = reverse("bodies:list") + "?q=so"
    change = client.get(wanted, follow=True)
    assert change.redirect_chain == [(f"{reverse('account_change_password')}?next=%2Fco-quan%2F%3Fq%3Dso", 302)]
    assert "mật khẩu tạm" in change.content.decode()
    typed = {"oldpassword": temporary, "next": wanted}
    kept = client.post(change.request["PATH_INFO"], typed | {"password1": temporary, "password2": temporary})
    assert kept.context["form"].errors["password1"] == ["Mật khẩu mới phải khác mật khẩu tạm."]
    own = "chuyen-viec-2026-moi"
    done = client.post(change.request["PATH_INFO"], typed | {"password1": own, "password2": own})
    assert done.url == wanted
    assert client.get(wanted).status_code == 200  # the same session goes on
    person.refresh_from_db()
    assert (person.check_password(own), person.temporary_password_at) == (True, None)
    assert Event.objects.get(name="password_chosen").by == person


def test_with_a_temporary_password_nothing_is_done_first(newcomer, client):
    person, _temporary = newcomer
    sent = client.post(reverse("bodies:profile"), {"position": "Giám đốc", "phone": ""})
    assert sent.url == f"{reverse('account_change_password')}?next=%2F"
    person.refresh_from_db()
    assert person.position != "Giám đốc"
    part = client.get(reverse("bodies:list"), headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (403, f"{reverse('account_change_password')}?next=%2F")
    assert client.get(reverse("admin:index")).url.startswith(reverse("account_change_password"))
    client.post(reverse("account_logout"))
    assert client.get(reverse("bodies:list")).url.startswith(reverse("account_login"))


def test_the_link_of_a_mail_sets_a_password_of_ones_own(cast, client, mailoutbox):
    services.set_temporary_password(person=cast.finance_officer, by=cast.administrator, now=NOW)
    services.change_person(person=cast.finance_officer, email="a@thanhlam.example", by=None, now=NOW)
    client.post(reverse("account_reset_password"), {"email": "a@thanhlam.example"})
    link = re.search(r"https?://[^/]+(/\S+)", mailoutbox[0].body)[1]
    form = client.get(link, follow=True)
    own = "chuyen-viec-2026-moi"
    client.post(form.request["PATH_INFO"], {"password1": own, "password2": own})
    cast.finance_officer.refresh_from_db()
    assert cast.finance_officer.check_password(own)
    assert cast.finance_officer.temporary_password_at is None


def test_an_address_is_confirmed_by_its_letter(cast, client, mailoutbox):
    person = cast.finance_officer
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("account_email")
    client.post(page, {"action_add": "", "email": "moi@haminh.example"})
    [letter] = [one for one in mailoutbox if one.to == ["moi@haminh.example"]]
    assert "Xác nhận địa chỉ thư điện tử" in letter.subject and "Kính gửi Ông/Bà" in letter.body
    assert "Gửi lại thư xác nhận" in client.get(page).content.decode()
    link = re.search(r"https?://\S+", letter.body).group()
    assert f"moi@haminh.example là địa chỉ của {person.full_name}." in client.get(link).content.decode()
    client.post(link)
    assert person.emailaddress_set.get(email="moi@haminh.example").verified
    assert "Liên kết không còn dùng được" in client.get(reverse("account_confirm_email", args=["x"])).content.decode()


def test_the_address_that_letters_go_to_is_replaced_and_never_just_taken_away(cast, client):
    person = cast.finance_officer
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("account_email")
    assert "Xóa địa chỉ" not in client.get(page).content.decode()
    first = person.emailaddress_set.get()
    client.post(page, {"action_remove": "", "email": first.email})
    assert person.emailaddress_set.filter(pk=first.pk).exists()
    person.emailaddress_set.create(email="hai@haminh.example", verified=True)
    assert "Xóa địa chỉ" in client.get(page).content.decode()
    client.post(page, {"action_remove": "", "email": first.email})
    client.post(page, {"action_remove": "", "email": "hai@haminh.example"})
    assert [one.email for one in person.emailaddress_set.all()] == [first.email]


@pytest.fixture
def of_two(cast):
    """An officer of a department who is an officer of a ward as well."""
    services.add_membership(
        person=cast.finance_officer, body=cast.ward, role=Role.OFFICER, on=date(2025, 8, 1), by=None, now=NOW
    )
    return cast.finance_officer


def shown_body(answer):
    return answer.context["frame"].body


def test_who_works_for_two_bodies_switches_between_them(cast, of_two, client):
    client.force_login(of_two)
    here = reverse("bodies:profile")
    page = client.get(here)
    assert shown_body(page) == cast.finance
    assert page.content.decode().count(f'name="body" value="{cast.ward.pk}"') == 2  # in the bar; on a phone
    went = client.post(reverse("bodies:work_in"), {"body": cast.ward.pk, "next": here})
    assert went.url == here
    page = client.get(here)
    assert shown_body(page) == cast.ward
    assert page.context["standing"].main_body_id() == cast.ward.pk
    client.logout()
    client.force_login(of_two)
    assert shown_body(client.get(here)) == cast.finance


def test_a_body_where_one_has_no_role_is_not_worked_in(cast, of_two, client):
    client.force_login(of_two)
    assert client.post(reverse("bodies:work_in"), {"body": cast.justice.pk}).status_code == 403
    assert client.post(reverse("bodies:work_in"), {"body": "x"}).status_code == 403
    away = client.post(reverse("bodies:work_in"), {"body": cast.ward.pk, "next": "https://elsewhere.example/"})
    assert away.url == "/"
    services.end_membership(
        membership=of_two.memberships.get(body=cast.ward), on=TODAY, by=cast.administrator, now=timezone.now()
    )
    assert shown_body(client.get(reverse("bodies:profile"))) == cast.finance  # chosen, and no longer theirs


def test_who_works_for_one_body_has_nothing_to_switch(cast, client):
    client.force_login(cast.finance_officer)
    assert reverse("bodies:work_in") not in client.get(reverse("bodies:profile")).content.decode()
