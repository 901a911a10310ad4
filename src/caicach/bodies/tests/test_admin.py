"""Django's admin shows and does not act; the first administrator comes from the command line."""

from io import StringIO

import pytest
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.urls import reverse

from caicach.bodies.models import Body, Membership, Person
from caicach.core.models import Event, StoredFile

pytestmark = pytest.mark.django_db
LOOKED_AT = [Body, Person, Membership, Event, StoredFile]


@pytest.mark.parametrize("model", LOOKED_AT, ids=lambda model: model.__name__)
def test_rows_are_shown_and_not_changed(cast, client, model):
    client.force_login(cast.administrator)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert client.get(reverse(f"{name}_changelist")).status_code == 200
    assert client.get(reverse(f"{name}_add")).status_code == 403
    row = model.objects.first()
    if row is not None:
        assert client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
        assert client.post(reverse(f"{name}_change", args=[row.pk]), {}).status_code == 403
        assert client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_the_admin_never_shows_a_password(cast, client):
    client.force_login(cast.administrator)
    page = client.get(reverse("admin:bodies_person_change", args=[cast.ward_officer.pk])).content.decode()
    assert cast.ward_officer.password not in page


def test_djangos_groups_are_not_used():
    assert "Group" not in {model.__name__ for model in admin.site._registry}


def test_the_first_administrator():
    out = StringIO()
    call_command("add_administrator", "quantri", "--name", "Lý Thanh Bình", stdout=out)
    username, password = out.getvalue().split()
    person = Person.objects.get(username=username)
    assert person.is_superuser
    assert person.check_password(password)
    with pytest.raises(CommandError, match="already"):
        call_command("add_administrator", "QUANTRI", "--name", "Ai đó", stdout=out)
