"""The rail shows what a person may use; the frame asks little of the database; choices of the eye are kept."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import reverse

from caicach.bodies.access import Hat, Permission, Standing, attach_standing
from caicach.web import navigation
from caicach.web.context import Frame, chosen_theme


def standing(role):
    hat = Hat(role=role, body_id=1, path="0001", level_path="0001", field_number=None, membership_id=1)
    return Standing(person_id=1, hats=(hat,))


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        pytest.param("officer", {"home", "programme:plans"}, {"intake:upload", "bodies:people"}, id="officer"),
        pytest.param("focal_point", {"intake:upload", "control_room"}, set(), id="focal point reads plans in"),
        pytest.param("leader", {"control_room"}, {"intake:upload", "bodies:people"}, id="leader looks on"),
        pytest.param("administrator", {"bodies:people"}, {"control_room"}, id="administrator"),
    ],
)
def test_the_rail_holds_what_the_role_may_use(role, shown, hidden):
    names = {link.entry.url_name for link in navigation.links_for(standing(role))}
    assert shown <= names
    assert not hidden & names


def test_nobody_sees_anything_without_a_role():
    assert navigation.links_for(Standing(person_id=1, hats=())) == []


@pytest.mark.parametrize(
    ("view_name", "entry"),
    [
        ("home", "home"),
        ("duties:duty", "home"),
        ("programme:plan", "programme:plans"),
        ("duties:put_in_force", "programme:plans"),
        ("bodies:body", "bodies:list"),
        ("bodies:person_change", "bodies:people"),
        ("bodies:people", "bodies:people"),
    ],
)
def test_a_page_stands_under_its_entry(view_name, entry):
    found = navigation.entry_of(view_name)
    assert found is not None and found.url_name == entry


@pytest.mark.parametrize("view_name", ["components", "bodies:profile", "mfa_index", ""])
def test_a_page_of_no_part_marks_none(view_name):
    assert navigation.entry_of(view_name) is None


def test_keys_and_addresses_are_each_ones_own():
    assert len({entry.key for entry in navigation.ENTRIES}) == len(navigation.ENTRIES)
    assert all(navigation.address(entry.url_name) for entry in navigation.ENTRIES)
    assert {entry.permission for entry in navigation.ENTRIES} <= set(Permission)


def test_an_address_that_does_not_exist_is_left_out():
    assert navigation.address("no-such-page") is None


def test_the_frame_asks_twice_at_most(cast, rf, django_assert_max_num_queries):
    request = rf.get("/")
    request.user, request.resolver_match = cast.finance_head, None
    attach_standing(request)
    with django_assert_max_num_queries(2):
        frame = Frame(request)
        assert frame.body == cast.finance
        assert frame.unread == 0
        assert frame.links and frame.hats
        assert frame.body and frame.unread == 0


@pytest.mark.django_db
def test_the_frame_of_nobody_is_empty(rf: RequestFactory, django_assert_num_queries):
    request = rf.get("/")
    request.user = AnonymousUser()
    with django_assert_num_queries(0):
        frame = Frame(request)
        assert (frame.links, frame.body, frame.unread) == ([], None, 0)


def test_the_theme_is_kept_and_the_page_arrives_in_it(cast, client):
    client.force_login(cast.finance_officer)
    answer = client.post(reverse("theme"), {"theme": "dark", "next": reverse("components")})
    assert answer.status_code == 302 and answer["Location"] == reverse("components")
    assert 'data-theme="dark"' in client.get(reverse("components")).content.decode()


def test_the_theme_sends_nobody_elsewhere(cast, client):
    client.force_login(cast.finance_officer)
    assert client.post(reverse("theme"), {"theme": "dark", "next": "https://elsewhere.example/"})["Location"] == "/"


def test_a_theme_that_is_none_is_that_of_the_machine(rf):
    request = rf.get("/")
    request.COOKIES["caicach_theme"] = "pink"
    assert chosen_theme(request) == "auto"


@pytest.mark.parametrize(
    ("cookie", "language"), [("", "vi"), ("en", "en"), ("fr", "vi")], ids=["not chosen", "English", "not ours"]
)
def test_the_language_is_chosen_not_guessed_from_the_browser(client, db, cookie, language):
    if cookie:
        client.cookies["caicach_language"] = cookie
    answer = client.get(reverse("account_login"), headers={"accept-language": "en-US,en;q=0.9"})
    assert f'<html lang="{language}"' in answer.content.decode()
    assert answer["Content-Language"] == language
