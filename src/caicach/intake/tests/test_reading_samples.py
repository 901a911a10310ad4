"""Made-up documents in layouts of their own; what a careful reader finds in them was written down first."""

from pathlib import Path

import pytest

from caicach.intake.extraction import extract
from caicach.intake.reading import read_source
from caicach.intake.source import Cell, Line, Source, Table

SAMPLES = Path(__file__).parent / "reading_samples"


def read(name):
    documents = read_source(extract(SAMPLES / name))["documents"]
    assert len(documents) == 1
    return documents[0]


def goals(document):
    return [(t["comparator"], t["value"], t["unit"], t["from"], t["to"], t["part_of"]) for t in document["targets"]]


def works(document):
    return [
        (t["field"], t["leads"], t["supports"], t["due"] and (t["due"]["kind"], t["due"]["to"]))
        for t in document["tasks"]
    ]


OFFICE, CULTURE, CENTRE = (
    "Văn phòng HĐND và UBND phường",
    "Phòng Văn hóa - Xã hội",
    "Trung tâm Phục vụ hành chính công phường",
)


@pytest.fixture(scope="module")
def ward():
    return read("ward_plan.txt")


def test_ward_plan_header(ward):
    header = {
        key: ward[key]
        for key in ("kind", "number", "issued_on", "place", "issuer", "title", "period", "signer", "recipients")
    }
    assert header == {
        "kind": "plan",
        "number": "45/KH-UBND",
        "issued_on": "2026-01-08",
        "place": "An Lạc Đông",
        "issuer": "Ủy ban nhân dân phường An Lạc Đông",
        "title": "Cải cách hành chính năm 2026 của phường An Lạc Đông",
        "period": {"from": 2026, "to": 2026},
        "signer": "Nguyễn Thị Mẫu",
        "recipients": ["UBND tỉnh (b/c)", "Đảng ủy phường"],
    }
    assert [(c["number"], c["issued_on"], c["relation"]) for c in ward["citations"]] == [
        ("12/KH-UBND", "2026-01-05", "basis")
    ]


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
        (">=", 86, "%", 2026, 2026, None),
        (">=", 88, "%", 2027, 2027, None),
        (">=", 90, "%", 2028, 2028, None),
        ("<=", 15, "hạng", 2026, 2026, None),
        ("<=", 12, "hạng", 2027, 2027, None),
        ("<=", 10, "hạng", 2028, 2028, None),
        ("=", 40.5, "%", 2026, 2026, None),
        ("=", 45, "%", 2027, 2027, None),
        ("=", 50, "%", 2028, 2028, None),
    ]
    assert [t["owners"] for t in plan["targets"]][::3] == [
        ["Sở Nội vụ"],
        ["Sở Nội vụ"],
        ["Trung tâm Phục vụ hành chính công tỉnh"],
    ]


def test_task_table_under_two_rows_of_heads():
    plan = read("target_table.md")
    all_others = ["Các sở, ban, ngành", "UBND các xã, phường"]
    assert works(plan) == [
        (1, ["Sở Nội vụ"], all_others, ("month", "2026-03-31")),
        (1, ["Sở Nội vụ"], all_others, ("recurring", None)),
        (3, ["Trung tâm Phục vụ hành chính công tỉnh"], ["Các sở, ban, ngành"], ("range", "2028-12-31")),
    ]
    assert [(t["ordinal"], t["product"], t["activities"]) for t in plan["tasks"]] == [
        ("1", "Kế hoạch", "Xây dựng phiếu hỏi"),
        ("2", "Báo cáo", "Họp báo"),
        ("3", "Quyết định", None),
    ]


def test_quarterly_plan():
    plan = read("quarterly_plan.txt")
    assert (plan["issuer"], plan["period"], plan["signer"]) == (
        "Ủy ban nhân dân xã Tân Mỹ",
        {"from": 2026, "to": 2026},
        "Lê Văn Giả Định",
    )
    assert [(t["comparator"], t["value"], t["unit"]) for t in plan["targets"]] == [
        ("<=", 10, "hạng"),
        ("<=", 2, "%"),
        ("<=", 5, "ngày"),
    ]
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
    assert (decision["kind"], decision["number"], decision["signer"]) == (
        "decision",
        "1520/QĐ-UBND",
        "Phạm Thị Tưởng Tượng",
    )
    assert [(c["number"], c["relation"]) for c in decision["citations"]] == [
        ("118/2025/NĐ-CP", "basis"),
        ("388/TTr-SNV", "basis"),
        ("05/QĐ-UBND", "mention"),
    ]
    assert [(t["ordinal"], t["section"]) for t in decision["tasks"]][1:] == [
        ("1", "Phụ lục.A"),
        ("2", "Phụ lục.B"),
        ("3", "Phụ lục.B"),
    ]
    assert works(decision) == [
        (None, ["Sở Nội vụ"], ["Sở Tài chính"], ("date", "2026-09-30")),
        (None, ["Sở Khoa học và Công nghệ"], ["UBND các xã, phường"], ("date", "2026-12-15")),
        (None, ["Sở Nội vụ"], ["Các sở, ban, ngành"], ("half", "2026-12-31")),
        (None, ["Trung tâm Chuyển đổi số tỉnh"], [], ("on_request", None)),
    ]
    assert goals(decision) == [("=", 100, "%", 2026, 2026, None)]


def sheet(*rows, name="viec.xlsx"):
    cells = [
        tuple(Cell(text, 1, place, f"{chr(65 + column)}{place}") for column, text in enumerate(row))
        for place, row in enumerate(rows, 1)
    ]
    return Source(name, 1, "digital", (Table(tuple(cells), sheet="Nhiệm vụ"),))


def test_task_list_of_a_spreadsheet_with_its_head_further_down():
    title = "DANH MỤC NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2026"
    source = sheet(
        (title,) * 5,
        ("", "", "", "", ""),
        ("TT", "Đầu việc", "Người/đơn vị phụ trách", "Hạn hoàn thành", "Sản phẩm"),
        ("I", "Cải cách tài chính công", "", "", ""),
        ("1", "Giao quyền tự chủ cho trạm y tế", "Sở Tài chính", "30/6", "Quyết định"),
        ("", "của các xã", "Sở Y tế", "", ""),
        ("2", "Công khai ngân sách", "nt", "Hằng quý", "Thông báo"),
    )
    document = read_source(source)["documents"][0]
    assert (document["title"], document["period"]) == (title, {"from": 2026, "to": 2026})
    assert works(document) == [
        (6, ["Sở Tài chính", "Sở Y tế"], [], ("date", "2026-06-30")),
        (6, ["Sở Tài chính", "Sở Y tế"], [], ("recurring", None)),
    ]
    assert document["tasks"][0]["text"] == "Giao quyền tự chủ cho trạm y tế của các xã"


def test_a_year_broken_by_a_narrow_column_is_whole():
    source = sheet(
        ("STT", "Nhiệm vụ", "Chủ trì", "Thời hạn"), ("1", "Rà soát quy trình", "Sở Nội vụ", "Trước 30/6/202 6")
    )
    task = read_source(source)["documents"][0]["tasks"][0]
    assert (task["due"]["to"], task["due"]["text"]) == ("2026-06-30", "Trước 30/6/2026")


def test_what_is_said_twice_is_one_item_with_two_places():
    lines = [
        "KẾ HOẠCH",
        "Cải cách hành chính năm 2026",
        "I. NHIỆM VỤ",
        "1. Xây dựng quy chế phối hợp giữa các phòng chuyên môn của sở.",
        "2. Khảo sát ý kiến người dân.",
        "PHỤ LỤC I",
    ]
    paragraphs = tuple(Line(text, 1, place) for place, text in enumerate(lines, 1))
    table = sheet(
        ("STT", "Nhiệm vụ", "Chủ trì", "Thời gian"),
        ("1", "Xây dựng quy chế phối hợp giữa các phòng chuyên môn của sở", "Văn phòng Sở", "Quý I"),
    )
    document = read_source(Source("kh.docx", 2, "digital", (*paragraphs, *table.blocks)))["documents"][0]
    assert works(document) == [(None, ["Văn phòng Sở"], [], ("quarter", "2026-03-31")), (None, [], [], None)]
    assert document["tasks"][0]["also"] == [{"section": "Phụ lục I", "page": 1, "line": 2}]


def test_an_official_letter():
    lines = [
        "UBND TỈNH HÀ MINH",
        "SỞ NỘI VỤ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 412/SNV-CCHC",
        "V/v đôn đốc báo cáo quý I/2026",
        "Hà Minh, ngày 02 tháng 3 năm 2026",
        "Kính gửi:",
        "- Các sở, ban, ngành;",
        "- UBND các xã, phường.",
        "Thực hiện Kế hoạch số 12/KH-UBND ngày 05/01/2026, Sở Nội vụ đề nghị các cơ quan thực hiện:",
        "1. Gửi báo cáo cải cách hành chính quý I về Sở Nội vụ trước ngày 15/3/2026.",
        "2. Giao Văn phòng Sở tổng hợp chung.",
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT.",
        "KT. GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
        "Đỗ Văn Thử",
    ]
    source = Source("cv.docx", 1, "digital", tuple(Line(text, 1, place) for place, text in enumerate(lines, 1)))
    letter = read_source(source)["documents"][0]
    assert (letter["kind"], letter["number"], letter["issuer"]) == ("letter", "412/SNV-CCHC", "Sở Nội vụ tỉnh Hà Minh")
    assert (letter["title"], letter["signer"]) == ("V/v đôn đốc báo cáo quý I/2026", "Đỗ Văn Thử")
    assert letter["recipients"] == ["Các sở, ban, ngành", "UBND các xã, phường"]
    assert [(c["number"], c["relation"]) for c in letter["citations"]] == [("12/KH-UBND", "basis")]
    assert works(letter) == [(None, [], [], ("date", "2026-03-15")), (None, ["Văn phòng Sở"], [], None)]


def test_an_empty_or_foreign_text_is_read_without_items():
    for text in ("Xin chào.", "1", "| |", "100%"):
        documents = read_source(Source("x.txt", 1, "text", (Line(text, 1, 1),)))["documents"]
        assert [(d["targets"], d["tasks"], d["duties"]) for d in documents] == [([], [], [])]


def test_a_decision_with_its_plan_and_two_annexes():
    decision, plan = read_source(extract(SAMPLES / "province_decision.txt"))["documents"]
    assert (decision["kind"], decision["number"], decision["signer"]) == ("decision", "1546/QĐ-UBND", "Trần Hoàng Thử")
    assert decision["recipients"] == ["Như Điều 3", "Bộ Nội vụ", "CT, các PCT UBND tỉnh"]
    assert [c["number"] for c in decision["citations"]] == ["30c/NQ-CP", "2214/SNV-CCHC&CTTN", "18/BCTĐ-STP"]
    assert (plan["kind"], plan["number"], plan["issued_on"], plan["citations"]) == ("plan", None, "2025-12-04", [])
    assert [(t["comparator"], t["value"], t["unit"]) for t in plan["targets"]] == [
        (">", 90, "điểm"),
        ("<=", 15, "hạng"),
        (">=", 87, "%"),
        (">=", 2, "bậc"),
        (">=", 80, "%"),
        (">=", 85, "%"),
        (">=", 95, "%"),
        ("<=", 15, "phút"),
        ("=", 100, "%"),
        ("=", 100, "%"),
        ("between", 90, "%"),
        ("=", 5, "%"),
        ("=", 10, "%"),
        (">=", 20, "%"),
        ("=", 100, "%"),
        (">=", 30, "%"),
        (">=", 2, "hội nghị"),
        ("=", 10, "mô hình"),
        ("done", None, None),
    ]
    online = plan["targets"][5]
    assert (online["owners"], [place["section"] for place in online["also"]]) == (
        ["Văn phòng UBND tỉnh"],
        ["Phụ lục I.I"],
    )
    review = next(task for task in plan["tasks"] if task["also"])
    assert (review["section"], review["leads"], review["due"]["to"]) == ("Phần II.2.a", ["Sở Tư pháp"], "2026-03-31")
    assert [task["due"]["kind"] for task in plan["tasks"] if task["section"].startswith("Phần III")] == [
        "date",
        "recurring",
    ]
    assert [
        duty["body"]
        for duty in plan["duties"]
        if duty["section"].startswith(("Phần III.2", "Phần III.3", "Phần III.4"))
    ] == [
        "Sở Nội vụ",
        "Sở Nội vụ",
        "Ban Tuyên giáo và Dân vận Tỉnh ủy",
        "Báo và Phát thanh, Truyền hình tỉnh",
        "Sở Tài chính",
    ]


def test_a_plan_written_into_the_articles_of_a_decision():
    decision = read("national_decision.txt")
    assert (decision["issuer"], decision["signer"]) == ("Thủ tướng Chính phủ", "Nguyễn Văn Mẫu")
    assert [(t["comparator"], t["value"], t["to"], t["part_of"]) for t in decision["targets"]] == [
        ("=", 100, 2027, None),
        (">=", 95, 2027, None),
        ("=", 12, 2027, None),
        ("<=", 50, 2027, None),
        ("=", 100, 2030, None),
        ("=", 90, 2030, None),
        ("=", 70, 2030, 5),
        ("=", 75, 2030, 5),
        (">=", 50, 2030, None),
        ("=", 50, 2030, None),
        (">=", 1, 2030, None),
    ]
    national = ["Các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ", "UBND các tỉnh, thành phố trực thuộc trung ương"]
    assert works(decision) == [
        (2, ["Bộ Tư pháp"], ["các bộ, cơ quan ngang bộ"], ("quarter", "2026-12-31")),
        (2, ["Bộ Tư pháp"], ["các bộ, cơ quan ngang bộ"], ("range", "2027-12-31")),
        (2, ["Bộ Công an"], [], ("month", "2026-06-30")),
        (7, ["Bộ Khoa học và Công nghệ"], [], None),
        (7, ["Các bộ, ngành, địa phương"], [], None),
        (None, national, [], ("date", "2026-03-31")),
        (None, ["Bộ Nội vụ"], [], ("recurring", None)),
    ]
    assert [(duty["body"], duty["section"]) for duty in decision["duties"]][-3:] == [
        ("Bộ Nội vụ", "Điều 2.2.a"),
        ("Bộ Nội vụ", "Điều 2.2.b"),
        ("Bộ Tài chính", "Điều 2.3"),
    ]


def test_a_report_states_figures_and_says_what_comes_next():
    report = read("half_year_report.txt")
    assert (report["kind"], report["number"], report["issuer"]) == ("report", "215/BC-SNV", "Sở Nội vụ tỉnh Quảng Long")
    assert [(s["value"], s["of"], s["ratio"], s["unit"], s["as_of"]) for s in report["statements"]] == [
        (15, None, None, "văn bản", None),
        (24, 30, 80, "nhiệm vụ", None),
        (120456, None, None, "hồ sơ", "2026-06-14"),
        (115000, 120456, 95.5, "hồ sơ", "2026-06-14"),
        (82.3, None, 82.3, "%", "2026-06-14"),
        (5, None, 5, "%", "2026-06-14"),
        (5, None, None, "xã", "2026-06-14"),
    ]
    assert works(report) == [(None, [], [], ("date", "2026-12-31")), (None, ["Sở Tài chính"], [], None)]
    assert [(t["value"], t["section"]) for t in report["targets"]] == [(100, "II.1")]
