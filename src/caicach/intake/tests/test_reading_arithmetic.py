"""Figures that a report states, held against each other."""

from decimal import Decimal

import pytest

from caicach.intake.reading.arithmetic import share_doubt, share_fits, sum_doubts
from caicach.intake.source import Line, Source
from caicach.intake.tests.contract import read_checked


@pytest.mark.parametrize(
    ("value", "whole", "printed", "fits"),
    [
        (87, 382, "22.7", False),
        (87, 382, "22.8", True),
        (87, 382, "23", True),
        (87, 382, "22.77", True),
        (87, 382, "22", False),
        (1, 3, "33.3", True),
        (2, 3, "66.6", False),
        (1, 8, "12.5", True),
        (1, 8, "13", True),
        (1, 8, "12", True),
        (36, 9574, "0.38", True),
        (50, 50, "100", True),
        (49, 50, "100", False),
        (5, 0, "10", False),
    ],
)
def test_a_share_follows_to_the_places_it_is_printed_with(value, whole, printed, fits):
    assert share_fits(Decimal(value), Decimal(whole), Decimal(printed)) is fits


def test_a_share_far_off_its_supposed_base_is_a_share_of_something_else():
    figures = (Decimal(87), Decimal(382), Decimal("41.5"), "…")
    assert share_doubt(*figures, supposed=True) is None
    doubt = share_doubt(*figures)
    assert doubt is not None and doubt.expected == Decimal("22.8")


FITS = [
    "Ban hành 27 văn bản quy phạm pháp luật gồm 10 Nghị quyết của HĐND và 17 Quyết định của UBND.",
    "Tổng số 1.862 TTHC, trong đó, cấp tỉnh là 1.499 thủ tục, cấp huyện là 253 thủ tục và cấp xã là 110 thủ tục.",
    "42 văn bản, trong đó: 38 văn bản (07 Nghị quyết, 31 Quyết định) bãi bỏ; 04 Quyết định hết hiệu lực một phần.",
    "Tiếp nhận 120 hồ sơ, trong đó có 30 hồ sơ trực tuyến.",
    "Tổ chức 05 lớp cho 250 cán bộ, trong đó có 40 cán bộ cấp xã và 60 cán bộ nữ.",
    "Thực hiện 80 nhiệm vụ, trong đó 30 nhiệm vụ đúng hạn, 12 nhiệm vụ trước hạn.",
    "Kiểm tra 06 đơn vị (Phòng Kinh tế, Phòng Văn hóa và 04 trường học).",
    "Xử lý 15 hồ sơ, tăng 3 hồ sơ so với quý trước.",
    "Bộ phận Một cửa có 12 máy tính, gồm máy cũ và máy mới.",
]
OFF = [
    ("Ban hành 27 văn bản gồm 10 Nghị quyết của HĐND và 16 Quyết định của UBND.", 27, [10, 16]),
    ("Tổng số 1.862 TTHC, trong đó, cấp tỉnh là 1.499 thủ tục, cấp huyện là 253 thủ tục và cấp xã là 111 thủ tục.",
     1862, [1499, 253, 111]),
    ("Hết hiệu lực 38 văn bản (07 Nghị quyết, 30 Quyết định).", 38, [7, 30]),
    ("Giao 66 nhiệm vụ, trong đó 55 nhiệm vụ đã hoàn thành; 12 nhiệm vụ đang thực hiện (trong hạn).", 66, [55, 12]),
    ("Giao 574 nhiệm vụ, trong đó: hoàn thành 511/574 nhiệm vụ; đang thực hiện 64/574 nhiệm vụ.", 574, [511, 64]),
]  # fmt: skip


@pytest.mark.parametrize("text", FITS)
def test_parts_that_add_up_or_need_not(text):
    assert sum_doubts(text) == []


@pytest.mark.parametrize(("text", "total", "parts"), OFF)
def test_parts_that_do_not_add_up(text, total, parts):
    (doubt,) = sum_doubts(text)
    assert (doubt.code, doubt.printed, [int(part) for part in doubt.parts]) == ("parts_off", total, parts)
    assert str(sum(parts)) in doubt.words().replace(".", "") and doubt.as_json()["expected"] == sum(parts)


HEADING = ["SỞ NỘI VỤ", "Số: 15/BC-SNV", "BÁO CÁO", "Kết quả cải cách hành chính năm 2026", "I. KẾT QUẢ"]


def report(*lines):
    texts = [*HEADING, *lines]
    source = Source("bc.txt", 1, "text", tuple(Line(text, 1, place) for place, text in enumerate(texts, 1)))
    return read_checked(source)["documents"][0]


def test_a_report_is_warned_of_at_the_sentence():
    document = report(
        "1. Đã rà soát 200 TTHC. Qua rà soát có 33 TTHC được đơn giản hóa, đạt 16,4%.",
        "2. Hoàn thành 45/60 nhiệm vụ (đạt 80%).",
        "3. Tiếp nhận 1.000 hồ sơ, trong đó 905 hồ sơ trực tuyến, đạt 90,5%.",
    )
    doubts = [warning for warning in document["warnings"] if "detail" in warning]
    assert [(w["code"], w["line"], w["detail"]["of"], w["detail"]["expected"]) for w in doubts] == [
        ("share_off", 6, 200, 16.5),
        ("share_off", 7, 60, 75),
    ]
    assert doubts[1]["text"] == "45 trên 60 là 75 %, văn bản ghi 80 %."
    assert doubts[0]["detail"]["sentence"].startswith("Qua rà soát có 33 TTHC")
    facts = {(s["value"], s["of"], s["ratio"], s["unit"]) for s in document["statements"]}
    assert facts >= {(33, 200, 16.4, "TTHC"), (45, 60, 80, "nhiệm vụ"), (905, 1000, 90.5, "hồ sơ")}


def test_digits_torn_apart_and_marks_of_footnotes_are_no_figures():
    document = report(
        "1. Có 146/175 phường (đạt tỷ lệ 83 4%) thực hiện.", "2. Ban hành kế hoạch năm 2021% về tuyên truyền trong năm."
    )
    assert [warning for warning in document["warnings"] if "detail" in warning] == []
    assert [(s["value"], s["of"], s["ratio"]) for s in document["statements"]][:1] == [(146, 175, None)]
    assert 2021 not in {s["value"] for s in document["statements"]}
