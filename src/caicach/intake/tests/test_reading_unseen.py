"""Documents of many kinds, made up for the test; what a careful reader finds was written down before they were read."""

from pathlib import Path

import pytest

from caicach.intake.extraction import extract
from caicach.intake.source import Line, Source
from caicach.intake.tests.contract import read_checked, read_file
from caicach.intake.tests.rendering import to_docx, to_xlsx

SAMPLES = Path(__file__).parent / "reading_samples" / "unseen"


def read_all(name):
    return read_file(SAMPLES / name)["documents"]


def read(name):
    documents = read_all(name)
    assert len(documents) == 1
    return documents[0]


def header(document):
    return (document["kind"], document["number"], document["issued_on"], document["issuer"], document["signer"])


def goals(document):
    return [
        (t["comparator"], t["value"] if t["value_to"] is None else (t["value"], t["value_to"]), t["unit"], t["to"],
         t["part_of"])
        for t in document["targets"]
    ]  # fmt: skip


def works(document):
    return [
        (" ".join(t["text"].split()[:3]), t["field"], t["leads"], t["supports"],
         t["due"] and (t["due"]["kind"], t["due"]["every"] or t["due"]["to"]))
        for t in document["tasks"]
    ]  # fmt: skip


def owed(document):
    return [(duty["body"], " ".join(duty["text"].split()[:2])) for duty in document["duties"]]


CULTURE, OFFICE, PUBLIC = "Phòng Văn hóa - Xã hội", "Văn phòng HĐND và UBND", "Trung tâm Phục vụ hành chính công"


def test_a_ward_plan_with_an_annex_of_nine_columns():
    plan = read("ward_annex.md")
    assert header(plan) == (
        "plan", "07/KH-UBND", "2026-01-14", "Ủy ban nhân dân phường Sao Hôm", "Hoàng Thị Ví Dụ",
    )  # fmt: skip
    assert plan["title"] == "Cải cách hành chính nhà nước năm 2026 trên địa bàn phường Sao Hôm"
    assert (plan["place"], plan["recipients"]) == ("Sao Hôm", ["UBND thành phố", "TT. Đảng ủy, HĐND phường"])
    assert [(c["number"], c["issued_on"], c["relation"]) for c in plan["citations"]] == [
        ("118/KH-UBND", "2025-12-30", "basis"),
        ("03/TTr-VHXH", "2026-01-12", "basis"),
    ]
    assert goals(plan) == [
        (">=", 98.5, "%", 2026, None),
        (">=", 75, "%", 2026, None),
        ("<=", 20, "phút", 2026, None),
        (">=", 2, "sáng kiến", 2026, None),
        ("=", 100, "%", 2026, None),
        ("<=", 20, "%", 2026, 4),
    ]
    others = ["Các đơn vị thuộc phường"]
    dated = [task for task in plan["tasks"] if not task["section"].startswith("Phụ lục")]
    table = [task for task in plan["tasks"] if task["section"].startswith("Phụ lục")]
    assert works({"tasks": table}) == [
        ("Ban hành kế", 1, [CULTURE], others, ("date", "2026-01-31")),
        ("Kiểm tra việc", 1, [OFFICE], others, ("recurring", "quarter")),
        ("Niêm yết thủ", 3, [PUBLIC], [OFFICE], ("month", "2026-03-31")),
        ("Số hóa sổ", 7, [OFFICE], ["Công an phường"], ("range", "2026-12-31")),
    ]
    assert [(t["ordinal"], t["product"], t["budget"]) for t in table] == [
        ("1", "Kế hoạch", "10"),
        ("2", "Thông báo kết quả kiểm tra", None),
        ("3", "Bảng niêm yết", "25"),
        ("4", "Cơ sở dữ liệu hộ tịch", "200"),
    ]
    assert table[0]["activities"] == "Khảo sát nhu cầu\nSoạn kế hoạch"
    assert [(t["leads"], t["due"]["kind"], t["due"]["every"] or t["due"]["to"]) for t in dated] == [
        ([CULTURE], "recurring", "quarter"),
        ([OFFICE, "Phòng Kinh tế, Hạ tầng và Đô thị"], "date", "2026-01-25"),
    ]
    assert [duty["body"] for duty in plan["duties"]] == [
        CULTURE,
        OFFICE,
        "Phòng Kinh tế, Hạ tầng và Đô thị",
        "Ủy ban Mặt trận Tổ quốc Việt Nam phường",
    ]


def test_a_ministry_decision_with_a_plan_in_chapters_and_articles():
    decision, plan = read_all("ministry_decision.txt")
    issuer, signer = "Bộ Khí tượng và Đại dương", "Đinh Công Mẫu"
    assert header(decision) == ("decision", "884/QĐ-BKTĐD", "2026-03-05", issuer, signer)
    assert (decision["targets"], decision["tasks"], decision["duties"]) == ([], [], [])
    assert decision["recipients"] == ["Như Điều 3", "Bộ trưởng (để báo cáo)"]
    assert header(plan) == ("plan", None, "2026-03-05", issuer, signer)
    assert plan["title"] == "Cắt giảm, đơn giản hóa quy định kinh doanh năm 2026"
    assert goals(plan) == [(">=", 30, "%", 2026, None), ("=", 100, "%", 2026, None), (">", 90, "%", 2026, None)]
    assert plan["targets"][0]["baseline_year"] == 2024
    assert [task[2:] for task in works(plan)] == [
        (["Văn phòng Bộ"], ["Vụ Pháp chế", "các Cục"], ("month", "2026-04-30")),
        (["Các Cục, Vụ có thủ tục"], ["Văn phòng Bộ"], ("date", "2026-06-30")),
        (["Vụ Pháp chế"], ["Văn phòng Bộ"], ("quarter", "2026-09-30")),
        (["Cục Hải văn"], [], ("date", "2026-12-31")),
    ]
    assert [t["product"] for t in plan["tasks"]][:2] == ["Danh mục điều kiện kinh doanh", "Bảng tính chi phí"]
    assert owed(plan) == [
        ("Văn phòng Bộ", "Theo dõi,"),
        ("Văn phòng Bộ", "Tổng hợp,"),
        ("Vụ Kế hoạch - Tài chính", "Bố trí"),
    ]


def test_a_letter_that_gives_each_body_its_part():
    letter = read("letter_tasks.txt")
    assert header(letter) == ("letter", "1733/SNV-CCHC", "2026-05-19", "Sở Nội vụ tỉnh Hải Sơn", "Lương Văn Thí")
    assert letter["title"] == ("V/v triển khai một số nhiệm vụ nâng cao Chỉ số cải cách hành chính năm 2026")
    assert letter["recipients"] == ["Các sở, ban, ngành tỉnh", "UBND các xã, phường, đặc khu", "UBND tỉnh (để b/c)"]
    assert goals(letter) == [(">", 75, "%", 2026, None)]
    communes = ["UBND các xã, phường, đặc khu"]
    assert [task[2:] for task in works(letter)] == [
        (["Sở Tư pháp"], [], ("date", "2026-06-30")),
        (["Sở Khoa học và Công nghệ"], ["Trung tâm Phục vụ hành chính công tỉnh"], ("month", "2026-06-30")),
        (["Sở Tài chính"], [], ("quarter", "2026-09-30")),
        (communes, [], ("date", "2026-06-15")),
        (communes, [], None),
        ([], [], ("date", "2026-07-05")),
    ]
    assert [duty["body"] for duty in letter["duties"]] == [
        "Sở Tư pháp",
        "Sở Khoa học và Công nghệ",
        "Sở Tài chính",
        *communes,
        *communes,
    ]


def test_conclusions_of_a_meeting():
    notice = read("meeting_notice.txt")
    assert header(notice) == ("other", "96/TB-VP", "2026-04-27", "Văn phòng UBND tỉnh Hải Sơn", "Mai Thanh Thử")
    assert [(task["section"], *work[2:]) for task, work in zip(notice["tasks"], works(notice), strict=True)] == [
        ("2", ["Sở Nội vụ"], ["Sở Tư pháp", "Văn phòng UBND tỉnh"], ("date", "2026-05-15")),
        ("3.a", ["Sở Khoa học và Công nghệ"], [], ("date", "2026-05-10")),
        ("3.b", ["Sở Khoa học và Công nghệ"], ["Công an tỉnh"], ("quarter", "2026-06-30")),
        ("4", ["Chủ tịch UBND các xã, phường"], [], ("recurring", "month")),
        ("5", ["Trung tâm Phục vụ hành chính công tỉnh"], [], ("month", "2026-06-30")),
        ("6", ["Sở Tài chính"], [], ("date", "2026-05-25")),
    ]
    assert [(t["comparator"], t["value"]) for t in notice["targets"]] in ([], [("<=", 2)])
    assert [duty["section"] for duty in notice["duties"]] == ["2", "3.a", "3.b", "4", "5", "6"]


def test_an_inspection_plan_with_its_schedule():
    plan = read("inspection_plan.md")
    assert header(plan) == ("plan", "41/KH-SNV", "2026-02-09", "Sở Nội vụ Bình Nguyên", "Tạ Minh Giả")
    assert plan["title"] == "Kiểm tra công tác cải cách hành chính năm 2026"
    assert plan["targets"] == []
    schedule = [task for task in plan["tasks"] if task["section"].startswith("III")]
    assert [(t["text"].split(": ")[-1], t["leads"], t["due"]["kind"], t["due"]["to"]) for t in schedule] == [
        ("Sở Xây dựng", ["Đoàn số 1"], "month", "2026-04-30"),
        ("UBND phường Sao Hôm", ["Đoàn số 2"], "date", "2026-05-12"),
        ("UBND xã Núi Voi", ["Đoàn số 2"], "quarter", "2026-09-30"),
    ]
    rest = [task for task in plan["tasks"] if not task["section"].startswith("III")]
    assert [(t["section"], t["leads"], t["due"]["to"]) for t in rest] == [
        ("IV.1.a", ["Phòng Cải cách hành chính"], "2026-02-28"),
        ("IV.1.b", ["Phòng Cải cách hành chính"], "2026-11-30"),
    ]
    assert owed(plan) == [
        ("Phòng Cải cách hành chính", "Tham mưu"),
        ("Phòng Cải cách hành chính", "Tổng hợp"),
        ("Các đơn vị được kiểm tra", "Chuẩn bị"),
    ]


def test_owners_and_deadlines_in_brackets():
    plan = read("communication_plan.txt")
    assert header(plan)[:4] == ("plan", "22/KH-UBND", "2026-02-02", "Ủy ban nhân dân xã Núi Voi")
    assert goals(plan) == [("=", 100, "%", 2026, None)]
    assert works(plan) == [
        ("Phát thanh tối", None, [CULTURE], [], ("ongoing", None)),
        ("Tổ chức hội", None, ["Đoàn Thanh niên xã"], [CULTURE], ("quarter", "2026-06-30")),
        ("In và phát", None, ["Trung tâm Phục vụ hành chính công xã"], [], ("date", "2026-04-30")),
        ("Mở chuyên mục", None, ["Văn phòng HĐND và UBND xã"], [], ("month", "2026-03-31")),
        ("Tham mưu, theo", None, [CULTURE], [], ("recurring", "half")),
    ]
    assert owed(plan) == [
        (CULTURE, "Tham mưu,"),
        ("Các thôn", "Tuyên truyền"),
        ("Công chức phụ trách kế toán", "Tham mưu"),
    ]


def test_a_plan_against_lost_points():
    plan = read("criteria_plan.md")
    assert header(plan)[3:] == ("Ủy ban nhân dân thành phố Bình Nguyên", "Quách Thị Thử")
    assert goals(plan) == [
        (">=", 90, "%", 2026, None),
        (">=", 5, "bậc", 2026, None),
        (">=", 87, "%", 2026, None),
        ("<=", 10, "hạng", 2026, None),
        ("between", (95, 100), "%", 2026, None),
        ("=", 50, "%", 2026, None),
    ]
    assert [t["baseline_year"] for t in plan["targets"]] == [None, 2025, None, None, None, 2025]
    assert [(t["section"], t["leads"], t["due"] and t["due"]["kind"]) for t in plan["tasks"]] == [
        ("Phần III.1", [], "recurring"),
        ("Phần III.1", [], None),
        ("Phần IV.1", ["Thủ trưởng các sở, ban, ngành", "Chủ tịch UBND các xã, phường"], "date"),
        ("Phần IV.2", ["Sở Nội vụ"], "recurring"),
        ("Phần III.2", ["Sở Nội vụ"], "date"),
        ("Phần III.2", ["Sở Tư pháp"], "quarter"),
        ("Phần III.2", ["UBND các xã, phường"], "ongoing"),
    ]
    assert plan["tasks"][4]["text"].endswith("Giao nhiệm vụ, thời hạn cụ thể cho từng cơ quan")


def test_targets_of_five_years_beside_what_was_reached():
    resolution = read("five_years.md")
    assert header(resolution) == (
        "other", "12/NQ-HĐND", "2025-12-10", "Hội đồng nhân dân tỉnh Hải Sơn", "Văn Công Thử",
    )  # fmt: skip
    assert resolution["title"] == "Về Chương trình cải cách hành chính tỉnh Hải Sơn giai đoạn 2026 - 2030"
    assert [(c["number"], c["kind"], c["relation"]) for c in resolution["citations"]] == [
        ("72/2025/QH15", "Luật", "basis"),
        ("410/TTr-UBND", "Tờ trình", "basis"),
    ]
    years = [2026, 2028, 2030]
    expected = [(">=", 97), (">=", 98), (">=", 99), ("=", 80), ("=", 85), ("=", 90), ("=", 65), ("=", 75), ("=", 85)]
    expected += [("<=", 6), ("<=", 5), ("<=", 4), ("<=", 15), ("<=", 12), ("<=", 10)]
    assert [(t["comparator"], t["value"]) for t in resolution["targets"]] == expected
    assert [t["to"] for t in resolution["targets"]] == years * 5
    assert [t["unit"] for t in resolution["targets"]] == ["%"] * 9 + ["ngày"] * 3 + ["hạng"] * 3
    owners = [t["owners"][0] for t in resolution["targets"]][::3]
    digital = "Sở Khoa học và Công nghệ"
    assert owners == ["Trung tâm Phục vụ hành chính công tỉnh", digital, digital, "Sở Nội vụ", "Sở Nội vụ"]
    assert resolution["targets"][3]["text"] == "Hồ sơ trực tuyến toàn trình: Cấp tỉnh"
    assert [(t["section"], t["leads"]) for t in resolution["tasks"]] == [("Điều 2", ["UBND tỉnh"])]
    assert [duty["body"] for duty in resolution["duties"]] == ["UBND tỉnh"]


def test_numbering_of_many_kinds():
    plan = read("numbering.txt")
    assert plan["period"] == {"from": 2026, "to": 2028}
    assert goals(plan) == [
        ("=", 80, "%", 2027, None),
        ("=", 95, "%", 2028, None),
        ("=", 5, "%", 2028, None),
        ("<=", 2, "lần", 2028, None),
        ("<", 30, "phút", 2028, None),
        ("between", (90, 95), "%", 2028, None),
        ("=", 100, "%", 2028, None),
        ("done", None, None, 2026, 6),
        (">=", 70, "%", 2026, 6),
        ("=", 100, "%", 2028, None),
    ]
    digital, finance, communes = "Sở Khoa học và Công nghệ", "Sở Tài chính", "UBND các xã, phường"
    assert works(plan) == [
        ("Lập danh mục", None, ["Sở Tư pháp"], [], ("month", "2026-03-31")),
        ("Công bố quy", None, [], [], None),
        ("Nâng cấp trục", None, [digital], ["Công an tỉnh", finance], ("date", "2026-09-30")),
        ("Trang bị thiết", None, [communes], [], ("quarter", "2026-12-31")),
        ("Theo dõi, báo", None, [digital], [], ("recurring", "half")),
        ("Bố trí vốn", None, [f"Giám đốc {finance}"], [], ("date", "2026-03-31")),
    ]
    assert owed(plan) == [(digital, "Theo dõi,"), (f"Giám đốc {finance}", "Bố trí")]


def test_a_plan_that_amends_another():
    plan = read("amended.txt")
    assert goals(plan) == [(">=", 80, "%", 2026, None)]
    assert works(plan) == [
        ("Tổ chức ngày", None, [CULTURE], ["Đoàn Thanh niên phường"], ("month", "2026-10-31")),
    ]
    assert (plan["tasks"][0]["ordinal"], plan["tasks"][0]["product"]) == ("5", "Báo cáo kết quả")
    assert [w["text"] for w in plan["warnings"] if w["code"] == "amends_item"] == [
        "Văn bản sửa mục đã có: “Bãi bỏ nhiệm vụ số 3 tại Phụ lục”; đề nghị sửa trong kế hoạch gốc.",
        "Văn bản sửa mục đã có: “Gia hạn thời gian thực hiện nhiệm vụ số 4 đến ngày 28/02/2027”; đề nghị sửa trong "
        "kế hoạch gốc.",
    ]


def test_a_submission_and_a_report_in_one_file():
    submission, report = read_all("two_in_one.txt")
    assert header(submission)[:3] == ("submission", "77/TTr-UBND", "2026-07-06")
    assert submission["recipients"] == ["Hội đồng nhân dân tỉnh"]
    assert (submission["targets"], submission["tasks"], submission["duties"]) == ([], [], [])
    assert header(report) == (
        "report", "145/BC-UBND", "2026-07-06", "Ủy ban nhân dân tỉnh Hải Sơn", "Võ Thị Thí",
    )  # fmt: skip
    assert [(s["value"], s["of"], s["ratio"], s["unit"]) for s in report["statements"]] == [
        (45, 60, 75, "nhiệm vụ"),
        (210340, None, None, "hồ sơ"),
        (180000, 210340, 85.6, "hồ sơ"),
        (1.8, None, 1.8, "%"),
    ]
    assert goals(report) == [(">=", 90, "%", 2026, None)]
    assert works(report)[-1][2:] == (["Sở Nội vụ"], [], ("date", "2026-09-30"))


def test_headings_in_capitals_odd_bullets_and_decomposed_letters():
    plan = read("capitals_nfd.txt")
    assert header(plan) == ("plan", "98/KH-STC", "2026-01-20", "Sở Tài chính tỉnh Hải Sơn", "Kiều Văn Giả")
    assert plan["title"] == "CHUYỂN ĐỔI SỐ VÀ CẢI CÁCH HÀNH CHÍNH CỦA SỞ TÀI CHÍNH NĂM 2026"
    assert plan["period"] == {"from": 2026, "to": 2026}
    assert goals(plan) == [("=", 100, "%", 2026, None), (">=", 10, "%", 2026, None), ("done", None, None, 2026, None)]
    assert works(plan) == [
        ("Rà soát, cắt", 3, ["Phòng Quản lý giá"], [], ("date", "2026-03-31")),
        ("Ủy quyền giải", 3, ["Văn phòng Sở"], [], ("quarter", "2026-03-31")),
        ("Triển khai chatbot", 7, ["Trưởng phòng Tin học"], [], ("quarter", "2026-06-30")),
        ("Xây dựng dashboard", 7, ["Phòng Tin học"], [], ("date", "2026-06-30")),
    ]
    assert owed(plan) == [("Văn phòng Sở", "Đôn đốc"), ("Các phòng, đơn vị", "Chủ động")]


def test_an_urgent_dispatch():
    dispatch = read("urgent.txt")
    assert header(dispatch) == (
        "directive", "09/CĐ-UBND", "2026-09-12", "Ủy ban nhân dân tỉnh Hải Sơn", "Phan Văn Ví Dụ",
    )  # fmt: skip
    assert dispatch["title"] == "Về việc khắc phục tình trạng chậm giải quyết hồ sơ đất đai"
    head, chairs = "Giám đốc Sở Nông nghiệp và Môi trường", "Chủ tịch UBND các xã, phường"
    assert dispatch["recipients"] == [head, chairs]
    assert [(t["comparator"], t["value"], t["unit"]) for t in dispatch["targets"]] == [
        ("=", 100, "%"),
        (">=", 5, "đơn vị"),
    ]
    assert [(t["section"], t["leads"], t["due"] and t["due"]["to"]) for t in dispatch["tasks"]] == [
        ("1", [head], "2026-09-30"),
        ("2.a", [chairs], None),
        ("2.b", [chairs], None),
        ("3", ["Thanh tra tỉnh"], "2026-10-31"),
    ]
    assert [duty["body"] for duty in dispatch["duties"]] == [
        head,
        chairs,
        chairs,
        "Thanh tra tỉnh",
        "Văn phòng UBND tỉnh",
    ]


def test_a_decision_on_a_committee_orders_no_task():
    decision = read("committee.txt")
    assert header(decision)[:4] == ("decision", "140/QĐ-UBND", "2026-01-20", "Ủy ban nhân dân phường Sao Hôm")
    assert (decision["targets"], decision["tasks"]) == ([], [])


def test_the_yearly_plan_of_a_centre():
    plan = read("department_year.txt")
    assert header(plan) == (
        "plan", "310/KH-KSBT", "2026-01-30", "Trung tâm Kiểm soát bệnh tật", "Cao Thị Mẫu",
    )  # fmt: skip
    assert goals(plan) == [
        (">=", 92, "%", 2026, None),
        ("=", 100, "%", 2026, None),
        (">=", 95, "%", 2026, None),
        ("<=", 24, "giờ", 2026, None),
        (">=", 4, "lớp", 2026, None),
        (">=", 200, "lượt người", 2026, None),
        ("done", None, None, 2026, None),
    ]
    assert works(plan) == [
        ("Sửa đổi quy", 2, ["Phòng Tổ chức - Hành chính"], [], ("quarter", "2026-03-31")),
        ("Rà soát nội", 2, ["Khoa Xét nghiệm"], ["Phòng Kế hoạch nghiệp vụ"], ("date", "2026-04-15")),
        ("Công khai giá", 6, ["Phòng Tài chính - Kế toán"], [], ("ongoing", None)),
        ("Báo cáo quý", None, [], [], ("recurring", "quarter")),
        ("Báo cáo năm", None, [], [], ("date", "2026-12-10")),
    ]
    assert owed(plan) == [
        ("Phó Giám đốc phụ trách hành chính", "Trực tiếp"),
        ("Phòng Tổ chức - Hành chính", "Tham mưu,"),
        ("Phòng Tổ chức - Hành chính", "Tổng hợp"),
        ("Các khoa, phòng còn lại", "Chủ động"),
    ]


def test_a_plan_in_capital_letters_with_present_state_and_money():
    plan = read("digital_plan.txt")
    assert goals(plan) == [
        ("=", 100, "%", 2026, None),
        (">=", 90, "%", 2026, None),
        (">=", 80, "%", 2026, None),
        (">", 60, "%", 2026, 2),
        ("done", None, None, 2026, None),
        ("<=", 5, "hạng", 2030, None),
        ("=", 30, "%", 2030, None),
        (">=", 50, "%", 2026, None),
    ]
    assert [t["section"] for t in plan["targets"]][:2] == ["B.I.1", "B.I.1"]
    digital, finance = "Sở Khoa học và Công nghệ", "Sở Tài chính"
    assert works(plan) == [
        ("Xây dựng quy", 2, [digital], ["Sở Tư pháp", "các cơ quan có liên quan"], ("month", "2026-05-31")),
        ("Rà soát, sửa", 2, [finance], [], ("on_request", None)),
        ("Sở Khoa học", None, [digital], ["Sở Xây dựng"], ("date", "2026-09-30")),
        ("Đề nghị Viễn", None, [], [], None),
        ("Xây dựng kế", None, ["Các sở, ban, ngành", "UBND cấp xã"], [], ("date", "2026-03-31")),
    ]
    assert [duty["body"] for duty in plan["duties"]] == [
        *["Các sở, ban, ngành", "UBND cấp xã"] * 2,
        digital,
        digital,
        finance,
        "Người đứng đầu các cơ quan, đơn vị",
    ]


def test_a_table_without_ordinals_whose_owners_are_persons():
    plan = read("office_quarter.md")
    assert header(plan) == ("plan", "14/KH-PKT", "2026-04-04", "Phòng Kinh tế xã Núi Voi", "Lục Văn Mẫu")
    assert plan["recipients"] == ["UBND xã (b/c)"]
    table = [task for task in plan["tasks"] if task["section"] == "2"]
    assert works({"tasks": table}) == [
        ("Rà soát hồ", 3, ["Vi Văn A"], [], ("date", "2026-04-20")),
        ("Niêm yết thủ", 3, ["Lò Thị B"], [], ("ongoing", None)),
        ("Nhập dữ liệu", 7, ["Vi Văn A", "Lò Thị B"], [], ("date", "2026-05-30")),
    ]
    assert [duty["body"] for duty in plan["duties"]] == ["Trưởng phòng", "Công chức của Phòng"]


def test_a_party_programme_with_its_own_numbering():
    programme = read("party_programme.txt")
    assert header(programme) == (
        "plan", "05-CTr/BCĐ", "2026-01-12", "Ban Chỉ đạo chuyển đổi số", "Bế Văn Giả",
    )  # fmt: skip
    assert [(t["section"], t["leads"], t["due"] and t["due"]["to"]) for t in programme["tasks"]] == [
        ("I.1", [], None),
        ("I.2", [], None),
        ("II.1", ["Cơ quan thường trực"], None),
        ("II.2", [], "2026-03-31"),
        ("II.1", ["Ủy ban Kiểm tra Thành ủy"], "2026-05-31"),
        ("III.1", ["Cơ quan thường trực"], "2026-12-15"),
    ]
    assert [(t["comparator"], t["value"]) for t in programme["targets"]] == [("=", 100)]


def set_lines(*lines, **more):
    """A document of our own writer: the title bold and centred, the body neither."""
    blocks = tuple(
        Line(text, 1, place, bold="b" in marks, centered="c" in marks) for place, (text, marks) in enumerate(lines, 1)
    )
    return read_checked(Source("van-ban.docx", 1, "digital", blocks))["documents"][0]


def test_a_title_ends_where_the_layout_changes():
    directive = set_lines(
        ("Số: 04/CT-UBND", ""),
        ("CHỈ THỊ", "bc"),
        ("Về việc chấn chỉnh tình trạng trễ hạn", "bc"),
        ("trong giải quyết thủ tục hành chính", "bc"),
        ("Bốn tháng đầu năm, số hồ sơ trễ hạn tại một số cơ quan còn cao, việc xin lỗi và hẹn lại chưa nghiêm", ""),
        ("1. Sở Nội vụ", "b"),
        ("a) Kiểm tra công vụ đột xuất, báo cáo trong Quý III/2026.", ""),
    )
    assert directive["title"] == "Về việc chấn chỉnh tình trạng trễ hạn trong giải quyết thủ tục hành chính"
    assert [task["leads"] for task in directive["tasks"]] == [["Sở Nội vụ"]]


def test_a_title_without_layout_ends_at_the_first_sentence():
    directive = set_lines(
        ("CHỈ THỊ", ""),
        ("Về việc chấn chỉnh tình trạng trễ hạn", ""),
        ("Thời gian trước, số hồ sơ trễ hạn còn cao. Để khắc phục, Ủy ban nhân dân thành phố yêu cầu:", ""),
        ("1. Sở Nội vụ kiểm tra công vụ đột xuất.", ""),
    )
    assert directive["title"] == "Về việc chấn chỉnh tình trạng trễ hạn"


def test_a_standing_agency_has_its_duty_and_an_introduction_has_none():
    plan = set_lines(
        ("KẾ HOẠCH", ""),
        ("Cải cách hành chính năm 2026", ""),
        ("IV. TỔ CHỨC THỰC HIỆN", ""),
        ("1. Sở Nội vụ", ""),
        ("- Là cơ quan thường trực về cải cách hành chính; theo dõi, đôn đốc việc thực hiện Kế hoạch.", ""),
        ("2. Sở Tài chính là cơ quan tham mưu về kinh phí, có trách nhiệm:", ""),
        ("- Bố trí kinh phí thực hiện Kế hoạch.", ""),
    )
    assert owed(plan) == [("Sở Nội vụ", "Là cơ"), ("Sở Tài chính", "Bố trí")]


def test_a_workbook_with_a_title_and_ticked_quarters(tmp_path):
    rows = [
        ["SỞ TƯ PHÁP", "", "", "", "", "", "", ""],
        ["KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2026 CỦA SỞ TƯ PHÁP", "", "", "", "", "", "", ""],
        ["STT", "Lĩnh vực", "Nhiệm vụ", "Chủ trì", "Thời gian", "", "", ""],
        ["", "", "", "", "Quý I", "Quý II", "Quý III", "Quý IV"],
        ["1", "Cải cách thể chế", "Rà soát văn bản", "Phòng Kiểm tra văn bản", "", "x", "", ""],
        ["2", "", "Tập huấn pháp chế", "Văn phòng Sở", "", "", "x", "x"],
    ]
    merged = ["A1:H1", "A2:H2", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:H3", "B5:B6"]
    plan = read_checked(extract(to_xlsx(rows, tmp_path / "kh.xlsx", merged=merged)))["documents"][0]
    assert (plan["kind"], plan["issuer"], plan["period"]) == ("plan", "Sở Tư pháp", {"from": 2026, "to": 2026})
    assert plan["title"] == "CẢI CÁCH HÀNH CHÍNH NĂM 2026 CỦA SỞ TƯ PHÁP"
    assert works(plan) == [
        ("Rà soát văn", 2, ["Phòng Kiểm tra văn bản"], [], ("quarter", "2026-06-30")),
        ("Tập huấn pháp", 2, ["Văn phòng Sở"], [], ("range", "2026-12-31")),
    ]


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.stem)
def test_a_sample_says_the_same_as_docx(path, tmp_path):
    source = extract(path)
    whole = read_checked(source)["documents"]
    again = read_checked(extract(to_docx(source, tmp_path / "van-ban.docx")))["documents"]
    parts = ("kind", "number", "issuer", "title", "period", "signer", "recipients")
    assert [[d[part] for part in parts] for d in again] == [[d[part] for part in parts] for d in whole]
    assert [(goals(d), works(d), owed(d)) for d in again] == [(goals(d), works(d), owed(d)) for d in whole]


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.stem)
def test_every_sample_keeps_the_contract(path):
    assert read_file(path)["documents"]
