"""Made-up documents in layouts of their own; what a careful reader finds in them was written down first."""

from pathlib import Path

import pytest

from caicach.intake.extraction import extract
from caicach.intake.reading import read_source

SAMPLES = Path(__file__).parent / "reading_samples"


def read(name):
    documents = read_source(extract(SAMPLES / name))["documents"]
    assert len(documents) == 1
    return documents[0]


def goals(document):
    return [(t["comparator"], t["value"], t["unit"], t["from"], t["to"], t["part_of"]) for t in document["targets"]]


def works(document):
    return [
        (t["field"], t["leads"], t["supports"], t["due"] and (t["due"]["kind"], t["due"]["to"])) for t in document["tasks"]
    ]


OFFICE, CULTURE, CENTRE = "Văn phòng HĐND và UBND phường", "Phòng Văn hóa - Xã hội", "Trung tâm Phục vụ hành chính công phường"


@pytest.fixture(scope="module")
def ward():
    return read("ward_plan.txt")


def test_ward_plan_header(ward):
    header = {key: ward[key] for key in ("kind", "number", "issued_on", "place", "issuer", "title", "period", "signer", "recipients")}
    assert header == {
        "kind": "plan", "number": "45/KH-UBND", "issued_on": "2026-01-08", "place": "An Lạc Đông",
        "issuer": "Ủy ban nhân dân phường An Lạc Đông", "title": "Cải cách hành chính năm 2026 của phường An Lạc Đông",
        "period": {"from": 2026, "to": 2026}, "signer": "Nguyễn Thị Mẫu", "recipients": ["UBND tỉnh (b/c)", "Đảng ủy phường"],
    }  # fmt: skip
    assert [(c["number"], c["issued_on"], c["relation"]) for c in ward["citations"]] == [("12/KH-UBND", "2026-01-05", "basis")]


def test_ward_plan_targets(ward):
    assert goals(ward) == [
        (">=", 98, "%", 2026, 2026, None),
        (">=", 70, "%", 2026, 2026, None),
        (">=", 85, "%", 2026, 2026, 1),
        (">=", 20, "%", 2026, 2026, None),
        ("done", None, None, 2026, 2026, None),
        ("=", 100, "%", 2026, 2026, None),
    ]
    assert ward["targets"][3]["baseline_year"] == 2025


def test_ward_plan_blocks_hold_for_each_task(ward):
    assert works(ward) == [
        (2, [OFFICE], [CULTURE, "các tổ dân phố"], ("range", "2026-09-30")),
        (2, [OFFICE], [CULTURE, "các tổ dân phố"], ("range", "2026-09-30")),
        (3, [CENTRE], [], ("ongoing", None)),
        (3, [CULTURE], [CENTRE], ("date", "2026-11-15")),
        (7, ["Phòng Kinh tế"], [], ("month", "2026-09-30")),
        (None, [OFFICE], [], ("date", "2026-12-20")),
    ]
    assert ward["tasks"][3]["product"] == "Báo cáo kết quả đánh giá"


def test_ward_plan_duties(ward):
    assert [(duty["body"], duty["section"]) for duty in ward["duties"]] == [
        (OFFICE, "V.1"),
        ("Các phòng, ban, đơn vị thuộc phường", "V.2"),
        ("Ủy ban Mặt trận Tổ quốc phường", "V.3"),
        ("các đoàn thể", "V.3"),
    ]


def test_target_table():
    plan = read("target_table.md")
    assert (plan["number"], plan["issuer"], plan["issued_on"]) == ("218/KH-SNV", "Sở Nội vụ tỉnh Hà Minh", "2026-02-03")
    assert (plan["period"], plan["signer"]) == ({"from": 2026, "to": 2028}, "Trần Văn Ví Dụ")
    assert goals(plan) == [
        (">=", 86, "%", 2026, 2026, None), (">=", 88, "%", 2027, 2027, None), (">=", 90, "%", 2028, 2028, None),
        ("<=", 15, "hạng", 2026, 2026, None), ("<=", 12, "hạng", 2027, 2027, None), ("<=", 10, "hạng", 2028, 2028, None),
        ("=", 40.5, "%", 2026, 2026, None), ("=", 45, "%", 2027, 2027, None), ("=", 50, "%", 2028, 2028, None),
    ]  # fmt: skip
    assert [t["owners"] for t in plan["targets"]][::3] == [["Sở Nội vụ"], ["Sở Nội vụ"], ["Trung tâm Phục vụ hành chính công tỉnh"]]


def test_task_table_under_two_rows_of_heads():
    plan = read("target_table.md")
    all_others = ["Các sở, ban, ngành", "UBND các xã, phường"]
    assert works(plan) == [
        (1, ["Sở Nội vụ"], all_others, ("month", "2026-03-31")),
        (1, ["Sở Nội vụ"], all_others, ("recurring", None)),
        (3, ["Trung tâm Phục vụ hành chính công tỉnh"], ["Các sở, ban, ngành"], ("range", "2028-12-31")),
    ]
    assert [(t["ordinal"], t["product"], t["activities"]) for t in plan["tasks"]] == [
        ("1", "Kế hoạch", "Xây dựng phiếu hỏi"), ("2", "Báo cáo", "Họp báo"), ("3", "Quyết định", None),
    ]  # fmt: skip


def test_quarterly_plan():
    plan = read("quarterly_plan.txt")
    assert (plan["issuer"], plan["period"], plan["signer"]) == ("Ủy ban nhân dân xã Tân Mỹ", {"from": 2026, "to": 2026}, "Lê Văn Giả Định")
    assert [(t["comparator"], t["value"], t["unit"]) for t in plan["targets"]] == [("<=", 10, "hạng"), ("<=", 2, "%"), ("<=", 5, "ngày")]
    assert works(plan) == [
        (None, ["Văn phòng HĐND và UBND xã"], ["Công an xã"], ("date", "2026-07-31")),
        (None, ["Phòng Kinh tế"], [], ("month", "2026-08-31")),
        (None, [], [], ("recurring", None)),
        (None, [], [], None),
    ]
    assert [(duty["body"], duty["text"]) for duty in plan["duties"]] == [
        ("Công an xã", "Hướng dẫn người dân đăng ký tài khoản"),
        ("Các thôn", "Tuyên truyền trên hệ thống loa truyền thanh"),
    ]


def test_amending_decision_with_its_annex():
    decision = read("amendment.txt")
    assert (decision["kind"], decision["number"], decision["signer"]) == ("decision", "1520/QĐ-UBND", "Phạm Thị Tưởng Tượng")
    assert [(c["number"], c["relation"]) for c in decision["citations"]] == [
        ("118/2025/NĐ-CP", "basis"), ("388/TTr-SNV", "basis"), ("05/QĐ-UBND", "mention"),
    ]  # fmt: skip
    assert [(t["ordinal"], t["section"]) for t in decision["tasks"]][1:] == [("1", "Phụ lục.A"), ("2", "Phụ lục.B"), ("3", "Phụ lục.B")]
    assert works(decision) == [
        (None, ["Sở Nội vụ"], ["Sở Tài chính"], ("date", "2026-09-30")),
        (None, ["Sở Khoa học và Công nghệ"], ["UBND các xã, phường"], ("date", "2026-12-15")),
        (None, ["Sở Nội vụ"], ["Các sở, ban, ngành"], ("half", "2026-12-31")),
        (None, ["Trung tâm Chuyển đổi số tỉnh"], [], ("on_request", None)),
    ]
    assert goals(decision) == [("=", 100, "%", 2026, 2026, None)]
