"""The kinds of official documents, their abbreviations, and how a number and symbol are put together and taken apart.

Source: Nghị định 30/2020/NĐ-CP, Phụ lục III, Mục I. Legal documents (nghị định, thông tư …) are listed as well,
because administrative documents cite them; the decree on administrative documents does not rule them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind. A letter (công văn) has no abbreviation: its symbol names the issuer and the drafting unit."""

    code: str
    name: str
    abbreviation: str
    administrative: bool = True

    @property
    def is_letter(self) -> bool:
        return self.code == "letter"


RESOLUTION = Kind("resolution", "Nghị quyết", "NQ")
DECISION = Kind("decision", "Quyết định", "QĐ")
DIRECTIVE = Kind("directive", "Chỉ thị", "CT")
REGULATION = Kind("regulation", "Quy chế", "QC")
RULE = Kind("rule", "Quy định", "QyĐ")
COMMUNIQUE = Kind("communique", "Thông cáo", "TC")
NOTICE = Kind("notice", "Thông báo", "TB")
GUIDANCE = Kind("guidance", "Hướng dẫn", "HD")
PROGRAMME = Kind("programme", "Chương trình", "CTr")
PLAN = Kind("plan", "Kế hoạch", "KH")
OPTION = Kind("option", "Phương án", "PA")
SCHEME = Kind("scheme", "Đề án", "ĐA")
PROJECT = Kind("project", "Dự án", "DA")
REPORT = Kind("report", "Báo cáo", "BC")
MINUTES = Kind("minutes", "Biên bản", "BB")
SUBMISSION = Kind("submission", "Tờ trình", "TTr")
CONTRACT = Kind("contract", "Hợp đồng", "HĐ")
TELEGRAM = Kind("telegram", "Công điện", "CĐ")
MEMORANDUM = Kind("memorandum", "Bản ghi nhớ", "BGN")
AGREEMENT = Kind("agreement", "Bản thỏa thuận", "BTT")
AUTHORISATION = Kind("authorisation", "Giấy ủy quyền", "GUQ")
INVITATION = Kind("invitation", "Giấy mời", "GM")
INTRODUCTION = Kind("introduction", "Giấy giới thiệu", "GGT")
LEAVE = Kind("leave", "Giấy nghỉ phép", "GNP")
DISPATCH_SLIP = Kind("dispatch_slip", "Phiếu gửi", "PG")
TRANSFER_SLIP = Kind("transfer_slip", "Phiếu chuyển", "PC")
ADVICE_SLIP = Kind("advice_slip", "Phiếu báo", "PB")
TRUE_COPY = Kind("true_copy", "Bản sao y", "SY")
EXTRACT_COPY = Kind("extract_copy", "Bản trích sao", "TrS")
RECORD_COPY = Kind("record_copy", "Bản sao lục", "SL")
LETTER = Kind("letter", "Công văn", "")
DECREE = Kind("decree", "Nghị định", "NĐ", administrative=False)
CIRCULAR = Kind("circular", "Thông tư", "TT", administrative=False)
JOINT_CIRCULAR = Kind("joint_circular", "Thông tư liên tịch", "TTLT", administrative=False)
ORDINANCE = Kind("ordinance", "Pháp lệnh", "PL", administrative=False)

KINDS: tuple[Kind, ...] = (
    RESOLUTION, DECISION, DIRECTIVE, REGULATION, RULE, COMMUNIQUE, NOTICE, GUIDANCE, PROGRAMME, PLAN, OPTION, SCHEME,
    PROJECT, REPORT, MINUTES, SUBMISSION, CONTRACT, TELEGRAM, MEMORANDUM, AGREEMENT, AUTHORISATION, INVITATION,
    INTRODUCTION, LEAVE, DISPATCH_SLIP, TRANSFER_SLIP, ADVICE_SLIP, TRUE_COPY, EXTRACT_COPY, RECORD_COPY, LETTER,
    DECREE, CIRCULAR, JOINT_CIRCULAR, ORDINANCE,
)  # fmt: skip

_BY_CODE = {kind.code: kind for kind in KINDS}
_BY_ABBREVIATION = {kind.abbreviation: kind for kind in KINDS if kind.abbreviation}


def kind_of_code(code: str) -> Kind:
    """The kind with this code; KeyError when there is none."""
    return _BY_CODE[code]


def kind_of_abbreviation(abbreviation: str) -> Kind | None:
    """ "QĐ" → Quyết định. Case is looked at first ("TTr" is not "TTR"), then forgiven."""
    exact = _BY_ABBREVIATION.get(abbreviation)
    if exact is not None:
        return exact
    folded = abbreviation.casefold()
    return next((kind for short, kind in _BY_ABBREVIATION.items() if short.casefold() == folded), None)


@dataclass(frozen=True)
class ParsedNumber:
    """A document's number taken apart. `year` stands in legal documents ("28/2018/QĐ-TTg"); `issuer` and `unit` are
    the groups after the kind, and for a letter the issuing body and its drafting unit."""

    number: str
    kind: Kind | None
    issuer: str
    unit: str = ""
    year: int | None = None

    @property
    def ordinal(self) -> int:
        """The running number without its leading zeros or letter: "01" → 1, "05a" → 5."""
        return int(re.match(r"\d+", self.number)[0])  # type: ignore[index]


_GROUP = r"[^\W_](?:[^\W_]|\.)*"
_PARTY = re.compile(rf"(?P<number>\d+[a-zđ]?)-(?P<kind>[^\W\d_]+)/(?P<issuer>{_GROUP})(?:-(?P<unit>{_GROUP}))?")
_STATE = re.compile(
    rf"(?P<number>\d+[a-zđ]?)/(?:(?P<year>\d{{4}})/)?(?P<first>{_GROUP})(?:-(?P<second>{_GROUP}))?(?P<rest>(?:-{_GROUP})*)"
)


def parse_number(text: str) -> ParsedNumber | None:
    """Take "310/KH-UBND", "2541/UBND-SNV", "28/2018/QĐ-TTg" or the Party's "01-CTr/TU" apart; None when it is none.

    Spaces around the strokes, and "Số:" before them, are forgiven.
    """
    compact = re.sub(r"^\s*số\s*:?", "", text, flags=re.IGNORECASE)
    compact = re.sub(r"\s*([/\-–])\s*", r"\1", compact).replace("–", "-").strip()
    if party := _PARTY.fullmatch(compact):
        kind = kind_of_abbreviation(party["kind"])
        return ParsedNumber(party["number"], kind, party["issuer"], party["unit"] or "") if kind else None
    state = _STATE.fullmatch(compact)
    if state is None:
        return None
    year = int(state["year"]) if state["year"] else None
    kind = kind_of_abbreviation(state["first"])
    if kind is not None:
        return ParsedNumber(state["number"], kind, state["second"] or "", state["rest"].lstrip("-"), year)
    if state["second"] is None:
        return None
    unit = state["second"] + state["rest"]
    return ParsedNumber(state["number"], LETTER, state["first"], unit, year)


def compose_symbol(kind: Kind, issuer: str, unit: str = "") -> str:
    """What follows the stroke: "BC-UBND"; for a letter issuer and drafting unit, "UBND-SNV"."""
    return "-".join(part for part in (kind.abbreviation, issuer, unit) if part)


def padded(number: int | str) -> str:
    """The number with a zero before it when it is below ten, as the decree asks: 5 → "05", "5a" → "05a"."""
    text = str(number).strip()
    digits = re.match(r"\d*", text)[0]  # type: ignore[index]
    return f"0{text}" if len(digits) == 1 else text


def compose_number(number: int | str, symbol: str) -> str:
    """5 and "BC-UBND" → "05/BC-UBND"."""
    return f"{padded(number)}/{symbol}" if symbol else padded(number)
