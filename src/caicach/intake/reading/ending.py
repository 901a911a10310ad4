"""What stands at a document's end: who gets it, who signed it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from caicach.core.text import flatten, fold, squeeze, uppercase_share
from caicach.intake.reading.paragraphs import ARCHIVE_LINE, Grid, Para

_SIGN = re.compile(
    r"^\W*(?:T\S{0,2}M|KT|TL|TUQ|Q)\s?\.\s|^(?:T/M|K/T|T/L)\s|^(?:PHÓ\s+)?(?:CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG"
    r"|CHÁNH VĂN PHÒNG|TRƯỞNG BAN|BÍ THƯ|THỦ TRƯỞNG|CỤC TRƯỞNG|TRƯỞNG PHÒNG|HIỆU TRƯỞNG|THỦ TƯỚNG"
    r"|VIỆN TRƯỞNG|CHÁNH THANH TRA|TỔNG GIÁM ĐỐC|THỨ TRƯỞNG|CHU TICH)\b"
)
_NAME = re.compile(r"(?:(?:[A-ZĐÀ-ỸƯ][a-zà-ỹđư]+|[A-ZĐÀ-Ỹ]\.)\s+){1,4}[A-ZĐÀ-ỸƯ][a-zà-ỹđư]+$")
_ACADEMIC = (
    r"(?<!\w)(?:(?:PGS|GS|TS|ThS|Ths|BS|BSCK\s?I{1,2}|CK\s?I{1,2}|DS|KS|CN|Ls|KTS)[.,]?\s?)+(?=\s*[A-ZĐÀ-Ỹ][a-zà-ỹ])"
)
_RECIPIENTS = re.compile(r"^\W*n\S{1,3}i\s*n\S{1,3}n\s*:?|^noi nhan")


@dataclass(slots=True)
class Ending:
    """Signer and recipients. The archive line ("Lưu: VT, …") names no recipient and is left out."""

    signer: str | None = None
    recipients: list[str] = field(default_factory=list)


def read_ending(body: list[Para | Grid]) -> tuple[Ending, list[Para | Grid]]:
    """Take recipients and signature off the body; annexes behind them stay."""
    ending = Ending()
    start = next((place for place, item in enumerate(body) if _opens_recipients(body, place)), None)
    signs = [
        place
        for place, item in enumerate(body)
        if isinstance(item, Para)
        and _SIGN.match(item.raw)
        and len(item.raw) < 160
        and uppercase_share(item.raw[:12]) > 0.6
    ]
    if start is None and not signs:
        return ending, body
    first = min([place for place in (start, *signs[:1]) if place is not None])
    if start is not None and signs and start - signs[0] > 12:
        first = start
    end = first
    listing = False
    for place in range(first, len(body)):
        item = body[place]
        if not isinstance(item, Para):
            break
        if item.kind in ("annex", "roman", "number", "article", "part", "chapter"):
            break
        if _is_recipients(item) or place == start:
            listing = True
            rest = re.sub(r"^\W*\w+\s+\w+\s*:\s*", "", item.raw)
            if rest != item.raw and (first_of := _without_sign(rest)):
                ending.recipients.extend(_split_recipients(first_of))
            _read_sign(item.raw, ending)
        elif _SIGN.match(item.raw) or _read_sign(item.raw, ending):
            _read_sign(item.raw, ending)
        elif listing and item.kind in ("dash", "plus", "star"):
            if not ARCHIVE_LINE.match(item.folded):
                ending.recipients.extend(_split_recipients(_without_sign(item.text)))
            else:
                _read_sign(item.raw, ending)
        elif listing and ending.recipients and item.kind == "para" and item.text[:1].islower():
            ending.recipients[-1] = f"{ending.recipients[-1]} {item.text}".strip(" .;")
        elif len(item.raw) > 120 or (
            uppercase_share(item.raw) > 0.8 and len(item.raw) > 25 and not _SIGN.match(item.raw)
        ):
            break
        end = place + 1
    if ending.signer is None:
        _name_alone([item for item in body[first:end] if isinstance(item, Para)], ending)
    return ending, body[:first] + body[end:]


_SIGNS_FOR = re.compile(r"(?:^|\s)(?:TM|KT|TL|TUQ)\.\s+[A-ZĐÀ-Ỹ]{2,}\s")


def _opens_recipients(body: list[Para | Grid], place: int) -> bool:
    """Whether a line heads the recipients: it says so, or the signature stands on it and a list below it."""
    item = body[place]
    if not isinstance(item, Para):
        return False
    if _is_recipients(item):
        return True
    below = body[place + 1] if place + 1 < len(body) else None
    return (
        len(item.raw) < 90
        and bool(_SIGNS_FOR.search(item.raw))
        and isinstance(below, Para)
        and below.kind == "dash"
        and len(below.text) < 60
    )


def _is_recipients(para: Para) -> bool:
    return (
        bool(_RECIPIENTS.match(para.folded))
        and len(para.folded) < 200
        and "noi nhan"
        in fold(para.text)
        .replace("nhnn", "nhan")
        .replace("noi nhdn", "noi nhan")
        .replace("nhgn", "nhan")
        .replace("nhin", "nhan")
    )


def _split_recipients(text: str) -> list[str]:
    parts = re.split(r";\s*-\s*|\s-\s(?=[A-ZĐ])", text) if " - " in text and text.count(";") > 1 else [text]
    return [part.strip(" .;-") for part in parts if part.strip(" .;-") and not ARCHIVE_LINE.match(flatten(part))]


def _without_sign(text: str) -> str:
    match = re.search(r"\s(?:TM|KT|TL|TUQ|Q)\.\s", text)
    return text[: match.start()] if match else text


def _read_sign(text: str, ending: Ending) -> bool:
    """Take the signer's name from a line that holds the signature."""
    if ending.signer is not None or not (_SIGN.match(text) or re.search(r"\b(?:TM|KT|TL|TUQ|Q)\.\s", text)):
        return False
    text = re.sub(_ACADEMIC, "", text)
    bare = re.sub(r"[\[(](?:[Đđ]ã ký|ĐÃ KÝ)[^\])]*[\])]", " ", text).strip(" .*_/")
    match = _NAME.search(squeeze(bare))
    if match and flatten(match.group()) not in ("chu tich", "giam doc", "pho chu tich"):
        ending.signer = match.group()
    return True


def _name_alone(paras: list[Para], ending: Ending) -> None:
    signed = False
    for para in paras:
        if _SIGN.match(para.raw) or re.search(r"\b(?:TM|KT|TL|TUQ)\.", para.raw):
            signed = True
            continue
        match = _NAME.fullmatch(squeeze(re.sub(_ACADEMIC, "", para.raw.strip(" .*_"))))
        if signed and match and len(para.raw) < 45:
            ending.signer = match.group()
            return


def tidy_recipients(names: list[str]) -> list[str]:
    """Each recipient once, without scraps of the signature and without "Như trên" where addressees are named."""
    return [
        name
        for name in dict.fromkeys(names)
        if sum(char.isalpha() for char in name) > 2
        and not _SIGN.match(name)
        and not (flatten(name).startswith("nhu tren") and len(names) > 1)
    ]
