"""Files in, on their way to being confirmed by a person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from caicach.bodies.models import Body
from caicach.core.labels import Labelled
from caicach.core.models import StoredFile
from caicach.documents.models import Document


class DraftState(models.TextChoices):
    WAITING = "waiting", _("Chờ đọc")
    READING = "reading", _("Đang đọc")
    STOPPED = "stopped", _("Đã dừng")
    REFUSED = "refused", _("Không đọc được")
    READY = "ready", _("Chờ xác nhận")
    CONFIRMED = "confirmed", _("Đã xác nhận")
    DISCARDED = "discarded", _("Đã bỏ")


class Draft(models.Model):
    """One uploaded file and what the machine read in it. Nothing of it counts until a person confirmed it."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="drafts")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="drafts")
    file_name = models.CharField(max_length=255)
    state = models.CharField(max_length=12, choices=DraftState, default=DraftState.WAITING)
    upload_token = models.UUIDField(unique=True)  # one form, one draft: a second click finds the first
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafts")
    uploaded_at = models.DateTimeField()
    reading_started_at = models.DateTimeField(null=True, blank=True)  # the mark of whoever reads
    heard_at = models.DateTimeField(null=True, blank=True)  # when a page was last finished under that mark
    read_at = models.DateTimeField(null=True, blank=True)
    reading = models.JSONField(null=True, blank=True)  # what `caicach read` prints, whole
    document_index = models.PositiveSmallIntegerField(default=0)  # which of the file's documents holds the programme
    text = models.JSONField(default=list)  # the document as shown: [{page, line, text, bold, table?}]
    refusal_code = models.CharField(max_length=40, blank=True)
    refusal = models.TextField(blank=True)
    header = models.JSONField(default=dict)  # number, issued_on, issuer, title, … as corrected by a person
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    document = models.OneToOneField(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="draft")

    class Meta:
        indexes = [models.Index(fields=["body", "-uploaded_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="draft_confirmed_at_and_by",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def has_pictures(self) -> bool:
        """Whether the file's pages can be shown as pictures."""
        kind = self.file.media_type
        return kind == "application/pdf" or kind.startswith("image/")


class PageState(models.TextChoices):
    WAITING = "waiting", _("Chờ nhận dạng")
    DONE = "done", _("Đã nhận dạng")
    UNREAD = "unread", _("Không nhận dạng được")
    SHOWN = "shown", _("Chỉ có ảnh")  # a page whose text the file itself holds


class DraftPage(models.Model):
    """One page of a file as a picture: with its words and their places where they were recognised in it.

    A page is written as soon as it is done, so a reading that was killed goes on with the pages that are missing.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=PageState, default=PageState.WAITING)
    image = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="draft_pages")
    recognised = models.JSONField(null=True, blank=True)  # lines, words and boxes, as the recogniser gives them
    problem = models.CharField(max_length=300, blank=True)  # why it could not be read, for the person
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["draft", "number"]
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="one_row_per_draft_page")]

    def __str__(self) -> str:
        return f"{self.draft_id}, {self.number}"


class ItemKind(models.TextChoices):
    TARGET = "target", _("Chỉ tiêu")
    TASK = "task", _("Nhiệm vụ")
    DUTY = "duty", _("Trách nhiệm")
    STATEMENT = "statement", _("Số liệu")


class ItemState(models.TextChoices):
    UNSEEN = "unseen", _("Chưa xem")
    ACCEPTED = "accepted", _("Đã nhận")
    DROPPED = "dropped", _("Đã bỏ")


class DraftItem(Labelled, models.Model):
    """One target, task, duty or statement as read; `data` is the person's version, `read` what the machine said.

    Merged and split items stay: the ones that went into another are dropped and name it in `became`. A statement is
    offered, not asked: what nobody accepted of them does not stop the document.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=10, choices=ItemKind)
    ordinal = models.DecimalField(max_digits=12, decimal_places=4)  # a split item goes between its neighbours
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.UNSEEN)
    data = models.JSONField()  # keys as in the contract of `caicach read`
    read = models.JSONField(null=True, blank=True)
    confidence = models.DecimalField(max_digits=4, decimal_places=3)
    page = models.PositiveIntegerField(default=1)
    line = models.PositiveIntegerField(default=1)
    document_index = models.PositiveSmallIntegerField(null=True, blank=True)  # of the file's documents
    doubts = models.JSONField(null=True, blank=True)  # the reader's: codes of rules.Doubt
    part_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="parts")
    became = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="made_of")
    version = models.PositiveIntegerField(default=1)  # a person who edits an older version is told so
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["ordinal", "id"]
        indexes = [models.Index(fields=["draft", "kind", "ordinal"])]

    def __str__(self) -> str:
        return str(self.data.get("text", ""))[:80]


class SectionClaim(models.Model):
    """Somebody works on a part of a draft until a moment. It tells the others and stops nobody."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="claims")
    section = models.CharField(max_length=120)  # the part's key, as rules.section_keys gives it
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "section", "person"], name="one_claim_per_person")]

    def __str__(self) -> str:
        return f"{self.section}: {self.person}"


class LearntText(models.Model):
    """The words of one confirmed document, from which the machine learns how they are written (docs/explanation/
    diacritics.md). Kept whole, so that what was learnt can be worked out anew by another method."""

    draft = models.OneToOneField(Draft, on_delete=models.CASCADE, related_name="learnt")
    text = models.TextField(blank=True)  # of the document and of the accepted items
    corrected = models.TextField(blank=True)  # of the items that a person changed
    learnt_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.draft)
