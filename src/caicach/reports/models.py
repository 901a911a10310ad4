"""The official report of a period: what it was written from, and the file that left."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from caicach.bodies.models import Body
from caicach.core.models import PeriodKind, StoredFile
from caicach.core.periods import Period
from caicach.documents.models import Document

from .words import period_words


class Report(models.Model):
    """One writing of a body's report for a period. Writing again adds a version; none is overwritten."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="reports")
    period_kind = models.CharField(max_length=20, choices=PeriodKind)
    year = models.PositiveSmallIntegerField()
    ordinal = models.PositiveSmallIntegerField(default=1)  # the quarter; 1 for the others
    version = models.PositiveSmallIntegerField()
    window_from = models.DateField()
    window_to = models.DateField()
    facts = models.JSONField()  # the figures as they were when it was written
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="reports")
    file_name = models.CharField(max_length=255)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-written_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "period_kind", "year", "ordinal", "version"], name="report_version_once"
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def period(self) -> Period:
        return Period(PeriodKind(self.period_kind), self.year, self.ordinal)

    @property
    def period_label(self) -> str:
        """The period in the language of the page."""
        return period_words(self.period)

    @property
    def period_key(self) -> str:
        """The period as it stands in an address."""
        return self.period.key
