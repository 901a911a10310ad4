"""Django's admin, for administrators of the whole system: to look, not to act. Acts have pages and leave events."""

from __future__ import annotations

import django.contrib.auth.admin  # noqa: F401  registers Group, which has to be there before it is taken away
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest

from .models import Body, BodyAlias, BodyGroup, BodyName, Delegation, Membership, Person, Succession

admin.site.unregister(Group)  # rights follow from memberships, never from Django's groups
admin.site.site_header = admin.site.site_title = "caicach"


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows to look at."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class NameInline(admin.TabularInline):
    model = BodyName
    extra = 0
    can_delete = False


class AliasInline(admin.TabularInline):
    model = BodyAlias
    extra = 0
    can_delete = False


@admin.register(Body)
class BodyAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "code", "opened_on", "closed_on", "is_standing_agency"]
    list_filter = ["kind", "is_standing_agency"]
    search_fields = ["code", "name", "search_key"]
    ordering = ["path"]
    inlines = [NameInline, AliasInline]


@admin.register(BodyGroup)
class BodyGroupAdmin(ReadOnlyAdmin):
    list_display = ["name", "under"]
    list_select_related = ["under"]


@admin.register(Succession)
class SuccessionAdmin(ReadOnlyAdmin):
    list_display = ["predecessor", "successor", "on", "basis"]
    list_select_related = ["predecessor", "successor"]


@admin.register(Person)
class PersonAdmin(ReadOnlyAdmin):
    list_display = ["full_name", "username", "position", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser"]
    search_fields = ["username", "full_name", "search_key"]
    ordering = ["sort_key"]
    exclude = ["password", "temporary_password_at", "groups", "user_permissions"]


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ["person", "role", "field_number", "body", "valid_from", "valid_to"]
    list_filter = ["role"]
    list_select_related = ["person", "body"]
    search_fields = ["person__search_key", "body__search_key"]


@admin.register(Delegation)
class DelegationAdmin(ReadOnlyAdmin):
    list_display = ["membership", "to", "starts_on", "ends_on", "revoked_at"]
    list_select_related = ["membership__person", "membership__body", "to"]
