"""When a thing is due, in every form that documents use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from caicach.core import dates
from caicach.core.text import flatten, squeeze

_Q = r"(?:iv|i{1,3}|[1-4])"
_DAY = re.compile(r"(?:ngay\s+)?" + dates.DAY)
_DAY_NO_YEAR = re.compile(
    r"ngay\s+(\d{1,2})\s*(?:/|-|thang)\s*(\d{1,2})(?![\d/])"
    r"|(?:(?<=truoc\s)|(?<=\bva\s)|(?<=[,;]\s)|^)(\d{1,2})/(\d{1,2})(?![\d/])"
)
_QUARTER = re.compile(
    rf"\bq(?:u[yi]?\s+|\s?(?=[iv1-4]+\s*/))({_Q}(?:\s*(?:,|va|-|den|\+)\s*(?:quy\s*)?{_Q})*)(?:\s*[/.-]\s*(\d{{4}})"
    rf"|,?\s*(?:cua\s+)?nam\s*(\d{{4}}))?(?![\w])"
)
_MONTH = re.compile(
    r"\bthang\s*(\d{1,2}(?:\s*(?:,|va|-|den)\s*(?:thang\s*)?\d{1,2}(?!\d"
    r"|/\d{1,2}(?!\d)))*)(?:\s*[/.-]\s*(\d{4})|,?\s*nam\s*(\d{4}))?(?!\s*[/.]?\d)"
)
_HALF = re.compile(r"(?:\b0?6|\bsau)\s*thang\s*(dau|cuoi)\s*nam(?:\s*(\d{4}))?")
_NINE = re.compile(r"\b0?9\s*thang\s*(?:dau\s*)?nam(?:\s*(\d{4}))?")
_YEARS = re.compile(
    r"(?:giai doan|tu nam|cac nam|nam|trong|thoi ky)?\s*\b(20\d\d)\s*(?:-|,|va"
    r"|den(?: het)?(?: nam)?)\s*(?:nam\s*)?(20\d\d)\b"
)
_YEAR = re.compile(r"(?:\bnam\s+|^\s*)(20\d\d)\b")
_THIS_YEAR = re.compile(r"\b(?:trong|ca|het|cuoi) nam\b(?!\s*(?:\d|sau|truoc|toi))")
_ONGOING = re.compile(
    r"\bthuong (?:xuyen|ky)\b|\bhang (?:ngay|tuan)\b|\blien tuc\b|\bhang gio\b"
    r"|\bgiai doan tiep theo\b|\bsuot\b"
)
_RECURRING = re.compile(
    r"\b(?:hang|moi|dinh ky|tung|theo)\s+(thang|quy|nam|6 thang|sau thang|nua nam)\b|\bdinh ky\b"
    r"|\b(?:0?\d)\s*lan\s*/\s*(thang|quy|nam|6 thang)|\b(thang|quy|nam"
    r"|6 thang)\s*/\s*(?:0?1\s*)?lan\b|\bhang[, ]+(?:quy|thang)"
)
_ON_REQUEST = re.compile(
    r"\btheo (?:yeu cau|ke hoach|lo trinh|chi dao|huong dan|tien do|quy dinh|chuong trinh|tung dot"
    r"|thuc te|thong bao|van ban|de nghi|phan cong)"
    r"|\bngay sau (?:khi)?|\bkhi (?:co|duoc|phat sinh|can|trung uong|chinh phu|hoan thanh)"
    r"|\bsau khi\b|\btruoc khi\b|\b(?:truoc|sau|tai|trong) (?:cac )?ky hop\b|\bkip thoi\b|\bdot xuat\b"
    r"|\btrong vong \d+|\bsau \d+ ngay"
)
_BEFORE = re.compile(
    r"(?:\btr\w{1,4}[ce]|cham nhat(?: la)?(?: vao| den| trong)?|den het|het|xong(?: truoc)?|den"
    r"|khong qua|muon nhat(?: la)?)\s*(?:ngay\s*)?$"
)
_UNTIL = re.compile(r"(?:den het|het|den|cham nhat(?: la)?(?: vao| den| trong)?|xong trong|muon nhat)\s*$")
_STRICTLY_BEFORE = re.compile(r"truoc\s*$")
_TRIGGER = re.compile(
    r"\btruoc (?:ngay|thang|quy|nam|het|\d{1,2}/\d)|\bcham nhat\b|\bmuon nhat\b|\bxong (?:truoc"
    r"|trong|vao)|\bhoan thanh (?:trong|truoc|vao|xong|chậm)"
    r"|\b(?:trong|vao|den het|het|tu|du kien) (?:ngay|thang \d|quy [i\d]|nam 20|6 thang|thoi gian)"
    r"|\bthoi (?:gian|han)[^.;:]{0,25}:|\bden (?:ngay|thang \d|quy [i\d]|het)"
    r"|\bdu kien (?:hoan thanh )?(?:trong |vao )?(?:thang|quy)|\b(?:quy [iv]{1,3}|thang \d{1,2})\s*(?:/|nam )\s*20\d\d"
)
_NOUN_BEFORE = re.compile(
    r"(?:ke hoach|du toan|chi so|ngan sach|chuong trinh|kinh phi|cong tac|cap|bao cao|cchc"
    r"|hanh chinh|quyet toan|nhiem vu|thu nhap|danh gia|chi tieu"
    r"|tinh giao|tong ket|cac|theo|tien luong|ket qua|phap luat|nha nuoc|noi dung)\s*$"
)
_PAID = re.compile(r"(?:tien luong|thu nhap|kinh phi|tieu chi|so lieu|chi so|theo)\s*$")
_BARE_MONTH = re.compile(r"(?:0?[1-9]|1[0-2])\s*/\s*20\d\d\b")
_TIMES_A_YEAR = {2: "half", 4: "quarter", 12: "month"}
_NO_DAY = re.compile(r"(?:\bthang|\btuan(?: thu)?|\bquy)\s*$")
_SHORT_MONTH = re.compile(r"\bt\s?(1[0-2]|0?[1-9])\s*/\s*(20\d\d)\b")
_DUE_ENDS = re.compile(
    r"[;)]|\.\s|,\s(?!quy|thang|[iv]+\b|nam|\d{1,2}/\d|ngay \d)"
    r"|\s(?:bao cao|gui|de|trinh|tong hop|dong thoi|ve)\s"
)
_EVERY = {"thang": "month", "quy": "quarter", "nam": "year", "6 thang": "half", "sau thang": "half", "nua nam": "half"}


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline: `start` and `end` bound the time in which the thing must be finished. `sure` is False where the
    year or the meaning had to be supposed."""

    kind: str
    start: date | None
    end: date | None
    every: str | None
    text: str
    sure: bool = True

    def as_json(self) -> dict[str, str | None]:
        """The object of the contract."""
        return {
            "kind": self.kind,
            "from": self.start.isoformat() if self.start else None,
            "to": self.end.isoformat() if self.end else None,
            "every": self.every,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class _Span:
    kind: str
    start: date
    end: date
    at: int
    to: int
    sure: bool = True


def parse_due(text: str, year: int | None) -> Due | None:
    """The deadline a cell or the value of a "Thời gian:" line states; None if it states none. `year` is the year of
    the plan, for deadlines that leave it out."""
    shown = squeeze(text).strip(" .;,:")
    if not shown:
        return None
    folded = flatten(shown)
    if _BARE_MONTH.match(folded):
        folded = f"thang {folded}"
    spans = _spans(folded, year)
    every = _every(folded)
    if not spans and (each := _day_of_each(folded)):
        return Due("recurring", None, None, each[2], shown)
    ongoing = _ONGOING.search(folded)
    if re.fullmatch(
        r"(?:bao cao )?(?:0?6|sau) thang(?: dau nam)?(?:,| va|, va)? (?:bao cao )?(?:ca )?nam(?: 20\d\d)?", folded
    ):
        return Due("recurring", None, None, "half", shown)
    if every is not None and not (spans and _dated_first(folded, spans)):
        spans_in_year = [span for span in spans if span.kind in ("date", "month")]
        if ongoing and ongoing.start() == 0:
            return Due("ongoing", None, None, None, shown)
        if every == "year":
            every = _TIMES_A_YEAR.get(len(spans_in_year), every)
        bound = spans_in_year[-1] if spans_in_year else None
        return Due("recurring", None, bound.end if bound and bound.sure else None, every or None, shown)
    if ongoing:
        first, last = (spans[0].start, spans[-1].end) if spans else (None, None)
        return Due("ongoing", first, last, None, shown)
    if spans:
        if re.search(r"va (?:cac )?nam (?:tiep theo|sau)|tro di|va nhung nam", folded):
            return Due("ongoing", spans[0].start, None, None, shown)
        return _bounded(folded, spans, shown)
    if _ON_REQUEST.search(folded):
        return Due("on_request", None, None, None, shown)
    return None


def find_due(text: str, year: int | None) -> Due | None:
    """The deadline within a running clause; only words that set one count, not every year that is named."""
    folded = flatten(text)
    best: Due | None = None
    for match in _TRIGGER.finditer(folded):
        mark = _DUE_ENDS.search(folded, match.end())
        stop = min(mark.start() if mark else len(folded), match.end() + 200)
        piece = folded[match.start() : stop]
        spans = [span for span in _spans(piece, year) if span.at <= 40]
        if (
            not spans
            or _is_reference(folded, match.start())
            or re.search(r"[\w][-/]$", folded[max(0, match.start() - 2) : match.start()])
        ):
            continue
        shown = squeeze(text[match.start() : match.start() + max(span.to for span in spans)])
        tail = folded[match.start() + spans[-1].to : match.start() + spans[-1].to + 20]
        if re.match(r"\s*(?:hang|moi)\s+(nam|quy|thang)", tail) or "cua thang cuoi" in piece:
            unit = re.search(r"(?:hang|moi)\s+(nam|quy|thang)", tail)
            every = _EVERY[unit[1]] if unit else "quarter"
            if every == "year":
                every = _TIMES_A_YEAR.get(len(spans), "year")
            shown = squeeze(text[match.start() : match.start() + spans[-1].to + (unit.end() if unit else 0)])
            return Due("recurring", None, None, every, shown)
        due = _bounded(piece, spans, shown)
        if best is None or (due.kind == "date" and best.kind != "date"):
            best = due
    if best:
        return best
    if each := _day_of_each(folded):
        at, to, every = each
        return Due("recurring", None, None, every, squeeze(text[at:to]))
    return _rhythm(text, folded)


_DAY_OF_EACH = re.compile(
    r"\b(?:truoc |vao |cham nhat )?(?:la )?(?:vao )?ngay (?:mung )?\d{1,2}\s+(?:(?:hang|moi"
    r"|cua moi) (?P<each>thang|quy|nam)"
    r"|(?:cua )?thang (?:(?:cuoi|dau|thu \w+|giua) (?:cua )?(?:(?:moi|hang) )?(?P<of>quy|nam|6 thang)?(?: sau"
    r"| truoc| tiep theo)?"
    r"|sau|lien ke|tiep theo))"
)


def _day_of_each(folded: str) -> tuple[int, int, str] | None:
    """ "trước ngày 20 của tháng cuối quý", "trước ngày 05 tháng sau": where it stands and how often it comes round."""
    match = _DAY_OF_EACH.search(folded)
    if not match:
        return None
    next_month = bool(re.search(r"thang (?:sau|lien ke|tiep theo)$", match.group()))
    unit = match["each"] or match["of"] or ("thang" if next_month else "quy")
    return match.start(), match.end(), _EVERY[unit]


def _rhythm(text: str, folded: str) -> Due | None:
    """ "Định kỳ hằng quý …", "Thường xuyên …" said of what the clause orders, not of a noun in it."""
    if always := re.match(r"\W*(?:chu dong,? )?(?:thuong xuyen|hang ngay)\b", folded):
        return Due("ongoing", None, None, None, squeeze(text[: always.end()]))
    for match in re.finditer(
        r"\b(?:dinh ky\s+(?:(?:hang|moi)\s+)?|hang\s+)(thang|quy|nam|6 thang)\b"
        r"|\b(?:0?(\d))\s*lan\s*/\s*(thang|quy|nam)\b",
        folded,
    ):
        unit = match[1] or match[3]
        if match[2] and unit == "nam":
            every = _TIMES_A_YEAR.get(int(match[2]), "year")
            return Due("recurring", None, None, every, squeeze(text[match.start() : match.end()]))
        nouns = _NOUN_BEFORE if unit == "nam" else _PAID
        if folded[match.start() :].startswith("hang") and nouns.search(folded[: match.start()]):
            continue
        return Due("recurring", None, None, _EVERY[unit], squeeze(text[match.start() : match.end()]))
    return None


def _is_reference(folded: str, at: int) -> bool:
    """Whether the words before speak of something that was ("kế hoạch ban hành trong năm 2024", "số liệu đến ngày")."""
    before = folded[max(0, at - 45) : at]
    if re.match(r"(?:trong (?:quy|thang|6)|truoc |xong|hoan thanh|cham nhat)", folded[at:]):
        before = re.sub(r"giai doan [\d -]*$", "", before)
    if folded.startswith("den", at) and re.search(r"\btinh\s*$", before):
        return True
    return bool(
        re.search(
            r"\btinh den\s*$|so voi[^,;.]*$|\btu\s*$|nhu(?:ng)? nam\s*$|so lieu\s*$"
            r"|giai doan [\d -]*$|co hieu luc(?: ke tu)?\s*$|quy hoach[^,;.]{0,40}$|tam nhin\s*$"
            r"|dinh huong\s*$|chien luoc[^,;.]*$",
            before,
        )
    )


def _every(folded: str) -> str | None:
    """The rhythm of a recurring deadline; "" for one that gives none; None for a deadline that does not recur."""
    match = _RECURRING.search(folded)
    if not match:
        return None
    unit = match[1] or match[2] or match[3]
    if match.group().startswith("theo") and unit == "nam":
        return None
    if not unit:
        following = re.search(r"\b(thang|quy|6 thang|nam)\b", folded[match.start() :])
        return _EVERY[following[1]] if following else ""
    if re.match(r"0?6\s*thang\s*/", folded[max(0, match.start() - 2) :].lstrip()):
        return "half"
    count = re.match(r"0?(\d)\s*lan\s*/\s*nam", match.group())
    if count and count[1] in "24":
        return {"2": "half", "4": "quarter"}[count[1]]
    return _EVERY[unit]


def _dated_first(folded: str, spans: list[_Span]) -> bool:
    """ "Tháng 12/2024 (theo kế hoạch hằng năm)": the date is the deadline. "Trước ngày 30/11 hằng năm": it recurs."""
    match = _RECURRING.search(folded)
    assert match
    return spans[0].to <= match.start() and folded[spans[0].to : match.start()].strip(" (,;") != "" and spans[0].sure


def _several_days(folded: str, spans: list[_Span]) -> str | None:
    """ "15/6 và 15/12/2026": days apart that each bring something; how often it comes round."""
    if len(spans) < 2 or any(span.kind != "date" for span in spans):
        return None
    joints = [re.sub(r"\([^)]*\)", "", folded[one.to : other.at]) for one, other in pairwise(spans)]
    if not all(re.fullmatch(r"\s*(?:,|;|va|&)\s*(?:truoc\s*)?(?:ngay\s*)?", joint) for joint in joints):
        return None
    apart = (spans[-1].start - spans[0].start).days / (len(spans) - 1)
    return "month" if 20 < apart <= 45 else "quarter" if 45 < apart <= 120 else "half" if 120 < apart < 250 else None


def _bounded(folded: str, spans: list[_Span], shown: str) -> Due:
    first, last = spans[0], spans[-1]
    if every := _several_days(folded, spans):
        return Due("recurring", None, last.end, every, shown, all(span.sure for span in spans))
    before = folded[: first.at]
    sure = all(span.sure for span in spans)
    if (len(spans) > 1 and first.start < last.start and first.kind != "year") or (
        len(spans) > 1 and first.kind == last.kind == "year"
    ):
        joint = folded[first.to : last.at]
        if (
            re.fullmatch(
                r"\s*(?:-|den|toi|va|,|;|den het|den ngay|den thang|den quy|→|>)*\s*(?:thang|quy|ngay|nam|het"
                r"|den)*\s*",
                joint,
            )
            or "den" in joint
            or ";" in joint
        ):
            return Due("range", first.start, last.end, None, shown, sure)
    if len(spans) == 1 and re.search(r"\btu\s*(?:ngay\s*)?$", before) and not re.search(r"\bden\b", folded[first.to :]):
        return Due("ongoing", first.start, None, None, shown, sure)
    main = first
    if main.kind == "year" and len(spans) > 1:
        main = next((span for span in spans if span.kind != "year"), first)
        before = folded[: main.at]
    if _STRICTLY_BEFORE.search(before) and main.kind in ("month", "quarter", "half"):
        return Due("date", None, main.start - timedelta(days=1), None, shown, sure)
    if _STRICTLY_BEFORE.search(before) and main.kind == "year":
        return Due("date", None, date(main.start.year - 1, 12, 31), None, shown, sure)
    if _BEFORE.search(before) and main.kind == "date":
        return Due("date", None, main.end, None, shown, sure)
    if _UNTIL.search(before):
        return Due(main.kind, None, main.end, None, shown, sure)
    return Due(main.kind, main.start, main.end, None, shown, sure)


def _spans(folded: str, year: int | None) -> list[_Span]:
    """Every stretch of time the text names, in order, none inside another."""
    named = _years_named(folded)
    spans: list[_Span] = []

    def add(match: re.Match[str], stretch: dates.Stretch | None, sure: bool = True) -> None:
        if stretch and not any(span.at < match.end() and match.start() < span.to for span in spans):
            spans.append(_Span(stretch.kind, stretch.start, stretch.end, match.start(), match.end(), sure))

    def year_for(match: re.Match[str], *groups: int) -> tuple[int | None, bool]:
        for group in groups:
            if match[group]:
                return int(match[group]), True
        later = [value for at, value in named if at >= match.end()]
        found = later[0] if later else (named[-1][1] if named else None)
        return (found, True) if found else (year, False)

    for match in _DAY.finditer(folded):
        if _NO_DAY.search(
            folded[max(0, match.start() - 12) : match.start()]
        ):  # "tháng 3 - 6/2026", "tuần 2 tháng 3/2026"
            continue
        if day := dates.date_of(match):
            add(match, dates.Stretch("date", day, day))
    for match in _HALF.finditer(folded):
        number, sure = year_for(match, 2)
        if number:
            add(match, dates.half(number, 1 if match[1] == "dau" else 2), sure)
    for match in _NINE.finditer(folded):
        number, sure = year_for(match, 1)
        if number:
            add(match, dates.Stretch("range", date(number, 1, 1), date(number, 9, 30)), sure)
    for match in _QUARTER.finditer(folded):
        number, sure = year_for(match, 2, 3)
        quarters = [dates.quarter_number(mark) for mark in re.findall(rf"\b{_Q}\b", match[1])]
        known = [mark for mark in quarters if mark]
        if number and known:
            low, high = dates.quarter(number, min(known)), dates.quarter(number, max(known))
            add(match, low if low == high else dates.Stretch("range", low.start, high.end), sure)
    for match in _MONTH.finditer(folded):
        number, sure = year_for(match, 2, 3)
        months = [int(mark) for mark in re.findall(r"\d{1,2}", match[1]) if 1 <= int(mark) <= 12]
        if number and months:
            low, high = dates.month(number, min(months)), dates.month(number, max(months))
            add(match, low if low == high else dates.Stretch("range", low.start, high.end), sure)
    for match in _SHORT_MONTH.finditer(folded):
        add(match, dates.month(int(match[2]), int(match[1])))
    for match in _DAY_NO_YEAR.finditer(folded):
        number, sure = year_for(match)
        day_text, month_text = match[1] or match[3], match[2] or match[4]
        found = dates.make_date(number, int(month_text), int(day_text)) if number else None
        if found:
            add(match, dates.Stretch("date", found, found), sure)
    for match in _YEARS.finditer(folded):
        low_year, high_year = int(match[1]), int(match[2])
        if low_year < high_year:
            add(match, dates.Stretch("range", date(low_year, 1, 1), date(high_year, 12, 31)))
    for match in _YEAR.finditer(folded):
        add(match, dates.year(int(match[1])))
    if not spans and year and (found_year := _THIS_YEAR.search(folded)):
        add(found_year, dates.year(year), sure=False)
    return sorted(spans, key=lambda span: span.at)


def _years_named(folded: str) -> list[tuple[int, int]]:
    return [(match.start(), int(match[1])) for match in re.finditer(r"(?<!\d)(20\d\d)(?!\d)", folded)]
