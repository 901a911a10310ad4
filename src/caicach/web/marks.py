"""Marks that say how something stands: a colour, a shape and a word, always the three together."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Mark:
    colour: str  # good, soon, late, unknown, plain: what tokens.css says of time
    shape: str  # a key of SHAPES
    word: str | Promise


# Drawn on a field of 12 × 12; words never depend on a font that has the sign.
SHAPES = {
    "disc": '<circle cx="6" cy="6" r="5"/>',
    "triangle": '<path d="M6 .8 11.6 11H.4Z"/>',
    "square": '<rect x="1" y="1" width="10" height="10" rx="1"/>',
    "ring": '<circle cx="6" cy="6" r="4.5" fill="none" stroke-width="1.75"/>',
    "half": '<circle cx="6" cy="6" r="4.5" fill="none" stroke-width="1.75"/>'
    '<path d="M6 1.5a4.5 4.5 0 0 0 0 9Z" stroke="none"/>',
    "tick": '<path d="m1.2 6.6 3.2 3.3L10.8 2.6" fill="none" stroke-width="2.25" stroke-linejoin="round"/>',
    "frame": '<rect x="1.6" y="1.6" width="8.8" height="8.8" rx="1" fill="none" stroke-width="1.75"/>',
    "cross": '<path d="m2 2 8 8M10 2l-8 8" fill="none" stroke-width="2" stroke-linecap="round"/>',
    "dash": '<path d="M1.5 6h9" fill="none" stroke-width="2.25" stroke-linecap="round"/>',
    "arrow": '<path d="M10.5 6H2M5.5 2 1.5 6l4 4" fill="none" stroke-width="2" stroke-linejoin="round"/>',
}

MARKS = {
    # timeliness of a duty
    "on_time": Mark("good", "disc", _("đúng hạn")),
    "due_soon": Mark("soon", "triangle", _("sắp đến hạn")),
    "overdue": Mark("late", "square", _("quá hạn")),
    "no_data": Mark("unknown", "ring", _("chưa có số liệu")),
    "no_day": Mark("unknown", "dash", _("không ấn định ngày")),
    "done_on_time": Mark("good", "tick", _("xong đúng hạn")),
    "done_late": Mark("late", "frame", _("xong quá hạn")),
    "done": Mark("good", "tick", _("hoàn thành")),
    # state of a duty, a report, a draft
    "assigned": Mark("plain", "ring", _("mới giao")),
    "running": Mark("plain", "half", _("đang thực hiện")),
    "awaiting_head": Mark("plain", "half", _("chờ thủ trưởng duyệt")),
    "awaiting_review": Mark("plain", "half", _("chờ thẩm tra")),
    "returned": Mark("plain", "arrow", _("bị trả lại")),
    "cancelled": Mark("unknown", "cross", _("đã hủy")),
    "draft": Mark("unknown", "ring", _("bản nháp")),
    "in_force": Mark("good", "disc", _("đang hiệu lực")),
    "replaced": Mark("unknown", "dash", _("đã được thay thế")),
    # the cascade: is what stands above carried out below?
    "covered": Mark("plain", "disc", pgettext_lazy("cụ thể hóa", "có")),
    "weaker": Mark("plain", "half", _("yếu hơn")),
    "later": Mark("plain", "arrow", _("muộn hơn")),
    "contradicting": Mark("plain", "cross", _("trái với cấp trên")),
    "missing": Mark("plain", "ring", _("thiếu")),
    "nobody": Mark("unknown", "dash", _("chưa ai nhận")),
    # a target against its milestone
    "reached": Mark("good", "tick", _("đã đạt")),
    "on_course": Mark("good", "disc", _("đúng tiến độ")),
    "at_risk": Mark("soon", "triangle", _("có nguy cơ không đạt")),
    "behind": Mark("late", "square", _("chậm tiến độ")),
}
