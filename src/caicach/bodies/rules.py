"""How names of bodies are written and when two spellings mean the same body. Pure: values in, values out."""

from __future__ import annotations

import re

from caicach.core.text import fold, search_key, sort_key, squeeze

_SPELLED_OUT = (
    ("Văn phòng HĐND và UBND", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"),
    ("HĐND", "Hội đồng nhân dân"),
    ("UBND", "Ủy ban nhân dân"),
)

# What offices shorten, longest first; the short form is the one that keys are made of.
_SHORTENED = (
    ("uy ban nhan dan", "ubnd"),
    ("uy ban", "ubnd"),
    ("hoi dong nhan dan", "hdnd"),
    ("thanh pho", "tp"),
    ("van phong", "vp"),
    ("trung tam", "tt"),
    ("ban quan ly", "bql"),
    ("phuc vu hanh chinh cong", "pvhcc"),
    ("phuc vu hcc", "pvhcc"),
    ("pv hcc", "pvhcc"),
    ("khu cong nghiep", "kcn"),
    ("khu cong nghe cao", "kcnc"),
)
_COMMUNE_ABBREVIATION = re.compile(r"^(ubnd )?(p|x|dk)\s?(?=\w)")
_DOTTED_COMMUNE = re.compile(r"\b(p|x)\.\s*(?=\w)")
_COMMUNE_WORDS = {"p": "phuong", "x": "xa", "dk": "dac khu"}
_JOINED = re.compile(r"\b(?:vp(?=ubnd|hdnd)|tt(?=pvhcc))")


def spelled_out(name: str) -> str:
    """The name as the head of a document prints it: "UBND phường Cầu Mây" → "Ủy ban nhân dân phường Cầu Mây"."""
    for short, long in _SPELLED_OUT:
        name = re.sub(rf"\b{short}\b", long, name)
    return name


def name_key(text: str) -> str:
    """What two spellings of one body have in common: folded words, the usual abbreviations in their short form,
    "và", "&" and punctuation dropped. "Văn phòng Ủy ban nhân dân TP." and "VP UBND thành phố" have the same key."""
    folded = _DOTTED_COMMUNE.sub(lambda found: f"{_COMMUNE_WORDS[found.group(1)]} ", fold(text))
    words = " ".join(word for word in search_key(folded).split() if word != "va")
    for long, short in _SHORTENED:
        words = re.sub(rf"\b{long}\b", short, words)
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
    """Folded words by which a body is found in a list: its name, what it is called for short, its symbol."""
    words = [search_key(part) for part in (name, short_name, symbol, *abbreviations(name), *aliases) if part]
    return " | ".join(dict.fromkeys(words))[:300]


def person_sort_key(full_name: str) -> str:
    """Vietnamese people are sorted by the given name, which stands last; then by the family and middle names."""
    names = squeeze(full_name).split(" ")
    return sort_key(" ".join([names[-1], *names[:-1]]))[:200]
