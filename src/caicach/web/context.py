"""What every page's frame needs: one query at most, and none where no frame is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

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
    def rail(self) -> SafeString:
        return _rail(self._drawn_for, self.rail_is_small)

    @property
    def foot_bar(self) -> SafeString:
        return _foot_bar(self._drawn_for)

    @property
    def script_words(self) -> SafeString:
        """What the script says and where its palette leads."""
        return _script_words(self._drawn_for)

    @cached_property
    def _drawn_for(self) -> Drawn:
        links = tuple((link.entry.url_name, link.url, link.is_current) for link in self.links)
        return Drawn(get_language() or "", links, any(link.url == self.request.path for link in self.links))

    @property
    def body(self) -> Body | None:
        """The body in whose name the person works."""
        main = self.standing.main_body_id() if self.standing else None
        return self.standing.bodies.get(main) if self.standing and main is not None else None

    @property
    def bodies(self) -> list[Body]:
        """The bodies between which the person can switch; none where there is nothing to choose."""
        found = list(self.standing.bodies.values()) if self.standing else []
        return sorted(found, key=lambda body: body.sort_key) if len(found) > 1 else []

    @property
    def hats(self) -> list[tuple[str, Body, Hat]]:
        """What the person is today, in words: role, body, and the hat itself (`for_person` where it is lent)."""
        if self.standing is None:
            return []
        return [(str(Role(hat.role).label), self.standing.bodies[hat.body_id], hat) for hat in self.standing.hats]

    @cached_property
    def unread(self) -> int:
        """How many notifications the person has not opened."""
        person = self.request.user
        return selectors.unread_count(person) if isinstance(person, Person) else 0


@dataclass(frozen=True)
class Drawn:
    """Whom a rail is the same for: those who read the same language, may go to the same places and are at the same
    one. It is drawn once for all of them."""

    language: str
    links: tuple[tuple[str, str, bool], ...]  # name, address, whether it is where the page stands
    is_page: bool  # the page is the place itself, not one below it

    def context(self) -> dict[str, Any]:
        entries = {entry.url_name: entry for entry in navigation.ENTRIES}
        links = [navigation.Link(entries[name], url, is_current) for name, url, is_current in self.links]
        phone, more = links[: navigation.ON_PHONE], links[navigation.ON_PHONE :]
        return {
            "links": links, "phone_links": phone, "more_links": more, "is_page": self.is_page,
            "palette": navigation.palette(links),
        }  # fmt: skip


@lru_cache(maxsize=512)
def _rail(drawn: Drawn, is_small: bool) -> SafeString:
    return render_to_string("components/rail.html", drawn.context() | {"is_small": is_small})


@lru_cache(maxsize=512)
def _foot_bar(drawn: Drawn) -> SafeString:
    return render_to_string("components/foot_bar.html", drawn.context())


@lru_cache(maxsize=512)
def _script_words(drawn: Drawn) -> SafeString:
    return render_to_string("components/script_words.html", drawn.context())


def frame(request: HttpRequest) -> dict[str, Any]:
    """`frame` and `standing`, for every template."""
    return {"frame": Frame(request), "standing": getattr(request, "standing", None)}
