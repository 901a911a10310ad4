"""The sentence for each code of this room."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .doubts import Doubt
from .models import DraftState
from .rules import Obstacle

OBSTACLES: dict[Obstacle, str | Promise] = {
    Obstacle.NOT_READY: _("Bản đọc này không còn chờ xác nhận; tải lại trang để xem tình trạng."),
    Obstacle.ITEMS_UNSEEN: _("Còn mục chưa xem; nhận, sửa hoặc bỏ từng mục trước khi xác nhận."),
    Obstacle.NOTHING_ACCEPTED: _("Chưa nhận mục nào; nhận ít nhất một mục hoặc bỏ cả bản đọc."),
    Obstacle.TITLE_MISSING: _("Chưa có tên văn bản; bổ sung ở phần thông tin văn bản."),
    Obstacle.ONLY_ONE: _("Chọn ít nhất hai mục để gộp."),
    Obstacle.KINDS_DIFFER: _("Chỉ gộp được các mục cùng loại; chuyển loại trước rồi gộp."),
    Obstacle.SPLIT_NEEDS_PARTS: _("Chưa có chỗ tách; xuống dòng ở mỗi chỗ cần tách."),
    Obstacle.NO_PAGE_READ: _("Chưa đọc được trang nào; đọc tiếp hoặc bỏ văn bản này."),
    Obstacle.ITEM_SETTLED: _("Mục này đã bỏ hoặc đã gộp vào mục khác; khôi phục trước khi sửa."),
}

DOUBTS: dict[Doubt, str | Promise] = {
    Doubt.READING: _("đọc chưa chắc"),
    Doubt.DEADLINE: _("thời hạn chưa rõ"),
    Doubt.OWNER: _("cơ quan chưa rõ"),
}

PAGE_PROBLEMS: dict[str, str | Promise] = {
    "blank": _("Trang trắng."),
    "no_text": _("Trang không có chữ."),
    "damaged": _("Ảnh trang bị hỏng; đề nghị quét lại trang này."),
    "too_large": _("Ảnh trang quá lớn; đề nghị quét lại ở 200-300 điểm ảnh mỗi inch."),
    "time_exceeded": _("Nhận dạng trang này quá lâu nên đã dừng; có thể thử lại."),
    "memory_exceeded": _("Nhận dạng trang này cần quá nhiều bộ nhớ; đề nghị quét lại ở độ phân giải thấp hơn."),
    "stopped": _("Việc nhận dạng trang này dừng đột ngột; có thể thử lại."),
}
PAGE_STOPPED = _("Chưa nhận dạng vì đã dừng đọc; có thể đọc tiếp.")

STATE_HINTS: dict[str, str | Promise] = {
    DraftState.WAITING: _("Văn bản đang chờ đến lượt đọc."),
    DraftState.READING: _("Đang đọc văn bản."),
    DraftState.STOPPED: _("Đã dừng đọc; các trang đã đọc vẫn còn."),
    DraftState.REFUSED: _("Không đọc được văn bản này."),
    DraftState.READY: _("Đã đọc xong, chờ người xem xác nhận."),
    DraftState.CONFIRMED: _("Đã xác nhận và vào sổ văn bản."),
    DraftState.DISCARDED: _("Đã bỏ bản đọc này."),
}
