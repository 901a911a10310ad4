"""The picture of the cascade counts what the matrix shows, and nothing else."""

import pytest

from caicach.programme.cascade_flow import flow_of
from caicach.programme.cascade_rules import Verdict

from .test_cascade import by, city_plan, confirm_all, link, seen, ward_plan

__all__ = ["by", "city_plan", "link", "ward_plan"]
pytestmark = pytest.mark.django_db


def test_every_open_cell_flows_from_its_field_through_its_body_to_its_verdict(cast, link, city_plan, by):
    confirm_all(link, by)
    found = seen(city_plan, cast.standing_officer)
    flow = flow_of(found)
    cells = [cell for row in found.rows for cell in row.cells.values() if cell.is_open]
    (line,) = flow.lines
    assert line.total == len(cells) > 1
    assert line.cells == [sum(cell.judgement.verdict == verdict for cell in cells) for verdict in Verdict]
    name = line.body.short_name or line.body.name
    into = [one for one in flow.chart["links"] if one["target"] == name]
    out = [one for one in flow.chart["links"] if one["source"] == name]
    assert sum(one["value"] for one in into) == sum(one["value"] for one in out) == len(cells)
    assert flow.nobodys == sum(row.is_nobodys for row in found.rows)
    assert {one["name"] for one in flow.chart["nodes"]} == {
        end for one in flow.chart["links"] for end in (one["source"], one["target"])
    }


def test_beyond_the_first_bodies_the_picture_puts_them_together(cast, link, city_plan, by):
    confirm_all(link, by)
    found = seen(city_plan, cast.standing_officer)
    flow = flow_of(found, most_bodies=0)
    assert "1 cơ quan khác" in {one["name"] for one in flow.chart["nodes"]}
    assert len(flow.lines) == 1  # the table keeps its name
