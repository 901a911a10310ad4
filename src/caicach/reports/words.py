"""A refusal, a standing in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from caicach.duties.words import obstacle_words as duty_obstacle_words

from .rules import About, Obstacle, Standing

OBSTACLES: dict[Obstacle, Promise] = {
    Obstacle.NOT_YOURS: gettext_lazy("Ông/bà không có quyền làm việc này với báo cáo này."),
    Obstacle.LOCKED: gettext_lazy("Báo cáo đã khóa vì quá hạn; cơ quan yêu cầu báo cáo có thể mở lại, kèm lý do."),
    Obstacle.WITH_THE_HEAD: gettext_lazy("Báo cáo đang chờ thủ trưởng ký nên chưa sửa được."),
    Obstacle.ALREADY_SENT: gettext_lazy("Báo cáo đã gửi; chỉ sửa được khi bị trả lại."),
    Obstacle.ALREADY_ACCEPTED: gettext_lazy("Báo cáo đã được chấp nhận nên không sửa được nữa."),
    Obstacle.RELEASED: gettext_lazy("Cơ quan không còn phải gửi báo cáo này."),
    Obstacle.SECTION_EMPTY: gettext_lazy("Còn mục bắt buộc để trống; các mục này được đánh dấu ở đề cương."),
    Obstacle.NO_SUCH_SECTION: gettext_lazy("Đề cương báo cáo không có mục này."),
    Obstacle.CHANGED_MEANWHILE: gettext_lazy(
        "Có người khác vừa sửa cùng đoạn này; xem bản mới ở bên rồi sửa lại. Nội dung vừa nhập vẫn còn trên trang."
    ),
    Obstacle.REASON_MISSING: gettext_lazy("Chưa ghi lý do."),
    Obstacle.TEXT_MISSING: gettext_lazy("Chưa ghi nội dung."),
    Obstacle.NOT_LOCKED: gettext_lazy("Báo cáo không bị khóa nên không cần mở lại."),
    Obstacle.NO_BODIES: gettext_lazy("Chưa chọn cơ quan nào phải báo cáo."),
    Obstacle.NO_PERIOD: gettext_lazy("Loại báo cáo và kỳ báo cáo không khớp nhau."),
    Obstacle.NO_DUE_DAY: gettext_lazy("Loại báo cáo này chưa có quy định thời hạn; ghi thời hạn gửi."),
    Obstacle.DUE_DAY_IS_PAST: gettext_lazy("Thời hạn đã qua; chọn một ngày từ hôm nay trở đi."),
    Obstacle.PERIOD_NOT_WANTED: gettext_lazy(
        "Loại báo cáo này không theo kỳ; ở ô Kỳ báo cáo chọn “– không theo kỳ –”."
    ),
    Obstacle.CYCLE_WITHDRAWN: gettext_lazy("Kỳ báo cáo này đã được thu hồi."),
    Obstacle.ANSWERS_ACCEPTED: gettext_lazy(
        "Đã có báo cáo được chấp nhận hoặc ban hành trong kỳ này nên không thu hồi kỳ được."
    ),
    Obstacle.NOT_OF_THIS_CYCLE: gettext_lazy("Báo cáo này không thuộc kỳ đang mở."),
    Obstacle.NOTHING_TO_TAKE: gettext_lazy("Chưa chọn đoạn nào của báo cáo đã được chấp nhận."),
    Obstacle.BRACKETS: gettext_lazy(
        "Có chỗ ghi ngoặc [[ ]] chưa đúng cách; cần ghi [[mã số liệu]], mã có ở danh sách Số liệu của báo cáo"
    ),
    Obstacle.NUMBER_UNKNOWN: gettext_lazy(
        "Không có số liệu nào mang mã này; chọn mã ở danh sách Số liệu của báo cáo hoặc bỏ ngoặc [[ ]]"
    ),
    Obstacle.NUMBER_NOT_SEEN: gettext_lazy(
        "Số liệu của cơ quan mà người soạn không được xem thì không ghi vào báo cáo được; bỏ chỗ ghi này"
    ),
    Obstacle.TEXT_TOO_LONG: gettext_lazy("Lời văn dài quá mức cho phép"),
    Obstacle.NO_SUCH_LINE: gettext_lazy("Biểu số liệu ghi chưa đúng."),
    Obstacle.CHANGED_BEFORE: gettext_lazy(
        "Quy định đang dùng áp dụng muộn hơn, hoặc đã có kỳ báo cáo mở theo; chọn một ngày sau ngày áp dụng của nó."
    ),
    Obstacle.FIGURES_MISSING: gettext_lazy(
        "Biểu số liệu còn chỉ tiêu chưa trả lời; không phát sinh, chưa có số liệu cũng là câu trả lời."
    ),
    Obstacle.FIGURES_BREAK_A_RULE: gettext_lazy(
        "Biểu số liệu có số vi phạm quy tắc kiểm tra; sửa hoặc giải trình trước khi gửi."
    ),
    Obstacle.UNEXPLAINED: gettext_lazy(
        "Báo cáo có chỗ chưa khớp phải sửa hoặc giải trình; xem “Kiểm tra trước khi ký”."
    ),
    Obstacle.NOTHING_TO_EXPLAIN: gettext_lazy("Chỗ chưa khớp này không còn hoặc đã khác; tải lại trang để xem."),
    Obstacle.NOT_SIGNED: gettext_lazy("Báo cáo chưa được ký nên chưa ban hành được."),
    Obstacle.NOT_ISSUED: gettext_lazy("Báo cáo chưa ban hành nên chưa công bố số liệu được."),
    Obstacle.CANNOT_BE_SET: gettext_lazy("Máy chủ thiếu phông chữ văn bản nên chưa tạo được tệp PDF."),
    Obstacle.CANNOT_BE_SIGNED: gettext_lazy("Chưa ký số được: không dùng được chứng thư số đã khai báo."),
}

STANDINGS: dict[Standing, Promise] = {
    Standing.IN_TIME: gettext_lazy("Đã gửi, đúng hạn"),
    Standing.LATE: gettext_lazy("Đã gửi, quá hạn"),
    Standing.RETURNED: gettext_lazy("Bị trả lại"),
    Standing.MISSING: gettext_lazy("Chưa gửi, quá hạn"),
    Standing.WAITING: gettext_lazy("Chưa gửi, còn hạn"),
    Standing.RELEASED: gettext_lazy("Không phải báo cáo"),
}

# How each standing is drawn (web/marks.py).
MARKS: dict[Standing, str] = {
    Standing.IN_TIME: "done_on_time",
    Standing.LATE: "done_late",
    Standing.RETURNED: "returned",
    Standing.MISSING: "overdue",
    Standing.WAITING: "on_time",
    Standing.RELEASED: "cancelled",
}


def obstacle_words(code: str | About) -> str:
    """The sentence for an obstacle, of this room or of the duty that the report follows."""
    if isinstance(code, About):
        return f"{OBSTACLES[code.obstacle]} ({', '.join(code.names)})"
    return str(OBSTACLES[code]) if isinstance(code, Obstacle) else duty_obstacle_words(code)


def refusal_words(obstacles: Iterable[str | About]) -> list[str]:
    """The sentences of a refusal."""
    return [obstacle_words(code) for code in obstacles]
