"""The sentence for each code of this room, and deadlines and values in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caicach.core.dates import format_date
from caicach.core.numbers import format_number, to_roman

from .cascade_rules import NOBODYS, Judgement, Phase, Remark, Verdict
from .models import Comparator, DueKind, Every, Milestone, Target, Task
from .rules import ChangeKind
from .services.errors import Obstacle

OBSTACLES: dict[Obstacle, str | Promise] = {
    Obstacle.DRAFT_NOT_CONFIRMED: gettext_lazy("Bản đọc chưa được xác nhận; xác nhận văn bản trước khi lập kế hoạch."),
    Obstacle.ALREADY_IN_FORCE: gettext_lazy(
        "Kế hoạch đang thực hiện thì không sửa trực tiếp; đưa văn bản sửa đổi, bổ sung vào để lập bản mới."
    ),
    Obstacle.NOT_THE_LATEST: gettext_lazy("Đây không phải bản mới nhất của kế hoạch."),
    Obstacle.ALREADY_AMENDED: gettext_lazy("Kế hoạch này đã có một bản sửa đổi; tiếp tục ở bản đó."),
    Obstacle.NOT_IN_FORCE: gettext_lazy("Bản trước chưa đưa vào thực hiện; đưa bản trước vào thực hiện trước."),
    Obstacle.LEAD_MISSING: gettext_lazy("Có nhiệm vụ chưa nêu cơ quan chủ trì."),
    Obstacle.LEAD_UNRESOLVED: gettext_lazy("Có nhiệm vụ mà tên cơ quan chủ trì chưa ứng với cơ quan nào."),
    Obstacle.NOTHING_TO_GIVE: gettext_lazy("Chưa có nhiệm vụ nào giao được; nêu cơ quan chủ trì trước."),
    Obstacle.CIRCLE: gettext_lazy("Kế hoạch này đã cụ thể hóa chính kế hoạch kia; không gắn ngược lại được."),
    Obstacle.LINK_ENDED: gettext_lazy("Hai kế hoạch không còn gắn với nhau; gắn lại trước khi xác nhận."),
    Obstacle.ITEM_GONE: gettext_lazy("Mục được chọn không còn trong bản đang thực hiện của kế hoạch."),
}

CHANGES: dict[ChangeKind, str | Promise] = {
    ChangeKind.ADDED: gettext_lazy("bổ sung"),
    ChangeKind.CHANGED: gettext_lazy("sửa đổi"),
    ChangeKind.REMOVED: gettext_lazy("bãi bỏ"),
    ChangeKind.UNCHANGED: gettext_lazy("giữ nguyên"),
}

VALUES: dict[str, str | Promise] = {
    "text": gettext_lazy("Nội dung"),
    "field": gettext_lazy("Lĩnh vực"),
    "activities": gettext_lazy("Các hoạt động"),
    "product": gettext_lazy("Sản phẩm"),
    "due": gettext_lazy("Thời hạn"),
    "budget": gettext_lazy("Kinh phí"),
    "lead": gettext_lazy("Chủ trì"),
    "support": gettext_lazy("Phối hợp"),
    "goal": gettext_lazy("Mức phải đạt"),
    "baseline": gettext_lazy("Mức gốc"),
    "owners": gettext_lazy("Cơ quan theo dõi"),
}

PLAN_MARKS = {"draft": "draft", "issued": "in_force", "superseded": "replaced"}
"""The mark of the interface for each state of a plan."""

PROGRESS_MARKS: dict[str, tuple[str, str | Promise]] = {
    "none": ("no_data", gettext_lazy("chưa giao")),
    "overdue": ("overdue", gettext_lazy("có việc quá hạn")),
    "running": ("running", gettext_lazy("đang thực hiện")),
    "done": ("done", gettext_lazy("hoàn thành")),
}

FINDINGS: dict[str, str | Promise] = {
    Verdict.CONTRADICTING.value: gettext_lazy("trái với cấp trên"),
    Verdict.WEAKER.value: gettext_lazy("yếu hơn"),
    Verdict.LATER.value: gettext_lazy("muộn hơn"),
    NOBODYS: gettext_lazy("chưa ai nhận"),
    Verdict.MISSING.value: gettext_lazy("thiếu"),
}

REMARKS: dict[Remark, str | Promise] = {
    Remark.BY_TASK: gettext_lazy("thực hiện bằng nhiệm vụ, không nêu mức"),
    Remark.ON_THE_WAY: gettext_lazy("mức của năm giữa giai đoạn"),
    Remark.NOT_YET: gettext_lazy("chưa đến giai đoạn của chỉ tiêu"),
    Remark.NO_STEP: gettext_lazy("chỉ phải đạt vào cuối một giai đoạn dài hơn"),
    Remark.STARTS_AFTER: gettext_lazy("giai đoạn bắt đầu sau"),
    Remark.DUE_AFTER: gettext_lazy("thời hạn sau thời hạn của cấp trên"),
    Remark.NO_DATE: gettext_lazy("không nêu thời hạn"),
    Remark.LOWER_VALUE: gettext_lazy("mức chưa bằng cấp trên"),
    Remark.NO_NUMBER: gettext_lazy("không nêu mức"),
    Remark.LESS_OFTEN: gettext_lazy("thưa hơn cấp trên"),
    Remark.OPPOSITE: gettext_lazy("một bên là tối thiểu, một bên là tối đa"),
    Remark.OTHER_UNIT: gettext_lazy("đơn vị tính khác nhau"),
    Remark.OUTSIDE_RANGE: gettext_lazy("ngoài khoảng cấp trên cho phép"),
    Remark.PERIOD_OVER: gettext_lazy("kế hoạch cấp dưới đã hết giai đoạn"),
    Remark.NOTHING: gettext_lazy("chưa có mục nào trong kế hoạch"),
}
"""Why a finding is one, as it stands after the finding's word."""

_SIGNS = {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "=": ""}


def due_words(task: Task) -> str:
    """A task's deadline as a person says it: "trước 22/02/2024", "Quý III/2026", "hằng quý", "thường xuyên"."""
    kind, start, end = task.due_kind, task.due_from, task.due_to
    if kind == DueKind.RECURRING:
        return str(Every(task.due_every).label) if task.due_every else task.due_text or _("định kỳ")
    if kind in (DueKind.ONGOING, DueKind.ON_REQUEST):
        return str(DueKind(kind).label)
    if end is None:
        return task.due_text or "–"
    return _stretch(kind, start, end)


def _stretch(kind: str, start: date | None, end: date) -> str:
    if kind == DueKind.MONTH:
        return _("tháng %(month)s") % {"month": f"{end:%m/%Y}"}
    if kind == DueKind.QUARTER:
        return _("Quý %(quarter)s/%(year)s") % {"quarter": to_roman((end.month + 2) // 3), "year": end.year}
    if kind == DueKind.HALF:
        half = _("6 tháng đầu năm %(year)s") if end.month <= 6 else _("6 tháng cuối năm %(year)s")
        return half % {"year": end.year}
    if kind == DueKind.YEAR:
        return _("năm %(year)s") % {"year": end.year}
    if kind == DueKind.RANGE and start:
        return f"{format_date(start)} – {format_date(end)}"
    return format_date(end)


def goal_words(comparator: str, unit: str, value: Decimal | None, value_to: Decimal | None = None) -> str:
    """ "≥ 89 %", "90–95 %", "≤ 5 hạng", "hoàn thành"."""
    if comparator == Comparator.DONE or value is None:
        return str(_("hoàn thành"))
    space = "\N{NO-BREAK SPACE}" if unit else ""
    if comparator == Comparator.BETWEEN and value_to is not None:
        return f"{format_number(value)}–{format_number(value_to)}{space}{unit}"
    return f"{_SIGNS.get(comparator, '')}{format_number(value)}{space}{unit}"


def phase_words(milestone: Milestone) -> str:
    """ "2026–2027", "2030", or nothing where the document names no years."""
    return years_words(milestone.from_year, milestone.to_year)


def years_words(first: int | None, last: int | None) -> str:
    """ "2026–2027", "2030", or nothing."""
    if first and last and first != last:
        return f"{first}–{last}"
    return str(last or first or "")


def judgement_words(judgement: Judgement) -> str:
    """Why the verdict is what it is; nothing where the lower item simply covers the higher one."""
    return str(REMARKS[judgement.remark]) if judgement.remark else ""


def aim_words(item: Target | Task, phase: Phase | None) -> str:
    """What an item asks, in the phase that decided: "≥ 95 % (2028–2030)", or a task's deadline."""
    if isinstance(item, Task):
        return due_words(item)
    if phase is None:
        stated = list(item.milestones.all())
        phase = (
            Phase(stated[-1].from_year, stated[-1].to_year, stated[-1].value, stated[-1].value_to) if stated else None
        )
    if phase is None:
        return goal_words(item.comparator, item.unit, None)
    goal = goal_words(item.comparator, item.unit, phase.value, phase.value_to)
    years = years_words(phase.from_year, phase.to_year)
    return f"{goal} ({years})" if years else goal


def baseline_words(target: Target) -> str:
    """Where the target starts from: "80 % (2025)"; nothing where the document does not say."""
    if target.baseline_value is None:
        return str(target.baseline_year or "")
    value = goal_words(Comparator.EXACTLY, target.unit, target.baseline_value)
    return f"{value} ({target.baseline_year})" if target.baseline_year else value


def value_words(value: Any) -> str:
    """A value of a change as the page shows it."""
    if value in (None, "", [], ()):
        return "–"
    if isinstance(value, (list, tuple)):
        return "; ".join(str(one) for one in value)
    return str(value)
