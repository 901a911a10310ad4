"""The reporting regime (kinds, cycles, each body's answer with its paragraphs), and the files that were written."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from caicach.bodies.models import Body
from caicach.core.labels import Labelled
from caicach.core.models import PeriodKind, StoredFile
from caicach.core.periods import Period, period_words
from caicach.documents.models import Document
from caicach.duties.models import Duty


class Nature(models.TextChoices):
    """Nghị định 09/2019/NĐ-CP, Điều 4: reports come by the calendar, on a theme, or out of turn."""

    PERIODIC = "periodic", _("Định kỳ")
    THEMATIC = "thematic", _("Chuyên đề")
    AD_HOC = "ad_hoc", _("Đột xuất")
    REVIEW = "review", _("Sơ kết, tổng kết")


class Level(models.TextChoices):
    """Whose due rule it is, by what the reporting body is."""

    ANY = "any", _("Mọi cấp")
    CITY = "city", _("Tỉnh, thành phố")
    DEPARTMENT = "department", _("Sở, ban, ngành")
    COMMUNE = "commune", _("Xã, phường, đặc khu")
    UNIT = "unit", _("Phòng, đơn vị trực thuộc")


class ReportKind(models.Model):
    """A kind of report as it is demanded from one day to another. A change is a new row; cycles keep the old one.

    `outline` is a list of {"key", "title", "level", "needed"} (`rules.sections_of`); `statistics` the lines of the
    table of figures, {"code": an indicator's} or {"group": a heading}; `steps` what a review goes through first.
    """

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    nature = models.CharField(max_length=10, choices=Nature)
    period_kind = models.CharField(max_length=20, choices=PeriodKind, blank=True)  # of what comes by the calendar
    body = models.ForeignKey(  # whose own demand it is; none: everybody's
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="report_kinds"
    )
    outline = models.JSONField(default=list)
    statistics = models.JSONField(null=True, blank=True)
    steps = models.JSONField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(nature="periodic") & ~Q(period_kind="")) | (~Q(nature="periodic") & Q(period_kind="")),
                name="periodic_report_has_a_period",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="report_kind_valid_to_after_from"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DueRule(models.Model):
    """How a kind of report is cut and when it is due at one level (`rules.When`, which says what the columns mean)."""

    kind = models.ForeignKey(ReportKind, on_delete=models.CASCADE, related_name="due_rules")
    level = models.CharField(max_length=10, choices=Level, default=Level.ANY)
    closes_on_day = models.PositiveSmallIntegerField()
    closes_months_before = models.PositiveSmallIntegerField(default=0)
    due_working_days = models.PositiveSmallIntegerField(null=True, blank=True)
    before_day = models.PositiveSmallIntegerField(null=True, blank=True)
    before_month = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "level"], name="one_due_rule_per_level"),
            models.CheckConstraint(condition=Q(closes_on_day__range=(1, 31)), name="due_rule_day_of_month"),
            models.CheckConstraint(
                condition=Q(due_working_days__isnull=False, before_day=None, before_month=None)
                | Q(due_working_days=None, before_day__range=(1, 31)),
                name="due_rule_says_one_day",
            ),
            models.CheckConstraint(
                condition=Q(before_month=None) | Q(before_month__range=(1, 12)), name="due_rule_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_id} {self.level}"


class Cycle(Labelled, models.Model):
    """One collection of reports: a body demands a kind of report from bodies below it, for a period or on a theme."""

    kind = models.ForeignKey(ReportKind, on_delete=models.PROTECT, related_name="cycles")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="report_cycles")  # who demands
    title = models.CharField(max_length=300)
    outline = models.JSONField()  # as it was when the cycle was opened; so are the lines of the table
    statistics = models.JSONField(null=True, blank=True)
    period_kind = models.CharField(max_length=20, choices=PeriodKind, blank=True)
    year = models.PositiveSmallIntegerField()
    ordinal = models.PositiveSmallIntegerField(default=1)
    window_from = models.DateField(null=True, blank=True)
    window_to = models.DateField(null=True, blank=True)
    due_on = models.DateField()  # the last of the submissions' days when it was opened
    token = models.UUIDField(unique=True, editable=False)  # one form, one cycle; also that of its duties
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # nobody owes anything of it any more
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_reason = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "body", "year", "ordinal"],
                condition=~Q(period_kind="") & Q(withdrawn_at=None),
                name="one_cycle_per_period",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="withdrawal_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:cycle", args=[self.pk])

    @property
    def period(self) -> Period | None:
        return Period(PeriodKind(self.period_kind), self.year, self.ordinal) if self.period_kind else None


class CycleStep(models.Model):
    """One dated step of a review on its way to the report (thematic reports, survey, consultation, conference). Who
    leads it owes it as a duty; when it was done is the duty's to say."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="steps")
    key = models.CharField(max_length=60)
    ordinal = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")  # who leads it
    due_on = models.DateField()
    duty = models.OneToOneField(Duty, null=True, on_delete=models.PROTECT, related_name="report_step")

    class Meta:
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["cycle", "key"], name="step_once_per_cycle")]

    def __str__(self) -> str:
        return self.title


class SubmissionState(models.TextChoices):
    """Where a body's report is on its way. Whether it is late or locked is never stored (`rules.standing`)."""

    DRAFT = "draft", _("Đang soạn")
    AT_HEAD = "at_head", _("Chờ thủ trưởng ký")
    SENT = "sent", _("Đã gửi")
    RETURNED = "returned", _("Bị trả lại")
    ACCEPTED = "accepted", _("Được chấp nhận")
    RELEASED = "released", _("Không phải báo cáo")


class Submission(Labelled, models.Model):
    """What one body reports in a cycle. Its duty keeps who owes it by when; the state follows the duty.

    The demanding body's own report, merged from the others, has no duty: `duty` is then None and `body` the cycle's.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="submissions")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="submissions")  # who writes it today
    first_body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")  # of whom it was demanded
    duty = models.OneToOneField(Duty, null=True, on_delete=models.PROTECT, related_name="submission")
    state = models.CharField(max_length=10, choices=SubmissionState, default=SubmissionState.DRAFT)
    due_on = models.DateField()  # extensions included
    sent_on = models.DateField(null=True, blank=True)  # the day on which what is there now was sent up
    reason = models.TextField(blank=True)  # why it came back, from the head or from above
    drafted_at = models.DateTimeField(null=True, blank=True)  # when the first words were written from the data
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reopened_reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["cycle", "state", "due_on", "sent_on"], name="submission_counted"),
            models.Index(fields=["body", "state", "due_on"], name="submission_of_body"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "first_body"], name="one_submission_per_body"),
            models.CheckConstraint(
                condition=(Q(reopened_at=None) & Q(reopened_reason=""))
                | (Q(reopened_at__isnull=False) & ~Q(reopened_reason="")),
                name="reopening_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("sent", "accepted")) | Q(sent_on__isnull=False), name="what_arrived_has_its_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.body_id}"

    def get_absolute_url(self) -> str:
        return reverse("reports:submission", args=[self.pk])


class Passage(models.Model):
    """One paragraph of a report, as it reads now. Every version stands in `PassageRevision`; none is overwritten.

    A number in `text` is a live reference, `[[98,5 %|CCHC.2.01]]`: what was read last, and whence (`live`).
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="passages")
    section = models.CharField(max_length=60)  # the key in the cycle's outline
    ordinal = models.PositiveIntegerField()
    text = models.TextField()
    number = models.PositiveIntegerField(default=1)  # of the version that it reads now
    origin = models.ForeignKey(  # the paragraph of a report from below that it was taken from
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="taken"
    )
    origin_number = models.PositiveIntegerField(null=True, blank=True)  # the version that was taken
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["ordinal", "id"]
        indexes = [models.Index(fields=["submission", "section", "ordinal"], name="passage_in_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "origin"], condition=Q(removed_at=None) & ~Q(origin=None), name="taken_once"
            ),
            models.CheckConstraint(
                condition=Q(origin=None, origin_number=None) | Q(origin__isnull=False, origin_number__isnull=False),
                name="origin_with_its_version",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Made(models.TextChoices):
    """How a version of a paragraph came about."""

    DRAFTED = "drafted", _("Hệ thống soạn từ số liệu")
    WRITTEN = "written", _("Soạn, sửa")
    TAKEN = "taken", _("Lấy từ báo cáo cấp dưới")
    REMOVED = "removed", _("Bỏ")
    RENEWED = "renewed", _("Số liệu được cập nhật")


class PassageRevision(models.Model):
    """One version of a paragraph. Rows are only added."""

    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    made = models.CharField(max_length=8, choices=Made)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["passage", "number"], name="passage_version_once")]

    def __str__(self) -> str:
        return f"{self.passage_id}/{self.number}"


class Comment(models.Model):
    """A remark at a paragraph, on the version that its writer read."""

    passage = models.ForeignKey(Passage, on_delete=models.PROTECT, related_name="comments")
    number = models.PositiveIntegerField()
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:80]


class ReportException(models.Model):
    """A contradiction that the checks named in a report, and why it goes up like that. `code` names the finding with
    what it found, so that a later number is asked about anew."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="exceptions")
    code = models.CharField(max_length=200)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "code"], name="report_exception_once")]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.code}"


class IssuedReport(models.Model):
    """The official document that a cycle's report left as, with its number in the book and its signature. A report
    that was opened again and issued anew has another row; the latest one holds."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="issued")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="issued_report")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.document_id}"


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
