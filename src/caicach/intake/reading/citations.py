"""The documents that a document cites: number, kind, date, whether as its basis, how often."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from caicach.core import dates
from caicach.core.text import flatten
from caicach.intake.reading.lexicon import CITED_WORDS, CODE_REPAIRS, CODE_WORDS
from caicach.intake.reading.paragraphs import Para

_CODE = r"[A-ZĐ][A-Za-zĐđÐ]{0,11}(?:&[A-ZĐ][A-Za-zĐđ]{0,7})?\d{0,2}"
_NUMBER = re.compile(
    rf"(?<![\w/.])(?:(?P<no>\d{{1,5}}(?:\.\d{{1,2}})?(?:[a-z]\b)?)\s?/\s?(?:(?P<year>(?:19"
    rf"|20)\s?\d\s?\d)\s?/\s?)?(?P<code>{_CODE}(?:(?:\s?[-–—_]\s?|\s(?=CP\b)){_CODE}){{0,3}})"
    rf"|(?P<no2>\d{{1,4}})\s?[-–—]\s?(?P<code2>[A-ZĐ][A-Za-zĐđ]{{1,6}})\s?/\s?(?P<org>[A-ZĐ][A-ZĐa-z]{{1,8}}))(?![\w])"
)
_WORD = re.compile(r"\b(" + "|".join(sorted(CITED_WORDS, key=len, reverse=True)) + r")\b(?![^\d]{0,3}ban hanh)")
_DATED = re.compile(r"\s*,?\s*(?:\([^)]{0,40}\)\s*)?(?:ban hanh\s*)?(?:ngay\s+)" + dates.DAY)
_BASIS = re.compile(
    r"(?:can c|thuc hien|trien khai|theo de nghi|xet de nghi|xet to trinh|tren co so|tiep theo"
    r"|theo chi dao|de trien khai|cu the hoa|nham|de thuc hien|thirc hi|thi hanh|theo quy dinh"
    r"|theo )"
)
_OWN_LINE = re.compile(r"^\W*s\S{0,4}\s*[:.]?\s*[\w;:']{0,8}\s*/")
_KNOWN_ORGS = re.compile(r"^(?:TTg|CP|UBND|HĐND|HDND|TU|TW|QH|BNV|VPCP|UBTVQH|SNV)")


@dataclass(slots=True)
class Citation:
    """One cited document; `number` in the one spelling "76/NQ-CP"."""

    number: str
    kind: str
    issued_on: date | None
    relation: str
    count: int = 1

    def as_json(self) -> dict[str, object]:
        """The object of the contract."""
        return {
            "number": self.number,
            "kind": self.kind,
            "issued_on": self.issued_on.isoformat() if self.issued_on else None,
            "relation": self.relation,
            "count": self.count,
        }


def normal_number(number: str, code: str, year: str | None) -> str:
    """One spelling for a number: no spaces, plain hyphens, "QĐ" and "NĐ" with their letter."""
    code = re.sub(r"\s*[-–—_]\s*|\s+", "-", code.replace("Ð", "Đ"))
    parts = [CODE_REPAIRS.get(part, part) for part in code.split("-")]
    return "/".join(filter(None, (number, (year or "").replace(" ", ""), "-".join(parts))))


def find_citations(paras: list[tuple[Para, bool]], own: set[str]) -> list[Citation]:
    """Every numbered document named in the paragraphs, in order of first mention. A paragraph comes with whether it
    stands in the preamble; `own` holds the numbers of the documents of this file."""
    found: dict[str, Citation] = {}
    for para, preamble in paras:
        folded = para.folded
        if _OWN_LINE.match(folded) and len(folded) < 120:
            continue
        basis = preamble and bool(_BASIS.match(folded))
        for match in _NUMBER.finditer(para.text):
            citation = _citation(match, para.text, folded, basis)
            if citation is None or citation.number in own:
                continue
            before = found.get(citation.number)
            if before is None:
                found[citation.number] = citation
                continue
            before.count += 1
            before.issued_on = before.issued_on or citation.issued_on
            if citation.relation == "basis":
                before.relation = "basis"
    return list(found.values())


def _citation(match: re.Match[str], text: str, folded: str, basis: bool) -> Citation | None:
    before = folded[max(0, match.start() - 120) : match.start()]
    words = list(_WORD.finditer(before))
    numbered = bool(re.search(r"(?:\bs[o6ốb5]{1,2}|\$6|\bs&|\bs|so:)\s*:?\s*$", before)) or bool(
        words and words[-1].end() >= len(before) - 3
    )
    if match["no"]:
        code = match["code"]
        parts = re.split(r"\s?[-–—_]\s?|\s", code)
        number = normal_number(match["no"], code, match["year"])
        if (
            len(parts) == 1
            and not (match["year"] and (numbered or re.match(r"(?:QH|NQ|QĐ|NĐ|TT|PL|L)", code)))
            and not (numbered and flatten(code) in CODE_WORDS)
        ):
            return None
        if len(parts) > 1 and not any(char.isupper() for char in parts[0]):
            return None
        first = flatten(CODE_REPAIRS.get(parts[0], parts[0]))
        if len(parts) > 1 and not numbered and first not in CODE_WORDS and not _KNOWN_ORGS.match(parts[0]):
            return None
    else:
        code = match["code2"]
        if flatten(code) not in CODE_WORDS and not numbered:
            return None
        number = f"{match['no2']}-{CODE_REPAIRS.get(code, code)}/{CODE_REPAIRS.get(match['org'], match['org'])}"
        first = flatten(code)
    return Citation(number, _kind(first, words), _date_after(match, folded, text), "basis" if basis else "mention")


def _kind(code: str, words: list[re.Match[str]]) -> str:
    if code in CODE_WORDS and code not in ("l",):
        return CODE_WORDS[code]
    if code.startswith("qh") and words:
        return CITED_WORDS[words[-1][1]] if words[-1][1] in ("nghi quyet", "luat", "phap lenh") else "Luật"
    near = words[-1:] if words and len(words[-1].string) - words[-1].end() <= 14 else []
    if near and near[-1][1] not in ("nghi quyet", "quyet dinh", "nghi dinh"):
        return CITED_WORDS[near[-1][1]]
    return "Luật" if code.startswith("qh") else "Công văn"


def _date_after(match: re.Match[str], folded: str, text: str) -> date | None:
    dated = _DATED.match(folded, match.end())
    return dates.date_of(dated) if dated else None
