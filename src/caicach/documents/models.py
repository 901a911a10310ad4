"""The registry of official documents: what came in and what goes out, their clauses and citations."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from caicach.bodies.models import Body
from caicach.core.labels import Labelled
from caicach.core.models import StoredFile


class DocumentKind(models.TextChoices):
    """As in the contract of `caicach read`."""

    PLAN = "plan", _("Kế hoạch")
    DECISION = "decision", _("Quyết định")
    REPORT = "report", _("Báo cáo")
    SUBMISSION = "submission", _("Tờ trình")
    DIRECTIVE = "directive", _("Chỉ thị")
    LETTER = "letter", _("Công văn")
    OTHER = "other", _("Văn bản khác")


class Direction(models.TextChoices):
    IN = "in", _("Văn bản đến")
    OUT = "out", _("Văn bản đi")


class Document(Labelled, models.Model):
    """One official document. What was registered is never overwritten; `amends` names the one it changes."""

    kind = models.CharField(max_length=20, choices=DocumentKind)
    direction = models.CharField(max_length=3, choices=Direction)
    number = models.CharField(max_length=60, blank=True)  # "310/KH-UBND"; blank while it has none
    number_key = models.CharField(max_length=60, blank=True, db_index=True, editable=False)  # folded, for search
    issued_on = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=80, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    issuing_body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")
    holder = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="registered_documents")  # whose registry
    title = models.TextField()
    signer = models.CharField(max_length=120, blank=True)
    recipients = models.JSONField(default=list)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")
    file_name = models.CharField(max_length=255, blank=True)
    pages = models.PositiveIntegerField(default=0)
    amends = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="amended_by")
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    search_text = models.TextField(blank=True, editable=False)  # folded title, issuer, number and text

    class Meta:
        indexes = [models.Index(fields=["-issued_on", "-id"]), models.Index(fields=["holder", "-registered_at"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class Clause(models.Model):
    """A numbered part of a document, so that every item can show where it came from."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="clauses")
    path = models.CharField(max_length=120)  # "II.3.b"
    label = models.CharField(max_length=40)
    text = models.TextField()
    page = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    ordinal = models.PositiveIntegerField()

    class Meta:
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["document", "ordinal"], name="clause_order")]

    def __str__(self) -> str:
        return self.path


class Citation(models.Model):
    """A document names another; `cited` is filled when that one is in the registry too."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="citations")
    number = models.CharField(max_length=60)
    number_key = models.CharField(max_length=60, db_index=True, editable=False)
    kind = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    relation = models.CharField(max_length=10)  # "basis" | "mention"
    count = models.PositiveIntegerField(default=1)
    cited = models.ForeignKey(Document, null=True, blank=True, on_delete=models.SET_NULL, related_name="cited_in")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="citation_once")]

    def __str__(self) -> str:
        return self.number


class NumberBook(models.Model):
    """The running numbers of a body's documents in one year; a book of its own `kind`, or one for all ("").

    Nghị định 30/2020/NĐ-CP, Điều 15: numbers begin anew each year and follow each other without a gap.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="number_books")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, blank=True)  # code of layout.kinds
    last = models.PositiveIntegerField(default=0)  # the number given last; the row that takers lock

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "year", "kind"], name="one_number_book")]

    def __str__(self) -> str:
        return f"{self.body} {self.year} {self.kind}".strip()


class TakenNumber(models.Model):
    """A number in a book with the document that bears it, and the digest of the file as it left."""

    book = models.ForeignKey(NumberBook, on_delete=models.PROTECT, related_name="taken")
    ordinal = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="taken_number")
    sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "ordinal"], name="number_once_in_a_book")]

    def __str__(self) -> str:
        return str(self.ordinal)


class Rendition(models.Model):
    """The same words in another form: the PDF beside a DOCX. Tied to the file, so that every room finds it."""

    of = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="renditions")
    form = models.CharField(max_length=8)  # "pdf"
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "form"], name="one_rendition_of_a_form")]

    def __str__(self) -> str:
        return self.form


class FileSignature(models.Model):
    """An electronic signature found in a PDF file, as it was judged when the file was last looked at."""

    class Verdict(models.TextChoices):
        VALID = "valid", _("Hợp lệ")
        UNKNOWN_ISSUER = "unknown_issuer", _("Chưa rõ tổ chức cấp chứng thư số")
        ALTERED = "altered", _("Tệp đã bị sửa sau khi ký")
        UNREADABLE = "unreadable", _("Không kiểm tra được chữ ký")

    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="signatures")
    ordinal = models.PositiveSmallIntegerField()
    signer = models.CharField(max_length=200, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)  # by the signer's own clock
    verdict = models.CharField(max_length=20, choices=Verdict)
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["file", "ordinal"], name="signature_of_file_once")]

    def __str__(self) -> str:
        return self.signer
