"""Draws the plain controls of a form without templates.

Django renders every widget, and every single option of a list, through templates of its own: a list of two hundred
officers then costs more than the rest of its page. What is drawn here is letter for letter what those templates draw;
anything else still goes through them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.html import escape
from django.utils.safestring import SafeString


class QuickRenderer(TemplatesSetting):
    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        draw = _DRAWN.get(template_name)
        if draw is None:
            return super().render(template_name, context, request)
        return SafeString(draw(context["widget"]))


def _attributes(attrs: Mapping[str, Any]) -> str:
    return "".join(
        f" {escape(name)}" if value is True else f' {escape(name)}="{escape(str(value))}"'
        for name, value in attrs.items()
        if value is not False
    )


def _input(widget: Mapping[str, Any]) -> str:
    value = widget["value"]
    said = "" if value is None else f' value="{escape(str(value))}"'
    return (
        f'<input type="{escape(widget["type"])}" name="{escape(widget["name"])}"{said}{_attributes(widget["attrs"])}>'
    )


def _textarea(widget: Mapping[str, Any]) -> str:
    words = escape(str(widget["value"])) if widget["value"] else ""
    return f'<textarea name="{escape(widget["name"])}"{_attributes(widget["attrs"])}>\n{words}</textarea>'


def _select(widget: Mapping[str, Any]) -> str:
    parts = [f'<select name="{escape(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _number in widget["optgroups"]:
        if group:
            parts.append(f'<optgroup label="{escape(str(group))}">')
        parts += [
            f'<option value="{escape(str(option["value"]))}"{_attributes(option["attrs"])}>'
            f"{escape(str(option['label']))}</option>"
            for option in options
        ]
        if group:
            parts.append("</optgroup>")
    return "".join([*parts, "</select>"])


def _choices(widget: Mapping[str, Any]) -> str:
    """As the product's own multiple_input.html and input_option.html draw them."""
    own, classes = widget["attrs"].get("id"), widget["attrs"].get("class")
    named = f' id="{escape(str(own))}"' if own else ""
    styled = f" {escape(str(classes))}" if classes else ""
    parts = [f'<div{named} class="choices{styled}">']
    for group, options, _number in widget["optgroups"]:
        if group:
            words = escape(str(group))
            parts.append(f'<div role="group" aria-label="{words}"><p class="field-hint">{words}</p>')
        parts += map(_option, options)
        if group:
            parts.append("</div>")
    return "".join([*parts, "</div>"])


def _option(option: Mapping[str, Any]) -> str:
    if not option["wrap_label"]:
        return _input(option)
    own = option["attrs"].get("id")
    target = f' for="{escape(str(own))}"' if own else ""
    words = escape(str(option["label"]))
    return f'<label class="check"{target}>{_input(option)}<span class="check-words">{words}</span></label>'


_INPUTS = ("text", "number", "email", "url", "search", "tel", "password", "hidden", "date", "datetime", "time")
_DRAWN: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/checkbox.html": _input,
    "django/forms/widgets/checkbox_select.html": _choices,
    "django/forms/widgets/radio.html": _choices,
    **{f"django/forms/widgets/{kind}.html": _input for kind in _INPUTS},
}
