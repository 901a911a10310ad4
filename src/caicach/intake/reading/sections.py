"""What each part of a document is for: purpose, targets, tasks, duties, budget, reporting, results."""

from __future__ import annotations

import re

from caicach.core.text import flatten
from caicach.intake.reading import lexicon
from caicach.intake.reading.fields import field_of
from caicach.intake.reading.owners import begins_with_verb, names_bodies, split_subject
from caicach.intake.reading.structure import Node

_STAGE = re.compile(
    r"(?:muc tieu )?(?:giai doan|thoi ky)?\s*(?:20\d\d\s*-\s*20\d\d)"
    r"|^(?:muc tieu )?(?:den (?:het )?)?nam 20\d\d|^muc tieu (?:den|giai doan|nam|trong nam"
    r"|tu nam)|^(?:den |trong )(?:het )?(?:nam|quy|thang)"
)
_PLAIN_LABEL = re.compile(r"[:.\s]+$")
_ROLE_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("targets", lexicon.TARGETS),
    ("goal", lexicon.GOAL),
    ("purpose", lexicon.PURPOSE),
    ("reporting", lexicon.REPORTING),
    ("duties", lexicon.DUTIES),
    ("budget", lexicon.BUDGET),
    ("tasks", lexicon.TASKS),
)


def assign_roles(root: Node, doc_kind: str, *, damaged: bool) -> dict[int, str]:
    """The role of every node, by `id(node)`; a part takes the role of the part above it unless its heading says
    otherwise."""
    default = {"report": "results", "submission": "none", "decision": "articles"}.get(doc_kind, "")
    if doc_kind == "other" and any(child.kind == "article" for child in root.children):  # a resolution
        default = "articles"
    roles: dict[int, str] = {id(root): default}
    for node in root.walk():
        if node.parent is None:
            continue
        above = roles[id(node.parent)]
        roles[id(node)] = _role(node, above, doc_kind, damaged) or above
    return roles


def is_heading(node: Node) -> bool:
    """Whether the node's own words head what is below it rather than order something themselves."""
    if not node.children and not node.grids:
        return False
    text = node.text.rstrip()
    if (
        text.endswith((".", ";"))
        and len(text.split()) >= 8
        and not node.grids
        and all(child.kind == "para" for child in node.children)
        and (begins_with_verb(text) or split_subject(text)[0])
    ):
        return False  # a sentence that orders, with another below it
    return text.endswith(":") or len(text) < 200 or not re.search(r"[.;]\s+\S", text)


def _role(node: Node, above: str, doc_kind: str, damaged: bool) -> str:
    if (
        not (node.children or node.grids)
        or node.kind in ("para", "plus")
        or (node.kind == "dash" and not node.text.endswith(":"))
    ):
        return ""
    if (len(node.text) > 260 and not node.text.endswith(":")) or (node.text.endswith(".") and not is_heading(node)):
        return ""
    head = bare_heading(node.text)
    if doc_kind == "report":
        return _report_role(node, head, above, damaged)
    if above == "none":
        return ""
    if above in ("targets", "goal") and _STAGE.search(head):
        return "targets"
    found = _named_role(head, damaged)
    if above == "duties" and found not in ("", "duties", "reporting", "budget"):
        return ""
    if found in ("budget", "reporting", "duties") and node.kind not in (
        "roman",
        "part",
        "chapter",
        "caps",
        "upper",
        "bold",
        "article",
        "number",
    ):
        return ""
    if found == "budget" and above == "tasks" and node.kind == "number":
        return ""
    if (
        found == "duties"
        and above == "tasks"
        and node.kind == "number"
        and field_of(node.text)
        and "to chuc thuc hien" not in head[:18]
    ):
        return ""
    if (
        found == "purpose"
        and above == "tasks"
        and node.kind in ("letter", "dash", "star")
        and not re.match(r"(?:muc dich|yeu cau|doi tuong|pham vi|thanh phan)\b", head)
    ):
        return ""
    if found == "tasks" and above in ("duties", "targets"):
        return "tasks" if above == "targets" and node.kind in ("roman", "number", "letter", "bold", "caps") else ""
    if not found and above == "purpose" and field_of(node.text, damaged=False):
        return ""
    if not found and above == "articles" and node.kind in ("roman", "upper", "part", "number"):
        return "open"
    if not found and above in ("", "open") and _directs(node):
        return "directed"
    return found


def _directs(node: Node) -> bool:
    """ "2. Sở Khoa học và Công nghệ" above lettered orders."""
    return node.kind in ("number", "roman", "letter", "number2") and bool(names_bodies(node.text))


def _report_role(node: Node, head: str, above: str, damaged: bool) -> str:
    if node.kind in ("roman", "part", "chapter", "caps", "upper", "bold"):
        if _begins(head, lexicon.AHEAD, damaged):
            return "tasks"
        if _begins(head, lexicon.PROPOSALS, damaged):
            return "none"
        return "results"
    return ""


def _named_role(head: str, damaged: bool) -> str:
    has_goal = bool(re.search(r"\bmuc tieu\b|\bchi tieu\b", head))
    has_task = bool(re.search(r"\bnhiem vu\b|\bgiai phap\b", head))
    if has_goal and has_task and re.match(r"(?:muc tieu|chi tieu|nhiem vu|giai phap)", head):
        return "tasks"
    if re.match(r"(?:muc dich|yeu cau|quan diem)", head) and has_goal:
        return "goal"
    if re.match(r"(?:chi tieu|muc tieu)", head) and re.search(r"\byeu cau\b", head):
        return "goal"
    if re.match(r"muc tieu\b", head) and (_STAGE.search(head) or re.search(r"cu the|chu yeu", head)):
        return "targets"
    for role, words in _ROLE_WORDS:
        if _begins(head, words, damaged):
            return role
    if re.search(r"\bchi tieu\b", head[:60]) and not re.match(
        r"(?:theo doi|danh gia|hoan thanh|thuc hien|ra soat|xay dung)", head
    ):
        return "targets"
    if re.search(r"\b(?:nhiem vu|giai phap)\b", head[:80]) and len(head) < 120:
        return "tasks"
    if re.search(r"to chuc thuc hien$|phan cong (?:nhiem vu|trach nhiem|thuc hien)", head):
        return "duties"
    return ""


def bare_heading(text: str) -> str:
    """The folded heading without its colon and without "các", "một số" and the like before it."""
    head = _PLAIN_LABEL.sub("", flatten(text)).strip()
    changed = True
    while changed:
        changed = False
        for filler in lexicon.HEAD_FILLERS:
            if head.startswith(filler) and not (
                filler in ("noi dung ", "cong tac ", "nhom ", "ve ") and len(head) < len(filler) + 3
            ):
                if filler == "noi dung " and not head.startswith(
                    ("noi dung nhiem vu", "noi dung chi tieu", "noi dung muc tieu")
                ):
                    continue
                head, changed = head[len(filler) :], True
    return head


def _begins(head: str, words: tuple[str, ...], damaged: bool) -> bool:
    for word in words:
        if head.startswith(word) and not head[len(word) : len(word) + 1].isalpha():
            return (
                word not in lexicon.GOAL
                or head == word
                or not head[len(word) :].strip().startswith(("cua ke hoach nay",))
            )
    if not damaged or len(head) > 70:
        return False
    from rapidfuzz import fuzz

    straight = re.sub(r"[^a-z ,]", "", head)
    return any(len(word) >= 7 and fuzz.ratio(straight[: len(word) + 2], word) >= 84 for word in words)
