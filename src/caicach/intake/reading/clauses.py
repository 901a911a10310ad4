"""From the parts of a document to targets, tasks and duties: every clause is asked what its part makes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from caicach.core.text import flatten, squeeze
from caicach.intake.reading import confidence
from caicach.intake.reading.attributes import Attributes, key_of, read_attribute, take_inline, take_named
from caicach.intake.reading.duedates import Due, find_due
from caicach.intake.reading.fields import field_of, inner_field
from caicach.intake.reading.owners import assigned_in, begins_with_verb, names_bodies, split_subject, supports_in
from caicach.intake.reading.results import Findings, FoundDuty, FoundTarget, FoundTask, Setting
from caicach.intake.reading.sections import is_heading
from caicach.intake.reading.structure import Node, bare_label
from caicach.intake.reading.targets import Target, milestone, stage_of, targets_in, without_words_as_numbers

_ASIDE = re.compile(
    r"^\W*(?:kem theo|chi tiet (?:tai|theo)|\(?co (?:phu luc|bang|danh muc)|\(?phu luc|\(?danh muc"
    r"|hien nay|thoi gian qua|trong thoi gian qua|den nay|tinh den|thuc te|theo do"
    r"|cu the(?=\s*(?:nhu sau|:|,|$))|ghi chu|luu y|trong do|nguon:"
    r"|ngoai viec|tren co so do|qua do|can cu vao cac quy dinh|quyet dinh nay"
    r"|cac so, co quan dau moi chiu trach nhiem theo doi|nhu sau)(?!\w)"
)
_LEGAL_BASIS = re.compile(
    r"(?:can cu|xet|theo de nghi|theo) (?:luat|nghi dinh|nghi quyet|quyet dinh so|thong tu|to trinh|ke hoach so"
    r"|chuong trinh so|cong van so|chi thi so|de nghi)"
)
_FORMULA = re.compile(
    r"chiu trach nhiem thi hanh|co hieu luc (?:thi hanh )?ke tu"
    r"|chiu trach nhiem thuc hien quyet dinh"
)
_LETTERS = frozenset({"directive", "letter", "other"})
"""Documents whose orders to bodies are duties wherever they stand."""
_ORDERING = re.compile(r"\b(?:giao|yeu cau|de nghi|chu tri|phoi hop|truoc ngay|hoan thanh|bao cao|gui)\b")
_SAID_ASIDE = re.compile(
    r"(?:danh gia chung|nhan dinh chung|muc dich|doi tuong|pham vi|thoi ky|thoi hieu|nien do|dia diem|thanh phan"
    r"|can cu|nguyen tac|nguyen nhan|ton tai|han che|thuc trang|hien trang|quan diem|su can thiet|boi canh"
    r"|phuong phap)[\w ,]{0,40}:"
)
_CONTACT = re.compile(r"\b(?:email|e-mail|dien thoai|sdt|so dien thoai|dia chi email|fax)\b|\S@\S|^dau moi lien he")
_AMENDS = re.compile(
    r"^(?:bai bo|huy bo|bo|gia han|lui|dieu chinh|thay the|thay cum tu|sua|sua doi"
    r"|chuyen)\b[^:]{0,80}?\b(?:nhiem vu|chi tieu"
    r"|noi dung|khoan|diem|muc|phu luc|cum tu|dieu|so thu tu|stt|dong|tiet)\s+(?:so |thu )?(?:[\d“\"]|[ivx]+\b)"
)
_EXPLICIT = frozenset({"date", "month", "quarter", "half", "range"})
_END_MARK = re.compile(r"[\s;,.]*(?:\./\.|/\.)?[\s;,.]*$")


@dataclass(slots=True)
class Ground:
    """What a clause inherits from the parts above it."""

    attributes: Attributes
    bodies: list[str]
    field_number: int | None


class ClauseReader:
    """Walks one document's tree and collects what its clauses say."""

    def __init__(self, roles: dict[int, str], setting: Setting) -> None:
        self.roles = roles
        self.setting = setting
        self.found = Findings()

    def read(self, root: Node) -> Findings:
        """Every target, task and duty of the running text."""
        labelled = [place for place, child in enumerate(root.children) if child.kind != "para"]
        for place, child in enumerate(root.children):
            if child.kind == "para":
                if (labelled and place > labelled[0]) or (
                    not labelled and self.setting.kind in ("directive", "letter", "other", "plan")
                ):
                    self._closing(child)
                continue
            self._visit(child, Ground(Attributes(), [], None))
        return self.found

    def _visit(self, node: Node, ground: Ground) -> None:
        role = self.roles[id(node)]
        if role in ("purpose", "budget", "none", "results"):
            return
        if not node.children:
            if not node.grids:
                self._clause(node, node.text, role, ground)
            return
        ground = self._below(node, role, ground)
        marked = [
            (child, *read_attribute(child, self.setting.year, damaged=self.setting.damaged)) for child in node.children
        ]
        rest = [child for child, kind, _ in marked if not kind]
        contents = [child for child, kind, _ in marked if kind == "content"]
        about = [
            (place, found) for place, (_, kind, found) in enumerate(marked) if kind and kind not in ("content", "aside")
        ]
        if (
            role in ("tasks", "", "open", "directed", "targets", "goal")
            and about
            and not rest
            and not any(child.children for child in contents)
            and node.text
        ):
            self._block_is_task(node, role, ground, [found for _, found in about], contents)
            return
        if role in ("targets", "goal") and self._target_above_its_parts(node, role, ground):
            return
        if not is_heading(node) and node.kind not in ("para",):
            self._clause(node, node.text, role, ground)
        if not about:
            for child, kind, _ in marked:
                if kind != "aside" or role not in ("tasks", "", "open", "directed"):
                    self._visit_child(child, kind, ground)
            return
        for child, kind, found in self._spread(marked):
            self._visit_child(child, kind, replace(ground, attributes=found.under(ground.attributes)))

    def _target_above_its_parts(self, node: Node, role: str, ground: Ground) -> bool:
        """ "Tỷ lệ số hóa đạt 100%, trong đó:" with bullets below: one target, the bullets its parts."""
        if not is_heading(node) or not targets_in(node.text, role=role, damaged=self.setting.damaged):
            return False
        own = len(self.found.targets)
        text = re.sub(r"[,;]?\s*(?:trong đó|cụ thể|bao gồm)\s*:?\s*$", "", node.text)
        self._targets(node, text, role, ground.attributes.leads)
        parts = len(self.found.targets)
        for child in node.children:
            self._visit(child, ground)
        if re.search(r"trong do\s*:?$", flatten(node.text).strip()):
            for target in self.found.targets[parts:]:
                if target.part_of is None:
                    target.part_of = own
        return True

    def _visit_child(self, child: Node, kind: str, ground: Ground) -> None:
        if kind == "content" and not child.children:
            _, value = key_of(child.text, damaged=self.setting.damaged)
            if value:
                self._clause(child, value, self.roles[id(child)], ground)
            return
        self._visit(child, ground)

    def _spread(self, marked: list[tuple[Node, str, Attributes]]) -> list[tuple[Node, str, Attributes]]:
        """Each task-like child with the attribute lines that hold for it: all of them when they stand together,
        otherwise those that follow it (or come before it, when the block begins with such lines)."""
        runs: list[list[int]] = []
        for place, (_, kind, _) in enumerate(marked):
            if not kind or kind in ("content", "aside"):
                continue
            if runs and runs[-1][-1] == place - 1:
                runs[-1].append(place)
            else:
                runs.append([place])
        children = [
            (place, child, kind) for place, (child, kind, _) in enumerate(marked) if not kind or kind == "content"
        ]

        def merged(run: list[int]) -> Attributes:
            total = Attributes()
            for place in run:
                total = total.under(marked[place][2])
            return total

        if len(runs) == 1:
            return [(child, kind, merged(runs[0])) for _, child, kind in children]
        before_style = runs[0][0] == 0
        spread: list[tuple[Node, str, Attributes]] = []
        for place, child, kind in children:
            if before_style:
                run = next((run for run in reversed(runs) if run[-1] < place), runs[0])
            else:
                run = next((run for run in runs if run[0] > place), [])
            spread.append((child, kind, merged(run)))
        return spread

    def _below(self, node: Node, role: str, ground: Ground) -> Ground:
        """What the clauses below a node inherit from it."""
        bodies = ground.bodies
        if role in ("duties", "directed", "reporting", "tasks", "", "open", "articles"):
            named = names_bodies(node.text) or (split_subject(node.text)[0] if is_heading(node) else [])
            if (
                not named
                and role in ("duties", "directed")
                and node.kind in ("number", "number2", "roman", "letter")
                and re.match(r"trach nhiem", flatten(node.text))
            ):
                named = []
            bodies = named or ([] if role == "duties" and _is_collective(node.text) else bodies)
        number = ground.field_number
        if (
            node.kind not in ("dash", "plus", "para")
            and len(node.text) < 200
            and role not in ("duties", "targets", "goal")
        ):
            number = inner_field(node.text, number, damaged=self.setting.damaged)
        attributes = ground.attributes
        if bodies is not ground.bodies and (supports := supports_in(node.text)):
            attributes = replace(attributes, supports=supports)
        return Ground(attributes, bodies, number)

    def _block_is_task(
        self, node: Node, role: str, ground: Ground, about: list[Attributes], contents: list[Node]
    ) -> None:
        total = Attributes()
        for found in about:
            total = total.under(found)
        activities = "\n".join(key_of(child.text, damaged=self.setting.damaged)[1] or child.text for child in contents)
        if role in ("targets", "goal"):
            self._targets(node, node.text, role, total.leads)
            return
        self._task(
            node, node.text, role, replace(ground, attributes=total.under(ground.attributes)), activities=activities
        )

    def _clause(self, node: Node, text: str, role: str, ground: Ground) -> None:
        text = _END_MARK.sub("", squeeze(text)).strip()
        if len(text.split()) < 3 or (
            node.text.rstrip().endswith(":") and not node.children and text == node.text.rstrip(":. ")
        ):
            return
        folded = flatten(text)
        if role not in ("duties", "reporting") and (_SAID_ASIDE.match(folded) or _CONTACT.search(folded)):
            return
        if self.setting.amends and _AMENDS.match(folded):
            self.found.warn(
                "amends_item",
                f"Văn bản sửa mục đã có: “{text}”; đề nghị sửa trong kế hoạch gốc.",
                node.para.page,
                node.para.line,
            )
            return
        if role in ("targets", "goal"):
            if not _ASIDE.match(flatten(text)) and not text.startswith("("):
                self._targets(node, text, role, ground.attributes.leads)
        elif role in ("duties", "reporting"):
            self._duty(node, text, role, ground)
        elif role == "articles":
            self._article(node, text, ground)
        elif node.kind != "para" or self._ordering_paragraph(node, text):
            self._task(node, text, role, ground)

    def _ordering_paragraph(self, node: Node, text: str) -> bool:
        """Whether a paragraph without a label orders something rather than introduces what is below it."""
        if text.endswith(":") or node.text.rstrip().endswith(":") or _ASIDE.match(flatten(text)):
            return False
        if _LEGAL_BASIS.match(flatten(text)):
            return False
        siblings = node.parent.children if node.parent else []
        introduces = bool(siblings) and siblings[0] is node and any(child.kind != "para" for child in siblings[1:])
        if introduces and not begins_with_verb(text):
            return False
        return begins_with_verb(text) or bool(split_subject(text)[0])

    def _task(self, node: Node, text: str, role: str, ground: Ground, activities: str = "") -> None:
        text, inline = take_inline(text, self.setting.year)
        text = _END_MARK.sub("", squeeze(text)).rstrip(":").strip()
        folded = flatten(text)
        if _ASIDE.match(folded) or text.startswith("(") or len(text.split()) < 3:
            return
        text, named = take_named(text, self.setting.year)
        attributes = named.under(inline).under(ground.attributes)
        subject, rest = split_subject(text)
        leads = attributes.leads or assigned_in(text) or subject or ground.bodies
        if role in ("", "open") and self.setting.kind in _LETTERS and not (leads or _orders(text)):
            return
        shown = rest if subject and re.match(r"\s*:", text[len(text) - len(rest) - 2 :][:2]) else text
        task = FoundTask(
            text=shown[:1].upper() + shown[1:] if shown is rest else shown,
            section=node.path,
            ordinal=bare_label(node.para) or None if node.kind not in ("dash", "plus", "star", "para") else None,
            field_number=self._own_field(node, ground),
            activities=activities or None,
            product=attributes.product or None,
            leads=leads,
            supports=attributes.supports or supports_in(text),
            due=attributes.due or find_due(text, self.setting.year),
            budget=attributes.budget or None,
            page=node.para.page,
            line=node.para.line,
            confidence=0.0,
        )
        if attributes.due_text and not attributes.due:
            self.found.warn(
                "due_unread", f"Không đọc được thời hạn “{attributes.due_text}”.", node.para.page, node.para.line
            )
        task.confidence = confidence.of_task(task, self.setting, in_tasks=role in ("tasks", "directed"))
        self.found.tasks.append(task)
        if role == "directed" or (self.setting.kind in _LETTERS and not attributes.leads):
            for body in leads:
                self.found.duties.append(FoundDuty(body, task.text, node.path, node.para.page, node.para.line))
        self._targets(node, text, "tasks", leads)

    def _own_field(self, node: Node, ground: Ground) -> int | None:
        if ground.field_number is None and node.children and len(node.text) < 200:
            return field_of(node.text, damaged=self.setting.damaged)
        return ground.field_number

    def _duty(self, node: Node, text: str, role: str, ground: Ground) -> None:
        if (node.text.rstrip().endswith(":") and not node.children) or _is_lead_in(text):
            return
        subject, rest = split_subject(text)
        bodies = subject or ground.bodies
        if role == "reporting" and not subject:
            bodies = self._subject_inside(text) or bodies
        shown = rest if subject else text
        shown = _END_MARK.sub("", squeeze(shown))
        if len(shown.split()) < 3:
            return
        for body in bodies:
            self.found.duties.append(
                FoundDuty(body, shown[:1].upper() + shown[1:], node.path, node.para.page, node.para.line)
            )
        self._targets(node, text, "duties", bodies)
        due = find_due(text, self.setting.year)
        if due and _is_explicit(due):
            self._dated_duty(node, shown, bodies, due, ground)

    def _subject_inside(self, text: str) -> list[str]:
        """The bodies a later sentence begins with ("… Các Sở, ngành: định kỳ …")."""
        for sentence in re.split(r"(?<=[.;])\s+", text)[1:]:
            subject, _ = split_subject(sentence)
            if subject:
                return subject
        return []

    def _dated_duty(self, node: Node, text: str, bodies: list[str], due: Due, ground: Ground) -> None:
        task = FoundTask(
            text=text[:1].upper() + text[1:],
            section=node.path,
            ordinal=None,
            field_number=ground.field_number,
            activities=None,
            product=None,
            leads=list(bodies),
            supports=supports_in(text),
            due=due,
            budget=None,
            page=node.para.page,
            line=node.para.line,
            confidence=0.0,
        )
        task.confidence = confidence.of_task(task, self.setting, in_tasks=True)
        self.found.tasks.append(task)

    def _closing(self, node: Node) -> None:
        """A paragraph at the end that tells bodies to do something."""
        folded = flatten(node.text)
        for sentence in re.split(r"(?<=[.])\s+(?=[A-ZĐÀ-Ỹ])", node.text):
            subject, rest = split_subject(sentence)
            if _is_lead_in(sentence) or re.match(
                r"\W*(?:tren day la|trong qua trinh|noi nhan|can cu|.{3,70} thong bao (?:de|den|toi|ket luan) )",
                flatten(sentence),
            ):
                continue
            if not subject:
                self._closing_date(node, sentence)
                continue
            if not re.search(r"yeu cau|giao|de nghi|trach nhiem|truoc ngay|chu tri|thuc hien", folded):
                continue
            shown = _END_MARK.sub("", squeeze(rest))
            if len(shown.split()) < 3:
                continue
            for body in subject:
                self.found.duties.append(
                    FoundDuty(body, shown[:1].upper() + shown[1:], node.path, node.para.page, node.para.line)
                )
            due = find_due(sentence, self.setting.year)
            if due and _is_explicit(due):
                self._dated_duty(node, shown, subject, due, Ground(Attributes(), [], None))

    def _closing_date(self, node: Node, sentence: str) -> None:
        """ "Kết quả thực hiện gửi về … trước ngày D": a day that all addressees owe something by."""
        if not re.search(r"\b(?:gui|bao cao|dang ky|hoan thanh)\b", flatten(sentence)):
            return
        due = find_due(sentence, self.setting.year)
        if due and due.kind == "date" and due.start is None:
            self._dated_duty(node, _END_MARK.sub("", squeeze(sentence)), [], due, Ground(Attributes(), [], None))

    def _article(self, node: Node, text: str, ground: Ground) -> None:
        """An article of a decision orders only when it gives a body something to do."""
        folded = flatten(text)
        if _FORMULA.search(folded):
            return
        subject, _ = split_subject(text)
        if subject and re.search(r"\bgiao\b|co trach nhiem|chu tri", folded):
            self._task(node, text, "tasks", ground)
            for body in subject:
                self.found.duties.append(FoundDuty(body, text, node.path, node.para.page, node.para.line))

    def _targets(self, node: Node, text: str, role: str, owners: list[str]) -> None:
        targets = targets_in(text, role=role, damaged=self.setting.damaged)
        if not targets and role in ("targets", "goal"):
            single = milestone(text, strong=role == "targets")
            targets = [single] if single else []
        if self.setting.poor:
            targets = without_words_as_numbers(targets)
        base = len(self.found.targets)
        for target in targets:
            first, last = self._stage(node, target)
            self.found.targets.append(
                FoundTarget(
                    text=_END_MARK.sub("", target.text),
                    section=node.path,
                    comparator=target.comparator,
                    value=target.value,
                    value_to=target.value_to,
                    unit=target.unit,
                    baseline_year=target.baseline_year,
                    first=first,
                    last=last,
                    part_of=base + target.part_of if target.part_of is not None else None,
                    owners=list(target.owners or owners),
                    page=node.para.page,
                    line=node.para.line,
                    confidence=confidence.of_target(target, role, self.setting),
                )
            )

    def _stage(self, node: Node, target: Target) -> tuple[int | None, int | None]:
        if target.last is not None:
            return self._from(target.first, target.last), target.last
        for above in node.ancestors():
            stage = (
                stage_of(above.folded)
                if above.text
                and len(above.text) < 200
                and self.roles.get(id(above)) in ("targets", "goal", "tasks", "", "open")
                else None
            )
            if stage and stage[1] is not None:
                return self._from(stage[0], stage[1]), stage[1]
        return self.setting.first, self.setting.last

    def _from(self, first: int | None, last: int) -> int | None:
        if first is not None:
            return first
        return self.setting.first if self.setting.first is not None and self.setting.first <= last else None


def _orders(text: str) -> bool:
    return begins_with_verb(text) or bool(_ORDERING.search(flatten(text)))


def _is_collective(text: str) -> bool:
    """ "Trách nhiệm cụ thể của một số cơ quan": heads bodies, names none."""
    return bool(re.search(r"mot so (?:co quan|don vi)|phan cong|cac co quan, don vi (?:nhu sau|sau)", flatten(text)))


def _is_lead_in(text: str) -> bool:
    folded = flatten(text)
    return (
        bool(re.search(r"(?:nhu sau|sau day|sau|nhiem vu|noi dung|trach nhiem)\s*:?$", folded))
        and len(text) < 400
        and bool(re.search(r"co trach nhiem|nhu sau|sau\s*:?$|nhiem vu (?:chu yeu |cu the )?sau", folded))
    )


def _is_explicit(due: Due) -> bool:
    """A deadline with a day, month or quarter in it, not only a rhythm."""
    return (
        due.kind in _EXPLICIT
        or (due.kind == "year" and due.end is not None)
        or (due.kind == "recurring" and bool(re.search(r"ngay \d|\d/\d", flatten(due.text))))
    )
