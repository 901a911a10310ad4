"""Plans on the screen before anybody owes anything: the pages stand without the room of duties."""

import pytest
from django.urls import reverse

from caicach.intake.tests.making import confirmed_draft
from caicach.programme import services
from caicach.programme.models import Part, TaskOwner

from .test_services import by

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast):
    return services.make_plan(draft=confirmed_draft(cast), **by(cast))


def test_who_makes_plans_sees_a_draft_of_one_and_others_do_not(client, cast, plan):
    address = reverse("programme:plan", args=[plan.pk])
    for who, status in ((cast.standing_officer, 200), (cast.finance_head, 404), (cast.stranger, 404)):
        client.force_login(who)
        assert client.get(address).status_code == status


def test_a_target_is_corrected_before_the_plan_is_in_force(client, cast, plan):
    client.force_login(cast.standing_officer)
    target = plan.targets.get(text__startswith="Chỉ số SIPAS")
    form = {
        "text": "Chỉ số SIPAS của thành phố", "field": "", "comparator": ">=", "unit": "%", "baseline_value": "84.5",
        "baseline_year": "2025",
    }  # fmt: skip
    address = reverse("programme:edit_target", args=[plan.pk, target.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {**form, "text": ""}).status_code == 422
    client.post(address, form)
    target.refresh_from_db()
    assert (target.baseline_year, float(target.baseline_value)) == (2025, 84.5)
    page = client.get(reverse("programme:target", args=[plan.pk, target.pk])).content.decode()
    assert "84,5\N{NO-BREAK SPACE}% (2025)" in page


def test_a_lead_is_offered_only_to_sections_that_miss_one(client, cast, plan):
    client.force_login(cast.standing_officer)
    address, offer = reverse("programme:plan", args=[plan.pk]), "Giao một cơ quan chủ trì"
    leads = TaskOwner.objects.filter(task__plan=plan, part=Part.LEAD)
    leads.update(body=cast.finance, group=None)
    assert offer not in client.get(address).content.decode()
    leads.filter(task=leads.first().task).update(body=None)
    assert client.get(address).content.decode().count(offer) == 1
