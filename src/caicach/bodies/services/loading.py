"""Bodies by the thousand: provinces and communes from the dated seed tables, departments from a small file."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from caicach.core.events import record_events
from caicach.core.text import squeeze

from .. import rules
from ..models import COMMUNE_KINDS, Body, BodyAlias, BodyKind, BodyName, Person
from .bodies import CannotChange, define_group, rename_body

DATA = Path(__file__).resolve().parents[1] / "data"
_SAID = {BodyKind.WARD: "phường", BodyKind.COMMUNE: "xã", BodyKind.SPECIAL_ZONE: "đặc khu"}
_COLUMNS = {"code", "kind", "name", "short_name", "symbol", "place", "standing", "aliases", "parent"}


@dataclass(frozen=True)
class UnitRow:
    """What a province or commune is called for some time."""

    province: str
    code: str
    kind: str
    name: str
    place: str
    valid_from: date
    valid_to: date | None
    basis: str


@dataclass(frozen=True)
class Loaded:
    """What a load did; a second run of the same load opens and changes nothing."""

    opened: int = 0
    changed: int = 0
    already_there: int = 0


class BadFile(Exception):
    """The file cannot be loaded; `problems` lists every bad line, and nothing was loaded."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


@transaction.atomic
def load_provinces(*, on: date, by: Person | None, now: datetime) -> Loaded:
    """Open the people's committees of the provinces as they are on the day, each the top of its own tree."""
    rows = _unit_rows("provinces.csv")
    return _load_units(rows, parent=None, on=on, by=by, now=now)


@transaction.atomic
def load_communes(
    *, province_code: str, on: date, by: Person | None, now: datetime, under: Body | None = None
) -> Loaded:
    """Open the committees of a province's communes below `under`, or below the body with the province's code."""
    parent = under or Body.objects.filter(code=province_code).first()
    if parent is None:
        raise CannotChange(_("Chưa có cơ quan mã %(code)s; nạp các tỉnh trước.") % {"code": province_code})
    rows = [row for row in _unit_rows("communes.csv") if row.province == province_code]
    if not rows:
        raise CannotChange(_("Không có tỉnh mã %(code)s trong bảng.") % {"code": province_code})
    return _load_units(rows, parent=parent, on=on, by=by, now=now)


@transaction.atomic
def load_bodies(*, file: Path, under: Body, on: date, by: Person | None, now: datetime) -> Loaded:
    """Open the bodies that a CSV or TOML file lists below `under`. All of them or none; what is there stays as it is.

    Columns: code (".01" continues the code of `under`), kind (of BodyKind), name; and, where wanted, short_name,
    symbol, place, standing ("yes"), aliases (divided by "|"), parent (a code that is there or stands further up).
    """
    under = Body.objects.select_for_update().get(pk=under.pk)
    rows = _checked(list(_file_rows(file)), under=under)
    known = dict(Body.objects.filter(code__in=[row["code"] for row in rows]).values_list("code", "pk"))
    opened = 0
    parents: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["code"] not in known:
            parents.setdefault(row["parent"] or under.code, []).append(row)
    while parents:
        there = {body.code: body for body in Body.objects.filter(code__in=parents)}
        for code in list(parents):
            if code in there:
                opened += len(_open_many(parents.pop(code), parent=there[code], on=on, by=by, now=now))
    return Loaded(opened=opened, already_there=len(rows) - opened)


def define_usual_groups(*, under: Body, by: Person | None, now: datetime) -> None:
    """The two groups that every plan of a city names: its departments and its communes."""
    define_group(
        under=under,
        name="UBND các xã, phường",
        kinds=COMMUNE_KINDS,
        aliases=["UBND cấp xã", "UBND các xã, phường, đặc khu", "các địa phương"],
        by=by,
        now=now,
    )
    define_group(
        under=under,
        name="Các sở, ban, ngành",
        kinds=[
            BodyKind.DEPARTMENT,
            BodyKind.OFFICE,
            BodyKind.INSPECTORATE,
            BodyKind.POLICE,
            BodyKind.SERVICE_CENTRE,
            BodyKind.BOARD,
        ],
        aliases=["Các sở và cơ quan tương đương sở", "Các cơ quan chuyên môn"],
        by=by,
        now=now,
    )


@cache
def _unit_rows(table: str) -> tuple[UnitRow, ...]:
    rows: list[UnitRow] = []
    with (DATA / table).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            said = _SAID[BodyKind(row["kind"])] if "province" in row else row["kind"]
            rows.append(
                UnitRow(
                    province=row.get("province", row["code"]),
                    code=row["code"],
                    kind=row["kind"] if "province" in row else BodyKind.CITY.value,
                    name=f"UBND {said} {row['name']}",
                    place=row["name"],
                    valid_from=date.fromisoformat(row["valid_from"]),
                    valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                    basis=row["basis"],
                )
            )
    return tuple(rows)


def _load_units(rows: Sequence[UnitRow], *, parent: Body | None, on: date, by: Person | None, now: datetime) -> Loaded:
    lives: dict[str, list[UnitRow]] = {}
    for row in rows:
        if row.valid_from <= on:
            lives.setdefault(row.code, []).append(row)
    if not lives:
        raise CannotChange(_("Bảng đơn vị hành chính bắt đầu từ ngày 01/7/2025."))
    there = {body.code: body for body in Body.objects.filter(code__in=lives)}
    changed = 0
    for code, body in there.items():
        latest = lives[code][-1]
        if (body.name, body.kind) != (latest.name, latest.kind) and body.closed_on is None:
            rename_body(
                body=body,
                name=latest.name,
                kind=latest.kind,
                on=latest.valid_from,
                basis=latest.basis,
                by=by,
                now=now,
            )
            changed += 1
    new = [life for code, life in lives.items() if code not in there]
    listed = [
        {"code": life[-1].code, "kind": life[-1].kind, "name": life[-1].name, "place": life[-1].place, "symbol": "UBND"}
        for life in new
    ]
    opened = _open_many(listed, parent=parent, on=new[0][0].valid_from if new else on, by=by, now=now)
    _write_earlier_names([life for life in new if len(life) > 1], opened)
    return Loaded(opened=len(opened), changed=changed, already_there=len(there) - changed)


def _open_many(
    rows: Sequence[dict[str, Any]], *, parent: Body | None, on: date, by: Person | None, now: datetime
) -> dict[str, Body]:
    """Open many bodies below one parent in a handful of queries; their places in the tree are reckoned here."""
    if not rows:
        return {}
    if parent is not None:
        parent = Body.objects.select_for_update().get(pk=parent.pk)
        base, depth = parent.path, parent.depth + 1
        last = Body.objects.filter(depth=depth, path__startswith=base).order_by("path").last()
    else:
        base, depth = "", 1
        last = Body.objects.filter(depth=1).order_by("path").last()
    step = Body._str2int(last.path[-Body.steplen :]) if last else 0
    bodies = []
    for row in rows:
        step += 1
        name, short_name = squeeze(row["name"]), squeeze(row.get("short_name") or "")
        aliases = tuple(row.get("aliases") or ())
        bodies.append(
            Body(
                path=Body._get_path(base, depth, step),
                depth=depth,
                numchild=0,
                code=row["code"],
                kind=row["kind"],
                name=name,
                short_name=short_name,
                symbol=row.get("symbol") or "",
                place=row.get("place") or (parent.place if parent else ""),
                is_standing_agency=bool(row.get("standing")),
                opened_on=on,
                sort_key=rules.body_sort_key(name),
                search_key=rules.body_search_key(name, short_name, row.get("symbol") or "", aliases),
            )
        )
    Body.objects.bulk_create(bodies, batch_size=500)
    if parent is not None:
        Body.objects.filter(pk=parent.pk).update(numchild=parent.numchild + len(bodies))
    BodyName.objects.bulk_create(
        [BodyName(body=body, name=body.name, valid_from=on) for body in bodies], batch_size=500
    )
    keyed = [{rules.name_key(alias): squeeze(alias) for alias in row.get("aliases") or ()} for row in rows]
    BodyAlias.objects.bulk_create(
        [
            BodyAlias(body=body, text=text, folded=folded)
            for body, texts in zip(bodies, keyed, strict=True)
            for folded, text in texts.items()
            if folded
        ],
        batch_size=500,
    )
    record_events("body_opened", about=list(bodies), by=by, at=now, on=on.isoformat())
    return {body.code: body for body in bodies}


def _write_earlier_names(lives: list[list[UnitRow]], opened: dict[str, Body]) -> None:
    """A body that is opened after it changed its name gets its history too."""
    for life in lives:
        body = opened[life[-1].code]
        body.names.all().delete()
        BodyName.objects.bulk_create(
            [BodyName(body=body, name=row.name, valid_from=row.valid_from, valid_to=row.valid_to) for row in life[:-1]]
            + [BodyName(body=body, name=life[-1].name, valid_from=life[-1].valid_from)]
        )


def _file_rows(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row with how its place is said ("dòng 3")."""
    if file.suffix.lower() == ".toml":
        try:
            listed = tomllib.loads(file.read_text(encoding="utf-8")).get("bodies", [])
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadFile([_("Tệp không đúng định dạng TOML: %(why)s") % {"why": error}]) from error
        for number, row in enumerate(listed, 1):
            yield _("mục %(number)s") % {"number": number}, row
        return
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            for number, row in enumerate(csv.DictReader(opened), 2):
                yield _("dòng %(number)s") % {"number": number}, row
    except UnicodeDecodeError as error:
        raise BadFile([_("Tệp phải là văn bản UTF-8.")]) from error


def _checked(rows: list[tuple[str, dict[str, Any]]], *, under: Body) -> list[dict[str, Any]]:
    """The rows in one form, or BadFile with every problem there is."""
    problems: list[str] = []
    checked: list[dict[str, Any]] = []
    codes: dict[str, str] = {}
    for place, row in rows:

        def bad(column: str, found: object, wanted: str, place: str = place) -> None:
            problems.append(
                _("%(place)s, cột “%(column)s”: “%(found)s” %(wanted)s")
                % {"place": place, "column": column, "found": found, "wanted": wanted}
            )

        if unknown := [str(column) for column in row if column not in _COLUMNS]:
            bad(unknown[0], "", _("không phải là cột của tệp này"))
            continue
        text = {key: value.strip() if isinstance(value, str) else value for key, value in row.items()}
        code, parent = (_full_code(text.get(key) or "", under) for key in ("code", "parent"))
        if not code or len(code) > 35:
            bad("code", text.get("code") or "", _("phải có, không quá 35 ký tự"))
        elif code in codes:
            bad("code", code, _("đã có ở %(place)s") % {"place": codes[code]})
        if text.get("kind") not in BodyKind.values:
            bad(
                "kind",
                text.get("kind") or "",
                _("không phải một trong: %(kinds)s") % {"kinds": ", ".join(BodyKind.values)},
            )
        if not text.get("name") or len(text["name"]) > 200:
            bad("name", text.get("name") or "", _("phải có, không quá 200 ký tự"))
        if parent and parent not in codes and not Body.objects.filter(code=parent).exists():
            bad("parent", parent, _("không phải mã của một cơ quan đã có hoặc ở dòng trên"))
        codes.setdefault(code, place)
        aliases = text.get("aliases") or ()
        if isinstance(aliases, str):
            aliases = [alias.strip() for alias in aliases.split("|") if alias.strip()]
        standing = str(text.get("standing") or "").lower() in {"yes", "true", "1", "có"}
        checked.append(text | {"code": code, "parent": parent, "aliases": aliases, "standing": standing})
    if not rows:
        problems.append(_("Tệp không có dòng nào."))
    if problems:
        raise BadFile(problems)
    return checked


def _full_code(code: str, under: Body) -> str:
    return f"{under.code}{code}" if code.startswith(".") else code
