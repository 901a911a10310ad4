"""From a duty up through every level to the clause that ordered it, and from that clause's item down to the duty."""

from datetime import date

import pytest
from django.urls import reverse

from caicach.bodies.access import standing_of
from caicach.duties.issuing import put_plan_in_force
from caicach.duties.models import Duty
from caicach.intake.tests.making import NOW, confirmed_draft, reading, task
from caicach.programme import services, ways

pytestmark = pytest.mark.django_db

ORDER = "Công khai thủ tục hành chính tại bộ phận một cửa"


def in_force(cast, body, number, text, lead):
    read = reading(number=number, tasks=(task(text, 21, leads=(lead,)),))
    draft = confirmed_draft(cast, read, body=body, content=number.encode(), name=f"{body.pk}.txt")
    plan = services.make_plan(draft=draft, by=cast.standing_officer, now=NOW)
    put_plan_in_force(plan=plan, by=cast.standing_officer, now=NOW, without_unresolved=True)
    plan.refresh_from_db()
    return plan


def test_a_duty_leads_up_to_the_clause_and_the_clause_down_to_the_duty(client, cast):
    city = in_force(cast, cast.city, "12/KH-UBND", ORDER, "UBND các xã, phường")
    ward = in_force(cast, cast.ward, "3/KH-UBND", f"{ORDER} của phường", "UBND phường Cầu Mây")
    by = {"by": cast.ward_focal_point, "now": NOW}
    link = services.link_plans(higher=city, lower=ward, **by)
    services.confirm_derivations(link=link, wanted=list(link.derivations.values_list("pk", flat=True)), **by)
    duty = Duty.objects.get(task=ward.tasks.get())

    client.force_login(cast.ward_officer)
    page = client.get(reverse("duties:duty", args=[duty.pk])).content.decode()
    assert "12/KH-UBND, Mục II.1</a>" in page
    assert reverse("programme:task", args=[city.pk, city.tasks.get().pk]) in page

    who = standing_of(cast.standing_officer, today=date(2026, 3, 9))
    down = ways.way_down(city.tasks.get(), plan=city, standing=who, today=date(2026, 3, 9))
    assert [(step.item, step.counts.total) for step in down] == [(ward.tasks.get(), 1)]
