"""What stands around a document's body: number, date, place, issuer, kind, title, period, signer, recipients."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from caicach.core import dates
from caicach.core.text import flatten, fold, squeeze, uppercase_share
from caicach.intake.reading.citations import normal_number
from caicach.intake.reading.ending import read_ending, tidy_recipients
from caicach.intake.reading.lexicon import BODIES, CODE_KINDS, DUTIES, GOAL, KINDS, TARGETS, TASKS
from caicach.intake.reading.owners import comparable, is_damaged_text
from caicach.intake.reading.paragraphs import BULLETS, Grid, Para
from caicach.intake.reading.period import period_of
from caicach.intake.reading.sections import bare_heading
from caicach.intake.reading.structure import Piece

_NUMBER = re.compile(
    r"^\W*(?:S|s|8|\$)\S{0,4}?\s*[:.;]{0,2}\s*(?P<no>\d{0,5}[a-z]?(?:\.\d{1,2})?)\s*/\s*(?:(?P<yea"
    r"r>(?:19|20)\d\d)\s*/\s*)?(?P<code>[A-ZĐ][A-Za-zĐđ]{1,11}(?:\s?[-–_]\s?[A-ZĐ][A-Za-zĐđ&]"
    r"{1,12}){0,3})"
)
_PARTY_NUMBER = re.compile(
    r"^\W*[Ss]ố?\S{0,2}\s*[:.]?\s*(?P<no>\d{0,4})\s*[-–]\s*(?P<code>[A-ZĐ][A-Za-zĐđ]{1,6}/[A-ZĐ]"
    r"{2,6})"
)
_DATE = re.compile(r"ngay\s*(?P<day>\S{0,8}?)\s*thang\s*(?P<month>\S{0,4}?)\s*n[a-z]{1,3}m\s*(?P<yr>\d{4})")
_SLASHED_DATE = re.compile(r"ngay\s*(\d{1,2})\s*/\s*(\d{1,2})\s*/\s*(\d{4})\s*$")
_NATION = re.compile(r"(?:cong hoa xa h.*|c.ng hoa xa .*|cong hoa xa.*|d\Sc .{1,4}p\s*-\s*t\S.*|doc lap.*)$")
_TITLE_ENDS = re.compile(
    r"(?:can c[tứuưi]{1,2}\S? |can cu|thuc hien (?:nghi|quyet|chi|ke|chuong|cong van|luat|ket luan"
    r"|su chi dao)|trien khai thuc hien|trien khai (?:nghi|quyet|chi|ke|chuong)|kinh g[uứ]?\S*i"
    r"|thirc hin|nham |de (?:trien|thuc|tiep|kip|nang)"
    r"|trong (?:thoi|nhung|nam)|thoi gian qua|ngay \d|theo (?:de nghi|chi dao)|quyet dinh\s*:"
    r"|quyet nghi\s*:|dieu 1|phan (?:thu|i)\b|tiep tuc |xet )"
)
_ATTACHED = re.compile(r"\(?\s*(?:ban hanh\s+)?k[eè]m\s+theo|\(?\s*(?:trinh|phuc vu) ky hop|\(du thao")
_AUTHORITY = re.compile(
    r"^(?:uy ban nhan dan|chu tich|giam doc|hoi dong nhan dan|bo truong|thu tuong|chinh phu"
    r"|truong ban|chanh|cuc truong|tong giam doc|ban (?:thuong vu|chap hanh))\b"
)
_HEADINGS = frozenset((*TARGETS, *GOAL, *TASKS, *DUTIES, "muc dich", "yeu cau", "muc dich, yeu cau", "quan diem"))
_SESSION = re.compile(r"khoa [ivx\d]+\W+(?:nhiem ky [^,;]*\W+)?ky hop")
_KNOWN_PLACES = ("thanh pho", "tinh", "phuong", "xa", "dac khu", "thi tran", "quan", "huyen", "thi xa")


@dataclass(slots=True)
class Header:
    """The header fields of the contract, and the notes that reading them gave rise to (code, text, page, line)."""

    kind: str = "other"
    number: str | None = None
    issued_on: date | None = None
    place: str | None = None
    issuer: str | None = None
    title: str = ""
    first: int | None = None
    last: int | None = None
    signer: str | None = None
    recipients: list[str] = field(default_factory=list)
    notes: list[tuple[str, str, int, int]] = field(default_factory=list)
    own_year: int | None = None


def read_header(piece: Piece, before: Header | None) -> tuple[Header, list[Para | Grid]]:
    """The header of a document and what is left of its body. `before` is the document before it in the file, which
    an attached plan takes its date and place from when it has none."""
    header = Header()
    _read_top(piece.head, header)
    body = _read_title(piece, header)
    ending, body = read_ending(body)
    header.signer = ending.signer
    header.recipients.extend(ending.recipients)
    header.recipients = tidy_recipients(header.recipients)
    _settle_kind(piece, header)
    header.first, header.last = period_of(header.title, header.issued_on.year if header.issued_on else header.own_year)
    if header.issuer is None:
        header.issuer = _issuer_in_preamble(body) or _issuer_in_title(header.title)
    elif is_damaged_text() and header.issuer.startswith("Ủy ban") and _by_an_office(piece.head):
        header.issuer = _issuer_in_title(header.title) or header.issuer  # its own line was past recognition
    if header.issuer and header.place and (unit := _NAMELESS.search(flatten(header.issuer))):
        name = re.sub(r"^(?:P|X|TT|H|Q)\.\s*", "", header.place)
        header.issuer = f"{header.issuer[: unit.start()]}{_UNITS[unit[1]]} {name}"
    if header.issuer:
        header.issuer = _cased_as_written(header.issuer, header.title, body)
    attached = before is not None and header.number is None and not any(_number_of(para.raw) for para in piece.head)
    if attached and before is not None:
        header.notes = [note for note in header.notes if note[0] != "number_missing"]
        header.issuer = header.issuer or before.issuer
        header.own_year = header.own_year or before.own_year
        header.place = header.place or before.place
        header.issued_on = before.issued_on
        header.signer = header.signer or before.signer
    return header, body


_UNITS = {"phuong": "phường", "xa": "xã", "dac khu": "đặc khu"}
_NAMELESS = re.compile(r"(?<=uy ban nhan dan )(phuong|xa|dac khu)$")
"""A ward's committee that names itself without its ward: the place of issue is its name."""
_OFFICE_CODE = re.compile(r"/\s*[A-ZĐ][A-Za-zĐ]{0,4}\s*[-–_]\s*(?!UBND|U[A-Z]ND|HĐND|HDND|TU\b)[A-ZĐ]{2,8}\b")


def _by_an_office(head: list[Para]) -> bool:
    """Whether the number's code is that of an office, not of a people's committee ("…/KH-SVHTT")."""
    return any(_OFFICE_CODE.search(para.raw) for para in head)


def _read_top(head: list[Para], header: Header) -> None:
    left: list[str] = []
    numbered = False
    for para in head:
        raw = para.raw
        if not numbered and (found := _number_of(raw)):
            numbered = True
            number, rest = found
            header.number = number
            if number is None:
                header.notes.append(("number_blank", "Văn bản chưa có số.", para.page, para.line))
            _read_place(rest, header, para)
            continue
        folded = flatten(raw)
        nation = _NATION.search(folded)
        if _DATE.search(folded) or _SLASHED_DATE.search(folded):
            _read_place(raw, header, para)
            continue
        if folded.startswith("kinh g") or (header.title and para.kind in BULLETS and folded.startswith("-")):
            continue
        if folded.startswith("v/v"):
            header.title = f"{header.title} {raw}".strip()
            continue
        if header.title and uppercase_share(raw) < 0.5:
            continue
        text = raw[: nation.start()].strip() if nation else raw
        text = re.split(r"\s[-–_\\/ ]{3,}$", text)[0].strip(" -–_*\\/|.!")
        if (text and uppercase_share(text) > 0.75 and sum(char.isalpha() for char in text) > 3 and not numbered) or (
            text
            and uppercase_share(text) > 0.75
            and flatten(text).startswith((*_KNOWN_PLACES, "uy ban", "so "))
            and len(left) < 3
        ):
            left.append(text)
    header.issuer = _issuer(left, head)
    addressees = _addressees(head)
    header.recipients.extend(addressees)
    if not numbered and head:
        header.notes.append(("number_missing", "Không thấy số, ký hiệu của văn bản.", head[0].page, head[0].line))


def _number_of(raw: str) -> tuple[str | None, str] | None:
    for pattern in (_NUMBER, _PARTY_NUMBER):
        match = pattern.match(raw)
        if match:
            digits = match["no"]
            rest = raw[match.end() :]
            if not digits:
                return None, rest
            if pattern is _PARTY_NUMBER:
                return f"{digits}-{match['code']}", rest
            return normal_number(digits, match["code"], match["year"]), rest
    return None


def _read_place(text: str, header: Header, para: Para) -> None:
    folded = flatten(text)
    match = _DATE.search(folded)
    if not match:
        if slashed := _SLASHED_DATE.search(folded):
            header.issued_on = dates.make_date(int(slashed[3]), int(slashed[2]), int(slashed[1]))
            header.place = text[: slashed.start()].strip(" ,.-") or header.place
        return
    header.own_year = int(match["yr"])
    place = squeeze(text[: match.start()]).strip(" ,.-*_|;'\"")
    place = re.sub(r"^.*(?:[-–_]{2,}|\|)\s*|^.*/\s?[A-ZĐ]\w{0,4}\s?[-–_]\s?[A-ZĐ]{2,8}\s+", "", place)
    if place and len(place) < 40:
        header.place = place
    day, month = match["day"], match["month"]
    if day.isdigit() and month.isdigit():
        header.issued_on = dates.make_date(int(match["yr"]), int(month), int(day))
        if header.issued_on:
            return
    blank = not re.search(r"\w", day + month) or not day or not month
    code, words = (
        ("date_blank", "Văn bản chưa ghi đủ ngày, tháng.")
        if blank
        else ("date_unread", f"Không đọc được ngày ban hành: “{squeeze(text)}”.")
    )
    header.notes.append((code, words, para.page, para.line))


def _addressees(head: list[Para]) -> list[str]:
    found: list[str] = []
    listing = False
    for para in head:
        if re.match(r"\W*kinh g\S{1,3}i\s*:?", para.folded) and para.kind == "para":
            listing = True
            rest = re.sub(r"^\W*\w+\s+\w+\s*:?\s*", "", para.text)
            found.extend(part.strip(" .;-") for part in re.split(r";\s*|\s-\s(?=[A-ZĐ])", rest) if part.strip(" .;-"))
        elif listing and para.kind in ("dash", "plus", "star"):
            found.append(para.text.strip(" .;"))
        elif listing:
            break
    return found


def _issuer(left: list[str], head: list[Para]) -> str | None:
    """The body in the left column; the parent's line above it only lends its locality."""
    lines: list[str] = []
    for text in left:
        folded = flatten(text)
        if lines and (folded.startswith(_KNOWN_PLACES) or not _starts_unit(folded)):
            lines[-1] = f"{lines[-1]} {text}"
        else:
            lines.append(text)
    if not lines:
        return None
    names = [_proper_case(line) for line in lines]
    issuer = names[-1]
    if len(names) > 1 and flatten(issuer) in ("van phong", "thanh tra"):
        above = names[-2].replace("Ủy ban nhân dân", "UBND")
        return f"{issuer} {above}" if flatten(issuer) == "van phong" else f"{issuer} {above.removeprefix('UBND ')}"
    if len(names) == 1 or re.search(r"\b(?:thành phố|tỉnh|phường|xã|đặc khu|quận|huyện)\s+[A-ZĐÀ-Ỹ]", issuer):
        return issuer
    place = re.search(r"\b(thành phố|tỉnh|phường|xã|đặc khu|quận|huyện|thị xã|thị trấn)\s+(.+)$", names[-2])
    if not place:
        return issuer
    return f"{issuer} {place[2]}" if place[1] == "thành phố" else f"{issuer} {place.group()}"


_ISSUES = re.compile(
    r"\b((?:uy ban nhan dan|ubnd|so|bo|ban|van phong)\s[^,.;:]{2,70}?)\s+(?:ban hanh|xay dung"
    r"|de ra)\s+(?:ke hoach|chuong trinh|chi thi)"
)


def _issuer_in_preamble(body: list[Para | Grid]) -> str | None:
    """ "…, UBND phường X ban hành Kế hoạch …": who issues, where the heading does not say."""
    for item in body[:12]:
        if not isinstance(item, Para) or item.label:
            continue
        found = list(_ISSUES.finditer(item.folded))
        if found:
            name = item.text[found[-1].start(1) : found[-1].end(1)]
            return re.sub(r"^UBND\b", "Ủy ban nhân dân", name[:1].upper() + name[1:])
    return None


_ITS = re.compile(
    r"\bcua\s+((?:uy ban nhan dan|ubnd|so|bo|ban|van phong|phong|cuc|trung tam)\s.+?)(?=\s+(?:nam|giai doan|quy"
    r"|thang)\s|$)"
)


def _issuer_in_title(title: str) -> str | None:
    """ "… NĂM 2026 CỦA SỞ TÀI CHÍNH": whose plan it is, where nothing else says so."""
    found = _ITS.search(flatten(title))
    if not found or len(found[1]) > 90:
        return None
    name = title[found.start(1) : found.end(1)].strip(" .,")
    return _proper_case(name) if uppercase_share(name) > 0.8 else re.sub(r"^UBND\b", "Ủy ban nhân dân", name)


def _cased_as_written(name: str, title: str, body: list[Para | Grid]) -> str:
    """The name with the capitals that the document itself gives it in running text, where it names itself in full:
    a heading in capitals does not tell which words of "Trung tâm Kiểm soát bệnh tật" are capital."""
    known = comparable(name)
    councils = ("ủy ban nhân dân", "hội đồng nhân dân")
    if known.startswith(councils) or any(comparable(body_name) == known for body_name in BODIES):
        return name
    texts = [title, *(item.text for item in body if isinstance(item, Para))]
    shadows = [comparable(text) for text in texts]
    words = known.split(" ")
    for count in range(len(words), 2, -1):  # the whole name, else how it begins ("Ban Chỉ đạo")
        begin = " ".join(words[:count])
        for text, shadow in zip(texts, shadows, strict=True):
            place = shadow.find(begin)
            found = text[place : place + len(begin)]
            if place >= 0 and uppercase_share(found) < 0.6:
                return found[:1].upper() + found[1:] + name[len(begin) :]
    return name


def _starts_unit(folded: str) -> bool:
    return folded.startswith(
        (
            "uy ban",
            "ubnd",
            "so ",
            "bo ",
            "hoi dong",
            "hdnd",
            "thanh uy",
            "tinh uy",
            "dang uy",
            "dang bo",
            "ban ",
            "van phong",
            "phong ",
            "cuc ",
            "chi cuc",
            "tong cuc",
            "trung tam",
            "thanh tra",
            "cong an",
            "truong ",
            "vien ",
            "benh vien",
            "chinh phu",
            "thu tuong",
            "s(",
            "hoc vien",
            "bao hiem",
            "kho bac",
            "quoc hoi",
        )
    )


def _proper_case(text: str) -> str:
    """A name set in capitals as it is written in running text: "ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI" →
    "Ủy ban nhân dân thành phố Hà Nội"."""
    text = squeeze(text)
    folded = fold(text)
    if folded.startswith("ubnd "):
        text, folded = "ỦY BAN NHÂN DÂN" + text[4:], "uy ban nhan dan" + folded[4:]
    if folded.startswith("hdnd "):
        text, folded = "HỘI ĐỒNG NHÂN DÂN" + text[4:], "hoi dong nhan dan" + folded[4:]
    for name in BODIES:
        key = fold(name).replace(",", "")
        if folded.replace(",", "").startswith(key) and folded.replace(",", "")[len(key) :][:1] in ("", " "):
            rest = text[len(name) :].strip() if len(fold(name)) == len(folded[: len(fold(name))]) else ""
            return f"{name} {_placed(rest)}".strip() if rest else name
    if folded.startswith("uy ban nhan dan"):
        return f"Ủy ban nhân dân {_placed(text[15:].strip())}".strip()
    if folded.startswith("hoi dong nhan dan"):
        return f"Hội đồng nhân dân {_placed(text[17:].strip())}".strip()
    lowered = text.lower()
    return _placed(lowered[:1].upper() + lowered[1:]) if lowered else ""


def _placed(text: str) -> str:
    """The words after "thành phố", "tỉnh" and the like as proper names."""
    if not text:
        return ""
    lowered = text.lower()
    match = re.search(
        r"\b(thành phố|thanh pho|thanh phd|tỉnh|tinh|phường|xã|đặc khu|thị trấn|quận|huyện"
        r"|thị xã)\s+(.+)$",
        lowered,
    )
    if not match:
        return text if not text.isupper() else text.title()
    return (
        (text[: match.start()] if not text.isupper() else lowered[: match.start()])
        + match[1]
        + " "
        + " ".join(word[:1].upper() + word[1:] for word in match[2].split())
    )


def _read_title(piece: Piece, header: Header) -> list[Para | Grid]:
    """Take the title's lines off the body."""
    body = list(piece.body)
    lines: list[str] = []
    taken: Para | None = None
    if not piece.kind_word:
        header.title = squeeze(header.title) or ""
        return body
    while body:
        item = body[0]
        if not isinstance(item, Para):
            break
        folded = item.folded
        if (item.label and item.kind not in ("dash",)) or len(lines) >= 8:
            break
        cut = _ATTACHED.search(folded)
        if cut:
            kept = item.text[: cut.start()].strip(" (")
            if kept and not item.text.startswith("("):
                lines.append(kept)
            body.pop(0)
            if "(" not in item.text or item.text.rstrip().endswith(")"):
                continue
            while body and isinstance(body[0], Para) and body[0].kind == "para" and len(body[0].text) < 200:
                closing = body.pop(0)
                if isinstance(closing, Para) and closing.text.rstrip().endswith(")"):
                    break
            continue
        if not any(char.isalpha() for char in folded):
            body.pop(0)
            continue
        if _AUTHORITY.match(folded) and uppercase_share(item.text) > 0.8 and lines:
            break
        if (_TITLE_ENDS.match(folded) and lines) or item.kind == "dash":
            break
        if (lines and _begins_body(item, taken)) or (not lines and folded.startswith("can cu ")):
            break
        lines.append(item.text)
        taken = item
        body.pop(0)
        if len(" ".join(lines)) > 500:
            break
    header.title = squeeze(" ".join(lines)).strip(" *_")
    while (
        body
        and isinstance(body[0], Para)
        and (_AUTHORITY.match(body[0].folded) or _SESSION.match(body[0].folded))
        and uppercase_share(body[0].text) > 0.8
    ):
        authority = body.pop(0)
        if isinstance(authority, Para) and re.search(r"\bdien\s*:?$", authority.folded):
            while body and isinstance(addressee := body[0], Para) and addressee.kind in ("dash", "plus", "star"):
                header.recipients.append(addressee.text.strip(" .;"))
                body.pop(0)
        if header.issuer is None and isinstance(authority, Para):
            name = re.sub(r"^(?:CHỦ TỊCH|GIÁM ĐỐC)\s+|\s+điện\s*:?$", "", authority.text)
            header.issuer = _proper_case(name)
    addressed = _addressees([item for item in body[:12] if isinstance(item, Para)])
    if addressed:
        header.recipients.extend(addressed)
        body = [
            item for item in body if not (isinstance(item, Para) and re.match(r"\W*kinh g\S{1,3}i\s*:?", item.folded))
        ]
    return body


def _begins_body(para: Para, title: Para | None) -> bool:
    """Whether a line below the title is the first of the body: it is set otherwise than the title, or it is
    a sentence, which titles are not."""
    if title is None or len(para.text) > 330 or bare_heading(para.text) in _HEADINGS:
        return True
    if (title.bold and not para.bold) or (title.centered and not para.centered):
        return True
    if title.text[-1:] in ".:;" or re.search(r"[.;:]\s+[A-ZĐÀ-Ỹ]", para.text):
        return True
    if para.text[-1:] in ".;:":
        return not (para.text[:1].islower() and len(para.text) < 150) and len(para.text.split()) > 5
    return para.blank_before and len(para.text) > 160 and uppercase_share(para.text) < 0.5


def _settle_kind(piece: Piece, header: Header) -> None:
    if piece.kind_word:
        header.kind = KINDS[piece.kind_word]
        return
    code = ""
    for para in piece.head:
        if match := _NUMBER.match(para.raw):
            code = flatten(match["code"]).replace("_", "-").split("-")[0]
            break
    if code in CODE_KINDS:
        header.kind = CODE_KINDS[code]
    elif code or header.title.lower().startswith("v/v"):
        header.kind = "letter"
