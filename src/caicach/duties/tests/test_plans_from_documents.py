"""A document as an office issued it goes the whole way: read, confirmed, made a plan, put in force."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

import caicach.programme
from caicach.duties.issuing import put_plan_in_force
from caicach.duties.models import Duty
from caicach.intake import services as intake
from caicach.intake.models import DraftState, ItemState
from caicach.intake.tests.making import NOW, waiting_draft
from caicach.programme import services
from caicach.programme.models import Part

pytestmark = pytest.mark.django_db

SAMPLE = Path(caicach.programme.__file__).parent / "tests" / "samples" / "ke-hoach.txt"
CHECKOUT = Path(__file__).resolve().parents[4]


@pytest.fixture
def shared():
    folder = Path(os.environ.get("CAICACH_SHARED", CHECKOUT.parent / "shared"))
    if not (folder / "seeds").is_dir():
        pytest.skip(f"no real documents at {folder}; set CAICACH_SHARED")
    return folder


def all_the_way(cast, file):
    by = {"by": cast.standing_officer, "now": NOW}
    draft = intake.read_draft(draft=waiting_draft(cast, file.read_bytes(), file.name), now=timezone.now())
    assert draft.state == DraftState.READY, draft.refusal
    unseen = dict(draft.items.filter(state=ItemState.UNSEEN).values_list("pk", "version"))
    intake.accept_items(draft=draft, versions=unseen, **by)
    intake.confirm_draft(draft=draft, **by)
    draft.refresh_from_db()
    plan = services.make_plan(draft=draft, **by)
    return draft, plan, put_plan_in_force(plan=plan, without_unresolved=True, **by)


def test_the_sample_becomes_duties_of_the_bodies_it_names(cast, client):
    draft, plan, _duties = all_the_way(cast, SAMPLE)
    assert (plan.number, plan.issued_on.isoformat()) == ("12/KH-UBND", "2026-01-15")
    hearing = plan.tasks.get(text__contains="đối thoại")
    assert hearing.owners.get(part=Part.LEAD).group == cast.all_communes
    assert Duty.objects.filter(task=hearing).count() == 3
    whole = plan.targets.get(text__contains="hài lòng của người dân")
    assert [part.milestones.get().value for part in whole.parts.all()] == [85]
    client.force_login(cast.standing_officer)
    for address in (
        reverse("intake:draft", args=[draft.pk]),
        reverse("programme:plan", args=[plan.pk]),
        reverse("programme:task", args=[plan.pk, hearing.pk]),
    ):
        assert client.get(address).status_code == 200


def test_a_citys_five_year_plan(cast, shared, client):
    """The plan has two phases of targets and duties for each agency; the cast's city has four of those agencies."""
    file = next((shared / "seeds").glob("001_*.txt"))
    draft, plan, duties = all_the_way(cast, file)
    phases = [target.milestones.count() for target in plan.targets.all()]
    assert max(phases) == 2
    assert plan.targets.filter(part_of__isnull=False).count() >= 2
    numbers = set(plan.tasks.exclude(field=None).values_list("field__number", flat=True))
    assert numbers == {1, 2, 3, 4, 5, 6, 7}
    owing = {duty.body for duty in duties}
    assert {cast.home_affairs, cast.finance, cast.justice, cast.centre, cast.ward, cast.commune} <= owing
    assert plan.document.citations.filter(number="76/NQ-CP").exists()
    client.force_login(cast.standing_officer)
    assert client.get(reverse("intake:draft", args=[draft.pk])).status_code == 200
    assert client.get(reverse("programme:plan", args=[plan.pk])).status_code == 200
