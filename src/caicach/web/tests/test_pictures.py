"""The list of pictures shows every page that a person can open, and says why one is left out."""

import re

import pytest
from django.urls import NoReverseMatch, Resolver404, get_resolver, reverse

from caicach.web.management.commands.screenshots import Subject, subjects
from caicach.web.tests.test_query_bounds import named_paths

NOT_PICTURED = {
    "bodies:membership_end": "a form of one date; looks like the other forms of a person",
    "documents:file": "a file",
    "duties:evidence": "a file",
    "duties:export": "a file",
    "duties:open_notification": "leads on to what the notification is about",
    "measures:evidence": "a file",
    "measures:explained_json": "for programs",
    "measures:figure": "leads on to the explanation of the figure",
    "measures:sheet_out": "a file",
    "intake:edit": "stands within the confirming page, where it is pictured",
    "intake:file": "a file",
    "intake:now": "a part of the confirming page",
    "intake:page_image": "a picture itself",
    "intake:rows": "a part of the confirming page",
    "intake:sheet": "a part of the confirming page",
    "intake:split": "stands within the confirming page, where it is pictured",
    "intake:state": "a part of the page that waits for a reading",
    "reports:download": "a file",
    "reports:annex": "a file",
    "reports:sheet_out": "a file",
    "reports:paper": "a file",
    # of allauth: what a person without a second factor, or without a letter in hand, never sees
    "account_confirm_login_code": "log-in by code is off",
    "account_email_verification_sent": "the letter's address is not asked for at log-in",
    "account_set_password": "everybody has a password",
    "mfa_authenticate": "needs a second factor",
    "mfa_deactivate_totp": "needs a second factor",
    "mfa_download_recovery_codes": "a file",
    "mfa_generate_recovery_codes": "needs a second factor",
    "mfa_reauthenticate": "needs a second factor",
    "mfa_view_recovery_codes": "needs a second factor",
}


def shown() -> set[str]:
    found = set()
    for one in subjects():
        try:
            found.add(one.shows)
        except Resolver404:
            assert one.name == "khong-co-trang"  # the page for an address that there is not
    return found


def test_every_picture_has_its_own_name_and_leaves_no_row_number_behind():
    listed = subjects()
    assert len({one.name for one in listed}) == len(listed)
    assert not [one.name for one in listed if re.search(r"/\d+/", one.path)]


def test_what_is_followed_says_where_it_must_lead():
    assert not [one.name for one in subjects() if one.follow and not one.view]


def test_a_view_that_is_named_is_a_url():
    names = {name for name, _path in named_paths(get_resolver())}
    assert {one.view for one in subjects() if one.view} <= names


def test_a_picture_shows_what_its_address_answers():
    assert Subject(name="x", path="/viec/?q=zzzz").shows == "duties:list"
    assert Subject(name="x", path="/viec/", view="duties:duty").shows == "duties:duty"
    assert Subject(name="x", path="/loi/", template="errors/500.html").shows == ""


@pytest.mark.django_db
def test_every_page_of_ours_is_pictured(client, admin_user):
    """What answers only to a form that is sent (405) is no page."""
    client.force_login(admin_user, backend="django.contrib.auth.backends.ModelBackend")
    known = shown() | set(NOT_PICTURED)
    asked = [(name, path) for name, path in named_paths(get_resolver()) if name not in known]
    assert [name for name, path in asked if client.get(path).status_code != 405] == []


def test_every_page_of_log_in_is_pictured():
    known = shown() | set(NOT_PICTURED)
    names = {str(name) for name in get_resolver().reverse_dict if str(name).startswith(("account_", "mfa_"))}
    assert names, "allauth's addresses are not found"
    assert sorted(names - known) == []


@pytest.mark.parametrize("name", sorted(NOT_PICTURED))
def test_what_is_left_out_exists_and_is_not_pictured(name):
    assert name not in shown()
    for arguments in ([], [1], [1, 1], [1, 1, 1], ["key"]):
        try:
            reverse(name, args=arguments)
        except NoReverseMatch:
            continue
        return
    pytest.fail(f"{name} is no URL")
