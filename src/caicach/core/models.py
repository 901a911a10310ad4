"""What every room stands on: the event log, the evidence store, the working-day calendar, the reporting regimes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """Something somebody did. Rows are only ever added; a database trigger refuses changes.

    `name` is the past participle of a service ("duty_assigned"); `data` holds what a reader of the history needs.
    """

    name = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    about_kind = models.CharField(max_length=60)  # "duties.duty"
    about_id = models.CharField(max_length=40)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["about_kind", "about_id", "id"]), models.Index(fields=["-at"])]

    def __str__(self) -> str:
        return f"{self.name} {self.about_kind}:{self.about_id}"


class EventSeal(models.Model):
    """The place of an event in the hash chain. Written right after the commit that made the event (ADR 0010)."""

    sequence = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="seal")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash[:12]}"


class StoredFile(models.Model):
    """A file kept under its SHA-256; the same bytes are kept once. It is never changed or deleted."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)  # as sniffed, not as claimed
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]


class WorkingDayException(models.Model):
    """A day that the calendar of holidays does not know: a swapped day off, or a Saturday worked instead."""

    day = models.DateField(unique=True)
    is_working = models.BooleanField()
    reason = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.day} {'+' if self.is_working else '-'}"


class PeriodKind(models.TextChoices):
    QUARTER = "quarter", _("Quý")
    HALF = "half", _("6 tháng")
    NINE_MONTHS = "nine_months", _("9 tháng")
    YEAR = "year", _("Năm")


class Regime(models.Model):
    """How a reporting period is cut, as dated data (domain: Nghị định 09/2019/NĐ-CP and local rules).

    The data window closes on day `closes_on_day` of the last month of the period (clipped to the month's length) and
    opens the day after the preceding window closed; the report is due `due_working_days` working days later.
    """

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=PeriodKind)
    closes_on_day = models.PositiveSmallIntegerField()
    due_working_days = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes_on_day__range=(1, 31)), name="regime_day_of_month"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="regime_valid_to_after_from"
            ),
        ]

    def __str__(self) -> str:
        return self.name
