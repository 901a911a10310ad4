"""Django's admin: the log and the store to look at, the calendar and the regimes to keep."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from .models import Event, Regime, StoredFile, WorkingDayException


class KeptForever(admin.ModelAdmin):
    """Rows that nobody adds, changes or deletes by hand."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Event)
class EventAdmin(KeptForever):
    list_display = ["at", "name", "by", "about_kind", "about_id"]
    list_select_related = ["by"]
    ordering = ["-id"]
    search_fields = ["=name", "=about_kind", "=about_id"]


@admin.register(StoredFile)
class StoredFileAdmin(KeptForever):
    list_display = ["sha256", "size", "media_type", "stored_at"]
    ordering = ["-id"]
    search_fields = ["=sha256"]


@admin.register(WorkingDayException)
class WorkingDayExceptionAdmin(admin.ModelAdmin):
    list_display = ["day", "is_working", "reason"]
    ordering = ["-day"]


@admin.register(Regime)
class RegimeAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "closes_on_day", "due_working_days", "valid_from", "valid_to"]
    ordering = ["kind", "-valid_from"]
