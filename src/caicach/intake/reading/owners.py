"""Bodies as a document names them: lists of bodies, the body a clause begins with, who leads and who supports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from caicach.core.text import flatten, squeeze
from caicach.intake.reading.lexicon import BODIES, BODY_HEADS, NOT_BODIES, VERBS


@cache
def _no_body() -> re.Pattern[str]:
    """What begins like a body and is none."""
    return re.compile(r"(?:" + "|".join(sorted(NOT_BODIES, key=len, reverse=True)) + r")\b")


@cache
def _head() -> re.Pattern[str]:
    """What the name of a body begins with."""
    return re.compile(
        r"(?:(?:cac|toan the|tat ca|mot so)\s+)*(?:"
        + "|".join(sorted(set(BODY_HEADS) - {"cac"}, key=len, reverse=True))
        + r")(?:\b|(?=[A-Z]))"
    )


@cache
def _bare() -> re.Pattern[str]:
    """A noun for bodies without a name of its own."""
    return re.compile(
        r"(?:(?:cac|toan the|tat ca|cap)\s+)*(?:so|ban|nganh|phong|xa|phuong|thi tran|dac khu|quan"
        r"|huyen|thi xa|don vi|co quan|to chuc|doan the"
        r"|dia phuong|doanh nghiep|ca nhan|thanh pho|tinh|bo|cuc|vu|khoa|linh vuc|truong|trung tam|hoi|ngành|vien"
        r"|can bo|cong chuc|nguoi dan|to chuc xa hoi)"
        r"(?=$|\s(?:cua|thuoc|truc thuoc|co lien quan|lien quan|chuyen mon|tren dia ban|su nghiep|cap"
        r"|khac|tinh|thanh pho|truc|quan ly|theo|duoc|nganh|co|dong|trung uong|trong|va)\b)"
    )


_SEPARATOR = re.compile(r"\s*(?:;|,|\n|(?<=\s)(?:và|cùng|cùng với|&)(?=\s)|(?<=[\wÀ-ỹ])/(?=\s?[A-ZÀ-ỸĐ][a-zà-ỹ]))\s*")
_GLUED = re.compile(
    r"(?<=[\wÀ-ỹ)])\s+(?=(?:Sở|UBND|Các sở|Các Sở|Công an|Thanh tra|Văn phòng|Trung tâm"
    r"|Ban Quản lý|Phòng)\s+[A-ZĐÀ-Ỹc])"
)
_TAKES_NAME = re.compile(
    r"(?:giam doc|lanh dao|chanh|truong|pho|thuoc|cua|truc thuoc|nganh|cac|van phong|thanh tra"
    r"|thu truong|chu tich|va|cung|voi|so|phong|tai|mot so|dia ban|thuong truc|ban chi dao|phuc vu"
    r"|dv|cap|bo phan|doc|qua|giua)$"
)
_LABEL_LEFT = re.compile(r"^(?:[-–+•*]|\d{1,2}[.)]|[a-zđ]\)|\(\d+\))\s*")
_TRIM_START = re.compile(
    r"^(?:trach nhi\w+ (?:cu the |th\w+ h\w+ |to chuc thuc hien )?(?:c[uitl]\w{0,2}a )?"
    r"|dong chi |d/c |cac dong chi |nhiem vu (?:cu the )?cua |de nghi |kinh de nghi |yeu cau |doi voi |giao (?:cho )?"
    r"|phan cong |la |va |cung voi |cung |voi |do |boi |(?:uy ban nhan dan|ubnd|chu tich ubnd"
    r"|hdnd)[\w ]{0,25}? (?:yeu cau|giao|de nghi) )"
)
_TRIM_END = re.compile(
    r"(?:\s*[:.;,]+|\s+co trach nhiem|\s+chu tri|\s+chiu trach nhiem|,?\s+la (?:co quan|don vi|dau moi"
    r"|bo phan)\b[^.;:]{0,80}|\s+duoc (?:giao|phan cong)|\s+0\d(?:\s+(?:chuyen de|noi dung|nhiem vu))?)+$"
)
_CARRYING_OUT = re.compile(r"to ch\S{1,4} th\S{1,4} h\S+$|to ch\S{1,4} tri\S+ khai")
_SAME = frozenset({"nt", "-nt-", "nhu tren", "-", "//", '"', "''", "‟", "như trên"})
_GENERIC = re.compile(
    r"^(?:cua )?(?:mot so|cac) (?:co quan|don vi|so|nganh)(?:,? (?:co quan|don vi|so|ban|nganh"
    r"|dia phuong))*$"
)
_SUPPORT = re.compile(r"\bphoi hop(?: chat che)?(?: cung)?(?: voi| cung|,)?\s+(?:voi\s+)?")
_ASSIGN = re.compile(r"(?:^|[.;:(]\s*|,\s*)(giao|phan cong)\s+(?:cho\s+)?")


def is_same_mark(text: str) -> bool:
    """Whether a cell says "as above"."""
    return flatten(text.strip(" .")) in _SAME and bool(text.strip())


@cache
def _verb_pattern(marked: bool) -> re.Pattern[str]:
    """A verb after a space, in text with its marks or in folded text."""
    words = {comparable(verb) if marked else flatten(verb) for verb in VERBS}
    return re.compile(r"\s(?:" + "|".join(sorted(words, key=len, reverse=True)) + r")(?![\wà-ỹ])")


def comparable(text: str) -> str:
    """Lower case with the tone where the new spelling puts it, character for character ("uỷ" → "ủy", "hoá" → "hóa")."""
    return _OLD_TONE.sub(_moved, text).lower()


_OLD_TONE = re.compile(
    r"[oO][àáảãạÀÁẢÃẠ](?![\wà-ỹÀ-Ỹ])|[oO][èéẻẽẹ](?![\wà-ỹÀ-Ỹ])"
    r"|(?<![qQ])[uU][ỳýỷỹỵỲÝỶỸỴ](?![\wà-ỹÀ-Ỹ])"
)
_TONED = {"a": "àáảãạ", "o": "òóỏõọ", "e": "èéẻẽẹ", "u": "ùúủũụ", "y": "ỳýỷỹỵ"}


def _moved(match: re.Match[str]) -> str:
    pair = match.group().lower()
    first, second = pair[0], pair[1]
    for base, toned in _TONED.items():
        if second in toned:
            return _TONED[first][toned.index(second)] + base
    return match.group()


def starts_body(text: str) -> bool:
    """Whether a text begins with the name of a body."""
    folded = flatten(text)
    match = _head().match(folded)
    if not match or _no_body().match(folded):
        return False
    if text[:2].lower() in ("số", "sơ", "hộ", "tổ") and not folded.startswith(
        ("to cong tac", "to dan pho", "to chuc", "to truong", "to ")
    ):
        return False
    head = text[: match.end()]
    first = text[:1]
    return first.isupper() or head.split(" ")[0].lower() in ("các", "toàn", "tất", "một") or len(folded) > match.end()


def split_bodies(text: str) -> list[str]:
    """The bodies a text lists, each as the text names it: "Các Sở, ban, ngành; UBND các xã, phường và Sở Nội vụ"
    → three. A list that only goes on with bare nouns ("sở, ban, ngành") stays one body."""
    text = _LABEL_LEFT.sub("", squeeze_lines(text))
    pieces: list[tuple[str, str]] = []
    for segment, separator in _segments(text):
        if bare := _LABEL_LEFT.sub("", segment).strip(" .:;,"):
            pieces.append((bare, separator))
    bodies: list[str] = []
    for piece, separator in pieces:
        if bodies and not _opens_body(piece, bodies[-1], separator):
            joint = separator if separator in (" và ", " cùng ", "/") else ", "
            bodies[-1] = f"{bodies[-1]}{joint}{piece}"
        else:
            bodies.append(piece)
    found = [tidy_body(part) for body in bodies for part in _unglue(body)]
    return list(dict.fromkeys(body for body in found if body))


def squeeze_lines(text: str) -> str:
    """Single spaces, but line breaks kept: each line of a cell may name a body."""
    lines = [squeeze(line) for line in text.split("\n")]
    joined = ""
    for line in filter(None, lines):
        fresh = (
            bool(_LABEL_LEFT.match(line))
            or line.startswith(("Đ/c ", "Đồng chí ", "Ông ", "Bà "))
            or (starts_body(line) and line[:1].isupper())
        )
        joined += ("\n" if fresh and joined and not _TAKES_NAME.search(flatten(joined.strip())) else " ") + line
    return joined.strip()


_OFFICE_OF_BOTH = re.compile(r"(?<=HĐND)(?: và|,| -)(?= UBND)|(?<=Hội đồng nhân dân) và(?= Ủy ban nhân dân)")


def _segments(text: str) -> list[tuple[str, str]]:
    """The text cut at separators outside brackets, each piece with the separator before it."""
    depth = 0
    blanked = []
    for char in text:
        depth += (char == "(") - (char == ")")
        blanked.append("_" if depth > 0 else char)
    shadow = "".join(blanked)
    if shadow.startswith(("Văn phòng", "VP", "Chánh", "Thường trực", "Lãnh đạo")) or " Văn phòng HĐND" in shadow:
        shadow = _OFFICE_OF_BOTH.sub(lambda match: "_" * len(match.group()), shadow)
    cuts: list[tuple[str, str]] = []
    last, separator = 0, ""
    for match in _SEPARATOR.finditer(shadow):
        cuts.append((text[last : match.start()], separator))
        mark = match.group().strip()
        separator = f" {mark} " if mark[:1].isalpha() else mark or "\n"
        last = match.end()
    cuts.append((text[last:], separator))
    return [(piece, mark) for piece, mark in cuts if piece.strip()]


def _unglue(segment: str) -> list[str]:
    """ "Sở Khoa học và Công nghệ Sở Công Thương": two names with the comma lost."""
    parts: list[str] = []
    last = 0
    for match in _GLUED.finditer(segment):
        before = segment[last : match.start()]
        if not _TAKES_NAME.search(flatten(before)) and _head().match(flatten(before.strip())) and "(" not in before:
            parts.append(before)
            last = match.end()
    parts.append(segment[last:])
    return parts


def _opens_body(piece: str, before: str, separator: str) -> bool:
    folded = flatten(piece)
    if separator == " và " and flatten(before) in ("bao", "hdnd", "dang uy", "dai") and piece[:1].isupper():
        return False  # "Báo và Đài Phát thanh tỉnh"
    if (bare := _bare().match(folded)) and (
        piece[:1].islower()
        or bare.end() == len(folded)
        or re.match(r"\s(?:co|thuoc|truc thuoc|lien quan|khac)\b", folded[bare.end() :])
    ):
        many = folded.startswith("cac ")
        if separator in (";", "\n"):
            return True
        return many and (not re.search(r"(?:^|\s)cac \w+$", flatten(before)) or not re.match(r"cac \w+$", folded))
    if not _head().match(folded):
        return separator in (";", "\n") and len(folded) > 3
    if piece[:1].islower() and not folded.startswith(("cac ", "toan the", "tat ca")):
        return not _list_open(before) and separator in (";", "\n")
    return True


def _list_open(before: str) -> bool:
    """Whether a body is a list of bare nouns that may go on ("các sở", "UBND các xã", "Thủ trưởng các phòng")."""
    return bool(
        re.search(
            r"\b(?:cac|so|ban|nganh|phuong|xa|quan|huyen|thi xa|don vi|co quan|dia phuong|to chuc|phong"
            r"|doanh nghiep|truong|ca nhan|bo)$",
            flatten(before),
        )
    ) or bool(re.search(r"\bcac\b", flatten(before)))


def tidy_body(text: str) -> str:
    """The name without "Trách nhiệm của", "Đề nghị", "Giao" before it and "có trách nhiệm:" after it."""
    text = squeeze(text).strip(" .:;,-–+")
    while match := _TRIM_START.match(flatten(text)):
        text = text[match.end() :]
    if match := _TRIM_END.search(flatten(text)):
        text = text[: match.start()]
    if text.count("(") != text.count(")"):
        text = text.strip("()") if text.startswith("(") or text.endswith(")") else text
    return restored(text.strip(" .:;,"))


def names_bodies(text: str, *, generic: bool = False) -> list[str]:
    """The bodies a heading consists of; [] when the heading says anything else. `generic` lets "các cơ quan, đơn vị"
    count, which as a heading names nobody and as a subject names everybody."""
    bare = squeeze(text).strip(" .:;")
    folded = flatten(bare)
    while match := _TRIM_START.match(folded):
        bare, folded = bare[match.end() :], folded[match.end() :]
    if not bare or len(bare) > 420 or _CARRYING_OUT.match(folded):
        return []
    if not starts_body(bare):
        return [name for name in split_bodies(bare) if name in BODIES] if _DAMAGED.get() and len(bare) < 120 else []
    outside = re.sub(r"\([^)]*\)", "", bare)
    if _first_verb(outside) is not None:
        tail = flatten(outside)
        if not _TRIM_END.search(tail):
            return []
    if _GENERIC.match(folded) and not generic:
        return []
    return split_bodies(bare)


_NOUN_AHEAD = re.compile(
    r"(?:\b(?:cong|doc|nha|nganh|linh vuc|chuc nang|co quan|don vi|nguoi|phong|khu|doi|cap|nguon"
    r"|ban|vien|hoc|theo|truc|bao))$"
)


_LEVELS = re.compile(
    r"\s(?:xa|tinh|huyen|so|phuong|tren|duoi|uy|trung uong|co so|co tham quyen|minh|phong|thanh pho|thon)\b"
)


def _first_verb(text: str) -> re.Match[str] | None:
    """The first ordering verb in small letters after the first word ("Sở Xây dựng" holds none, "đơn vị sự nghiệp công
    lập" neither)."""
    damaged = _DAMAGED.get()
    shadow = flatten(text) if damaged else comparable(text)
    inside = _known_ahead(shadow.strip()) if damaged else 0
    for match in _verb_pattern(not damaged).finditer(shadow):
        if match.start() < inside:
            continue
        word = text[match.start() + 1 : match.end()]
        if not word[:1].islower() or not re.sub(r"\([^)]*\)?", "", text[match.end() :]).strip(" .:;,)"):
            continue
        before = flatten(text[: match.start()])
        if (
            _NOUN_AHEAD.search(before)
            and not before.endswith(("truong phong", "thuong truc"))
            and flatten(word)
            in (
                "lap",
                "cung cap",
                "dau tu",
                "quan ly",
                "giao",
                "phan cong",
                "to chuc",
                "thuc hien",
                "phat trien",
                "bao cao",
                "cong nhan",
                "chuyen",
                "cap",
                "kiem tra",
                "thanh tra",
                "tham muu",
                "phuc vu",
                "lam",
                "thu",
                "dieu hanh",
                "dao tao",
                "truyen thong",
                "quy dinh",
                "chi dao",
                "tuyen truyen",
            )
        ):
            continue
        if before.endswith(",") and flatten(word) == "to chuc":
            continue
        if flatten(word) == "cap" and _LEVELS.match(flatten(text[match.end() :])):  # "UBND cấp xã"
            continue
        if before.endswith((" duoc", " bi", " da")):  # "các đơn vị được kiểm tra"
            continue
        if flatten(word) == "quan ly" and before.endswith(("ban", "khu", "chuc nang", "pham vi", "linh vuc")):
            continue
        return match
    return None


def split_subject(text: str) -> tuple[list[str], str]:
    """The bodies a clause begins with and the rest: "Giao Sở Nội vụ chủ trì …", "Sở Tài chính: …"; ([], text) else."""
    folded = flatten(text)
    start = 0
    if topic := re.match(r"ve [\w ,]{3,60}:\s*", folded):  # "Về kinh phí: Sở Tài chính thẩm định …"
        start = topic.end()
    while match := _TRIM_START.match(folded[start:]):
        start += match.end()
    bare = text[start:]
    if not starts_body(bare) or (bare[:1].islower() and start == 0) or folded.startswith("la "):
        return [], text
    colon = _colon(bare)
    verb = _first_verb(bare)
    if colon is not None and (verb is None or colon < verb.start() or verb.start() < 3):
        bodies = names_bodies(bare[:colon])
        rest = bare[colon + 1 :].strip()
        return (bodies, rest) if bodies and rest else ([], text)
    if verb is None or verb.start() > 400:
        return [], text
    subject = bare[: verb.start()].strip(" ,")
    if re.search(r"[.;:]", re.sub(r"\([^)]*\)", "", subject).rstrip(".")):
        subject_parts = re.split(r"[.:]", subject)
        if len(subject_parts) > 1:
            return [], text
    bodies = names_bodies(subject, generic=not subject[:1].islower())
    rest = bare[verb.start() :].strip()
    if match := re.match(
        r"(?:co trach nhiem|chiu trach nhiem)\s*:?\s*(?!truoc |ve |trong |toan dien|neu |khi |ca nhan|thi hanh"
        r"|lien doi)(?=\w)",
        flatten(rest),
    ):
        rest = rest[match.end() :]
    return (bodies, rest) if bodies else ([], text)


def _colon(text: str) -> int | None:
    depth = 0
    for place, char in enumerate(text[:430]):
        depth += (char == "(") - (char == ")")
        if char == ":" and depth == 0:
            return place
    return None


def supports_in(text: str) -> list[str]:
    """The bodies after "phối hợp với" in a clause; the list ends at the next ordering verb."""
    folded = flatten(text)
    match = _SUPPORT.search(folded)
    if not match:
        return []
    rest = text[match.end() :]
    if not starts_body(rest):
        return []
    stop = len(rest)
    if verb := _first_verb(f" {rest}"):
        stop = min(stop, max(verb.start() - 1, 0))
    for pattern in (r"[.;:)]", r"\s(?:để|nhằm|trong việc|trong|khi|về|giúp|có giải pháp)\s"):
        if found := re.search(pattern, re.sub(r"\([^)]*\)", lambda m: "_" * len(m.group()), rest)):
            stop = min(stop, found.start())
    listed = re.sub(r"\s+(?:tổ chức )?(?:thực hiện|triển khai)$", "", rest[:stop].strip(" ,"))
    return split_bodies(listed) if 1 < len(listed) < 400 else []


_LONGEST_LIST = 420
"""How long a list of bodies gets at most."""


def assigned_in(text: str) -> list[str]:
    """The body that a clause gives the lead to: "giao Sở X chủ trì", "(Sở Y chủ trì)", "do Sở Z chủ trì"."""
    folded = flatten(text)
    for match in re.finditer(r"\bchu tri\b", folded):
        before = text[: match.start()].rstrip(" ,")
        opened = max(before.rfind(mark) for mark in "(.;:")
        candidate = before[max(opened + 1, len(before) - _LONGEST_LIST) :].strip()
        if found := re.search(r"(?:^|.*\s)(?:giao|do|phan cong)\s+(?:cho\s+)?(?=\S)", flatten(candidate)):
            candidate = candidate[found.end() :]
        elif opened < 0 or before[opened] != "(":
            continue
        bodies = names_bodies(candidate)
        if bodies:
            return bodies
    if assigned := _ASSIGN.search(folded):
        bodies, _ = split_subject(text[assigned.end() :])
        return bodies
    return []


_SUPPORT_LIST_END = re.compile(r"[;.]|,?\s+(?:thực hiện|hoàn thành|xong)\b|,\s+(?=trước|trong|thời gian)")
_NAMED = re.compile(
    r"^(?P<who>.{3,200}?)\s+(?P<part>chu tri(?: thuc hien| tham muu)?|chiu trach nhiem(?: chinh)?|phu trach|dau moi"
    r"|tham muu|thuc hien|phoi hop(?: thuc hien)?)"
    r"(?=\s*$|\s*[,;.]|\s+(?:va\s|hoan thanh|xong|truoc|trong|tu|den|thuong xuyen|hang|dinh ky|phoi hop))"
)


def named_after(text: str) -> tuple[list[str], list[str], str]:
    """Who leads and who supports by a clause of its own kind, "Sở A chủ trì, Sở B, Sở C phối hợp, trong Quý II":
    the two lists and what is left; two empty lists where the clause says anything else."""
    leads: list[str] = []
    supports: list[str] = []
    rest = text
    for _ in range(3):
        bare = re.sub(r"^(?:giao |do )", "", rest.strip(" ,;"), flags=re.IGNORECASE)
        if leads and not supports and _SUPPORT.match(flatten(bare)):
            supports = supports_in(bare)
            with_them = _SUPPORT_LIST_END.search(bare)
            rest = bare[with_them.start() :] if with_them else ""
            continue
        match = _NAMED.match(flatten(bare))
        if not match:
            break
        bodies = names_bodies(bare[: match.end("who")])
        if not bodies:
            break
        if match["part"].startswith("phoi hop"):
            supports = supports or bodies
        else:
            leads = leads or bodies
        rest = bare[match.end() :]
    return leads, supports, rest


@cache
def _known() -> dict[str, str]:
    return {flatten(name): name for name in BODIES}


def restored(name: str) -> str:
    """The known name of a body whose marks were lost ("S6 Noi vu" → "Sở Nội vụ"); other names as they are."""
    if not _DAMAGED.get():
        return name
    from rapidfuzz import fuzz, process

    folded = _straight(name)
    found = process.extractOne(folded, _known().keys(), scorer=fuzz.ratio, score_cutoff=86)
    return _known()[found[0]] if found else name


def _known_ahead(folded: str) -> int:
    """How far a known body reaches that a text begins with: no verb stands within its name."""
    return max((len(name) for name in _known() if folded.startswith(name) and len(name) > 8), default=0)


def _straight(text: str) -> str:
    """Folded text with the usual confusions of letter recognition undone."""
    folded = re.sub(r"(?<=[a-z])1|1(?=[a-z])", "l", flatten(text))
    folded = re.sub(r"\bs[0-9&¢]*(?=\s)|\bs[6&4](?=,)", "so", folded)
    return re.sub(r"[^a-z0-9,\- ]", "", folded.replace("6", "o").replace("w", "u"))


_DAMAGED: ContextVar[bool] = ContextVar("damaged", default=False)


@contextmanager
def damaged_text(value: bool) -> Iterator[None]:
    """Within it names are matched against known bodies by likeness, because the text has lost its marks. The state
    belongs to the reading that entered it, not to the process."""
    token = _DAMAGED.set(value)
    try:
        yield
    finally:
        _DAMAGED.reset(token)


def is_damaged_text() -> bool:
    """Whether the text being read has lost its marks."""
    return _DAMAGED.get()


def begins_with_verb(text: str) -> bool:
    """Whether a clause begins by ordering ("Rà soát …", "Tiếp tục …")."""
    damaged = _DAMAGED.get()
    opening = " " + (flatten(text) if damaged else comparable(text))[:40].lstrip(' -+*•"“')
    return bool(_verb_pattern(not damaged).match(opening))
