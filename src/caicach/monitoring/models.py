"""How a target of a plan is measured, and what a person said of one that has no number."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from caicach.bodies.models import Body
from caicach.core.labels import Labelled
from caicach.measures.models import Indicator


class Meaning(models.TextChoices):
    """What of the indicator is held against the target's value."""

    VALUE = "value", _("Giá trị trong năm")
    TOTAL = "total", _("Cộng dồn từ đầu giai đoạn")
    INCREASE = "increase", _("Mức tăng so với năm gốc")
    DECREASE = "decrease", _("Mức giảm so với năm gốc")


class TargetMeasure(Labelled, models.Model):
    """The indicator, and whose figure of it, by which a target is judged. By the target's lineage, so that it holds
    through the versions of the plan."""

    lineage = models.UUIDField()
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    meaning = models.CharField(max_length=8, choices=Meaning, default=Meaning.VALUE)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lineage"], name="target_measure_once"),
            models.CheckConstraint(
                condition=Q(meaning__in=["value", "total", "increase", "decrease"]), name="target_measure_meaning"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lineage}: {self.indicator_id}"


class TargetWord(models.Model):
    """A person's word that a target without a number is reached. Taken back, the row goes; the event log keeps both."""

    lineage = models.UUIDField(unique=True)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="target_word_has_its_reason")]

    def __str__(self) -> str:
        return str(self.lineage)
