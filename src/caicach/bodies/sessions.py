"""Sessions that know whose they are: the person comes with the session, in one question instead of two."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from .models import Person, PersonSession

# Every page of everybody asks this first; written out, it need not be put together each time.
_RUNNING = """
    SELECT s.session_data, p.* FROM bodies_personsession s LEFT JOIN bodies_person p ON p.id = s.person_id
     WHERE s.session_key = %s AND s.expire_date > %s
"""


class SessionStore(DatabaseStore):
    """Django's sessions in the database, with the person beside the data."""

    person: Person | None = None  # as the session was loaded; whether the session is theirs still has to be verified

    @classmethod
    def get_model_class(cls) -> type[PersonSession]:
        return PersonSession

    def load(self) -> dict[str, Any]:
        found = next(iter(Person.objects.raw(_RUNNING, [self.session_key, timezone.now()])), None)
        if found is None:
            self._session_key = None
            return {}
        self.person = found if found.pk else None
        data: dict[str, Any] = self.decode(found.session_data)  # type: ignore[attr-defined]
        return data

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        session = super().create_model_instance(data)
        session.person_id = data.get(auth.SESSION_KEY)  # type: ignore[attr-defined]
        return session


def person_of(request: Any) -> Person | AnonymousUser:
    """Who is logged in. What is not plainly in order goes through Django's own, which ends such a session."""
    if not hasattr(request, "_cached_user"):
        request._cached_user = _verified(request.session) or auth.get_user(request)
    person: Person | AnonymousUser = request._cached_user
    return person


def _verified(session: Any) -> Person | None:
    """The person that came with the session, where the session says that it is theirs and their password still is."""
    owner, proof = session.get(auth.SESSION_KEY), session.get(auth.HASH_SESSION_KEY)
    person: Person | None = session.person
    if person is None or not proof or owner != str(person.pk) or not person.is_active:
        return None
    if session.get(auth.BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    return person if constant_time_compare(proof, person.get_session_auth_hash()) else None


class PersonMiddleware(AuthenticationMiddleware):
    """`request.user`, asked for once and only where somebody wants to know."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: person_of(request))  # type: ignore[assignment]
