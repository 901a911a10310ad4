"""Each rule of reading on sentences made up for it."""

import pytest

from caicach.intake.reading.attributes import take_named
from caicach.intake.reading.citations import find_citations
from caicach.intake.reading.duedates import find_due, parse_due
from caicach.intake.reading.fields import field_of, inner_field
from caicach.intake.reading.owners import assigned_in, names_bodies, split_bodies, split_subject, supports_in
from caicach.intake.reading.paragraphs import Para, split_label
from caicach.intake.reading.period import period_of
from caicach.intake.reading.tables import column_kind
from caicach.intake.reading.targets import milestone, targets_in


@pytest.mark.parametrize(
    ("text", "kind", "start", "end", "every"),
    [
        ("Trước ngày 22/02/2026", "date", None, "2026-02-22", None),
        ("trước 30/6/2026", "date", None, "2026-06-30", None),
        ("15/12/2026", "date", "2026-12-15", "2026-12-15", None),
        ("Chậm nhất ngày 15/3", "date", None, "2026-03-15", None),
        ("Tháng 02/2024", "month", "2024-02-01", "2024-02-29", None),
        ("dự kiến tháng 6/2024", "month", "2024-06-01", "2024-06-30", None),
        ("Trước tháng 6/2026", "date", None, "2026-05-31", None),
        ("Quý III Năm 2026", "quarter", "2026-07-01", "2026-09-30", None),
        ("30/6", "date", "2026-06-30", "2026-06-30", None),
        ("08/2026", "month", "2026-08-01", "2026-08-31", None),
        ("Q3/2026", "quarter", "2026-07-01", "2026-09-30", None),
        ("Quý I", "quarter", "2026-01-01", "2026-03-31", None),
        ("Quý II, III/2026", "range", "2026-04-01", "2026-09-30", None),
        ("Quý IV/2025 - Quý II/2026", "range", "2025-10-01", "2026-06-30", None),
        ("Tháng 4/2025 - Tháng 5/2025", "range", "2025-04-01", "2025-05-31", None),
        ("Từ ngày 01/3/2026 đến ngày 15/4/2026", "range", "2026-03-01", "2026-04-15", None),
        ("6 tháng đầu năm", "half", "2026-01-01", "2026-06-30", None),
        ("Trong năm", "year", "2026-01-01", "2026-12-31", None),
        ("Đến hết năm 2027", "year", None, "2027-12-31", None),
        ("2026-2030", "range", "2026-01-01", "2030-12-31", None),
        ("Tháng 12/2024 (theo Kế hoạch của thành phố)", "month", "2024-12-01", "2024-12-31", None),
        ("Theo yêu cầu", "on_request", None, None, None),
        ("Theo kế hoạch của TP", "on_request", None, None, None),
        ("Ngay sau khi Kế hoạch được ban hành", "on_request", None, None, None),
        ("Thường xuyên", "ongoing", None, None, None),
        ("Hằng ngày", "ongoing", None, None, None),
        ("Năm 2026 và các năm tiếp theo", "ongoing", "2026-01-01", None, None),
        ("Hàng năm", "recurring", None, None, "year"),
        ("Định kỳ hằng quý", "recurring", None, None, "quarter"),
        ("02 lần/năm", "recurring", None, None, "half"),
        ("Trước ngày 30 tháng 11 hàng năm", "recurring", None, None, "year"),
        ("Trước ngày 15/6 và 15/12 hằng năm", "recurring", None, None, "half"),
        ("Trước ngày 15/6, 15/12/2026", "recurring", None, "2026-12-15", "half"),
        ("Trước ngày 20 của tháng cuối quý", "recurring", None, None, "quarter"),
        ("Ngày 05 tháng sau", "recurring", None, None, "month"),
        ("06 tháng/lần", "recurring", None, None, "half"),
        ("6 tháng và năm", "recurring", None, None, "half"),
        ("Tháng 3 - 6/2026", "range", "2026-03-01", "2026-06-30", None),
        ("Tuần 2 tháng 3/2026", "month", "2026-03-01", "2026-03-31", None),
        ("T6/2026", "month", "2026-06-01", "2026-06-30", None),
        ("Từ ngày 01/7/2026", "ongoing", "2026-07-01", None, None),
        ("Trước kỳ họp giữa năm của HĐND", "on_request", None, None, None),
    ],
)
def test_deadlines_of_a_cell(text, kind, start, end, every):
    due = parse_due(text, 2026)
    assert due is not None
    assert due.as_json() == {"kind": kind, "from": start, "to": end, "every": every, "text": text}


@pytest.mark.parametrize("text", ["", "Sở Nội vụ", "Ghi chú", "x"])
def test_what_states_no_deadline(text):
    assert parse_due(text, 2026) is None


@pytest.mark.parametrize(
    ("text", "kind", "end"),
    [
        ("Xây dựng kế hoạch, ban hành trước 30/6/2026; gửi 01 bản về Sở", "date", "2026-06-30"),
        ("Tổng hợp kết quả, hoàn thành trong quý II/2026", "quarter", "2026-06-30"),
        ("Gửi báo cáo chậm nhất trong tháng 4/2026 để tổng hợp", "month", "2026-04-30"),
        ("Định kỳ hàng năm tổ chức đối thoại", "recurring", None),
        ("Thường xuyên rà soát thủ tục", "ongoing", None),
    ],
)
def test_deadlines_in_a_sentence(text, kind, end):
    due = find_due(text, 2026)
    assert due is not None
    assert (due.kind, due.as_json()["to"]) == (kind, end)


@pytest.mark.parametrize(
    "text",
    [
        "Triển khai Kế hoạch cải cách hành chính năm 2026 của tỉnh",
        "Thực hiện Nghị quyết số 05-NQ/TU ngày 15/7/2025 của Tỉnh ủy",
        "Thực hiện Chương trình số 02-CTr/TU ngày 29/11/2025 của Thành ủy",
        "Bố trí trong dự toán hàng năm của cơ quan",
        "Rà soát quy hoạch hạ tầng đến năm 2030",
        "Số liệu tính đến ngày 30/10/2025 còn 15 hồ sơ",
    ],
)
def test_dates_that_set_no_deadline(text):
    assert find_due(text, 2026) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100% đơn vị đạt cấp độ 4, trong đó 90% đạt cấp độ 5.", [("=", 100, "%", None), ("=", 90, "%", 0)]),
        (
            "Chỉ số hài lòng đạt tối thiểu 89%, trong đó y tế đạt tối thiểu 87%.",
            [(">=", 89, "%", None), (">=", 87, "%", 0)],
        ),
        ("Chỉ số nằm trong nhóm 05 tỉnh đứng đầu cả nước", [("<=", 5, "hạng", None)]),
        ("Xếp thứ 3 trở lên trong bảng xếp hạng", [("<=", 3, "hạng", None)]),
        ("Giá trị thanh toán đạt 30 lần GDP", [("=", 30, "lần GDP", None)]),
        ("Tỷ lệ giao dịch trực tuyến đạt từ 50% trở lên", [(">=", 50, "%", None)]),
        ("Không quá 2% hồ sơ quá hạn", [("<=", 2, "%", None)]),
        ("Trên 85% người dân hài lòng", [(">", 85, "%", None)]),
        ("Giảm ít nhất 10% chi phí so với năm 2025", [(">=", 10, "%", None)]),
        ("Năm 2027 đạt từ 90% đến 95%", [("between", 90, "%", None)]),
        ("Mỗi năm tăng ít nhất 05 bậc", [(">=", 5, "bậc", None)]),
        ("100% xã có tối thiểu 1 trạm quan trắc", [("=", 100, "%", None)]),
        ("Thí điểm cho tối thiểu 2 dự án", [(">=", 2, "dự án", None)]),
        ("Tỷ lệ số hóa đạt 80%, tỷ lệ tái sử dụng đạt 60%", [("=", 80, "%", None), ("=", 60, "%", None)]),
        ("Rút ngắn xuống còn 05 ngày làm việc", [("=", 5, "ngày làm việc", None)]),
        ("Không có hồ sơ quá hạn trên 03 ngày", [("<=", 3, "ngày", None)]),
        ("Không để hồ sơ quá hạn quá 2%", [("<=", 2, "%", None)]),
        ("Chỉ số đạt và vượt 90%", [(">=", 90, "%", None)]),
        ("Điểm đánh giá đạt từ 90/100 điểm trở lên", [(">=", 90, "điểm", None)]),
        ("Đứng thứ 5/34 tỉnh, thành phố", [("<=", 5, "hạng", None)]),
        ("Tăng ít nhất 02 bậc so với năm 2025 (năm 2025 xếp thứ 20/34)", [(">=", 2, "bậc", None)]),
        ("PCI thuộc nhóm 15 tỉnh, thành phố có chất lượng điều hành tốt", [("<=", 15, "hạng", None)]),
        ("Tỷ lệ đạt trên 50% đến dưới 70%", [("between", 50, "%", None)]),
        (
            "Hài lòng đạt 95% trở lên, trong đó lĩnh vực đất đai đạt 90%; lĩnh vực xây dựng đạt 92%",
            [(">=", 95, "%", None), ("=", 90, "%", 0), ("=", 92, "%", 0)],
        ),
    ],
)
def test_targets_in_a_goal(text, expected):
    found = targets_in(text, role="targets")
    assert [(item.comparator, item.value, item.unit, item.part_of) for item in found] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Hiện nay toàn tỉnh có 180 trạm, trong đó có 22 trạm phát sóng mới",
        "Vận hành mô hình chính quyền địa phương 2 cấp theo Đề án 06",
        "Áp dụng TCVN ISO 9001:2015, hoạt động 24/7",
        "Gửi 01 bản về Sở Nội vụ",
        "Tổ chức đối thoại ít nhất 02 lần/năm",
        "Đánh giá 02 năm, 05 năm thực hiện cơ chế",
        "Thực hiện Quyết định số 100/QĐ-UBND ngay trong năm 2026",
        "Triển khai Giai đoạn 1 tại Khu 2 với 4 chuyển đổi",
    ],
)
def test_numbers_that_are_no_targets(text):
    assert targets_in(text, role="tasks") == []


def test_a_number_in_a_task_is_a_target_too():
    found = targets_in("Tập trung làm sạch dữ liệu; thực hiện số hóa 100% hồ sơ, kết quả", role="tasks")
    assert [(item.value, item.unit, item.text) for item in found] == [
        (100, "%", "thực hiện số hóa 100% hồ sơ, kết quả")
    ]


def test_years_of_one_sentence_give_each_value_its_own():
    found = targets_in("Phấn đấu chỉ số năm 2026 đạt trên 85%, năm 2028 đạt trên 90%", role="targets")
    assert [(item.value, item.first, item.last) for item in found] == [(85, 2026, 2026), (90, 2028, 2028)]


def test_goals_without_a_number():
    assert milestone("Hoàn thành việc sắp xếp các đơn vị", strong=True).comparator == "done"
    assert milestone("Nâng cao hiệu quả phối hợp giữa các ngành", strong=False) is None
    assert milestone("Hoàn thành kết nối hệ thống báo cáo", strong=False) is not None


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Các Sở, ban, ngành của Thành phố, UBND phường, xã", ["Các Sở, ban, ngành của Thành phố", "UBND phường, xã"]),
        ("Sở Văn hóa, Thể thao và Du lịch và Sở Tài chính", ["Sở Văn hóa, Thể thao và Du lịch", "Sở Tài chính"]),
        (
            "Sở Khoa học và Công nghệ Sở Công Thương; UBND các phường, xã",
            ["Sở Khoa học và Công nghệ", "Sở Công Thương", "UBND các phường, xã"],
        ),
        ("- Sở Nội vụ\n- Sở Tài chính", ["Sở Nội vụ", "Sở Tài chính"]),
        ("Văn phòng HĐND và UBND, các phòng chuyên môn", ["Văn phòng HĐND và UBND", "các phòng chuyên môn"]),
        (
            "Sở Nội vụ, các sở, ban, ngành, UBND các xã, phường và các cơ quan, đơn vị liên quan",
            ["Sở Nội vụ", "các sở, ban, ngành", "UBND các xã, phường", "các cơ quan, đơn vị liên quan"],
        ),
        ("Doanh nghiệp, nhà cung cấp dịch vụ, nhà đầu tư", ["Doanh nghiệp, nhà cung cấp dịch vụ, nhà đầu tư"]),
        (
            "Các ban Đảng (Ban Tổ chức, Ban Nội chính), Công an tỉnh",
            ["Các ban Đảng (Ban Tổ chức, Ban Nội chính)", "Công an tỉnh"],
        ),
    ],
)
def test_lists_of_bodies(text, bodies):
    assert split_bodies(text) == bodies


@pytest.mark.parametrize(
    ("heading", "bodies"),
    [
        (
            "Trách nhiệm của Giám đốc các Sở/Thủ trưởng các cơ quan và Chủ tịch UBND các xã",
            ["Giám đốc các Sở", "Thủ trưởng các cơ quan", "Chủ tịch UBND các xã"],
        ),
        ("Đề nghị Mặt trận Tổ quốc tỉnh và các đoàn thể", ["Mặt trận Tổ quốc tỉnh", "các đoàn thể"]),
        ("Trung tâm phục vụ Hành chính công", ["Trung tâm phục vụ Hành chính công"]),
        ("Trách nhiệm cụ thể của một số cơ quan, đơn vị", []),
        ("Ban hành các văn bản chỉ đạo", []),
        ("Hoàn thiện thể chế", []),
        ("Tổ chức các hội nghị", []),
    ],
)
def test_headings_that_name_bodies(heading, bodies):
    assert names_bodies(heading) == bodies


@pytest.mark.parametrize(
    ("text", "kept", "leads", "supports", "due"),
    [
        ("Mở lớp tập huấn (Trường Chính trị tỉnh chủ trì)", "Mở lớp tập huấn", ["Trường Chính trị tỉnh"], [], None),
        (
            "Rà soát quy trình (Sở Tư pháp chủ trì; Sở Nội vụ, Sở Tài chính phối hợp; hoàn thành trong quý II/2026)",
            "Rà soát quy trình",
            ["Sở Tư pháp"],
            ["Sở Nội vụ", "Sở Tài chính"],
            "quarter",
        ),
        (
            "Số hóa tài liệu; Sở Nội vụ chủ trì, phối hợp với Sở Tài chính thực hiện",
            "Số hóa tài liệu",
            ["Sở Nội vụ"],
            ["Sở Tài chính"],
            None,
        ),
        ("Xây dựng kho dữ liệu (thực hiện thường xuyên)", "Xây dựng kho dữ liệu", [], [], "ongoing"),
        ("Công khai (theo Quyết định số 12/QĐ-UBND)", "Công khai (theo Quyết định số 12/QĐ-UBND)", [], [], None),
    ],
)  # fmt: skip
def test_owners_behind_a_clause(text, kept, leads, supports, due):
    shown, found = take_named(text, 2026)
    assert (shown, found.leads, found.supports, found.due and found.due.kind) == (kept, leads, supports, due)


def test_levels_of_government_are_no_verbs():
    assert split_subject("Chủ tịch UBND cấp xã chịu trách nhiệm trước UBND tỉnh về kết quả") == (
        ["Chủ tịch UBND cấp xã"],
        "chịu trách nhiệm trước UBND tỉnh về kết quả",
    )
    assert split_subject("Các đơn vị được kiểm tra chuẩn bị báo cáo")[0] == ["Các đơn vị được kiểm tra"]
    assert split_bodies("Báo và Đài tỉnh; BHXH tỉnh, Cục Thống kê") == ["Báo và Đài tỉnh", "BHXH tỉnh", "Cục Thống kê"]


def test_who_leads_and_who_supports():
    clause = "Giao Sở Nội vụ chủ trì, phối hợp với Sở Tài chính, Sở Xây dựng và các cơ quan liên quan hướng dẫn các xã"
    assert split_subject(clause)[0] == ["Sở Nội vụ"]
    assert supports_in(clause) == ["Sở Tài chính", "Sở Xây dựng", "các cơ quan liên quan"]
    assert assigned_in("Mở lớp tập huấn (Trường Chính trị tỉnh chủ trì)") == ["Trường Chính trị tỉnh"]
    assert split_subject("Sở Tài chính: Bố trí kinh phí") == (["Sở Tài chính"], "Bố trí kinh phí")
    assert split_subject("Ban hành các văn bản chỉ đạo")[0] == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ", [("76/NQ-CP", "Nghị quyết", "2021-07-15")]),
        (
            "các Nghị quyết số 68-NQ/TW ngày 04/5/2025 và số 79-NQ/TW",
            [("68-NQ/TW", "Nghị quyết", "2025-05-04"), ("79-NQ/TW", "Nghị quyết", None)],
        ),
        ("Nghị định 42/2022/NĐ-CP ngày 24 tháng 6 năm 2022", [("42/2022/NĐ-CP", "Nghị định", "2022-06-24")]),
        ("Nghị quyết số 66.7/2025/NQ-CP", [("66.7/2025/NQ-CP", "Nghị quyết", None)]),
        ("Chương trình số 01-CTr/TU của Thành ủy", [("01-CTr/TU", "Chương trình", None)]),
        ("Công văn số 4625/BNV-CCHC ngày 02/7/2025", [("4625/BNV-CCHC", "Công văn", "2025-07-02")]),
        (
            "Công văn số 1284/UBND - SNV và Nghị quyết số 71/NQ -CP",
            [("1284/UBND-SNV", "Công văn", None), ("71/NQ-CP", "Nghị quyết", None)],
        ),
        ("Nghị quyết số 115/2020/QH14 ngày 19/6/2020", [("115/2020/QH14", "Nghị quyết", "2020-06-19")]),
        ("kèm theo Quyết định số /QĐ-UBND ngày tháng năm 2026", []),
        ("146/175 phường, 24/7, ngày 15/7/2021, hạ tầng 5G/IoT", []),
        ("Luật Tổ chức chính quyền địa phương năm 2025", []),
    ],
)
def test_citations(text, numbers):
    found = find_citations([(Para(text, 1, 1), False)], set())
    assert [(item.number, item.kind, item.as_json()["issued_on"]) for item in found] == numbers


def test_a_citation_is_counted_and_its_own_number_is_none():
    paras = [
        (Para("Căn cứ Quyết định số 5/QĐ-TTg;", 1, 1), True),
        (Para("Theo Quyết định số 5/QĐ-TTg, Kế hoạch số 8/KH-UBND", 1, 2), False),
    ]
    found = find_citations(paras, {"8/KH-UBND"})
    assert [(item.number, item.relation, item.count) for item in found] == [("5/QĐ-TTg", "basis", 2)]


@pytest.mark.parametrize(
    ("line", "kind", "rest"),
    [
        ("I. MỤC TIÊU", "roman", "MỤC TIÊU"),
        ("I1. NỘI DUNG TỔNG KẾT", "roman", "NỘI DUNG TỔNG KẾT"),
        ("IL TỒN TẠI, HẠN CHẾ", "roman", "TỒN TẠI, HẠN CHẾ"),
        ("IH. NHIỆM VỤ TRỌNG TÂM", "roman", "NHIỆM VỤ TRỌNG TÂM"),
        ("IL tồn tại trong kỳ", "para", "IL tồn tại trong kỳ"),
        ("LH PHỤ NỮ THÀNH PHỐ", "para", "LH PHỤ NỮ THÀNH PHỐ"),
        ("2. Yêu cầu", "number", "Yêu cầu"),
        ("2.10. Công an", "number2", "Công an"),
        ("1.2.3 Rà soát", "number3", "Rà soát"),
        ("đ) Đánh giá", "letter", "Đánh giá"),
        ("f) Kiểm tra", "letter", "Kiểm tra"),
        ("- Rà soát", "dash", "Rà soát"),
        ("-Rà soát", "dash", "Rà soát"),
        ("+ Lập kế hoạch", "plus", "Lập kế hoạch"),
        ("Điều 1. Ban hành", "article", "Ban hành"),
        ("PHỤ LỤC II", "annex", ""),
        ("Phụ lục I kèm theo Kế hoạch này", "para", "Phụ lục I kèm theo Kế hoạch này"),
        ("100% hồ sơ", "para", "100% hồ sơ"),
        ("1. 100% cơ quan dùng chữ ký số", "number", "100% cơ quan dùng chữ ký số"),
        ("2.1. 95% hồ sơ", "number2", "95% hồ sơ"),
        ("Nhiệm vụ 2: Phát triển hạ tầng", "item", "Phát triển hạ tầng"),
        ("Hai là, rà soát quy trình", "word", "rà soát quy trình"),
        ("✓ In tờ gấp", "dash", "In tờ gấp"),
        ("o Mở chuyên mục", "dash", "Mở chuyên mục"),
        ("Thứ hai, ngày 05/5/2026", "para", "Thứ hai, ngày 05/5/2026"),
        ("15/7/2021 là hạn", "para", "15/7/2021 là hạn"),
        ("Mục tiêu chung", "para", "Mục tiêu chung"),
        ("A. MỤC TIÊU", "upper", "MỤC TIÊU"),
    ],
)
def test_labels(line, kind, rest):
    found, _, text = split_label(line)
    assert (found, text) == (kind, rest)


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Cải cách hành chính giai đoạn 2026-2030", (2026, 2030)),
        ("Kế hoạch năm 2024", (2024, 2024)),
        ("PHÁT TRIỂN HẠ TẦNG ĐẾN NĂM 2030", (2025, 2030)),
        ("Công tác quý III/2026", (2026, 2026)),
        ("Thực hiện Chương trình giai đoạn 2021-2030 năm 2026", (2026, 2026)),
        ("Tăng cường kỷ luật", (None, None)),
    ],
)
def test_periods_of_titles(title, period):
    assert period_of(title, 2025) == period


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Công tác chỉ đạo, điều hành", 1),
        ("CẢI CÁCH THỂ CHẾ", 2),
        ("Cải cách TTHC và thực hiện cơ chế một cửa", 3),
        ("Cải cách tổ chức bộ máy", 4),
        ("Xây dựng đội ngũ cán bộ, công chức", 5),
        ("Cải cách tài chính công", 6),
        ("Hiện đại hóa hành chính", 7),
        ("Chuyển đổi số", 7),
        ("Kinh phí", None),
    ],
)
def test_fields(heading, field):
    assert field_of(heading) == field


def test_a_part_of_a_field_stays_in_it():
    assert inner_field("Hoàn thiện thể chế", 7) == 7
    assert inner_field("Cải cách thể chế", 7) == 2


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("Nội dung/nhiệm vụ", "task"),
        ("Cơ quan, đơn vị\nchủ trì", "lead"),
        ("Thời gian hoàn thành", "due"),
        ("Nội dung/sản phẩm", "product"),
        ("STT", "ordinal"),
        ("Đơn vị tính", "unit"),
        ("Đơn vị phối hợp", "support"),
        ("Tiến độ", "due"),
        ("Kinh phí (triệu đồng)", "budget"),
        ("Hoạt động", "activities"),
        ("Chỉ tiêu", "target"),
        ("Ghi chú", "note"),
    ],
)
def test_heads_of_columns(head, kind):
    assert column_kind(head) == kind
