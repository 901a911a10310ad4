"""Every component with sample content on one page, for those who build pages and those who look at them.

The samples stay Vietnamese in either language: it is Vietnamese that the components have to carry.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from caicach.bodies.access import SignedInRequest, signed_in

from .marks import MARKS

MONTHS = ("01", "02", "03", "04", "05", "06", "07", "08", "09")


class SampleForm(forms.Form):
    """One field of each sort."""

    title = forms.CharField(label="Nội dung chỉ đạo", help_text="Một câu, bắt đầu bằng động từ.")
    field = forms.ChoiceField(
        label="Lĩnh vực",
        choices=[("", "Chọn lĩnh vực"), ("3", "Cải cách thủ tục hành chính")],
    )
    due_on = forms.DateField(label="Thời hạn", widget=forms.DateInput(attrs={"data-day": True}))
    percent = forms.IntegerField(label="Tiến độ (%)", min_value=0, max_value=100)
    words = forms.CharField(
        label="Kết quả thực hiện",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    part = forms.ChoiceField(
        label="Vai trò",
        widget=forms.RadioSelect,
        choices=[("lead", "Chủ trì"), ("support", "Phối hợp")],
    )
    urgent = forms.BooleanField(label="Việc khẩn", required=False, help_text="Nhắc ngay trong ngày.")
    proof = forms.FileField(
        label="Tài liệu kiểm chứng",
        required=False,
        help_text="PDF, DOCX, XLSX hoặc ảnh; tối đa 50 MB mỗi tệp.",
    )


def sample_heat() -> dict[str, Any]:
    """Overdue duties by body and month, for a city that does not exist."""
    bodies = ["Sở Xây dựng", "Sở Tài chính", "Sở Nội vụ", "Sở Tư pháp", "UBND phường An Khê", "UBND xã Hòa Lạc Thượng"]
    late = [
        [0, 1, 0, 2, 4, 7, 9, 12, 14],
        [0, 0, 0, 1, 1, 3, 2, 4, 3],
        [0, 0, 0, 0, 0, 1, 0, 0, 0],
        [0, 0, 1, 0, 0, 0, 0, 1, 0],
        [0, 0, 0, 0, 2, 2, 3, 3, 5],
        [0, 0, 0, 0, 0, 0, 1, 2, 2],
    ]
    return {
        "columns": [f"T{month}" for month in MONTHS],
        "rows": bodies,
        "unit": "việc",
        "cells": [
            {"x": x, "y": y, "value": value, "url": "#bieu-do"}
            for y, row in enumerate(late)
            for x, value in enumerate(row)
        ],
    }


def sample_line() -> dict[str, Any]:
    return {
        "labels": ["2021", "2022", "2023", "2024", "2025", "2026"],
        "unit": "%",
        "goal": 90,
        "series": [
            {"name": "Thành phố", "values": [72.4, 76.1, 79.8, 83.4, 86.2, 87.9]},
            {"name": "Bình quân xã, phường", "values": [68.0, 70.2, 74.5, 77.1, 80.3, 82.6]},
        ],
    }


def sample_bars() -> dict[str, Any]:
    return {
        "labels": ["Sở Xây dựng", "UBND phường An Khê", "Sở Tài chính", "Sở Nội vụ"],
        "horizontal": True,
        "unit": "việc",
        "series": [{"name": "Quá hạn", "values": [14, 5, 3, 0], "colour": "late"}],
    }


def sample_flow() -> dict[str, Any]:
    return {
        "nodes": [
            {"name": "Nghị quyết của Chính phủ", "colour": "series-2"},
            {"name": "Kế hoạch thành phố", "colour": "series-1"},
            {"name": "Kế hoạch sở, ngành", "colour": "series-1"},
            {"name": "Kế hoạch xã, phường", "colour": "series-1"},
            {"name": "Chưa cụ thể hóa", "colour": "unknown"},
        ],
        "links": [
            {"source": "Nghị quyết của Chính phủ", "target": "Kế hoạch thành phố", "value": 41},
            {"source": "Nghị quyết của Chính phủ", "target": "Chưa cụ thể hóa", "value": 3},
            {"source": "Kế hoạch thành phố", "target": "Kế hoạch sở, ngành", "value": 28},
            {"source": "Kế hoạch thành phố", "target": "Kế hoạch xã, phường", "value": 13},
        ],
    }


@signed_in
def components(request: SignedInRequest) -> HttpResponse:
    """All parts that pages are made of. A POST gives a toast with undo and changes nothing."""
    if request.method == "POST":
        messages.success(request, "Đã giao 3 việc cho Sở Xây dựng.", extra_tags=f"undo={reverse('components')}")
        return redirect("components")
    wrong = SampleForm({"title": "", "field": "3", "due_on": "31/02/2026", "percent": "140", "part": "lead"})
    context = {
        "form": SampleForm(auto_id="blank_%s", initial={"part": "lead", "percent": 40}),
        "wrong_form": wrong,
        "filter_form": SampleForm(auto_id="filter_%s"),
        "marks": list(MARKS),
        "heat": sample_heat(),
        "trend": sample_line(),
        "ranking": sample_bars(),
        "flow": sample_flow(),
    }
    return render(request, "web/components.html", context)
