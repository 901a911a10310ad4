"""The slot on a body's page where rooms above add what they know of it. They register in their AppConfig.ready."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from .access import Standing
from .models import Body

# Gives the template and its context, or None where there is nothing to show or the asker may not see it.
BuildSection = Callable[[Body, Standing, date], tuple[str, dict[str, Any]] | None]

_sections: dict[BuildSection, int] = {}


def register_section(order: int, build: BuildSection) -> BuildSection:
    """Add a section to every body's page; smaller orders stand further up (duties 10, reports 20)."""
    _sections[build] = order
    return build


def unregister_section(build: BuildSection) -> None:
    del _sections[build]


def sections_for(body: Body, standing: Standing, today: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """The sections of one body's page for who is asking, in order."""
    for build in sorted(_sections, key=lambda registered: _sections[registered]):
        section = build(body, standing, today)
        if section is not None:
            yield section
