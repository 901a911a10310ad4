"""Who owes whom what by when: one engine for tasks of plans, directives and whatever later rooms register."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from caicach.bodies.models import Body
from caicach.core.labels import Labelled
from caicach.core.models import StoredFile
from caicach.documents.models import Document
from caicach.programme.models import DueKind, Every, Field, Part, Task


class DutyKind(models.TextChoices):
    TASK = "task", _("Nhiệm vụ trong kế hoạch")
    DIRECTIVE = "directive", _("Chỉ đạo")
    REPORT = "report", _("Báo cáo")


class DutyState(models.TextChoices):
    """Where the duty stands. Whether it is late is never stored: `rules.timeliness` computes it."""

    ASSIGNED = "assigned", _("Mới giao")
    RUNNING = "running", _("Đang thực hiện")
    AWAITING_HEAD = "awaiting_head", _("Chờ thủ trưởng duyệt")
    AWAITING_REVIEW = "awaiting_review", _("Chờ thẩm tra")
    DONE = "done", _("Hoàn thành")
    CANCELLED = "cancelled", _("Đã hủy")


OPEN_STATES = (DutyState.ASSIGNED, DutyState.RUNNING, DutyState.AWAITING_HEAD, DutyState.AWAITING_REVIEW)
NO_DAY = date(9999, 12, 31)  # sorts what has no due day after everything that has one


class Series(Labelled, models.Model):
    """A duty that comes back every month, quarter, half year or year; it opens one duty for each occurrence."""

    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="series")
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="series")
    assigned_by_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    reviewer_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=DutyKind)
    part = models.CharField(max_length=8, choices=Part, default=Part.LEAD)
    title = models.TextField()
    every = models.CharField(max_length=10, choices=Every)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    due_day = models.PositiveSmallIntegerField(default=31)  # of the last month of each span, clipped
    due_month = models.PositiveSmallIntegerField(null=True, blank=True)  # for yearly ones with a stated month
    opened_through = models.DateField(null=True, blank=True)  # occurrences due up to here exist
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "series"
        constraints = [
            models.UniqueConstraint(
                fields=["task", "body", "part"],
                condition=Q(ended_at=None) & ~Q(task=None),
                name="one_series_per_task_and_body",
            ),
        ]

    def __str__(self) -> str:
        return self.title[:80]


class Duty(Labelled, models.Model):
    """One body owes `assigned_by_body` one thing. The clause that ordered it is reached through task or document."""

    kind = models.CharField(max_length=12, choices=DutyKind)
    part = models.CharField(max_length=8, choices=Part, default=Part.LEAD)
    title = models.TextField()
    content = models.TextField(blank=True)
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="duties")
    task_lineage = models.UUIDField(null=True, blank=True)  # survives a new version of the plan
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="duties")
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.PROTECT, related_name="duties")
    field = models.ForeignKey(Field, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="duties")  # who owes it today
    first_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")  # whom it was given to
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="duties"
    )
    assigned_by_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="duties_given")
    reviewer_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="duties_reviewed")
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=DutyState, default=DutyState.ASSIGNED)
    due_kind = models.CharField(max_length=12, choices=DueKind, blank=True)
    due_text = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(null=True, blank=True)  # the last day on time, extensions included; none: no fixed day
    first_due_on = models.DateField(null=True, blank=True)  # before any extension
    sent_on = models.DateField(null=True, blank=True)  # the day the head sent up what is now being reviewed
    done_on = models.DateField(null=True, blank=True)  # the day the accepted result was sent up by the head
    percent = models.PositiveSmallIntegerField(default=0)
    remind_on = models.DateField(null=True, blank=True)  # the next day somebody must be told; none: nothing to tell
    search_key = models.TextField(blank=True, editable=False)  # folded; of what comes from no task, which has its own
    token = models.UUIDField(null=True, blank=True, editable=False)  # one form, one directive per body
    # Two columns that the database keeps, so that "what is open, most urgent first" is one walk along an index.
    is_open = models.GeneratedField(
        expression=Case(When(state__in=[*OPEN_STATES], then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    due_key = models.GeneratedField(
        expression=Coalesce("due_on", Value(NO_DAY)), output_field=models.DateField(), db_persist=True
    )

    class Meta:
        verbose_name_plural = "duties"
        indexes = [
            models.Index(fields=["body", "is_open", "due_key", "id"], name="duty_of_body"),
            models.Index(fields=["assignee", "is_open", "due_key", "id"], name="duty_of_assignee"),
            models.Index(fields=["reviewer_body", "state", "due_key", "id"], name="duty_to_review"),
            models.Index(fields=["reviewer_body", "due_key", "id"], name="duty_reviewed"),
            models.Index(fields=["is_open", "due_key", "id"], name="duty_open"),
            models.Index(fields=["state", "due_key", "id"], name="duty_in_state"),
            models.Index(fields=["due_key", "id"], name="duty_by_day"),
            models.Index(fields=["part", "due_key", "id"], name="duty_in_part"),  # few support, among many that lead
            # Everything that is counted, so that counting reads this index and not the rows.
            models.Index(
                fields=["due_key", "body", "state", "is_open", "done_on", "sent_on", "field"], name="duty_counted"
            ),
            models.Index(fields=["assigned_at"], name="duty_assigned_at"),
            models.Index(fields=["remind_on"], condition=Q(remind_on__isnull=False), name="duty_remind_on"),
            models.Index(fields=["task_lineage", "body"], name="duty_of_task"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="done") & Q(done_on__isnull=False)) | (~Q(state="done") & Q(done_on=None)),
                name="duty_done_has_its_day",
            ),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="duty_percent"),
            models.UniqueConstraint(fields=["series", "due_on"], name="one_duty_per_occurrence"),
            models.UniqueConstraint(fields=["token", "first_body"], name="one_duty_per_directive_and_body"),
            models.UniqueConstraint(
                fields=["task_lineage", "first_body", "part"],
                condition=Q(series=None) & ~Q(task_lineage=None),
                name="one_duty_per_task_and_body",
            ),
        ]

    def __str__(self) -> str:
        return self.title[:80]

    def get_absolute_url(self) -> str:
        return reverse("duties:duty", args=[self.pk])


class Stage(models.TextChoices):
    """Where a progress report is on its way up."""

    NOTED = "noted", _("Ghi nhận")  # progress on the way, nobody has to accept it
    SENT_TO_HEAD = "sent_to_head", _("Trình thủ trưởng")
    SENT_UP = "sent_up", _("Đã gửi cấp trên")
    ACCEPTED = "accepted", _("Được chấp nhận")
    RETURNED = "returned", _("Bị trả lại")


class Progress(models.Model):
    """What a body says was done. A row that was sent is never changed; a new word is a new row."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="progress")
    stage = models.CharField(max_length=14, choices=Stage)
    text = models.TextField()
    percent = models.PositiveSmallIntegerField()
    difficulties = models.TextField(blank=True)
    product_number = models.CharField(max_length=60, blank=True)  # the document that came of it
    token = models.UUIDField(unique=True)  # one form, one row
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    sent_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_up_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # why it was returned

    class Meta:
        verbose_name_plural = "progress"
        ordering = ["-written_at", "-id"]
        indexes = [
            models.Index(fields=["sent_up_at"], name="progress_sent_up_at"),
            models.Index(fields=["decided_at"], name="progress_decided_at"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(stage="returned") | ~Q(reason=""), name="return_has_a_reason"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="progress_percent"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Evidence(models.Model):
    """A file that proves a progress report, with the page that matters."""

    progress = models.ForeignKey(Progress, on_delete=models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=255)
    page = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [models.UniqueConstraint(fields=["progress", "file"], name="evidence_once_per_progress")]

    def __str__(self) -> str:
        return self.name


class ExtensionState(models.TextChoices):
    ASKED = "asked", _("Đang xin")
    GRANTED = "granted", _("Đồng ý")
    REFUSED = "refused", _("Không đồng ý")


class Extension(models.Model):
    """More time asked for, with the reason, and what was decided."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="extensions")
    state = models.CharField(max_length=8, choices=ExtensionState, default=ExtensionState.ASKED)
    from_day = models.DateField()
    until = models.DateField()
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["state"])]
        constraints = [
            models.UniqueConstraint(fields=["duty"], condition=Q(state="asked"), name="one_open_extension"),
            models.CheckConstraint(condition=Q(until__gt=F("from_day")), name="extension_is_later"),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id}: {self.until}"


class HandOver(models.Model):
    """The duty went from one body to another: by decision, or because the body was merged."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="hand_overs")
    from_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    to_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        constraints = [models.CheckConstraint(condition=~Q(from_body=F("to_body")), name="hand_over_to_another")]

    def __str__(self) -> str:
        return f"{self.duty_id}: {self.from_body_id} → {self.to_body_id}"


class ReminderKind(models.TextChoices):
    """Why somebody is told. Days are working days and come from `ReminderRule`."""

    BEFORE = "before", _("Sắp đến hạn")
    ON_DAY = "on_day", _("Đến hạn hôm nay")
    OVERDUE = "overdue", _("Quá hạn")
    ESCALATED_HEAD = "escalated_head", _("Báo thủ trưởng")
    ESCALATED_STANDING = "escalated_standing", _("Báo cơ quan thường trực")


class ReminderRule(models.Model):
    """So many working days before (negative) or after the due day, these are told. Dated data, not a constant."""

    kind = models.CharField(max_length=20, choices=ReminderKind)
    working_days = models.SmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.working_days:+d}"


class Reminder(models.Model):
    """That a person was told of one duty for one reason on one day; the constraint keeps it from happening twice."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=20, choices=ReminderKind)
    for_due_on = models.DateField()
    working_days = models.SmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty", "kind", "for_due_on", "working_days"], name="reminded_once")
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.kind}"


class Notification(models.Model):
    """A line under somebody's bell. `code` has its sentence in words.py; `data` fills it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    duty = models.ForeignKey(Duty, null=True, blank=True, on_delete=models.CASCADE, related_name="notifications")
    code = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    emailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-created_at", "-id"], name="notification_latest"),
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="notification_unread"),
            models.Index(fields=["id"], condition=Q(emailed_at__isnull=True), name="notification_to_mail"),
        ]

    def __str__(self) -> str:
        return self.code
