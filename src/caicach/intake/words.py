"""The sentence for each code of this room."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import DraftState, ItemKind
from .rules import Obstacle

OBSTACLES: dict[Obstacle, str | Promise] = {
    Obstacle.NOT_READY: _("Bản đọc này không còn chờ xác nhận; tải lại trang để xem tình trạng."),
    Obstacle.ITEMS_UNSEEN: _("Còn mục chưa xem; nhận, sửa hoặc bỏ từng mục trước khi xác nhận."),
    Obstacle.NOTHING_ACCEPTED: _("Chưa nhận mục nào; nhận ít nhất một mục hoặc bỏ cả bản đọc."),
    Obstacle.TITLE_MISSING: _("Chưa có tên văn bản; bổ sung ở phần thông tin văn bản."),
    Obstacle.ONLY_ONE: _("Chọn ít nhất hai mục để gộp."),
    Obstacle.KINDS_DIFFER: _("Chỉ gộp được các mục cùng loại; chuyển loại trước rồi gộp."),
    Obstacle.SPLIT_NEEDS_PARTS: _("Chưa có chỗ tách; xuống dòng ở mỗi chỗ cần tách."),
    Obstacle.ITEM_SETTLED: _("Mục này đã bỏ hoặc đã gộp vào mục khác; khôi phục trước khi sửa."),
}

KIND_HEADS: dict[str, str | Promise] = {
    ItemKind.TARGET: _("Chỉ tiêu"),
    ItemKind.TASK: _("Nhiệm vụ"),
    ItemKind.DUTY: _("Trách nhiệm theo cơ quan"),
}

STATE_HINTS: dict[str, str | Promise] = {
    DraftState.WAITING: _("Văn bản đang chờ đến lượt đọc."),
    DraftState.READING: _("Đang đọc văn bản."),
    DraftState.REFUSED: _("Không đọc được văn bản này."),
    DraftState.READY: _("Đã đọc xong, chờ người xem xác nhận."),
    DraftState.CONFIRMED: _("Đã xác nhận và vào sổ văn bản."),
    DraftState.DISCARDED: _("Đã bỏ bản đọc này."),
}
