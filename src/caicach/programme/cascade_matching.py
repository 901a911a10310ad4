"""Which lower item carries out which higher one: a proposal that a person confirms or refuses.

Texts are compared by the runs of four letters that their content words share, rare runs counting more: a scan that
lost a letter ("ngudi dan") still shares most of its runs with the sound text, and words that stand in every clause
("thủ tục hành chính") prove little. The best few of each are compared again by rapidfuzz and by what else is known.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz import fuzz

from caicach.core.text import search_key

PROPOSED_FROM = 55  # of 100: worth a person's look
SURE_FROM = 76  # of 100: may be confirmed together with others like it
MOST_PER_LOWER = 2  # of the proposals for one lower item
MOST_PER_HIGHER = 3  # of one lower plan's items
_BESIDE_THE_BEST = 8  # a second proposal for an item must come as near as this
_LOOKED_AT = 5  # of the texts most alike, for each lower item
_RUN = 4
_FEWEST_RUNS = 6  # texts of two short words prove nothing
_TEXT_SHARE, _WORDS_SHARE = 65, 35

_ABBREVIATIONS = {
    "tthc": "thu tuc hanh chinh", "dvc": "dich vu cong", "dvctt": "dich vu cong truc tuyen",
    "cchc": "cai cach hanh chinh", "cbcc": "can bo cong chuc", "cbccvc": "can bo cong chuc vien chuc",
    "vbqppl": "van ban quy pham phap luat", "qppl": "quy pham phap luat", "pakn": "phan anh kien nghi",
    "cntt": "cong nghe thong tin", "cds": "chuyen doi so", "nsnn": "ngan sach nha nuoc", "dti": "chuyen doi so",
    "sipas": "muc do hai long nguoi dan doi voi su phuc vu co quan hanh chinh", "ubnd": "uy ban nhan dan",
}  # fmt: skip
_EMPTY_WORDS = frozenset({
    "va", "cac", "cua", "cho", "tai", "theo", "trong", "tren", "den", "tu", "voi", "duoc", "la", "nhung", "mot", "co",
    "nham", "de", "ve", "dat", "toi", "thieu", "it", "nhat", "phan", "dau", "ty", "le", "chi", "tieu", "thuc", "hien",
    "trien", "khai", "to", "chuc", "tiep", "tang", "cuong", "day", "manh", "nang", "cao", "hieu", "qua",
    "thanh", "pho", "phuong", "xa", "nganh", "dam", "bao", "quy", "dinh", "chu", "tri", "phoi", "hop", "lien",
    "quan", "don", "vi", "tham", "muu", "uy", "ban", "nhan", "dan",
})  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """An item of either plan, as far as it is looked for in the other."""

    text: str
    is_target: bool
    unit: str = ""
    field: int | None = None
    from_year: int | None = None
    to_year: int | None = None
    values: tuple[Decimal, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """The lower item at `lower` seems to carry out the higher one at `higher`; `confidence` of 100."""

    higher: int
    lower: int
    confidence: int


def propose(higher: Sequence[Wanted], lower: Sequence[Wanted]) -> list[Proposal]:
    """The pairs worth a person's look, the surest first. Takes time in the order of the runs that the two share."""
    above, below = [content_words(item.text) for item in higher], [content_words(item.text) for item in lower]
    found: list[Proposal] = []
    for low, alike in enumerate(_alike(above, below)):
        scored = sorted(
            (-_confidence(likeness, above[high], below[low], higher[high], lower[low]), high)
            for likeness, high in alike
        )
        best = -scored[0][0] if scored else 0
        found += [
            Proposal(high, low, -score)
            for score, high in scored[:MOST_PER_LOWER]
            if -score >= max(PROPOSED_FROM, best - _BESIDE_THE_BEST)
        ]
    found.sort(key=lambda one: (-one.confidence, one.higher, one.lower))
    taken: Counter[int] = Counter()
    kept = []
    for one in found:
        taken[one.higher] += 1
        if taken[one.higher] <= MOST_PER_HIGHER:
            kept.append(one)
    return kept


def content_words(text: str) -> str:
    """The folded words that tell one item from another, abbreviations written out, numbers left out."""
    words = " ".join(_ABBREVIATIONS.get(word, word) for word in search_key(text).split()).split()
    return " ".join(word for word in words if word not in _EMPTY_WORDS and not word.isdigit())


def _runs(words: str) -> Counter[str]:
    return Counter(words[start : start + _RUN] for start in range(len(words) - _RUN + 1))


def _alike(above: Sequence[str], below: Sequence[str]) -> list[list[tuple[float, int]]]:
    """For each text below the few above that are most alike: the cosine of their weighted runs, and which."""
    runs_above, runs_below = [_runs(text) for text in above], [_runs(text) for text in below]
    known = Counter(run for runs in (*runs_above, *runs_below) for run in runs)
    rarity = {run: math.log(1 + (len(above) + len(below)) / count) for run, count in known.items()}
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for high, runs in enumerate(runs_above):
        if len(runs) >= _FEWEST_RUNS:
            for run, weight in _weighted(runs, rarity).items():
                places[run].append((high, weight))
    found = []
    for runs in runs_below:
        shared: dict[int, float] = defaultdict(float)
        if len(runs) >= _FEWEST_RUNS:
            for run, weight in _weighted(runs, rarity).items():
                for high, other in places.get(run, ()):
                    shared[high] += weight * other
        found.append(sorted(((likeness, high) for high, likeness in shared.items()), reverse=True)[:_LOOKED_AT])
    return found


def _weighted(runs: Counter[str], rarity: Mapping[str, float]) -> dict[str, float]:
    """The runs of one text with their weights, together of length one."""
    weights = {run: rarity[run] * (1 + math.log(count)) for run, count in runs.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {run: weight / length for run, weight in weights.items()}


def _confidence(likeness: float, above: str, below: str, higher: Wanted, lower: Wanted) -> int:
    score = _TEXT_SHARE * math.sqrt(min(likeness, 1.0)) + _WORDS_SHARE * fuzz.token_set_ratio(above, below) / 100
    if higher.is_target != lower.is_target:
        score -= 8
    if higher.field and lower.field:
        score += 3 if higher.field == lower.field else -4
    if higher.unit and lower.unit:
        score += 3 if higher.unit == lower.unit else -8
    if set(higher.values) & set(lower.values):
        score += 3
    if _apart(higher, lower):
        score -= 4
    return max(0, min(100, round(score)))


def _apart(one: Wanted, other: Wanted) -> bool:
    """Whether their years do not meet."""
    years = (one.from_year, one.to_year, other.from_year, other.to_year)
    if None in years:
        return False
    assert one.from_year and one.to_year and other.from_year and other.to_year
    return one.to_year < other.from_year or other.to_year < one.from_year
