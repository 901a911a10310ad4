"""How names of bodies are written and when two spellings mean the same body. Pure: values in, values out."""

from __future__ import annotations

import re
from functools import lru_cache

from caicach.core.text import fold, search_key, sort_key, squeeze

_SPELLED_OUT = (
    ("Văn phòng HĐND và UBND", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"),
    ("HĐND", "Hội đồng nhân dân"),
    ("UBND", "Ủy ban nhân dân"),
)

# What offices shorten; the short form is the one that keys are made of.
_SHORTENED = {
    "uy ban nhan dan": "ubnd",
    "hoi dong nhan dan": "hdnd",
    "thanh pho": "tp",
    "van phong": "vp",
    "trung tam": "tt",
    "ban quan ly": "bql",
    "phuc vu hanh chinh cong": "pvhcc",
    "phuc vu hcc": "pvhcc",
    "pv hcc": "pvhcc",
    "khu cong nghiep": "kcn",
    "khu cong nghe cao": "kcnc",
}
_LONG = re.compile(r"\b(?:" + "|".join(sorted(_SHORTENED, key=len, reverse=True)) + r")\b")
_DOTTED_COMMUNE = re.compile(r"\b(p|x)\.\s*(?=\w)")
_COMMUNE_WORDS = {"p": "phuong", "x": "xa", "dk": "dac khu"}
_JOINED = re.compile(r"\b(?:vp(?=ubnd|hdnd)|tt(?=pvhcc))")


def spelled_out(name: str) -> str:
    """The name as the head of a document prints it: "UBND phường Cầu Mây" → "Ủy ban nhân dân phường Cầu Mây"."""
    for short, long in _SPELLED_OUT:
        name = re.sub(rf"\b{short}\b", long, name)
    return name


@lru_cache(maxsize=65_536)  # an index of a big city asks for some ten thousand, and is built again and again
def name_key(text: str) -> str:
    """What two spellings of one body have in common: folded words, the usual abbreviations in their short form,
    "và", "&" and punctuation dropped. "Văn phòng Ủy ban nhân dân TP." and "VP UBND thành phố" have the same key."""
    folded = _DOTTED_COMMUNE.sub(lambda found: f"{_COMMUNE_WORDS[found.group(1)]} ", fold(text))
    words = " ".join(word for word in search_key(folded).split() if word != "va")
    words = _LONG.sub(lambda found: _SHORTENED[found.group()], words)
    words = _JOINED.sub(lambda found: f"{found.group()} ", words)
    return words


def initials(phrase: str) -> str:
    """First letters of the words, in capitals: "Giáo dục" → "GD"."""
    return "".join(word[0] for word in squeeze(phrase).replace(",", " ").split() if word[0].isalpha()).upper()


def abbreviations(name: str) -> list[str]:
    """How offices shorten a department's name: "Sở Khoa học và Công nghệ" → "Sở KH&CN", "Sở KHCN", "SKHCN"."""
    for head in ("Sở", "Phòng", "Bộ"):
        if name.startswith(f"{head} "):
            parts = [part for part in re.split(r"\s+và\s+|\s*,\s*|\s+-\s+", name[len(head) + 1 :]) if part]
            letters = [initials(part) for part in parts]
            together = "".join(letters)
            if len(together) < 2:
                return []
            found = [f"{head} {together}", f"{head[0]}{together}"]
            if len(letters) > 1:
                found.append(f"{head} {','.join(letters[:-1])}&{letters[-1]}")
            return found
    return []


def automatic_aliases(name: str, short_name: str = "") -> list[str]:
    """Every spelling that follows from the name itself; what does not is stated as an alias by a person."""
    found = [name, *abbreviations(name)]
    if short_name:
        found += [short_name, *abbreviations(short_name)]
    if name.startswith("UBND ") and not fold(name).startswith(("ubnd thanh pho", "ubnd tinh")):
        found.append(name.removeprefix("UBND "))
        for kind, short in (("phường", "P."), ("xã", "X."), ("đặc khu", "ĐK")):
            if name.startswith(f"UBND {kind} "):
                found += [f"UBND {short} {name.removeprefix(f'UBND {kind} ')}"]
    return list(dict.fromkeys(found))


def body_sort_key(name: str) -> str:
    """Places the name by the Vietnamese alphabet."""
    return sort_key(name)[:250]


def body_search_key(name: str, short_name: str = "", symbol: str = "", aliases: tuple[str, ...] = ()) -> str:
    """Folded words by which a body is found in a list: its name, what it is called for short, its symbol. A space
    stands before every word, so that a search for " le" finds words that begin so."""
    words = [search_key(part) for part in (name, short_name, symbol, *abbreviations(name), *aliases) if part]
    return " " + " | ".join(dict.fromkeys(words))[:299]


def person_sort_key(full_name: str) -> str:
    """Vietnamese people are sorted by the given name with its tone, which stands last; then by the names before it."""
    *before, given = squeeze(full_name).split(" ")
    return f"{sort_key(given)}{sort_key(' '.join(before))}"[:200]


def person_search_key(full_name: str, username: str, email: str) -> str:
    """Folded words by which a person is found in a list, a space before each."""
    return " " + " | ".join(search_key(part) for part in (full_name, username, email) if part)[:399]


# --- reading names in documents ---------------------------------------------------------------------------------------

_COURTESY = re.compile(r"^(?:de nghi|yeu cau|giao|cac dong chi|dong chi|tap the)\s+")
_TITLE = re.compile(
    r"^(?:pho\s+)?(?:(?:giam doc|thu truong|chu tich|nguoi dung dau|lanh dao|hieu truong|vien truong|cuc truong|"
    r"chi cuc truong|tong giam doc|bo truong)\s+|chanh\s+(?=vp|thanh tra)|truong\s+(?=phong|ban|bql|tt\b))"
)
_QUANTITY = re.compile(r"^(?:tat ca|toan bo|moi|\d+)\s+")
_COMMUNE_NAME = re.compile(r"^(?:ubnd )?(?:phuong|xa|dac khu|thi tran)(?= \S)")

COMMUNE_CLASS = frozenset({"ward", "commune", "special_zone"})
DEPARTMENT_CLASS = frozenset({"department"})
_GROUP_MARK = re.compile(
    r"^(?:cac\b|\d|(?:ubnd|chinh quyen) (?:cac|cap|\d)|cap xa\b|so nganh\b|so ban nganh\b|co quan don vi\b|don vi\b|"
    r"(?:ubnd )?(?:(?:xa|phuong|dac khu|thi tran) ?){2,}(?:tren|thuoc|truc|$))"
)
_GROUP_WORD = re.compile(
    r"\b(?:cac|ubnd|chinh quyen|cap xa|xa|phuong|dac khu|thi tran|so|ban|nganh|co quan|don vi|tuong duong|ngang|"
    r"truc thuoc|thuoc|su nghiep|cong lap|chuyen mon|tren dia ban|tp|tinh|lien quan|co|khac|to chuc|ca nhan|doan the|"
    r"dia phuong|theo|linh vuc|quan ly|chuc nang|nhiem vu|duoc giao|\d+)\b"
)


def without_title(key: str) -> str:
    """The body of whom a sentence speaks by its head: "giam doc so tai chinh" → "so tai chinh"."""
    while True:
        shorter = _TITLE.sub("", _COURTESY.sub("", key))
        if shorter == key:
            return key
        key = shorter


def group_class(key: str) -> frozenset[str] | None:
    """The kinds of bodies that a group name speaks of: communes by kind, departments; an empty set for a group that
    nobody could list ("cơ quan, đơn vị liên quan"); None when the words name no group at all."""
    key = _QUANTITY.sub("cac ", without_title(key))
    if not _GROUP_MARK.match(key) or _GROUP_WORD.sub("", key).strip():
        return None
    words = set(key.split())
    if "cap xa" in key:
        return COMMUNE_CLASS
    kinds = set()
    if "dia phuong" in key:
        return COMMUNE_CLASS | (DEPARTMENT_CLASS if words & {"so", "nganh"} else frozenset())
    if "phuong" in words:
        kinds.add("ward")
    if "xa" in words:
        kinds.add("commune")
    if "dac khu" in key:
        kinds.add("special_zone")
    if words & {"so", "nganh"}:
        kinds |= DEPARTMENT_CLASS
    return frozenset(kinds)


def place_name(key: str) -> str | None:
    """The bare name of a commune: "ubnd phuong cau may" → "cau may"; None for other bodies."""
    found = _COMMUNE_NAME.match(key)
    return key[found.end() :].strip() if found else None


def level_endings(name: str, place: str) -> list[str]:
    """How the level is said at the end of a body's name ("… thành phố Thanh Lam", "… thành phố"), longest first:
    folded endings that add nothing inside that level."""
    own = name_key(name).removeprefix("ubnd ")
    first = next((kind for kind in ("tp", "tinh", "phuong", "xa", "dac khu", "so") if own.startswith(f"{kind} ")), None)
    endings = [own, own.removeprefix(first).strip(), first] if first else []
    if place:
        endings += [f"tp {name_key(place)}", f"tinh {name_key(place)}", name_key(place), "tp", "tinh"]
    return sorted({ending for ending in endings if ending}, key=len, reverse=True)


def without_ending(key: str, endings: list[str]) -> str:
    """The key without the words that only say its level; a commune keeps its own name."""
    for ending in endings:
        rest = key.removesuffix(f" {ending}")
        if rest != key and rest not in {"ubnd", "hdnd", "ubnd phuong", "ubnd xa", "phuong", "xa", "tp", "tinh"}:
            return rest.removesuffix(" thuoc").removesuffix(" cua").removesuffix(" ubnd") or rest
    return key


_HEADS = (
    r"(?:Sở(?! ?,)|UBND|HĐND|Ủy ban|Uỷ ban|Hội đồng nhân dân|Văn phòng|VP|Công an|Thanh tra|Trung tâm|TT\s?PVHCC|Bộ|"
    r"Ban (?!ngành|Ngành)(?=[A-ZĐÀ-Ỹ])|Chi cục|Cục|Viện|Trường|Bưu điện|Đài|Báo|Phòng|Kho bạc|Thuế|Bảo hiểm|Liên đoàn|"
    r"Hội(?! đồng)|Mặt trận|MTTQ|Ngân hàng|Tòa án|Doanh nghiệp|[Cc]ác(?= )|[Cc]ơ quan|[Đđ]ơn vị (?=liên quan|có liên)|"
    r"Giám đốc|Chủ tịch|Thủ trưởng|Chánh|Trưởng|[Pp]hường (?=[A-ZĐÀ-Ỹ0-9])|[Xx]ã (?=[A-ZĐÀ-Ỹ0-9]))"
)
_STRONG = re.compile(rf"\s*[;\n|]\s*|\s+/\s+|(?<!HĐND)/(?={_HEADS})")
_WEAK = re.compile(rf"\s*(?:(?<!cơ quan),|(?<!HĐND)\s(?:và|-|–)(?=\s)|(?<!HĐND),?\s+và(?=\s))\s*(?={_HEADS})")
_MISSING = re.compile(
    r"(?<=\w)(?<!các)(?<!Các)(?<!của)(?<!phòng)(?<!tra)(?<!đốc)(?<!thuộc)(?<!đạo)(?<!ủy)(?<!tin)(?<!trưởng)(?<!đề)"
    r"(?<!ngang)(?<!đương)(?<!Trang)\s+(?=Sở [A-ZĐÀ-Ỹ])"
)
_LEFTOVER = re.compile(r"^[\s\-–+•*.,:;()]+|[\s\-–.,:;]+$")


def split_names(text: str) -> list[str]:
    """Cut an enumeration of bodies where a new name begins; commas inside a name or a group name do not cut:
    "Sở Văn hóa, Thể thao và Du lịch, các Sở, ban, ngành; UBND phường Cầu Mây" → three."""
    found: list[str] = []
    for part in _STRONG.split(text):
        for piece in _WEAK.split(part):
            found += _MISSING.split(piece)
    return [clean for piece in found if (clean := _LEFTOVER.sub("", squeeze(piece)))]


def shared_head(piece: str) -> tuple[str, list[str]] | None:
    """An enumeration that says its first word once: "các Sở: Nội vụ, Tài chính" → ("Sở", ["Nội vụ", "Tài chính"]);
    "UBND phường Cầu Mây, Bến Đá" → ("UBND phường", ["Cầu Mây", "Bến Đá"])."""
    found = re.match(
        r"^(?:[Cc]ác\s+)?(?P<head>[Ss]ở|(?:UBND\s+)?(?:các\s+)?(?:[Pp]hường|[Xx]ã|[Đđ]ặc khu))\s*:?\s*(?P<rest>.+)$",
        piece,
    )
    if found is None:
        return None
    names = [name for name in re.split(r"\s*,\s*|\s+và\s+", found["rest"]) if name]
    if len(names) < 2:
        return None
    head = found["head"].replace("các ", "")
    return head[0].upper() + head[1:], [re.sub(rf"^{head}\s+", "", name, flags=re.IGNORECASE) for name in names]
