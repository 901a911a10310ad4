"""What every page's frame needs: at most two queries, and none where no frame is drawn."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest

from caicach.bodies.access import Hat, Standing
from caicach.bodies.models import Body, Person, Role
from caicach.duties import selectors

from . import navigation

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "caicach_theme"
RAIL_COOKIE = "caicach_rail"


def chosen_theme(request: HttpRequest) -> str:
    """What the person chose: light, dark, or as their machine has it. The page arrives in it, so nothing flashes."""
    kept = request.COOKIES.get(THEME_COOKIE, "auto")
    return kept if kept in THEMES else "auto"


class Frame:
    """The rail, the body in whose name the person works, their unread notifications; each asked for once, if at all."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.standing: Standing | None = getattr(request, "standing", None)
        self.theme = chosen_theme(request)
        self.rail_is_small = request.COOKIES.get(RAIL_COOKIE) == "small"

    @cached_property
    def links(self) -> list[navigation.Link]:
        if self.standing is None:
            return []
        match = self.request.resolver_match
        return navigation.links_for(self.standing, view_name=match.view_name if match else "")

    @property
    def phone_links(self) -> list[navigation.Link]:
        return self.links[: navigation.ON_PHONE]

    @property
    def more_links(self) -> list[navigation.Link]:
        return self.links[navigation.ON_PHONE :]

    @property
    def palette(self) -> list[dict[str, Any]]:
        return navigation.palette(self.links)

    @cached_property
    def _bodies(self) -> dict[int, Body]:
        ids = {hat.body_id for hat in self.standing.hats} if self.standing else set()
        return Body.objects.only("name", "short_name").in_bulk(ids) if ids else {}

    @property
    def body(self) -> Body | None:
        """The body in whose name the person works."""
        main = self.standing.main_body_id() if self.standing else None
        return self._bodies.get(main) if main is not None else None

    @property
    def hats(self) -> list[tuple[str, Body, Hat]]:
        """What the person is today, in words: role, body, and the hat itself (`for_person` where it is lent)."""
        hats = self.standing.hats if self.standing else ()
        return [(str(Role(hat.role).label), self._bodies[hat.body_id], hat) for hat in hats]

    @cached_property
    def unread(self) -> int:
        """How many notifications the person has not opened."""
        person = self.request.user
        return selectors.unread_count(person) if isinstance(person, Person) else 0


def frame(request: HttpRequest) -> dict[str, Any]:
    """`frame` and `standing`, for every template."""
    return {"frame": Frame(request), "standing": getattr(request, "standing", None)}
