"""What is measured: indicators, and one figure for each body and period, with every word ever given for it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from caicach.bodies.models import Body
from caicach.core.labels import Labelled
from caicach.core.models import PeriodKind, StoredFile
from caicach.core.periods import Period
from caicach.programme.models import Field

from .rules import Limits


class Direction(models.TextChoices):
    """Which way is better."""

    UP = "up", _("Càng cao càng tốt")
    DOWN = "down", _("Càng thấp càng tốt")
    NONE = "none", _("Không xét chiều")


class ValueKind(models.TextChoices):
    NUMBER = "number", _("Một số")
    RATIO = "ratio", _("Tỷ lệ, có tử số và mẫu số")


class OverBodies(models.TextChoices):
    """How the figures of bodies become the figure of the body above them. There is no mean."""

    SUM = "sum", _("Cộng các cơ quan")
    RATIO = "ratio", _("Tổng tử số trên tổng mẫu số")
    NONE = "none", _("Không tổng hợp")


class OverTime(models.TextChoices):
    """How the figures of quarters become the figure of a longer period."""

    SUM = "sum", _("Cộng các kỳ")
    LAST = "last", _("Lấy kỳ cuối")
    RATIO = "ratio", _("Tổng tử số trên tổng mẫu số")
    NONE = "none", _("Không tổng hợp")


class SourceKind(models.TextChoices):
    """Where a figure comes from."""

    ENTERED = "entered", _("Cơ quan nhập")
    FORMULA = "formula", _("Tính theo công thức")
    COMPUTED = "computed", _("Hệ thống tính")


class Indicator(Labelled, models.Model):
    """What is measured, how it adds up, and whom it is asked of. Rows are data: an office edits them."""

    code = models.CharField(max_length=40, unique=True)  # "CCHC.2.01"
    name = models.CharField(max_length=300)
    definition = models.TextField(blank=True)
    unit = models.CharField(max_length=40, blank=True)  # "%", "hồ sơ"; empty: a bare number
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.NONE)
    value_kind = models.CharField(max_length=6, choices=ValueKind, default=ValueKind.NUMBER)
    numerator_name = models.CharField(max_length=300, blank=True)
    denominator_name = models.CharField(max_length=300, blank=True)
    places = models.PositiveSmallIntegerField(default=0)  # digits after the comma when shown
    over_bodies = models.CharField(max_length=5, choices=OverBodies, default=OverBodies.SUM)
    over_time = models.CharField(max_length=5, choices=OverTime, default=OverTime.SUM)
    may_be_negative = models.BooleanField(null=True, blank=True)  # a balance, a change
    may_exceed_whole = models.BooleanField(null=True, blank=True)  # a share of a plan: 120 % can be right
    cumulative = models.BooleanField(default=False)  # counted since the start of the year
    covers_below = models.BooleanField(default=True)  # a body's own answer includes the bodies below it
    field = models.ForeignKey(Field, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="indicators")
    asked_of = models.JSONField(default=list, blank=True)  # of BodyKind; empty: whoever has something to say
    period_kinds = models.JSONField(default=list)  # of PeriodKind: those for which bodies answer
    source = models.CharField(max_length=8, choices=SourceKind, default=SourceKind.ENTERED)
    formula = models.TextField(blank=True)
    computed_by = models.CharField(max_length=40, blank=True)  # the code of a registered source
    breakdowns = models.JSONField(default=list, blank=True)  # names of parts ("trực tuyến", "trực tiếp")
    basis = models.CharField(max_length=300, blank=True)  # what asks for it
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # the first day on which it is no more asked
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors")
    search_key = models.CharField(max_length=400, blank=True, editable=False)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source="formula") & ~Q(formula="") | ~Q(source="formula") & Q(formula=""),
                name="indicator_formula_where_it_is_one",
            ),
            models.CheckConstraint(
                condition=Q(source="computed") & ~Q(computed_by="") | ~Q(source="computed") & Q(computed_by=""),
                name="indicator_computed_by_where_it_is",
            ),
            models.CheckConstraint(
                condition=~Q(over_bodies="ratio", value_kind="number") & ~Q(over_time="ratio", value_kind="number"),
                name="indicator_ratio_has_two_parts",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="indicator_valid_to_after_from"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("measures:indicator", args=[self.code])

    @property
    def limits(self) -> Limits:
        """What nobody can give as its number."""
        return Limits(self.unit, self.places, bool(self.may_be_negative), bool(self.may_exceed_whole))


class AnswerKind(models.TextChoices):
    """What was answered. Only a value is a number: nothing else is ever counted as zero by silence."""

    VALUE = "value", _("Có số liệu")
    NONE_ARISEN = "none_arisen", _("Không phát sinh")
    NOT_YET = "not_yet", _("Chưa có số liệu")
    NOT_APPLICABLE = "not_applicable", _("Không áp dụng")


class FigureState(models.TextChoices):
    """Where a figure is on its way. What was submitted counts in the bodies above; a draft does not."""

    DRAFT = "draft", _("Dự thảo")
    SUBMITTED = "submitted", _("Đã gửi")
    ACCEPTED = "accepted", _("Đã chấp nhận")
    PUBLISHED = "published", _("Đã công bố")
    CORRECTED = "corrected", _("Đã sửa sau công bố")


COUNTED = (FigureState.SUBMITTED, FigureState.ACCEPTED, FigureState.PUBLISHED, FigureState.CORRECTED)


class OfPeriod(models.Model):
    """What every row about one reporting period has."""

    period_kind = models.CharField(max_length=20, choices=PeriodKind)
    year = models.PositiveSmallIntegerField()
    ordinal = models.PositiveSmallIntegerField(default=1)

    class Meta:
        abstract = True

    @property
    def period(self) -> Period:
        return Period(PeriodKind(self.period_kind), self.year, self.ordinal)


class Answered(models.Model):
    """What every row that holds an answer has."""

    answer = models.CharField(max_length=14, choices=AnswerKind)
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    numerator = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        abstract = True


def _holds_together(name: str) -> list[models.CheckConstraint]:
    """A value where there is one and nowhere else; both parts of a ratio or neither."""
    return [
        models.CheckConstraint(
            condition=Q(answer="value", value__isnull=False) | ~Q(answer="value") & Q(value=None),
            name=f"{name}_value_where_answered",
        ),
        models.CheckConstraint(
            condition=Q(numerator=None, denominator=None) | Q(numerator__isnull=False, denominator__isnull=False),
            name=f"{name}_both_parts_or_neither",
        ),
    ]


class Figure(Labelled, OfPeriod, Answered):
    """What one body says of one indicator for one period (and part): its latest word. Earlier ones: `revisions`."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="figures")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="figures")
    breakdown = models.CharField(max_length=80, blank=True)  # one of the indicator's; empty: the whole
    state = models.CharField(max_length=10, choices=FigureState, default=FigureState.DRAFT)
    source = models.CharField(max_length=8, choices=SourceKind, default=SourceKind.ENTERED)
    revision = models.PositiveIntegerField(default=1)
    published_revision = models.PositiveIntegerField(null=True, blank=True)  # what the public saw
    reached = models.ForeignKey(  # the highest body that accepted it
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # why it was returned
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["body", "year", "period_kind", "ordinal"], name="figure_of_body"),
            models.Index(fields=["state", "year", "period_kind", "ordinal"], name="figure_in_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year", "period_kind", "ordinal", "body", "breakdown"], name="one_figure"
            ),
            *_holds_together("figure"),
            models.CheckConstraint(
                condition=Q(state__in=["published", "corrected"], published_revision__isnull=False)
                | ~Q(state__in=["published", "corrected"]),
                name="figure_published_has_its_revision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} · {self.body_id} · {self.period.key}"

    def get_absolute_url(self) -> str:
        return reverse("measures:figure", args=[self.pk])


class FigureRevision(Labelled, Answered):
    """One word that was given for a figure. Rows are only ever added; a database trigger refuses changes."""

    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=8, choices=SourceKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["figure", "number"], name="figure_revision_once"),
            *_holds_together("revision"),
        ]

    def __str__(self) -> str:
        return f"{self.figure_id}/{self.number}"


class FigureEvidence(models.Model):
    """A file, and the page of it, that proves a figure."""

    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    page = models.CharField(max_length=40, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "figure evidence"
        constraints = [models.UniqueConstraint(fields=["figure", "file"], name="evidence_once_per_figure")]

    def __str__(self) -> str:
        return self.name


class RuleKind(models.TextChoices):
    """What a validation rule looks at; its parameters: docs/reference/figure-checks.md."""

    COMPARE = "compare", _("So hai chỉ tiêu")
    SUM = "sum", _("Tổng các phần")
    JUMP = "jump", _("Tăng, giảm đột ngột")
    OUTLIER = "outlier", _("Khác hẳn các cơ quan cùng nhóm")
    RANGE = "range", _("Ngoài khoảng của chính cơ quan")
    SIZE = "size", _("Số lớn bất thường")


class Severity(models.TextChoices):
    ERROR = "error", _("Phải sửa hoặc giải trình")
    WARNING = "warning", _("Cần xem lại")


class ValidationRule(Labelled, models.Model):
    """A check on figures, as data. An error keeps figures from being submitted until it is explained."""

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=8, choices=RuleKind)
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="rules")
    parameters = models.JSONField(default=dict, blank=True)
    severity = models.CharField(max_length=7, choices=Severity, default=Severity.WARNING)
    sentence = models.CharField(max_length=300, blank=True)  # says more than the kind's own sentence
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class FigureException(models.Model):
    """A breach of a rule that was explained. It holds for the revision it was given for, not for a later number."""

    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="exceptions")
    rule = models.ForeignKey(ValidationRule, on_delete=models.PROTECT, related_name="exceptions")
    revision = models.PositiveIntegerField()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["figure", "rule", "revision"], name="exception_once_per_revision")
        ]

    def __str__(self) -> str:
        return f"{self.figure_id}: {self.rule_id}"


class Finding(Labelled, models.Model):
    """What the nightly check found about a figure, from the night it was first seen until it was gone."""

    figure = models.ForeignKey(Figure, on_delete=models.CASCADE, related_name="findings")
    rule = models.ForeignKey(ValidationRule, on_delete=models.CASCADE, related_name="findings")
    severity = models.CharField(max_length=7, choices=Severity)
    data = models.JSONField(default=dict)  # fills the sentence
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["severity", "-id"], condition=Q(gone_at=None), name="finding_open")]
        constraints = [
            models.UniqueConstraint(fields=["figure", "rule"], condition=Q(gone_at=None), name="finding_once")
        ]

    def __str__(self) -> str:
        return f"{self.figure_id}: {self.rule_id}"


class RolledUp(OfPeriod):
    """The figure of a body with all below it, and how many answered what: kept by `services` with each act, so that
    no page adds up thousands of rows. What is here follows from the figures; `manage rebuild_roll_ups` makes it anew.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="rolled_up")
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="rolled_up")
    parent = models.ForeignKey(Body, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    breakdown = models.CharField(max_length=80, blank=True)
    total = models.DecimalField(max_digits=28, decimal_places=6, null=True, blank=True)
    numerator = models.DecimalField(max_digits=28, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(max_digits=28, decimal_places=6, null=True, blank=True)
    own = models.BooleanField(default=False)  # the body's own word, which covers those below
    below = models.DecimalField(  # what those below add up to where `own` stands before it
        max_digits=28, decimal_places=6, null=True, blank=True
    )
    values = models.PositiveIntegerField(default=0)  # bodies that gave a number
    none_arisen = models.PositiveIntegerField(default=0)
    not_yet = models.PositiveIntegerField(default=0)
    not_applicable = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)  # of all answers, those a level above has accepted

    class Meta:
        verbose_name_plural = "rolled up"
        indexes = [
            models.Index(fields=["parent", "year", "period_kind", "ordinal", "indicator"], name="rolled_up_below"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "year", "period_kind", "ordinal", "indicator", "breakdown"], name="rolled_up_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} · {self.body_id} · {self.period.key}"
