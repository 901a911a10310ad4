"""Agencies through time, groups of them, people and their roles. Words: docs/glossary.md."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from caicach.core.labels import Labelled


class BodyKind(models.TextChoices):
    """What a body is; groups such as "UBND các xã, phường" are stated over kinds."""

    CITY = "city", _("UBND tỉnh, thành phố")
    DEPARTMENT = "department", _("Sở và cơ quan tương đương")
    OFFICE = "office", _("Văn phòng")
    INSPECTORATE = "inspectorate", _("Thanh tra")
    POLICE = "police", _("Công an")
    SERVICE_CENTRE = "service_centre", _("Trung tâm phục vụ hành chính công")
    BOARD = "board", _("Ban quản lý")
    PUBLIC_UNIT = "public_unit", _("Đơn vị sự nghiệp công lập")
    WARD = "ward", _("UBND phường")
    COMMUNE = "commune", _("UBND xã")
    SPECIAL_ZONE = "special_zone", _("UBND đặc khu")
    UNIT = "unit", _("Phòng, ban, đơn vị trực thuộc")
    PARTNER = "partner", _("Cơ quan phối hợp")


COMMUNE_KINDS = (BodyKind.WARD, BodyKind.COMMUNE, BodyKind.SPECIAL_ZONE)


class Body(Labelled, MP_Node):
    """An agency, unit or commune with a life span. `path` (treebeard) gives "this body and all below" by prefix."""

    code = models.CharField(max_length=35, unique=True)  # QĐ 20/2020/QĐ-TTg style or the statistical code of a commune
    kind = models.CharField(max_length=20, choices=BodyKind)
    name = models.CharField(max_length=200)  # the name it bears today; former names: BodyName
    short_name = models.CharField(max_length=80, blank=True)
    symbol = models.CharField(max_length=20, blank=True)  # in document numbers: "SNV", "UBND"
    place = models.CharField(max_length=80, blank=True)  # in the head of its documents: "Hà Nội"
    is_standing_agency = models.BooleanField(default=False)  # runs the programme for its parent's level
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)  # the first day on which it is no more
    sort_key = models.CharField(max_length=250, editable=False)
    search_key = models.CharField(max_length=300, editable=False)

    class Meta:
        indexes = [models.Index(fields=["kind"]), models.Index(fields=["sort_key"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gt=F("opened_on")), name="body_closes_after_it_opens"
            )
        ]

    def __str__(self) -> str:
        return self.name


class BodyName(models.Model):
    """A name a body bore from one day to another (the current one has no end)."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class BodyAlias(models.Model):
    """Another way in which documents write a body's name ("Sở KH&CN"); `folded` is what matching compares."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, db_index=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "folded"], name="alias_once_per_body")]

    def __str__(self) -> str:
        return self.text


class BodyGroup(models.Model):
    """A name that stands for many bodies ("UBND các xã, phường"): all of the given kinds below `under`, on a day."""

    under = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=200)
    kinds = models.JSONField(default=list)  # of BodyKind
    also = models.ManyToManyField(Body, blank=True, related_name="+")  # members that no kind names
    aliases = models.JSONField(default=list)  # other spellings of the name

    class Meta:
        constraints = [models.UniqueConstraint(fields=["under", "name"], name="group_once_per_body")]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """What became of a body: a merger has several predecessors of one successor, a split the reverse."""

    predecessor = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="precessions")
    on = models.DateField()
    basis = models.CharField(max_length=200)  # the document that ordered it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class Person(AbstractUser):
    """Somebody who logs in. What they may do follows from memberships, never from Django's own groups."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("Họ và tên"), max_length=120)
    position = models.CharField(_("Chức vụ"), max_length=120, blank=True)
    phone = models.CharField(_("Điện thoại"), max_length=20, blank=True)
    sort_key = models.CharField(max_length=200, editable=False, default="")
    search_key = models.CharField(  # name, user name, address, folded
        max_length=400, editable=False, default="", db_default=""
    )
    temporary_password_at = models.DateTimeField(null=True, blank=True)  # since then somebody else knows it
    wants_email = models.BooleanField(_("Nhận nhắc việc qua thư điện tử"), default=True)

    REQUIRED_FIELDS = ["email", "full_name"]

    class Meta:
        verbose_name = _("người dùng")
        verbose_name_plural = _("người dùng")
        indexes = [models.Index(fields=["sort_key", "id"], name="person_sort_key")]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.rsplit(" ", 1)[-1]


class PersonSession(AbstractBaseSession):
    """One log-in of a person on one device, or a visit of somebody who is not logged in (`sessions.py`)."""

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="sessions")


class Role(models.TextChoices):
    """What a person is for a body. The table of what each may do: docs/reference/permissions.md."""

    OFFICER = "officer", _("Công chức xử lý")
    FOCAL_POINT = "focal_point", _("Đầu mối CCHC")
    HEAD = "head", _("Thủ trưởng")
    STANDING_AGENCY = "standing_agency", _("Cơ quan thường trực")
    FIELD_LEAD = "field_lead", _("Chủ trì lĩnh vực")
    LEADER = "leader", _("Lãnh đạo theo dõi")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")


class Membership(Labelled, models.Model):
    """A person holds a role in a body for some time."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    field_number = models.PositiveSmallIntegerField(null=True, blank=True)  # for FIELD_LEAD: 1 to 7
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["body", "role"])]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "body", "role"], condition=Q(valid_to=None), name="one_open_membership"
            ),
            models.CheckConstraint(
                condition=Q(role="field_lead", field_number__gte=1, field_number__lte=7)
                | (~Q(role="field_lead") & Q(field_number=None)),
                name="field_lead_has_a_field",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()} · {self.body}"


class Delegation(models.Model):
    """While somebody is away another person acts for them in one body: dated, visible, revocable."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="delegations")
    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="delegations_held")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=200)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="delegation_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return f"{self.membership} → {self.to}"
