"""What is drawn without templates is what Django's templates draw."""

from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting

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


CHOICES = [(1, NASTY), ("Nhóm & nhóm", [(NASTY, "a"), ("b", "b")])]


@pytest.mark.parametrize("widget", [forms.CheckboxSelectMultiple, forms.RadioSelect])
@pytest.mark.parametrize("attrs", [*ATTRS, {"class": NASTY}], ids=["bare", "attributes", "class"])
def test_choices_are_drawn_as_our_templates_draw_them(widget, attrs):
    assert widget.template_name in _DRAWN
    for value in VALUES:
        chosen = value if widget is forms.RadioSelect else [value, "b"]
        drawn = [
            plain(widget(choices=CHOICES).render(f"n{NASTY}", chosen, attrs, renderer=renderer))
            for renderer in (QuickRenderer(), TemplatesSetting())
        ]
        assert drawn[0] == drawn[1]
        assert "check-words" in drawn[0]


def test_what_is_not_plain_goes_through_templates():
    clearable = forms.ClearableFileInput()
    assert clearable.template_name not in _DRAWN
    assert 'type="file"' in clearable.render("n", None, {"id": "x"}, renderer=QuickRenderer())
