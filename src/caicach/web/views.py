"""Pages that show several rooms at once."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from caicach.bodies.access import Permission, SignedInRequest, requires
from caicach.bodies.models import Body, Person
from caicach.duties import selectors
from caicach.duties.selectors import MyWork

_MOST_OFFICERS = 200


@dataclass(frozen=True)
class Piece:
    """A number of the first sentence and the group that it leads to."""

    code: str
    count: int
    words: str

    @property
    def is_late(self) -> bool:
        return self.code == "overdue"


def first_sentence(work: MyWork) -> list[Piece]:
    """What a person came for: how much is late, due, to be decided."""
    words = {
        "overdue": _("việc quá hạn"),
        "this_week": _("việc đến hạn trong tuần này"),
        "to_sign": _("việc chờ ông/bà ký"),
        "to_review": _("việc chờ thẩm tra"),
        "to_decide": _("đề nghị gia hạn"),
        "later": _("việc về sau"),
        "waiting": _("việc chờ người khác"),
    }
    pieces = [Piece(code, work.counts[code], said) for code, said in words.items() if work.counts[code]]
    urgent = [piece for piece in pieces if piece.code not in ("later", "waiting")]
    return urgent or pieces


@requires(Permission.SEE_DUTIES)
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Việc của tôi."""
    day = selectors.day_of(timezone.localdate())
    work = selectors.my_work(request.standing, day=day)
    officers: SafeString | str = ""  # the options of a list that stands in every group
    if work.groups and (assigns := request.standing.body_ids(Permission.ASSIGN_PEOPLE)):
        body = Body.objects.filter(pk__in=assigns).order_by("pk").first()
        people = selectors.officers_of(body, today=day.today) if body else Person.objects.none()
        named = people.values_list("pk", "full_name")[:_MOST_OFFICERS]
        officers = format_html_join("", '<option value="{}">{}</option>', named)
    context = {"work": work, "sentence": first_sentence(work), "officers": officers, "day": day}
    return render(request, "web/home.html", context)
