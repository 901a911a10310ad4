"""The Vietnamese sentence for each code of this room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from caicach.core.dates import format_date

from .models import Notification, ReminderKind
from .rules import Due, DueCode, Obstacle, Timeliness

OBSTACLES: dict[Obstacle, Promise] = {
    Obstacle.NOT_YOURS: gettext_lazy("Ông/bà không có quyền làm việc này với việc được chọn."),
    Obstacle.ALREADY_CLOSED: gettext_lazy("Việc đã kết thúc."),
    Obstacle.WITH_THE_HEAD: gettext_lazy("Việc đang chờ thủ trưởng duyệt."),
    Obstacle.UNDER_REVIEW: gettext_lazy("Việc đang chờ thẩm tra."),
    Obstacle.NOTHING_SENT: gettext_lazy("Chưa có kết quả nào được trình."),
    Obstacle.OWN_WORK: gettext_lazy("Không tự thẩm tra kết quả do chính mình trình; đề nghị người khác quyết định."),
    Obstacle.TEXT_MISSING: gettext_lazy("Chưa ghi nội dung."),
    Obstacle.REASON_MISSING: gettext_lazy("Chưa ghi lý do."),
    Obstacle.PERCENT_OUT_OF_RANGE: gettext_lazy("Tiến độ phải từ 0 đến 100 %."),
    Obstacle.NO_DAY_TO_EXTEND: gettext_lazy("Việc không có thời hạn nên không cần gia hạn."),
    Obstacle.NOT_LATER: gettext_lazy("Thời hạn mới phải sau thời hạn hiện tại."),
    Obstacle.DAY_IS_PAST: gettext_lazy("Thời hạn đã qua; chọn một ngày từ hôm nay trở đi."),
    Obstacle.EXTENSION_WAITS: gettext_lazy("Đã có một đề nghị gia hạn đang chờ quyết định."),
    Obstacle.NO_EXTENSION_WAITS: gettext_lazy("Không có đề nghị gia hạn nào đang chờ."),
    Obstacle.NOT_OF_THE_BODY: gettext_lazy("Người được chọn không công tác tại cơ quan này."),
    Obstacle.SAME_BODY: gettext_lazy("Việc đang do chính cơ quan này thực hiện."),
    Obstacle.BODY_CLOSED: gettext_lazy("Cơ quan được chọn đã kết thúc hoạt động."),
    Obstacle.NO_BODIES: gettext_lazy("Chưa chọn cơ quan nào."),
    Obstacle.NOT_BELOW: gettext_lazy("Chỉ giao việc cho cơ quan thuộc phạm vi quản lý."),
    Obstacle.FORM_USED: gettext_lazy("Biểu mẫu này đã được gửi; tải lại trang để gửi nội dung mới."),
    Obstacle.TOO_LATE_TO_UNDO: gettext_lazy("Đã quá mười giây nên không hoàn tác được."),
    Obstacle.FOLLOWED_BY_ANOTHER: gettext_lazy("Việc đã có diễn biến mới nên không hoàn tác được."),
    Obstacle.FILE_TOO_LARGE: gettext_lazy("Tệp vượt quá dung lượng cho phép."),
    Obstacle.FILE_EMPTY: gettext_lazy("Tệp không có nội dung."),
    Obstacle.FILE_KIND: gettext_lazy("Tệp không phải văn bản hoặc ảnh; chỉ nhận PDF, DOCX, XLSX và ảnh."),
    Obstacle.OTHERS_REFUSED: gettext_lazy("Chưa thực hiện vì có việc khác trong danh sách không làm được."),
    Obstacle.NOT_READY: gettext_lazy(
        "Báo cáo còn mục để trống, số liệu thiếu, chỗ chưa khớp hoặc đã khóa; mở trang báo cáo để xem."
    ),
}

TIMELINESS: dict[Timeliness, Promise] = {
    Timeliness.ON_TIME: gettext_lazy("Đúng hạn"),
    Timeliness.SOON: gettext_lazy("Sắp đến hạn"),
    Timeliness.OVERDUE: gettext_lazy("Quá hạn"),
    Timeliness.DONE_IN_TIME: gettext_lazy("Hoàn thành đúng hạn"),
    Timeliness.DONE_LATE: gettext_lazy("Hoàn thành muộn"),
    Timeliness.NO_DATE: gettext_lazy("Không có thời hạn"),
}

REMINDERS: dict[ReminderKind, Promise] = {
    ReminderKind.BEFORE: gettext_lazy("Sắp đến hạn"),
    ReminderKind.ON_DAY: gettext_lazy("Đến hạn hôm nay"),
    ReminderKind.OVERDUE: gettext_lazy("Đã quá hạn"),
    ReminderKind.ESCALATED_HEAD: gettext_lazy("Quá hạn, báo thủ trưởng"),
    ReminderKind.ESCALATED_STANDING: gettext_lazy("Quá hạn, báo cơ quan thường trực"),
}

# What a line under the bell says before the duty's title.
NOTIFICATIONS: dict[str, Promise] = {
    "duty_given": gettext_lazy("Việc mới được giao"),
    "plan_in_force": gettext_lazy("Kế hoạch mới giao việc cho cơ quan"),
    "duty_assigned": gettext_lazy("Ông/bà được phân công"),
    "duty_sent_to_head": gettext_lazy("Chờ ông/bà duyệt"),
    "duty_given_back": gettext_lazy("Thủ trưởng trả lại"),
    "duty_accepted": gettext_lazy("Kết quả được chấp nhận"),
    "duty_returned": gettext_lazy("Kết quả bị trả lại"),
    "extension_granted": gettext_lazy("Được gia hạn"),
    "extension_refused": gettext_lazy("Không được gia hạn"),
    "duty_handed_over": gettext_lazy("Việc được chuyển giao"),
    "duty_cancelled": gettext_lazy("Việc đã hủy"),
    "duty_urged": gettext_lazy("Đôn đốc"),
    **{f"reminder_{kind.value}": words for kind, words in REMINDERS.items()},
}

# A line of the history: who did it and when stand beside it.
EVENTS: dict[str, Promise] = {
    "duty_given": pgettext_lazy("lịch sử", "Giao việc"),
    "duty_assigned": gettext_lazy("Phân công xử lý"),
    "progress_noted": gettext_lazy("Cập nhật tiến độ"),
    "duty_sent_to_head": gettext_lazy("Trình thủ trưởng"),
    "duty_sent_up": gettext_lazy("Ký và gửi thẩm tra"),
    "duty_given_back": gettext_lazy("Thủ trưởng trả lại"),
    "duty_accepted": gettext_lazy("Chấp nhận kết quả"),
    "duty_returned": gettext_lazy("Trả lại kết quả"),
    "decision_undone": gettext_lazy("Hoàn tác quyết định"),
    "extension_asked": gettext_lazy("Đề nghị gia hạn"),
    "extension_granted": gettext_lazy("Đồng ý gia hạn"),
    "extension_refused": gettext_lazy("Không đồng ý gia hạn"),
    "duty_handed_over": gettext_lazy("Chuyển giao"),
    "duty_continued": gettext_lazy("Tiếp tục theo văn bản sửa đổi"),
    "duty_cancelled": gettext_lazy("Hủy việc"),
    "duty_urged": gettext_lazy("Đôn đốc"),
}

DONE: dict[str, Promise] = {
    "note_progress": gettext_lazy("Đã ghi tiến độ."),
    "send_to_head": gettext_lazy("Đã trình thủ trưởng."),
    "send_up": gettext_lazy("Đã ký và gửi thẩm tra."),
    "give_back": gettext_lazy("Đã trả lại người xử lý."),
    "accept": gettext_lazy("Đã chấp nhận kết quả."),
    "return": gettext_lazy("Đã trả lại cơ quan thực hiện."),
    "ask_extension": gettext_lazy("Đã gửi đề nghị gia hạn."),
    "grant_extension": gettext_lazy("Đã đồng ý gia hạn."),
    "refuse_extension": gettext_lazy("Đã từ chối gia hạn."),
    "assign": gettext_lazy("Đã phân công."),
    "hand_over": gettext_lazy("Đã chuyển giao việc."),
    "cancel": gettext_lazy("Đã hủy việc."),
    "urge": gettext_lazy("Đã đôn đốc."),
    "undo": gettext_lazy("Đã hoàn tác."),
}

GROUPS: dict[str, Promise] = {
    "to_sign": gettext_lazy("Chờ ký"),
    "to_review": gettext_lazy("Chờ thẩm tra"),
    "to_decide": gettext_lazy("Xin gia hạn"),
    "overdue": gettext_lazy("Quá hạn"),
    "this_week": gettext_lazy("Tuần này"),
    "later": gettext_lazy("Sau đó"),
    "waiting": gettext_lazy("Chờ người khác"),
}


def obstacle_words(obstacle: Obstacle | str) -> str:
    """The sentence for an obstacle."""
    return str(OBSTACLES[Obstacle(obstacle)])


def due_words(due: Due) -> str:
    """The distance to the due day in words: "còn 3 ngày làm việc", "quá hạn 12 ngày"."""
    if due.code == DueCode.DAYS_LEFT:
        if due.days == 0:
            return _("còn hạn trong kỳ nghỉ")
        return ngettext("còn %(days)d ngày làm việc", "còn %(days)d ngày làm việc", due.days) % {"days": due.days}
    if due.code == DueCode.DAYS_OVER:
        return ngettext("quá hạn %(days)d ngày", "quá hạn %(days)d ngày", due.days) % {"days": due.days}
    if due.code == DueCode.DONE_LATE:
        return ngettext("xong muộn %(days)d ngày", "xong muộn %(days)d ngày", due.days) % {"days": due.days}
    day = format_date(due.on) if due.on else ""
    return {
        DueCode.TODAY: _("hết hạn hôm nay"),
        DueCode.SENT: _("đã gửi ngày %(day)s") % {"day": day},
        DueCode.DONE: _("xong ngày %(day)s") % {"day": day},
        DueCode.CANCELLED: _("đã hủy"),
        DueCode.NO_DAY: _("không có thời hạn"),
    }[due.code]


def event_words(name: str) -> str:
    """The line of the history for an event; an unknown one (of a room above) keeps its name."""
    return str(EVENTS.get(name, name))


def event_detail(name: str, data: Mapping[str, Any]) -> str:
    """What a reader of the history needs beside the line: to whom, until when."""
    if name == "duty_assigned":
        return str(data.get("called") or _("không còn người xử lý"))
    if name in ("extension_asked", "extension_granted", "extension_refused") and data.get("until"):
        return _("đến ngày %(day)s") % {"day": format_date(date.fromisoformat(data["until"]))}
    if name == "duty_handed_over":
        return f"{data.get('from_body', '')} → {data.get('to_body', '')}"
    if name in ("duty_given", "duty_continued"):
        return str(data.get("document") or "")
    if name == "decision_undone":
        return event_words(str(data.get("decision", "")))
    return ""


def notification_words(notification: Notification) -> str:
    """A line under the bell: what happened, to which duty."""
    head = NOTIFICATIONS.get(notification.code)
    title = str(notification.data.get("title", ""))
    return f"{head}: {title}" if head else title


def notification_detail(notification: Notification) -> str:
    """Who did it, until when, why: as far as the line has it."""
    data = notification.data
    parts = [str(data.get("by") or ""), str(data.get("body") or "")]
    if count := data.get("count"):
        parts.append(ngettext("%(count)d việc", "%(count)d việc", count) % {"count": count})
    if data.get("due_on"):
        parts.append(_("hạn %(day)s") % {"day": format_date(date.fromisoformat(data["due_on"]))})
    parts.append(str(data.get("reason") or ""))
    return " · ".join(part for part in parts if part)


def notification_address(notification: Notification) -> str:
    """Where a line under the bell leads: to its duty, or to the duties of its plan; nowhere for others."""
    if notification.duty_id:
        return reverse("duties:duty", args=[notification.duty_id])
    if plan := notification.data.get("plan"):
        return f"{reverse('duties:list')}?plan={plan}"
    return ""


def mail_subject(rows: Sequence[Notification]) -> str:
    """The subject of the letter that gathers these lines."""
    if len(rows) == 1:
        return notification_words(rows[0])[:150]
    return ngettext("%(count)d thông báo về việc được giao", "%(count)d thông báo về việc được giao", len(rows)) % {
        "count": len(rows)
    }


def mail_body(rows: Sequence[Notification]) -> str:
    """The letter: one paragraph per line, with its address."""
    paragraphs = [_("Kính gửi ông/bà %(name)s,") % {"name": rows[0].person.full_name}]
    for row in rows:
        lines = [notification_words(row), notification_detail(row)]
        if address := notification_address(row):
            lines.append(settings.PUBLIC_ADDRESS + address)
        paragraphs.append("\n".join(line for line in lines if line))
    paragraphs.append(_("Tắt thư nhắc việc trong trang tài khoản cá nhân."))
    return "\n\n".join(paragraphs)
