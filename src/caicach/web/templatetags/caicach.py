"""Tags and filters every template has at hand. docs/reference/components.md shows each in use."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from caicach.bodies.access import Permission, Standing
from caicach.core.dates import format_date
from caicach.core.numbers import format_number
from caicach.web.marks import MARKS, SHAPES

register = template.Library()

DIST = Path(__file__).resolve().parents[1] / "static" / "dist"
NO_BREAK = "\N{NO-BREAK SPACE}"


# --- what the front end's build made ---


_MANIFEST = DIST / "manifest.json"


@lru_cache(maxsize=2)
def _manifest(written_ns: int) -> dict[str, str]:
    names: dict[str, str] = json.loads(_MANIFEST.read_text(encoding="utf-8"))
    return names


@register.simple_tag
def built(name: str) -> str:
    """The address of a file of the front end: {% built "app.css" %}. Its name holds its hash, so browsers keep it."""
    try:
        names = _manifest(_MANIFEST.stat().st_mtime_ns)
    except FileNotFoundError:
        names = {}  # not built: pages work without style and script
    return f"{settings.STATIC_URL}dist/{names.get(name, name)}"


@register.simple_tag
def icon(name: str, classes: str = "", words: str = "") -> SafeString:
    """An icon of the Lucide set: {% icon "bell" %}. Without `words` it is hidden from screen readers."""
    return _icon(name, classes, str(words), built("icons.svg"))


@lru_cache(maxsize=512)
def _icon(name: str, classes: str, words: str, sheet: str) -> SafeString:
    hidden = format_html('role="img" aria-label="{}"', words) if words else mark_safe('aria-hidden="true"')
    space = " " if classes else ""
    return format_html('<svg class="icon{}{}" {}><use href="{}#{}"/></svg>', space, classes, hidden, sheet, name)


class KeptTranslation(template.Node):
    """Constant words of a template, looked up once per language instead of once per row."""

    child_nodelists = ()

    def __init__(self, inner: TranslateNode) -> None:
        self.inner = inner
        self.kept: dict[str | None, str] = {}

    def render(self, context: template.Context) -> str:
        language = get_language()
        words = self.kept.get(language)
        if words is None:
            words = self.kept[language] = self.inner.render(context)
        return words


@register.tag
def translate(parser: template.base.Parser, token: template.base.Token) -> template.Node:
    """Django's own {% translate %}; constant words without a context or a name are kept."""
    node = do_translate(parser, token)
    words = node.filter_expression
    is_constant = words.var.literal is not None and not words.filters
    if is_constant and not (node.asvar or node.message_context or node.noop):
        return KeptTranslation(node)
    return node


class OncePer(template.Node):
    """What stands between {% once_per … %} and {% endonce_per %}, drawn once per language and values."""

    MOST = 4096  # drawings that one place keeps

    def __init__(self, values: list[template.base.FilterExpression], nodelist: template.NodeList) -> None:
        self.values = values
        self.nodelist = nodelist
        self.drawn: dict[Any, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        values = [_as_key(value.resolve(context)) for value in self.values]
        key = (get_language(), *values)
        found = self.drawn.get(key)
        if found is None:
            if len(self.drawn) >= self.MOST:
                self.drawn.clear()
            found = self.drawn[key] = self.nodelist.render(context)
        return found


def _as_key(value: Any) -> Any:
    """Something that is equal only for what would be drawn alike: 1 and True are equal, and so are marked words and
    the same words that still have to be escaped, but they are drawn differently."""
    if isinstance(value, Promise):
        value = str(value)
    if isinstance(value, Mapping):
        value = tuple(value.values())
    if isinstance(value, (tuple, list)):
        return tuple(map(_as_key, value)) if any(map(_is_nested, value)) else (tuple(value), tuple(map(type, value)))
    return value, type(value)


def _is_nested(value: Any) -> bool:
    return isinstance(value, (Mapping, tuple, list, Promise))


@register.tag
def once_per(parser: template.base.Parser, token: template.base.Token) -> OncePer:
    """A row of a long list that is drawn again and again: {% once_per row may_work %} … {% endonce_per %}.

    Everything that the inside shows must follow from the values named (words, numbers, days, lists and dictionaries of
    them) and the language; the request, `forloop` and the person are not to be asked for there.
    """
    _name, *values = token.split_contents()
    if not values:
        raise template.TemplateSyntaxError("once_per cần ít nhất một giá trị: {% once_per row %}.")
    nodelist = parser.parse(("endonce_per",))
    parser.delete_first_token()
    return OncePer([parser.compile_filter(value) for value in values], nodelist)


# --- forms ---


@register.simple_tag
def field(bound: BoundField, hint: str = "", label: str = "", classes: str = "") -> SafeString:
    """One field with label, hint, error, control: {% field form.title hint="…" %}; hint=" " leaves out the form's."""
    extra: dict[str, Any] = {"field": bound, "own_hint": hint, "own_label": label, "own_classes": classes}
    if label and "placeholder" in bound.field.widget.attrs:  # it repeats the label that is being replaced
        extra["own_control"] = bound.as_widget(attrs={"placeholder": ""})
    return render_to_string("django/forms/field.html", extra)


@register.inclusion_tag("components/error_summary.html")
def form_errors(*forms: BaseForm) -> dict[str, Any]:
    """What is wrong with one or several forms, each point leading to its field: {% form_errors form %}."""
    points: list[tuple[Any, Any, Any]] = []  # the field's id, its label, what is wrong
    for form in forms:
        points += [("", "", error) for error in form.non_field_errors()]
        points += [
            (bound.id_for_label or bound.auto_id, bound.label, error) for bound in form for error in bound.errors
        ]
    return {"points": points}


# --- numbers, dates, words ---


@register.filter
def vn_number(value: Decimal | float | int | None, places: int | None = None) -> str:
    """1525653 → 1.525.653; a dash where there is no number."""
    return "–" if value is None or value == "" else format_number(value, places)


@register.filter
def vn_percent(value: Decimal | float | int | None, places: int | None = None) -> str:
    """22.7 → 22,7 %."""
    return "–" if value is None or value == "" else f"{format_number(value, places)}{NO_BREAK}%"


@register.filter
def vn_date(value: date | datetime | None) -> str:
    """22/02/2024; a moment gives its day in our time zone."""
    if not value:
        return "–"
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return format_date(value)


@register.filter
def vn_moment(value: datetime | None) -> str:
    """16:05 ngày 22/02/2024."""
    if not value:
        return "–"
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return _("%(time)s ngày %(day)s") % {"time": f"{local:%H:%M}", "day": format_date(local)}


@register.filter
def shortened(text: str, most: int) -> str:
    """Django's `truncatechars`, which splits even what is short enough into letters."""
    return text if len(text) <= most else Truncator(text).chars(most)


_DIVISIONS = ("Phụ lục", "Phần", "Chương", "Mục", "Điều")
_LABEL = re.compile(r"[IVXLC]{1,6}|\d{1,3}|[A-Z]|[a-zđ]{1,2}")


@register.filter
def clause_place(path: str) -> str:
    """The path of a clause as people say it: "II.3.b" → "Mục II.3.b", "Phụ lục.I" → "Phụ lục, mục I",
    "Điều 5.2.a" → "Điều 5, khoản 2, điểm a"; what is no path stays as it is."""
    parts = path.split(".")
    heads = list(takewhile(lambda part: part.startswith(_DIVISIONS), parts))
    labels = parts[len(heads) :]
    if not all(_LABEL.fullmatch(label) for label in labels):
        return path
    if heads and heads[-1].startswith("Điều"):
        said = [(_("khoản %(label)s") if one.isdigit() else _("điểm %(label)s")) % {"label": one} for one in labels]
    else:
        said = [_("mục %(label)s") % {"label": ".".join(labels)}] if labels else []
    words = ", ".join([*heads, *said])
    return words[:1].upper() + words[1:]


@register.filter
def mail_address(address: str) -> str:
    """An address that breaks before its @ where it must break, not at a hyphen or within a name."""
    name, at, domain = address.partition("@")
    if not at or max(len(name), len(domain)) > 28:
        return address
    return format_html('<span class="nowrap">{}</span><wbr><span class="nowrap">@{}</span>', name, domain)


# --- marks, charts ---


@register.simple_tag
def status(code: str, word: str = "") -> SafeString:
    """How something stands, as colour, shape and word: {% status "overdue" %}, {% status code "quá hạn 3 ngày" %}."""
    mark = MARKS.get(str(code))
    if mark is None:
        raise ValueError(f"“{code}” is no status; there are {', '.join(MARKS)} (caicach/web/marks.py).")
    return _status(str(code), str(word or mark.word))


@lru_cache(maxsize=2048)
def _status(code: str, words: str) -> SafeString:
    mark = MARKS[code]
    return format_html(
        '<span class="status status-{}">'
        '<svg class="status-mark" viewBox="0 0 12 12" aria-hidden="true">{}</svg>{}</span>',
        mark.colour,
        mark_safe(SHAPES[mark.shape]),
        words,
    )


@register.simple_tag
def progress(percent: Decimal | float | int, words: str = "", wide: bool = False) -> SafeString:
    """A bar with its number beside it: {% progress 40 %}, {% progress read_share "61 trong 120 việc" %}."""
    return _progress(str(round(Decimal(str(percent)))), str(words or vn_percent(percent, 0)), wide)


@lru_cache(maxsize=2048)
def _progress(value: str, words: str, wide: bool) -> SafeString:
    return format_html(
        '<span class="progress{}"><progress max="100" value="{}" aria-label="{}"></progress>'
        '<span aria-hidden="true">{}</span></span>',
        " progress-wide" if wide else "", value, words, words,
    )  # fmt: skip


@register.inclusion_tag("components/bullet.html")
def bullet(
    now: Decimal | float | int | None,
    goal: Decimal | float | int,
    start: Decimal | float | int | None = None,
    forecast: Decimal | float | int | None = None,
    high: Decimal | float | int = 100,
    unit: str = "%",
) -> dict[str, Any]:
    """Baseline, value today, forecast and milestone on one line that starts at zero and ends at `high`."""

    def across(value: Decimal | float | int | None) -> str | None:
        if value is None:
            return None
        share = Decimal(str(value)) / Decimal(str(high or 1)) * 100
        return f"{min(max(share, Decimal(0)), Decimal(100)):.2f}%"  # an attribute of SVG: never in Vietnamese digits

    said = [
        (_("hiện nay"), now),
        (_("mốc phải đạt"), goal),
        (_("xuất phát"), start),
        (_("dự báo"), forecast),
    ]
    words = "; ".join(f"{name} {format_number(value)}{NO_BREAK}{unit}" for name, value in said if value is not None)
    return {
        "now": across(now),
        "goal": across(goal),
        "start": across(start),
        "forecast": across(forecast),
        "words": words,
    }


# --- access, messages ---


@register.filter
def may(standing: Standing | None, permission: str) -> bool:
    """Whether the person holds a permission anywhere: {% if standing|may:"plans.issue" %}."""
    return standing is not None and standing.may(Permission(permission))


@register.filter
def undo_address(message: Any) -> str:
    """The address that takes an act back, where its message was given with extra_tags="undo=<address>"."""
    return next((tag[5:] for tag in (message.extra_tags or "").split() if tag.startswith("undo=")), "")
