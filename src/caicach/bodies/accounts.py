"""How allauth is bound: an administrator makes accounts, nobody signs up; what it refuses is said in our words."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import services
from .models import Person

_WRONG_LOG_IN = _("Tên đăng nhập hoặc mật khẩu không đúng.")


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Log-in, second factor and password reset as allauth does them; sign-up closed."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Tài khoản đã ngừng dùng."),
        "cannot_remove_primary_email": _("Không xóa được địa chỉ chính; đặt một địa chỉ khác làm địa chỉ chính trước."),
        "duplicate_email": _("Địa chỉ này đã có trong tài khoản của ông/bà."),
        "email_password_mismatch": _WRONG_LOG_IN,
        "email_taken": _("Địa chỉ này đã thuộc một tài khoản khác."),
        "enter_current_password": _("Mật khẩu hiện nay không đúng."),
        "incorrect_code": _("Mã không đúng."),
        "incorrect_password": _("Mật khẩu không đúng."),
        "invalid_login": _WRONG_LOG_IN,
        "invalid_password_reset": _("Liên kết đặt lại mật khẩu không còn dùng được."),
        "rate_limited": _("Thao tác quá nhanh. Chờ một lát rồi thử lại."),
        "same_as_current": _("Giá trị mới phải khác giá trị hiện nay."),
        "too_many_login_attempts": _("Đăng nhập sai quá nhiều lần. Thử lại sau ít phút."),
        "unknown_email": _("Không có tài khoản nào dùng địa chỉ này."),
        "unverified_primary_email": _("Địa chỉ chính phải được xác nhận trước."),
        "username_password_mismatch": _WRONG_LOG_IN,
        "username_email_password_mismatch": _WRONG_LOG_IN,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """The address that reminders and a forgotten password's letter go to is replaced, never just taken away."""
        in_use = email_address.primary or email_address.email.casefold() == email_address.user.email.casefold()
        return not in_use and EmailAddress.objects.filter(user=email_address.user).exclude(pk=email_address.pk).exists()

    def clean_password(self, password: str, user: Any = None) -> str:
        """A temporary password is known to whoever gave it: it cannot be kept."""
        checked = str(super().clean_password(password, user))
        if isinstance(user, Person) and user.temporary_password_at and user.check_password(checked):
            raise ValidationError(_("Mật khẩu mới phải khác mật khẩu tạm."))
        return checked

    def set_password(self, user: Any, password: str) -> None:
        """Every way in which people set their own password comes here: changing it, and the link of a mail."""
        services.choose_password(person=user, password=password, now=timezone.now())


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor as allauth does it."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("Không tắt được xác thực hai lớp."),
        "cannot_generate_recovery_codes": _("Bật xác thực hai lớp trước khi tạo mã dự phòng."),
        "incorrect_code": _("Mã không đúng."),
        "unverified_email": _("Xác nhận thư điện tử trước khi bật xác thực hai lớp."),
    }
