"""Finds the bodies that a document names. One index is loaded for a level and a day, then every name is asked of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from caicach.core.text import compare_key, squeeze

from . import rules
from .models import Body, BodyAlias, BodyGroup, BodyName, Succession

SIMILAR_ENOUGH = 88.0  # of 100, rapidfuzz ratio over name keys: one letter in eight may be misread
CLEARLY_BETTER = 3.0  # the best match must be ahead of the next body by this much, otherwise a person decides

EXACT, FORMER, SUCCEEDED, PLACE_ONLY, GROUP = 1.0, 0.95, 0.8, 0.85, 1.0


@dataclass(frozen=True)
class BodyMatch:
    """The body that a text names, how sure that is (0 to 1), and which others it could be, best first."""

    body: Body | None
    confidence: float
    candidates: tuple[Body, ...] = ()


@dataclass(frozen=True)
class Resolution:
    """What the words for an owner stand for: a body, a group, or neither (`candidates` says what it could be).

    `kinds` is set for words that name a group: the kinds they speak of, empty for "cơ quan, đơn vị liên quan", which
    nobody can list. A group name without a defined group has `kinds` but no `group`.
    """

    text: str
    body: Body | None = None
    group: BodyGroup | None = None
    confidence: float = 0.0
    candidates: tuple[Body, ...] = ()
    kinds: frozenset[str] | None = None

    @property
    def is_settled(self) -> bool:
        """Whether there is something that duties could be given to."""
        return self.body is not None or self.group is not None


@dataclass(frozen=True)
class _Entry:
    body: Body
    spelling: str
    confidence: float


class BodyIndex:
    """Every name of every body of one city or province, as of a day, seen from the body `under`.

    Names are unique to a place: "Phòng Kinh tế" is looked for below `under` first, then nearest to the top.
    Five queries, whatever is asked later.
    """

    def __init__(self, *, under: Body, on: date) -> None:
        self.under, self.on = under, on
        self._entries: dict[str, list[_Entry]] = defaultdict(list)
        self._groups: list[BodyGroup] = []
        self._answers: dict[str, Resolution] = {}
        self._load()
        self._keys = list(self._entries)

    def find(self, text: str) -> BodyMatch:
        """The one body that the text names."""
        key = rules.without_title(rules.name_key(text))
        if not key:
            return BodyMatch(None, 0.0)
        for wanted in dict.fromkeys((key, rules.without_ending(key, self._endings))):
            if entries := self._entries.get(wanted):
                return self._settle(entries, text)
        return self._similar(rules.without_ending(key, self._endings), text)

    def resolve(self, text: str) -> Resolution:
        """The body or group that the text as a whole names."""
        text = squeeze(text)
        if text not in self._answers:
            self._answers[text] = self._resolve(text)
        return self._answers[text]

    def resolve_list(self, text: str) -> list[Resolution]:
        """Every body and group in an enumeration, each once, in the order of the text."""
        found: list[Resolution] = []
        for piece in rules.split_names(text):
            whole = self.resolve(piece)
            if whole.kinds is not None and whole.group is None and len(classes := _classes(whole.kinds)) > 1:
                found += [self._of_kinds(piece, kinds) for kinds in classes]
            elif whole.kinds is not None or (whole.is_settled and whole.confidence >= FORMER):
                found.append(whole)
            else:
                found += self._parts(piece) or [whole]
        unique: dict[tuple[str, int | str], Resolution] = {}
        for resolution in found:
            unique.setdefault(_mark(resolution), resolution)
        return list(unique.values())

    def _resolve(self, text: str) -> Resolution:
        key = rules.without_title(rules.name_key(text))
        bare = rules.without_ending(key, self._endings)
        for group in self._groups:
            if {key, bare} & self._group_keys[group.pk]:
                return Resolution(text, group=group, confidence=GROUP, kinds=frozenset(group.kinds))
        kinds = rules.group_class(key)
        if kinds is not None:
            return self._of_kinds(text, kinds)
        match = self.find(text)
        return Resolution(text, body=match.body, confidence=match.confidence, candidates=match.candidates)

    def _of_kinds(self, text: str, kinds: frozenset[str]) -> Resolution:
        """The defined group whose name speaks of the same kinds; "đặc khu" may go unsaid."""
        for group in self._groups:
            named = rules.group_class(rules.name_key(group.name))
            if kinds and named is not None and kinds - {"special_zone"} == named - {"special_zone"}:
                return Resolution(text, group=group, confidence=GROUP, kinds=frozenset(group.kinds))
        return Resolution(text, kinds=kinds)

    def _parts(self, piece: str) -> list[Resolution]:
        """The members of an enumeration that says its first word once; nothing unless every one is known."""
        shared = rules.shared_head(piece)
        if shared is None:
            return []
        head, names = shared
        parts = [self.resolve(f"{head} {name}") for name in names]
        return parts if all(part.body is not None and part.confidence >= PLACE_ONLY for part in parts) else []

    def _settle(self, entries: list[_Entry], text: str) -> BodyMatch:
        """Of bodies with the same folded name: the one written with the same marks, then the nearest, then nobody."""
        best: dict[int, _Entry] = {}
        for entry in entries:
            if entry.body.pk not in best or best[entry.body.pk].confidence < entry.confidence:
                best[entry.body.pk] = entry
        rows = sorted(best.values(), key=self._rank)
        if len(rows) > 1:
            written = compare_key(text)
            same_marks = [row for row in rows if compare_key(row.spelling) in written]
            rows = same_marks if len(same_marks) == 1 else rows
        nearest = [row for row in rows if self._rank(row) == self._rank(rows[0])]
        candidates = tuple(row.body for row in rows)
        if len(nearest) > 1:
            return BodyMatch(None, 0.5, candidates)
        return BodyMatch(nearest[0].body, nearest[0].confidence, candidates)

    def _rank(self, entry: _Entry) -> tuple[float, bool, int]:
        return (-entry.confidence, not entry.body.path.startswith(self.under.path), entry.body.depth)

    def _similar(self, key: str, text: str) -> BodyMatch:
        hits = process.extract(key, self._keys, scorer=fuzz.ratio, score_cutoff=SIMILAR_ENOUGH - 12, limit=12)
        numbers = [word for word in key.split() if word.isdigit()]
        by_body: dict[int, tuple[float, _Entry]] = {}
        for known, score, _place in hits:
            if [word for word in known.split() if word.isdigit()] != numbers:
                continue
            for entry in self._entries[known]:
                weighed = score * entry.confidence
                if entry.body.pk not in by_body or by_body[entry.body.pk][0] < weighed:
                    by_body[entry.body.pk] = (weighed, entry)
        ranked = sorted(by_body.values(), key=lambda hit: (-hit[0], self._rank(hit[1])))
        candidates = tuple(entry.body for _score, entry in ranked[:5])
        if not ranked:
            return BodyMatch(None, 0.0)
        score, entry = ranked[0]
        ahead = len(ranked) == 1 or score - ranked[1][0] >= CLEARLY_BETTER
        if score >= SIMILAR_ENOUGH * entry.confidence and ahead:
            return BodyMatch(entry.body, round(score / 100 * 0.95, 2), candidates)
        return BodyMatch(None, round(score / 100 * 0.5, 2), candidates)

    def _load(self) -> None:
        top = self.under.path[: Body.steplen]
        bodies = {body.pk: body for body in Body.objects.filter(path__startswith=top)}
        city = next(body for body in bodies.values() if body.path == top)
        self._endings = rules.level_endings(city.name, city.place)
        if self.under.pk != city.pk:
            own = rules.level_endings(self.under.name, "")
            self._endings = sorted({*self._endings, *own}, key=len, reverse=True)
        heirs = self._heirs(top)
        spellings: list[tuple[int, str, float]] = []
        for body in bodies.values():
            spellings += [(body.pk, text, EXACT) for text in rules.automatic_aliases(body.name, body.short_name)]
        named = BodyName.objects.filter(body__path__startswith=top).exclude(valid_to=None)
        for body_id, name, valid_from, valid_to in named.values_list("body_id", "name", "valid_from", "valid_to"):
            sure = EXACT if valid_from <= self.on < (valid_to or date.max) else FORMER
            spellings += [(body_id, text, sure) for text in rules.automatic_aliases(name)]
        aliases = BodyAlias.objects.filter(body__path__startswith=top).values_list("body_id", "text")
        spellings += [(body_id, text, EXACT) for body_id, text in aliases]
        for body_id, text, sure in spellings:
            body = bodies[body_id]
            if not self._is_alive(body):
                heir = bodies.get(heirs.get(body_id, 0))
                if heir is None or not self._is_alive(heir):
                    continue
                body, sure = heir, SUCCEEDED
            self._enter(body, text, sure)
        for said in ("UBND thành phố", "UBND tỉnh"):
            self._add(rules.name_key(said), _Entry(city, said, EXACT))
        self._add("ubnd", _Entry(self.under if self.under.name.startswith("UBND ") else city, "UBND", EXACT))
        self._load_groups(top)

    def _enter(self, body: Body, text: str, sure: float) -> None:
        key = rules.name_key(text)
        keys = {key: sure}
        if body.depth > 1:
            keys.setdefault(rules.without_ending(key, self._endings), sure)
        place = rules.place_name(key)
        if place:
            keys.setdefault(place, min(sure, PLACE_ONLY))
            for kind in ("phuong", "xa", "dac khu"):  # a commune became a ward: the document may be older or newer
                for said in (f"{kind} {place}", f"ubnd {kind} {place}"):
                    keys.setdefault(said, min(sure, PLACE_ONLY))
        for known, confidence in keys.items():
            self._add(known, _Entry(body, text, confidence))

    def _add(self, key: str, entry: _Entry) -> None:
        known = self._entries[key] if key else []
        if key and not any(one.body.pk == entry.body.pk and one.confidence >= entry.confidence for one in known):
            known.append(entry)

    def _is_alive(self, body: Body) -> bool:
        return body.closed_on is None or body.closed_on > self.on

    def _heirs(self, top: str) -> dict[int, int]:
        """For each body that ended, the one body that follows it on the day, if it is one."""
        follows: dict[int, list[int]] = defaultdict(list)
        rows = Succession.objects.filter(predecessor__path__startswith=top, on__lte=self.on)
        for predecessor, successor in rows.values_list("predecessor_id", "successor_id"):
            follows[predecessor].append(successor)
        heirs = {}
        for start in follows:
            body, passed = start, {start}
            while len(nexts := follows.get(body, [])) == 1 and nexts[0] not in passed:
                body = nexts[0]
                passed.add(body)
            if body != start and body not in follows:
                heirs[start] = body
        return heirs

    def _load_groups(self, top: str) -> None:
        groups = BodyGroup.objects.filter(under__path__startswith=top).select_related("under")
        at_hand = [group for group in groups if self.under.path.startswith(group.under.path)]
        below = [group for group in groups if group not in at_hand and group.under.path.startswith(self.under.path)]
        self._groups = sorted(at_hand, key=lambda group: -group.under.depth) + below
        self._group_keys = {
            group.pk: {rules.without_title(rules.name_key(said)) for said in (group.name, *group.aliases)}
            for group in self._groups
        }


def _mark(found: Resolution) -> tuple[str, int | str]:
    """What makes two resolutions the same one."""
    if found.body is not None:
        return "body", found.body.pk
    return ("group", found.group.pk) if found.group is not None else ("text", found.text)


def _classes(kinds: frozenset[str]) -> list[frozenset[str]]:
    """ "Các sở, ngành, địa phương" speaks of two groups."""
    return [part for part in (kinds & rules.DEPARTMENT_CLASS, kinds & rules.COMMUNE_CLASS) if part]


def find_body(text: str, *, under: Body, on: date, index: BodyIndex | None = None) -> BodyMatch:
    """The body that the text names, seen from `under` on a day. Hand over an index when there is more than one."""
    return (index or BodyIndex(under=under, on=on)).find(text)


def resolve_owner(text: str, *, under: Body, on: date, index: BodyIndex | None = None) -> Resolution:
    """The body or group that the text as a whole names."""
    return (index or BodyIndex(under=under, on=on)).resolve(text)


def resolve_owners(
    texts: str | Iterable[str], *, under: Body, on: date, index: BodyIndex | None = None
) -> list[Resolution]:
    """Every body and group that an enumeration, or several, names; each once."""
    index = index or BodyIndex(under=under, on=on)
    joined = texts if isinstance(texts, str) else "\n".join(texts)
    return index.resolve_list(joined)
