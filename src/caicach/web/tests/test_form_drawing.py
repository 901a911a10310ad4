"""What is drawn without templates is what Django's templates draw."""

from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from caicach.web.form_drawing import _DRAWN, QuickRenderer

NASTY = "\"><script>&'"
WIDGETS = [
    forms.TextInput(), forms.NumberInput({"min": 0}), forms.EmailInput(), forms.URLInput(), forms.SearchInput(),
    forms.PasswordInput(), forms.HiddenInput(), forms.DateInput(format="%d/%m/%Y"), forms.DateTimeInput(),
    forms.TimeInput(), forms.CheckboxInput(), forms.Textarea({"rows": 3}),
    forms.Select(choices=[("", "–"), (1, NASTY), ("Nhóm & nhóm", [(NASTY, "a"), ("b", "b")])]),
    forms.NullBooleanSelect(),
]  # fmt: skip
VALUES = [None, "", 0, 1, True, NASTY, "b", date(2026, 2, 22)]
ATTRS = [{}, {"id": "x", "required": True, "disabled": False, "title": NASTY, "data-n": 3}]


def plain(html: str) -> str:
    return "".join(line.strip() for line in html.splitlines()).replace(' selected=""', " selected")


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
@pytest.mark.parametrize("attrs", ATTRS, ids=["bare", "attributes"])
def test_drawn_as_django_draws(widget, attrs):
    assert widget.template_name in _DRAWN
    for value in VALUES:
        quick = widget.render(f"n{NASTY}", value, attrs, renderer=QuickRenderer())
        assert plain(quick) == plain(widget.render(f"n{NASTY}", value, attrs, renderer=DjangoTemplates()))


def test_what_is_not_plain_goes_through_templates():
    radio = forms.RadioSelect(choices=[("a", "A")])
    assert radio.template_name not in _DRAWN
    assert 'type="radio"' in radio.render("n", "a", {"id": "x"}, renderer=QuickRenderer())
