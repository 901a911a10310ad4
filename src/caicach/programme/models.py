"""Plans, the seven fields, targets and tasks. A plan that was issued is never changed: an amendment succeeds it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caicach.bodies.models import Body, BodyGroup
from caicach.core.labels import Labelled
from caicach.documents.models import Document
from caicach.intake.models import Draft


class Field(models.Model):
    """One of the fields of reform (Nghị quyết 76/NQ-CP and its successors); the list is dated data."""

    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["number", "valid_from"], name="field_number_once")]

    def __str__(self) -> str:
        return f"{self.number}. {gettext(self.name)}"

    @property
    def called(self) -> str:
        """Its short name in the language of the page; documents and reports take `name` as it is."""
        return gettext(self.short_name)


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Dự thảo")
    ISSUED = "issued", _("Đang thực hiện")
    SUPERSEDED = "superseded", _("Đã được thay thế")


class Plan(Labelled, models.Model):
    """A programme for some years, a year or one theme, as one issued document states it."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="plans")  # who issued it
    document = models.OneToOneField(Document, null=True, on_delete=models.PROTECT, related_name="plan")
    draft = models.OneToOneField(Draft, null=True, blank=True, on_delete=models.PROTECT, related_name="plan")
    title = models.TextField()
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    from_year = models.PositiveSmallIntegerField(null=True, blank=True)
    to_year = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=PlanState, default=PlanState.DRAFT)
    version = models.PositiveSmallIntegerField(default=1)
    lineage = models.UUIDField(default=uuid.uuid4, db_index=True)  # the same through all versions
    previous = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="next")
    created_at = models.DateTimeField()
    put_in_force_at = models.DateTimeField(null=True, blank=True)  # when its duties were given out
    put_in_force_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["lineage", "version"], name="plan_version_once"),
            models.UniqueConstraint(fields=["lineage"], condition=Q(state="issued"), name="one_version_in_force"),
            models.CheckConstraint(
                condition=Q(to_year=None) | Q(to_year__gte=F("from_year")), name="plan_years_in_order"
            ),
            models.CheckConstraint(
                condition=Q(put_in_force_at=None, put_in_force_by=None)
                | Q(put_in_force_at__isnull=False, put_in_force_by__isnull=False),
                name="plan_put_in_force_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class PlanItem(Labelled, models.Model):
    """What targets and tasks share: their place in the plan and in the document that ordered them."""

    lineage = models.UUIDField(default=uuid.uuid4, db_index=True)  # the same item through the plan's versions
    ordinal = models.PositiveIntegerField()
    label = models.CharField(max_length=40, blank=True)  # the number the document gives it
    field = models.ForeignKey(Field, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    section = models.CharField(max_length=120, blank=True)
    page = models.PositiveIntegerField(default=1)
    line = models.PositiveIntegerField(default=1)
    also = models.JSONField(default=list)  # other places that say the same
    search_key = models.TextField(blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text[:80]


class Comparator(models.TextChoices):
    AT_LEAST = ">=", _("tối thiểu")
    AT_MOST = "<=", _("tối đa")
    EXACTLY = "=", _("đạt")
    MORE = ">", _("trên")
    LESS = "<", _("dưới")
    BETWEEN = "between", _("trong khoảng")
    DONE = "done", _("hoàn thành")


class Target(PlanItem):
    """What is to be reached. Its value per phase stands in `Milestone`; a "trong đó" child names its whole."""

    is_target = True
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="targets")
    comparator = models.CharField(max_length=8, choices=Comparator)
    unit = models.CharField(max_length=40, blank=True)
    baseline_value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    baseline_year = models.PositiveSmallIntegerField(null=True, blank=True)
    part_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    owners = models.ManyToManyField(Body, blank=True, related_name="owned_targets")
    owners_as_written = models.JSONField(default=list)

    class Meta:
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["plan", "ordinal"], name="target_order")]


class Milestone(models.Model):
    """The value to be reached in a phase (from one year to another, inclusive). No value for comparator "done"."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="milestones")
    from_year = models.PositiveSmallIntegerField(null=True, blank=True)
    to_year = models.PositiveSmallIntegerField(null=True, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    value_to = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ["to_year", "id"]
        constraints = [
            models.UniqueConstraint(fields=["target", "from_year", "to_year"], name="milestone_once_per_phase")
        ]

    def __str__(self) -> str:
        return f"{self.from_year}–{self.to_year}: {self.value}"


class DueKind(models.TextChoices):
    """How the document states the deadline."""

    DATE = "date", _("ngày")
    MONTH = "month", _("tháng")
    QUARTER = "quarter", _("quý")
    HALF = "half", _("6 tháng")
    YEAR = "year", _("năm")
    RANGE = "range", _("khoảng thời gian")
    RECURRING = "recurring", _("định kỳ")
    ONGOING = "ongoing", _("thường xuyên")
    ON_REQUEST = "on_request", _("theo yêu cầu")


class Every(models.TextChoices):
    MONTH = "month", _("hằng tháng")
    QUARTER = "quarter", _("hằng quý")
    HALF = "half", _("6 tháng một lần")
    YEAR = "year", _("hằng năm")


class Task(PlanItem):
    """What is to be done: the smallest clause that orders something, with product, owners and deadline."""

    is_target = False
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tasks")
    activities = models.TextField(blank=True)
    product = models.TextField(blank=True)
    due_kind = models.CharField(max_length=12, choices=DueKind, blank=True)
    due_from = models.DateField(null=True, blank=True)
    due_to = models.DateField(null=True, blank=True)
    due_every = models.CharField(max_length=10, choices=Every, blank=True)
    due_text = models.CharField(max_length=300, blank=True)  # as the document writes it
    budget = models.CharField(max_length=300, blank=True)
    serves = models.ManyToManyField(Target, through="Contribution", related_name="served_by")

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "ordinal"], name="task_order"),
            models.CheckConstraint(
                condition=Q(due_from=None) | Q(due_to=None) | Q(due_to__gte=F("due_from")), name="task_due_in_order"
            ),
        ]


class Part(models.TextChoices):
    LEAD = "lead", _("chủ trì")
    SUPPORT = "support", _("phối hợp")


class TaskOwner(models.Model):
    """A body or group that leads or supports a task, with the words of the document; unresolved when both are empty."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="owners")
    part = models.CharField(max_length=8, choices=Part)
    as_written = models.CharField(max_length=300)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="task_parts")
    group = models.ForeignKey(BodyGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="task_parts")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(body=None) | Q(group=None), name="task_owner_body_or_group"),
        ]

    def __str__(self) -> str:
        return self.as_written


class Contribution(models.Model):
    """A task serves a target (KPI triển khai → KPI chiến lược)."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="contributions")
    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="contributions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "target"], name="contribution_once")]

    def __str__(self) -> str:
        return f"{self.task_id} → {self.target_id}"


class PlanLink(models.Model):
    """A lower plan carries out a higher one. By lineage, so that it holds through the versions of both."""

    higher_lineage = models.UUIDField(db_index=True)
    lower_lineage = models.UUIDField(db_index=True)
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)  # taken back; what was decided stays on record
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["higher_lineage", "lower_lineage"], name="plan_link_once"),
            models.CheckConstraint(condition=~Q(higher_lineage=F("lower_lineage")), name="plan_link_to_another"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="plan_link_ended_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lower_lineage} → {self.higher_lineage}"


class DerivationState(models.TextChoices):
    PROPOSED = "proposed", _("đề xuất")
    CONFIRMED = "confirmed", _("đã xác nhận")
    REFUSED = "refused", _("không phải")


class Derivation(Labelled, models.Model):
    """A lower target or task carries out a higher one: proposed by the program, decided by a person. By lineage."""

    link = models.ForeignKey(PlanLink, on_delete=models.PROTECT, related_name="derivations")
    higher_lineage = models.UUIDField(db_index=True)
    higher_is_target = models.BooleanField()
    lower_lineage = models.UUIDField(db_index=True)
    lower_is_target = models.BooleanField()
    state = models.CharField(max_length=10, choices=DerivationState, default=DerivationState.PROPOSED)
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)  # of 100; none where a person stated it
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "higher_lineage", "lower_lineage"], name="derivation_once"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None, decided_by=None)
                | Q(state__in=["confirmed", "refused"], decided_at__isnull=False, decided_by__isnull=False),
                name="derivation_decided_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__lte=100), name="derivation_confidence_of_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lower_lineage} → {self.higher_lineage} ({self.state})"
