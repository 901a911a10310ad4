"""How allauth is bound: accounts are made by an administrator, nobody signs up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Log-in, second factor and password reset as allauth does them; sign-up closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
