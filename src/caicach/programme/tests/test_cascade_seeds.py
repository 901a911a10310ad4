"""Three issued documents as three levels: a city's five-year plan, a department's plan of an earlier year with its
annex, a ward's plan. Skipped where the documents are not; each is read once. Items are named by their place in the
reading, so that no sentence of theirs stands here."""

import os
from datetime import date
from pathlib import Path

import pytest

from caicach.bodies.access import standing_of
from caicach.documents.models import Clause
from caicach.intake import services as intake
from caicach.intake.extraction import extract
from caicach.intake.models import ItemState
from caicach.intake.reading.reader import read_source
from caicach.intake.shown import shown_lines
from caicach.intake.tests.making import NOW, waiting_draft
from caicach.programme import cascade, services, ways
from caicach.programme.cascade_rules import NOBODYS, Remark, Verdict
from caicach.programme.models import Derivation, Target

pytestmark = pytest.mark.django_db
CHECKOUT = Path(__file__).resolve().parents[4]
TODAY = date(2026, 3, 9)

# Place of a target in the ward's reading: places in the city's (two phases of one target where there are two).
CARRIES_OUT = {2: (13,), 3: (4,), 5: (10,), 6: (11,), 8: (6, 19), 9: (7, 20), 10: (9,), 16: (21,)}
MADE_OF_IT = {
    2: (Verdict.WEAKER, Remark.LOWER_VALUE),  # 90 % of payments above, 50 % below
    3: (Verdict.LATER, Remark.NO_STEP),  # by 2027 above, by 2030 below
    5: (Verdict.COVERED, None),
    6: (Verdict.COVERED, None),
    8: (Verdict.WEAKER, Remark.LOWER_VALUE),  # 95 % above, 90 % below
    9: (Verdict.LATER, Remark.NO_STEP),  # 87 % by 2027 above, nothing before 2030 below
    10: (Verdict.COVERED, None),
    16: (Verdict.COVERED, None),
}


@pytest.fixture(scope="module")
def readings():
    folder = Path(os.environ.get("CAICACH_SHARED", CHECKOUT.parent / "shared")) / "seeds"
    if not folder.is_dir():
        pytest.skip(f"no real documents at {folder}; set CAICACH_SHARED")
    found = {}
    for seed in ("001", "002", "004"):
        source = extract(next(folder.glob(f"{seed}_*.txt")))
        found[seed] = read_source(source), shown_lines(source)
    return found


@pytest.fixture
def plan_of(cast, readings):
    def make(seed, body):
        reading, lines = readings[seed]
        by = {"by": cast.standing_officer, "now": NOW}
        draft = waiting_draft(cast, seed.encode(), f"{seed}.txt", body=body)
        started = intake.start_reading(draft=draft, now=NOW)
        draft = intake.finish_reading(draft=started, reading=reading, lines=lines, now=NOW)
        unseen = dict(draft.items.filter(state=ItemState.UNSEEN).values_list("pk", "version"))
        intake.accept_items(draft=draft, versions=unseen, **by)
        intake.confirm_draft(draft=draft, **by)
        draft.refresh_from_db()
        return services.mark_in_force(plan=services.make_plan(draft=draft, **by), **by)

    return make


def targets_read(readings, seed, plan):
    """The plan's targets by their places in the reading."""
    told = readings[seed][0]["documents"][-1]["targets"]
    by_text = {target.text: target for target in plan.targets.all()}
    return {place: by_text.get(one["text"]) for place, one in enumerate(told)}


def target_above(found, places):
    return next(found[place] for place in places if found[place] is not None)


def derivation(link, above: Target, below: Target) -> Derivation | None:
    return link.derivations.filter(higher_lineage=above.lineage, lower_lineage=below.lineage).first()


def test_the_ward_under_the_city(cast, readings, plan_of):
    city, ward = plan_of("001", cast.city), plan_of("004", cast.ward)
    by = {"by": cast.ward_focal_point, "now": NOW}
    link = services.link_plans(higher=city, lower=ward, **by)
    above, below = targets_read(readings, "001", city), targets_read(readings, "004", ward)
    proposed = {
        place: derivation(link, target_above(above, places), below[place]) for place, places in CARRIES_OUT.items()
    }
    assert [place for place, row in proposed.items() if row is None] == []
    services.confirm_derivations(link=link, wanted=[row.pk for row in proposed.values()], **by)

    who = standing_of(cast.standing_officer, today=TODAY)
    links = cascade.links_down(city, who)
    found = cascade.cascade_of(city, links=links, targets=True, standing=who, on=TODAY)
    cells = {row.item.pk: row.cells[cast.ward.pk] for row in found.rows}
    told = {place: cells[target_above(above, places).pk].judgement for place, places in CARRIES_OUT.items()}
    assert {place: (one.verdict, one.remark) for place, one in told.items()} == MADE_OF_IT
    nobodys = {one.item.unit for one in found.findings if one.kind == NOBODYS}
    assert {"hạng", "lần GDP"} <= nobodys  # the annex that names who follows each target is not in the text
    assert cells[above[3].pk].judgement.remark == Remark.NOTHING  # asked of communes by name
    assert cells[above[3].pk].is_asked
    assert not cells[above[18].pk].is_open  # a rank of the whole city

    sipas = ways.way_up(below[8], standing=standing_of(cast.ward_officer, today=TODAY))
    assert [(step.plan, step.clause.path) for step in sipas] == [(city, "I.2.1")]
    assert Clause.objects.get(pk=sipas[0].clause.pk).document == city.document


def test_the_department_and_its_annex_under_the_city(cast, readings, plan_of):
    """Its plan is of 2024, the city's begins in 2026: what it says in the same words is told to be over."""
    city, department = plan_of("001", cast.city), plan_of("002", cast.finance)
    by = {"by": cast.finance_focal_point, "now": NOW}
    link = services.link_plans(higher=city, lower=department, **by)
    annex = {task.lineage: task for task in department.tasks.filter(section__startswith="Phụ lục")}
    assert len(annex) >= 22
    of_annex = link.derivations.filter(lower_lineage__in=list(annex)).order_by("-confidence")
    assert of_annex.exists()
    above, below = targets_read(readings, "001", city), targets_read(readings, "002", department)
    sipas = derivation(link, target_above(above, (6, 19)), below[1])
    wanted = [sipas.pk, of_annex[0].pk]
    services.confirm_derivations(link=link, wanted=wanted, **by)

    who = standing_of(cast.standing_officer, today=TODAY)
    found = cascade.cascade_of(city, links=cascade.links_down(city, who), targets=True, standing=who, on=TODAY)
    row = next(row for row in found.rows if row.item == target_above(above, (6, 19)))
    assert row.cells[cast.finance.pk].judgement.remark == Remark.PERIOD_OVER

    task = annex[of_annex[0].lower_lineage]
    up = ways.way_up(task, standing=standing_of(cast.finance_officer, today=TODAY))
    assert [step.plan for step in up] == [city]
    assert up[0].clause is not None
