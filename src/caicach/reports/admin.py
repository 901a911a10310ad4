"""Django's admin: the kinds of report with their outlines and due rules, as dated data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin

from .models import DueRule, ReportKind
from .rules import faults_of_outline, faults_of_statistics, faults_of_steps


class ReportKindForm(forms.ModelForm):
    class Meta:
        model = ReportKind
        fields = [
            *("code", "name", "nature", "period_kind", "body", "outline", "statistics", "steps", "source"),
            *("valid_from", "valid_to"),
        ]

    def clean_outline(self) -> Any:
        outline = self.cleaned_data["outline"]
        if faults := faults_of_outline(outline):
            raise forms.ValidationError(faults)
        return outline

    def clean_statistics(self) -> Any:
        lines = self.cleaned_data["statistics"]
        if lines and (faults := faults_of_statistics(lines)):
            raise forms.ValidationError(faults)
        return lines or None

    def clean_steps(self) -> Any:
        steps = self.cleaned_data["steps"]
        if steps and (faults := faults_of_steps(steps)):
            raise forms.ValidationError(faults)
        return steps or None


class DueRules(admin.TabularInline):
    model = DueRule
    extra = 0


@admin.register(ReportKind)
class ReportKindAdmin(admin.ModelAdmin):
    """A change is a new row from its day on: cycles that were opened keep the one they were opened under."""

    form = ReportKindForm
    list_display = ["name", "nature", "period_kind", "body", "valid_from", "valid_to"]
    list_filter = ["nature"]
    raw_id_fields = ["body"]
    inlines = [DueRules]
