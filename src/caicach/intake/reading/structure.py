"""Where documents begin and end in a file, and how each is built: nested parts with their paths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from caicach.core.numbers import to_roman
from caicach.core.text import flatten, uppercase_share
from caicach.intake.reading.confusions import distance
from caicach.intake.reading.fields import field_of
from caicach.intake.reading.lexicon import KINDS
from caicach.intake.reading.paragraphs import BULLETS, RANKS, Grid, Para, ordinal_of

_NATION = re.compile(
    r"c?o?ng hoa xa h[o0]i ch.{1,3} ngh\w*|cong hoa xa hoi|d[oe]c (?:lap|l?1ap|lip"
    r"|yap)\s*-\s*t[uyw]\S* ?do"
)
_NUMBER_LINE = re.compile(
    r"^\W*[s8$]\S{0,4}\s*[:.;]\s*\S{0,6}\s*/|^\W*s\S{0,3}\s*\d*\s*/\s*(?:kh|qd|bc|ttr|ct"
    r"|ctr)\s?[-_]"
)
_ATTACHED = re.compile(
    r"^\W*\(?\s*(?:ban hanh )?k[eè]m theo (?:quyet dinh|ke hoach|to trinh|cong van|nghi quyet"
    r"|van ban|chuong trinh|thong bao|chi thi)"
)
_ISSUER_LINE = re.compile(
    r"^(?:uy ban nhan dan|ubnd|so |bo |hoi dong nhan dan|thanh pho|tinh |thanh uy|tinh uy"
    r"|van phong|ban |phong |cuc |chi cuc|trung tam|phuong |xa |dac khu |thu tuong|chinh phu)"
)
_DATE_LINE = re.compile(r"ngay\s.{0,12}thang\s.{0,10}n\S{1,2}m\s*\d{0,4}")
_SIGNED = re.compile(
    r"^\W*(?:noi nh[aâd]n|n\W?oi nh)|luu\s*:?\s*vt|^\W*(?:t\S?m|kt|tl|tuq|q)\.\s|^(?:t/m|k/t|t/l)\s"
    r"|^(?:pho )?chu tich\b|^(?:pho )?giam doc\b"
)
_CLOSING = re.compile(
    r"^(?:tren day la|trong qua trinh|yeu cau (?:cac|thu truong|giam doc|chu tich)|de nghi (?:cac|thu truong)"
    r"|(?:uy ban nhan dan|ubnd|chu tich|giam doc|so [\w ]{3,40}?"
    r"|uy ban)\b[^.;:]{0,60}?\b(?:yeu cau|de nghi|giao|trinh|kinh trinh)\b"
    r"|giao (?:van phong|so |phong |thanh tra|ban |trung tam)[^.;:]{3,90}?(?:theo doi|don doc|kiem tra|giam sat)[^.;:]*"
    r"(?:nay|theo quy dinh)|(?:van phong|so|phong)\b[\w ]{3,60}? (?:xin |trich )?thong bao\b|nhan duoc"
    r"|cac noi dung (?:khac|con lai)|can cu (?:noi dung )?ke hoach nay|ke hoach nay|chi thi nay|quyet dinh nay"
    r"|noi nhan)"
)


@dataclass(slots=True)
class Node:
    """A part of a document: its own paragraph, the parts and tables below it."""

    para: Para
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    path: str = ""

    @property
    def text(self) -> str:
        return self.para.text

    @property
    def folded(self) -> str:
        return self.para.folded

    @property
    def kind(self) -> str:
        return self.para.kind

    def walk(self) -> Iterator[Node]:
        """The node and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def ancestors(self) -> Iterator[Node]:
        """The nodes above, nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


@dataclass(slots=True)
class Piece:
    """One document of a file: what stands above its title, the title, and the rest."""

    head: list[Para]
    kind_word: str
    body: list[Para | Grid]


def kind_word_of(para: Para) -> str:
    """The document kind a line consists of ("KẾ HOẠCH"), or ""."""
    if para.kind not in ("para", "caps") or len(para.text) > 40:
        return ""
    bare = para.folded.strip(" .*_")
    if bare in KINDS and (uppercase_share(para.text) > 0.7 or para.bold):
        return bare
    if uppercase_share(para.text) > 0.7 and 6 <= len(bare) <= 16 and not para.text.endswith((":", ".")):
        return _kind_like(bare.replace(" ", ""))
    return ""


@lru_cache(maxsize=1024)
def _kind_like(letters: str) -> str:
    """The document kind that some letters stand for, their spaces lost or put elsewhere by recognition."""
    near = [(distance(letters, kind.replace(" ", "")), kind) for kind in KINDS if abs(len(kind) - len(letters)) < 4]
    cost, kind = min(near, default=(9.0, ""))
    return kind if cost <= _MISREAD and len(kind) > 6 else ""


_MISREAD = 0.8


def split_documents(items: list[Para | Grid]) -> list[Piece]:
    """The documents of the file, in order; a file without any heading is one document."""
    starts = _document_starts(items)
    pieces: list[Piece] = []
    for order, (start, title) in enumerate(starts):
        end = starts[order + 1][0] if order + 1 < len(starts) else len(items)
        head_end = title if title is not None else _letter_head_end(items, start, end)
        head = [item for item in items[start:head_end] if isinstance(item, Para)]
        word = ""
        if title is not None:
            title_para = items[title]
            word = kind_word_of(title_para) if isinstance(title_para, Para) else ""
            head_end = title + 1
        body = items[head_end:end]
        if title is None and (inline := _inline_title(items, start, end)):
            place, word = inline
            line = items[place]
            assert isinstance(line, Para)
            head = [item for item in items[start:place] if isinstance(item, Para)]
            rest = line.text[len(word) :].strip(" :-–")
            body = [replace(line, text=rest, folded="", raw="", kind="para"), *items[place + 1 : end]]
        if order == 0 and start > 0:
            head = [item for item in items[:start] if isinstance(item, Para)] + head
        pieces.append(Piece(head, word, body))
    return pieces


@cache
def _kind_ahead() -> re.Pattern[str]:
    return re.compile(r"(?:" + "|".join(sorted(KINDS, key=len, reverse=True)) + r")(?=\s+[a-z])")


def _inline_title(items: list[Para | Grid], start: int, end: int) -> tuple[int, str] | None:
    """Where a document without a line for its kind names it at the head of its title ("KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH
    NĂM 2026"), and the word."""
    for place in range(start, min(end, start + 25)):
        item = items[place]
        if not isinstance(item, Para) or item.folded.startswith(("kinh gui", "v/v")) or item.label:
            return None
        match = _kind_ahead().match(item.folded)
        if match and len(item.text) < 250 and (uppercase_share(item.text) > 0.8 or (item.bold and item.centered)):
            return place, match.group()
    return None


def _document_starts(items: list[Para | Grid]) -> list[tuple[int, int | None]]:
    titles = [place for place, item in enumerate(items) if isinstance(item, Para) and kind_word_of(item)]
    nations = [place for place, item in enumerate(items) if isinstance(item, Para) and _NATION.search(item.folded)]
    starts: list[tuple[int, int | None]] = []
    floor = 0
    for title in titles:
        if title < floor:
            continue
        start = _head_start(items, title, floor)
        if starts and not _opens_document(items, start, title):
            continue
        starts.append((start, title))
        floor = title + 1
    for place in nations:  # a letter has no title: its heading alone opens it
        if not any(start <= place <= (title if title is not None else start + 12) for start, title in starts):
            later = [start for start, _ in starts if start > place]
            if (
                later
                and later[0] - place < 8
                and any(t is not None and t - place < 14 for s, t in starts if s == later[0])
            ):
                continue
            starts.append((_nation_start(items, place), None))
    merged: list[tuple[int, int | None]] = []
    for pair in sorted(starts, key=lambda pair: pair[0]):
        if merged and pair[1] is None and merged[-1][1] is None and pair[0] - merged[-1][0] < 12:
            continue
        merged.append(pair)
    return merged or [(0, None)]


def _opens_document(items: list[Para | Grid], start: int, title: int) -> bool:
    """A second title opens a document when a heading stands above it or a reference to its decision below it."""
    head = [item for item in items[start:title] if isinstance(item, Para)]
    if any(_NATION.search(para.folded) or _NUMBER_LINE.search(para.folded) for para in head):
        return True
    below = [item for item in items[title + 1 : title + 7] if isinstance(item, Para)]
    return any(
        _ATTACHED.search(para.folded) or "(ban hanh kem theo" in para.folded or "(kem theo" in para.folded
        for para in below
    )


def _head_start(items: list[Para | Grid], title: int, floor: int) -> int:
    """The first line of the heading above a title."""
    start = title
    for place in range(title - 1, max(floor, title - 16) - 1, -1):
        item = items[place]
        if not isinstance(item, Para):
            break
        folded = item.folded.strip(" *_.-\\/")
        known = (
            _NATION.search(folded)
            or _NUMBER_LINE.search(folded)
            or (_DATE_LINE.search(folded) and len(folded) < 80)
            or (_ISSUER_LINE.match(folded) and uppercase_share(item.text) > 0.7)
            or (
                uppercase_share(item.text) > 0.85
                and len(folded) < 90
                and not _SIGNED.search(folded)
                and item.kind == "para"
            )
            or folded.startswith(("v/v", "kinh gui"))
            or (len(folded) <= 12 and not any(char.isalpha() for char in folded))
        )
        if not known or (_SIGNED.search(folded) and not _NATION.search(folded)):
            if place > 0 and title - place <= 3 and floor == 0 and not _SIGNED.search(folded):
                continue
            break
        start = place
    return start if floor else 0


def _nation_start(items: list[Para | Grid], place: int) -> int:
    start = place
    while start > 0 and place - start < 4:
        item = items[start - 1]
        if not isinstance(item, Para) or not _ISSUER_LINE.match(item.folded) or uppercase_share(item.text) < 0.7:
            break
        start -= 1
    return start


def _letter_head_end(items: list[Para | Grid], start: int, end: int) -> int:
    """Where the heading of a letter ends: after number, date, subject and addressees."""
    last = start
    for place in range(start, min(end, start + 20)):
        item = items[place]
        if not isinstance(item, Para):
            continue
        folded = item.folded
        if (
            _NATION.search(folded)
            or _NUMBER_LINE.search(folded)
            or folded.startswith(("v/v", "kinh gui"))
            or (_DATE_LINE.search(folded) and len(folded) < 80)
            or (_ISSUER_LINE.match(folded) and uppercase_share(item.text) > 0.7)
        ):
            last = place + 1
    while last < end and last > start:
        item, before = items[last], items[last - 1]
        listed = isinstance(item, Para) and item.kind in BULLETS and item.kind != "para" and len(item.text) < 160
        if not listed or not isinstance(before, Para) or before.text.endswith("."):
            break
        last += 1
    return last


def build_tree(body: list[Para | Grid]) -> Node:
    """The body as nested parts. Lines below a label that carry none become its paragraphs."""
    root = Node(Para("", body[0].page if body else 1, 1, kind="root"))
    open_nodes: list[Node] = [root]
    floor = 0  # what stands within quotation marks closes nothing outside them
    for item in body:
        top = open_nodes[-1]
        if isinstance(item, Grid):
            while item.sheet and len(open_nodes) > 1 and open_nodes[-1].para.page != item.page:
                open_nodes.pop()  # a sheet of its own goes on with nothing
                floor = 0
            _grid_owner(open_nodes).grids.append(item)
            continue
        para = item
        if para.kind == "para":
            if _continues(top, para):
                _extend(top.para, para)
                continue
            if _joins_title(para, top):
                continue
            para.kind = _heading_kind(para)
        if para.kind == "para":
            owner = (
                root
                if _CLOSING.match(para.folded) and len(open_nodes) > 1 and not para.text.endswith(":")
                else _para_owner(open_nodes)
            )
            if owner is root:
                del open_nodes[1:]
            node = Node(para, owner)
            owner.children.append(node)
            if owner is root:
                floor = 0
                continue
            node.path = owner.path
            if floor and para.closes_quote:
                del open_nodes[floor:]
                floor = 0
            continue
        if para.opens_quote and not floor:
            floor = len(open_nodes)
        if floor:
            inner = [open_nodes[floor - 1], *open_nodes[floor:]]
            if len(inner) > 1:
                _close_for(para, inner)
            open_nodes[floor:] = inner[1:]
        else:
            _close_for(para, open_nodes)
        parent = open_nodes[-1]
        if para.kind == "roman":
            _mend_number(para, parent)
        node = Node(para, parent)
        parent.children.append(node)
        node.path = _path(node)
        open_nodes.append(node)
        if floor and para.closes_quote:
            del open_nodes[floor:]
            floor = 0
    return root


def _mend_number(para: Para, parent: Node) -> None:
    """A Roman number whose strokes were lost ("1. MỤC TIÊU" after "I.") takes the place after the one before it."""
    before = [ordinal_of(child.para) for child in parent.children if child.kind == "roman"]
    own = ordinal_of(para)
    if before and before[-1] and own and own <= before[-1] and not para.raw.startswith(para.label):
        para.label = f"{to_roman(before[-1] + 1)}."


def _grid_owner(open_nodes: list[Node]) -> Node:
    for node in reversed(open_nodes):
        if node.kind not in BULLETS:
            return node
    return open_nodes[0]


def _para_owner(open_nodes: list[Node]) -> Node:
    """A paragraph without a label belongs to the part above it; a finished bullet takes none."""
    top = open_nodes[-1]
    if top.kind in ("dash", "plus", "star") and not top.text.endswith(":"):
        finished = top.text.endswith(".")
        for node in reversed(open_nodes[:-1]):
            if node.kind not in ("dash", "plus", "star") or (node.text.endswith(":") and not finished):
                return node
    return top


def _last_para(top: Node) -> Para:
    return top.children[-1].para if top.children and top.children[-1].kind == "para" else top.para


def _continues(top: Node, para: Para) -> bool:
    """Whether a line without a label goes on with the sentence above it."""
    if top.kind == "root" and not top.children:
        return False
    last = _last_para(top)
    if not last.text or last.text[-1] in ".;:!?":
        return False
    first = para.text.lstrip("\"“'(")[:1]
    if last.kind in ("annex", "caps") or not first:
        return False
    return first.islower() or (first.isdigit() and last.text[-1] in ",(")


def _extend(last: Para, para: Para) -> None:
    last.text = f"{last.text} {para.text}"
    last.folded = flatten(last.text)


def _joins_title(para: Para, top: Node) -> bool:
    """Whether a line in capitals is the rest of the heading right above it; it is joined to it then."""
    if top.kind not in ("annex", "caps", "roman", "part", "chapter") or top.children or top.grids:
        return False
    if top.kind == "caps" and (para.blank_before or (field_of(para.text) and not field_of(top.text))):
        return False
    if uppercase_share(para.text) <= 0.8 or para.text.startswith("(") or (top.kind == "roman" and para.blank_before):
        return False
    if top.text:
        _extend(top.para, para)
    else:
        top.para.text, top.para.folded = para.text, para.folded
    return True


def _heading_kind(para: Para) -> str:
    """What an unlabelled line is: "caps" or "bold" for a heading, "para" for running text."""
    length = len(para.text)
    letters = sum(char.isalpha() for char in para.text)
    if letters < 4 or length > 250 or para.text[-1] in ".;,":
        return "para"
    if para.text.startswith("(") or _SIGNED.search(para.folded):
        return "para"
    if uppercase_share(para.text) > 0.8 and length > 6:
        return "caps"
    return "bold" if para.bold and length < 120 and not para.italic else "para"


def _close_for(para: Para, open_nodes: list[Node]) -> None:
    """Pop the open parts that a new label ends."""
    top = open_nodes[-1]
    kinds = [node.kind for node in open_nodes]
    if para.kind == "caps" and "caps" in kinds:
        outer = kinds.index("caps")
        inside = field_of(para.text) and not field_of(open_nodes[outer].text)
        fresh = not open_nodes[outer].children or open_nodes[outer].children[0].kind == "caps"
        del open_nodes[outer + 1 if inside and fresh else outer :]
        return
    if para.kind in kinds:
        place = len(kinds) - 1 - kinds[::-1].index(para.kind)
        restarts = ordinal_of(para) == 1 and (ordinal_of(open_nodes[place].para) or 0) >= 1
        if not (
            restarts and place < len(open_nodes) - 1 and top.text.endswith(":") and RANKS[top.kind] > RANKS[para.kind]
        ):
            del open_nodes[place:]
            return
    if top.text.endswith(":") and top.kind not in ("root", "annex") and RANKS[para.kind] > RANKS["article"]:
        return
    if top.kind == "article" and top.text.endswith(":") and para.kind in ("roman", "upper", "part"):
        return
    rank = RANKS[para.kind]
    while len(open_nodes) > 1 and RANKS[open_nodes[-1].kind] > rank:
        open_nodes.pop()


def bare_label(para: Para) -> str:
    """The label without its marks: "II." → "II", "Nhiệm vụ 2:" → "2", "Hai là," → "2"."""
    if para.kind in ("item", "word"):
        return str(ordinal_of(para) or "")
    return para.label.strip("().:/-–_ ")


def _path(node: Node) -> str:
    parent = node.parent.path if node.parent else ""
    para = node.para
    if para.kind in BULLETS or para.kind in ("bold", "caps", "heading"):
        return parent
    bare = bare_label(para)
    if para.kind == "annex":
        words = bare.split(" ", 2)
        return " ".join(["Phụ lục", *words[2:]]) if len(words) > 2 else "Phụ lục"
    if para.kind in ("part", "chapter", "article"):
        bare = (
            bare[:1].upper() + bare[1:].lower()
            if para.kind == "article"
            else bare.split(" ")[0].capitalize() + " " + bare.split(" ", 1)[1]
        )
    if para.kind in ("number2", "number3", "number4"):
        above = node.parent
        while above is not None and above.kind in ("number", "number2", "number3", "number4"):
            if bare.startswith(bare_label(above.para) + "."):
                above = above.parent
                continue
            break
        if above is not None and above.kind == "item" and bare.startswith(bare_label(above.para) + "."):
            above = above.parent
        parent = above.path if above is not None else ""
    return f"{parent}.{bare}" if parent else bare
