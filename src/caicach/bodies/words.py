"""The sentence for each event of a body's history and for each right."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVENT_WORDS: dict[str, Promise] = {
    "body_opened": _("bắt đầu hoạt động"),
    "body_renamed": _("đổi tên"),
    "body_alias_added": _("thêm tên gọi khác"),
    "body_merged": _("sáp nhập"),
    "body_split": _("chia, tách"),
    "body_closed": _("kết thúc hoạt động"),
    "group_defined": _("định nghĩa nhóm"),
    "person_added": _("tạo tài khoản"),
    "person_changed": _("sửa thông tin"),
    "person_deactivated": _("khóa tài khoản"),
    "person_reactivated": _("mở lại tài khoản"),
    "temporary_password_set": _("cấp mật khẩu tạm"),
    "password_chosen": _("tự đặt mật khẩu"),
    "password_mail_sent": _("gửi thư đặt mật khẩu"),
    "membership_added": _("giao vai trò"),
    "membership_ended": _("kết thúc vai trò"),
    "role_delegated": _("ủy quyền"),
    "delegation_revoked": _("thu hồi ủy quyền"),
    "people_read": _("xem danh sách người dùng"),
    "person_read": _("xem hồ sơ người dùng"),
}


def event_words(name: str) -> Promise | str:
    """What happened, in words."""
    return EVENT_WORDS.get(name, name)
