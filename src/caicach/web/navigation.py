"""The rail: what there is to go to, and which of it a person may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from caicach.bodies.access import Permission, Standing


@dataclass(frozen=True)
class Entry:
    """A place in the rail. `covers` are beginnings of view names that belong to it; the longest one wins."""

    label: str | Promise
    url_name: str
    permission: Permission
    icon: str
    key: str  # the letter after `g`
    covers: tuple[str, ...]
    group: int = 1
    short_label: str | Promise = ""  # for the bar of a phone, where the label takes two lines


@dataclass(frozen=True)
class Link:
    """An entry with its address, for one person on one page."""

    entry: Entry
    url: str
    is_current: bool


# The order of interface and phone bar: the first four stand at the bottom of a phone, the others under “Thêm”.
ENTRIES = (
    Entry(
        label=_("Việc của tôi"),
        url_name="home",
        permission=Permission.SEE_DUTIES,
        icon="list-todo",
        key="v",
        covers=("home", "duties:"),
    ),
    Entry(
        label=_("Kế hoạch"),
        url_name="programme:plans",
        permission=Permission.SEE_PLANS,
        icon="clipboard-list",
        key="k",
        covers=("programme:", "duties:put_in_force"),
    ),
    Entry(
        label=_("Chỉ tiêu và số liệu"),
        url_name="measures:list",
        permission=Permission.SEE_FIGURES,
        icon="chart-column",
        key="s",
        covers=("measures:", "monitoring:"),
        short_label=_("Số liệu"),
    ),
    Entry(
        label=_("Báo cáo"),
        url_name="reports:list",
        permission=Permission.SEE_REPORTS,
        icon="file-text",
        key="b",
        covers=("reports:",),
    ),
    Entry(
        label=_("Phòng điều hành"),
        url_name="control_room",
        permission=Permission.SEE_CONTROL_ROOM,
        icon="gauge",
        key="p",
        covers=("control_room",),
        short_label=_("Điều hành"),
    ),
    Entry(
        label=_("Đọc văn bản"),
        url_name="intake:upload",
        permission=Permission.READ_PLANS_IN,
        icon="scan-text",
        key="d",
        covers=("intake:",),
        group=2,
    ),
    Entry(
        label=_("Văn bản"),
        url_name="documents:registry",
        permission=Permission.SEE_DOCUMENTS,
        icon="library",
        key="n",
        covers=("documents:",),
        group=2,
    ),
    Entry(
        label=_("Cơ quan"),
        url_name="bodies:list",
        permission=Permission.SEE_BODIES,
        icon="landmark",
        key="c",
        covers=(
            *("bodies:list", "bodies:body", "bodies:open", "bodies:rename", "bodies:merge"),
            *("bodies:split", "bodies:close", "bodies:alias", "bodies:group"),
        ),
        group=3,
    ),
    Entry(
        label=_("Quản trị"),
        url_name="bodies:people",
        permission=Permission.SEE_PEOPLE,
        icon="users",
        key="q",
        covers=("bodies:people", "bodies:person", "bodies:membership"),
        group=3,
    ),
)
ON_PHONE = 4


def address(url_name: str) -> str | None:
    """The address of a view without arguments, or None where this installation has no such view."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


def entry_of(view_name: str) -> Entry | None:
    """The entry under which a page stands."""
    fitting = [
        (len(beginning), entry) for entry in ENTRIES for beginning in entry.covers if view_name.startswith(beginning)
    ]
    return max(fitting, key=lambda found: found[0])[1] if fitting else None


def links_for(standing: Standing, *, view_name: str = "") -> list[Link]:
    """The entries the person may use, in the rail's order. No query."""
    here = entry_of(view_name)
    return [
        Link(entry=entry, url=url, is_current=entry is here)
        for entry in ENTRIES
        if standing.may(entry.permission) and (url := address(entry.url_name)) is not None
    ]


def palette(links: list[Link]) -> list[dict[str, Any]]:
    """What the command palette offers before anything is searched, as JSON."""
    return [{"label": str(link.entry.label), "url": link.url, "key": link.entry.key} for link in links]
