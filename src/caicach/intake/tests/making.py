"""Drafts for tests: a reading as the contract has it, written through the services."""

from __future__ import annotations

import io
import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from caicach.bodies.tests.cast import Cast
from caicach.intake import services
from caicach.intake.models import Draft, DraftItem, ItemState

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def later(minutes: float = 1) -> datetime:
    return NOW + timedelta(minutes=minutes)


def target(text: str, value: float | None, line: int, **more: Any) -> dict[str, Any]:
    return {
        "text": text, "section": "I.1", "comparator": ">=" if value is not None else "done", "value": value,
        "value_to": None, "unit": "%", "baseline_year": None, "from": 2026, "to": 2027, "part_of": None, "owners": [],
        "page": 1, "line": line, "also": [], "confidence": 0.95, **more,
    }  # fmt: skip


def task(text: str, line: int, *, leads: tuple[str, ...] = ("Sở Tài chính",), **more: Any) -> dict[str, Any]:
    return {
        "text": text, "section": "II.1", "ordinal": "1", "field": 3, "activities": "", "product": "Báo cáo",
        "leads": list(leads), "supports": [],
        "due": {"kind": "date", "from": None, "to": "2026-06-30", "every": None, "text": "Trước ngày 30/6/2026"},
        "budget": None, "page": 1, "line": line, "also": [], "confidence": 0.9, **more,
    }  # fmt: skip


def duty(body: str, text: str, line: int) -> dict[str, Any]:
    return {"body": body, "text": text, "section": "III", "page": 1, "line": line}


def statement(text: str, line: int, **more: Any) -> dict[str, Any]:
    return {
        "text": text, "value": 87, "of": 382, "ratio": 22.7, "unit": "thủ tục", "as_of": "2025-12-31", "section": "I",
        "page": 1, "line": line, **more,
    }  # fmt: skip


def reading(
    *, number: str = "12/KH-UBND", title: str = "Kế hoạch cải cách hành chính năm 2026",
    targets: tuple[dict[str, Any], ...] = (), tasks: tuple[dict[str, Any], ...] = (),
    duties: tuple[dict[str, Any], ...] = (), statements: tuple[dict[str, Any], ...] = (),
) -> dict[str, Any]:  # fmt: skip
    return {
        "file": "ke-hoach.txt", "pages": 1, "text_source": "text",
        "documents": [{
            "kind": "plan", "number": number, "issued_on": "2026-01-15", "place": "Thanh Lam",
            "issuer": "UBND thành phố Thanh Lam", "title": title, "period": {"from": 2026, "to": 2027}, "signer": "",
            "recipients": [], "citations": [
                {"number": "76/NQ-CP", "kind": "Nghị quyết", "issued_on": "2021-07-15", "relation": "basis", "count": 1}
            ],
            "sections": [
                {"path": "I.1", "label": "1.", "title": "Chỉ tiêu", "page": 1, "line": 1},
                {"path": "II.1", "label": "1.", "title": "Thủ tục hành chính", "page": 1, "line": 20},
            ],
            "targets": list(targets), "tasks": list(tasks), "duties": list(duties),
            "statements": list(statements),
            "warnings": [{"code": "odd_number", "text": "Số liệu viết không rõ.", "page": 1, "line": 3}],
        }],
        "warnings": [],
    }  # fmt: skip


SIPAS = target("Chỉ số SIPAS đạt tối thiểu 89%", 89, 2)
PART = target("mức độ hài lòng về y tế đạt tối thiểu 87%", 87, 2, part_of=0)
UNSURE = target("Tỷ lệ hồ sơ trực tuyến đạt 80%", 80, 3, confidence=0.4)
REVIEW = task("Rà soát thủ tục hành chính thuộc phạm vi quản lý", 21)
SURVEY = task("Khảo sát mức độ hài lòng của người dân", 22, leads=("UBND các xã, phường",), ordinal="2")
HELP = duty("Sở Nội vụ", "Hướng dẫn, đôn đốc các cơ quan thực hiện Kế hoạch", 30)
PLAN = reading(targets=(SIPAS, PART, UNSURE), tasks=(REVIEW, SURVEY), duties=(HELP,))


def lines() -> list[dict[str, Any]]:
    return [{"page": 1, "line": number, "text": f"Dòng thứ {number} của văn bản."} for number in range(1, 31)]


def waiting_draft(cast: Cast, content: bytes = b"van ban", name: str = "ke-hoach.txt", **more: Any) -> Draft:
    options: dict[str, Any] = {
        "content": io.BytesIO(content), "file_name": name, "token": uuid.uuid4(), "body": cast.city,
        "by": cast.standing_officer, "now": NOW, **more,
    }  # fmt: skip
    return services.upload_document(**options)


def ready_draft(cast: Cast, read: dict[str, Any] = PLAN, **more: Any) -> Draft:
    draft = services.start_reading(draft=waiting_draft(cast, **more), now=NOW)
    assert draft is not None
    finished = services.finish_reading(draft=draft, reading=read, lines=lines(), now=NOW)
    assert finished is not None
    return finished


def confirmed_draft(cast: Cast, read: dict[str, Any] = PLAN, **more: Any) -> Draft:
    draft = ready_draft(cast, read, **more)
    unseen = dict(draft.items.filter(state=ItemState.UNSEEN).values_list("pk", "version"))
    services.accept_items(draft=draft, versions=unseen, by=cast.standing_officer, now=NOW)
    services.confirm_draft(draft=draft, by=cast.standing_officer, now=NOW)
    draft.refresh_from_db()
    return draft


def item(draft: Draft, text: str) -> DraftItem:
    return next(one for one in draft.items.all() if text in one.data["text"])


def seen(*items: DraftItem) -> dict[int, int]:
    """The items as a person saw them."""
    return {one.pk: one.version for one in items}
