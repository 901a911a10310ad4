"""The person comes with the session, and only where the session is still theirs."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from caicach.bodies.models import Person, PersonSession

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def person():
    return Person.objects.create_user("an", "an@example.vn", "mat-khau-thu-12", full_name="Người Thử")


@pytest.fixture
def page():
    return reverse("account_email")


@pytest.fixture
def logged_in(client, person):
    client.force_login(person, backend=BACKEND)
    return client


def test_session_and_person_are_one_question(logged_in, person, page):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert logged_in.get(page).status_code == 200
    asked = [query["sql"] for query in queries if "personsession" in query["sql"]]
    assert len(asked) == 1 and "JOIN bodies_person" in asked[0]
    assert not [query for query in queries if 'FROM "bodies_person"' in query["sql"]]
    assert PersonSession.objects.get().person == person


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "md5$x$y"}])
def test_who_may_no_longer_log_in_is_logged_out(logged_in, person, page, change):
    assert logged_in.get(page).status_code == 200
    Person.objects.filter(pk=person.pk).update(**change)
    answer = logged_in.get(page)
    assert answer.status_code == 302 and reverse("account_login") in answer["Location"]


@pytest.mark.parametrize("spoil", ["another", "none", "backend"])
def test_a_session_that_does_not_fit_its_person_opens_nothing(logged_in, person, page, spoil):
    """The column beside the data is for speed; what the session itself says decides."""
    other = Person.objects.create_user("binh", "binh@example.vn", "mat-khau-thu-12", full_name="Người Khác")
    session = logged_in.session
    if spoil == "backend":
        session["_auth_user_backend"] = "elsewhere.Backend"
        session.save()
        assert logged_in.get(page).status_code == 302
        return
    PersonSession.objects.update(person=other if spoil == "another" else None)
    answer = logged_in.get(page)
    assert answer.status_code == 200 and answer.wsgi_request.user.pk == person.pk


def test_logging_out_ends_the_session(logged_in, page):
    cookie = logged_in.cookies[settings.SESSION_COOKIE_NAME].value
    logged_in.logout()
    logged_in.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert logged_in.get(page).status_code == 302
    assert not PersonSession.objects.filter(session_key=cookie).exists()
