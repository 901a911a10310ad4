"""The Vietnamese sentence for each finding: what was found, what was expected, what to do."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from .checking import Finding, What

FINDINGS: dict[What, Promise] = {
    What.TYPED_OTHERWISE: gettext_lazy(
        "Lời văn ghi %(found)s, số liệu “%(name)s” là %(figure)s. Sửa lời văn, hoặc chèn số liệu vào đoạn."
    ),
    What.SHARE_OFF: gettext_lazy(
        "%(value)s trên %(whole)s là %(expected)s %%, lời văn ghi %(printed)s %%. Sửa số không đúng."
    ),
    What.PARTS_OFF: gettext_lazy(
        "%(parts)s = %(expected)s, lời văn ghi tổng là %(printed)s. Sửa số không đúng, hoặc ghi đủ các phần."
    ),
    What.CHANGED_SINCE: gettext_lazy(
        "%(count)s số liệu đã thay đổi từ khi soạn (%(lines)s). Số trong báo cáo được cập nhật khi trình hoặc ký."
    ),
    What.BELOW_ADDS_OTHERWISE: gettext_lazy(
        "“%(name)s”: cơ quan ghi %(own)s, các đơn vị bên dưới cộng lại là %(below)s. Kiểm tra lại một trong hai."
    ),
    What.BELOW_INCOMPLETE: gettext_lazy(
        "“%(name)s”: cơ quan ghi %(own)s, các đơn vị bên dưới mới cộng được %(below)s;"
        " còn %(missing)s đơn vị chưa có số liệu."
    ),
    What.TASKS_DO_NOT_ADD_UP: gettext_lazy(
        "Tổng số nhiệm vụ là %(total)s, các phần (%(names)s) cộng lại là %(added)s. Kiểm tra lại nhiệm vụ của kỳ."
    ),
    What.FELL_SINCE_LAST: gettext_lazy(
        "“%(name)s” tính từ đầu năm là %(now)s, kỳ trước đã là %(before)s; số lũy kế không giảm."
        " Sửa số liệu của một trong hai kỳ."
    ),
    What.PRINTED_OTHERWISE: gettext_lazy(
        "“%(name)s” của kỳ trước: báo cáo kỳ trước ghi %(then)s, nay là %(now)s."
        " Nêu vì sao số liệu đã báo cáo thay đổi."
    ),
    What.TARGET_FELL: gettext_lazy(
        "Chỉ tiêu “%(text)s” kỳ trước đã đạt (%(before)s), kỳ này không còn đạt (%(now)s). Nêu nguyên nhân."
    ),
    What.PROMISE_NOT_MENTIONED: gettext_lazy(
        "Kỳ trước nêu nhiệm vụ “%(promise)s”, báo cáo này chưa nhắc đến. Ghi kết quả, hoặc chuyển sang kỳ sau."
    ),
    What.BODIES_MISSING: gettext_lazy(
        "%(count)s cơ quan chưa gửi báo cáo nên không có trong tổng hợp (%(names)s)."
        " Đôn đốc, hoặc nêu lý do tổng hợp thiếu."
    ),
    What.FIGURE_MISSING: gettext_lazy(
        "%(count)s chỉ tiêu của biểu chưa có câu trả lời (%(names)s). Nhập số liệu, hoặc chọn “không phát sinh”,"
        " “chưa có số liệu”."
    ),
    What.FIGURES_BELOW_MISSING: gettext_lazy(
        "%(count)s cơ quan chưa có số liệu, không tính là không (%(names)s): %(lines)s."
    ),
    What.FIGURE_DOUBTED: gettext_lazy("“%(name)s”: %(words)s"),
}

# Where the finding stands, as a heading of the list.
GROUPS: dict[What, Promise] = {
    **dict.fromkeys(
        (What.TYPED_OTHERWISE, What.SHARE_OFF, What.PARTS_OFF, What.CHANGED_SINCE),
        gettext_lazy("Lời văn và số liệu"),
    ),
    **dict.fromkeys(
        (What.BELOW_ADDS_OTHERWISE, What.BELOW_INCOMPLETE, What.TASKS_DO_NOT_ADD_UP),
        gettext_lazy("Tổng và thành phần"),
    ),
    **dict.fromkeys(
        (What.FELL_SINCE_LAST, What.PRINTED_OTHERWISE, What.TARGET_FELL, What.PROMISE_NOT_MENTIONED),
        gettext_lazy("So với báo cáo kỳ trước"),
    ),
    **dict.fromkeys(
        (What.BODIES_MISSING, What.FIGURE_MISSING, What.FIGURES_BELOW_MISSING, What.FIGURE_DOUBTED),
        gettext_lazy("Báo cáo, số liệu còn thiếu hoặc cần xem lại"),
    ),
}


def finding_words(finding: Finding) -> str:
    """The whole sentence."""
    return str(FINDINGS[finding.what]) % {**finding.also, **finding.data}


def group_words(finding: Finding) -> str:
    return str(GROUPS[finding.what])
