"""Text that lost its marks or was recognised badly: what a careful reader finds in it, found all the same."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from functools import cache, reduce
from operator import add
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from caicach.core.text import flatten, unmarked
from caicach.intake.extraction import extract
from caicach.intake.reading.confusions import CONFUSIONS, apart, as_roman, distance, put_right
from caicach.intake.reading.health import Health, health_of, is_foreign, texts_of
from caicach.intake.reading.legible import corrected, legible
from caicach.intake.reading.marks import with_marks
from caicach.intake.reading.tokens import is_syllable
from caicach.intake.source import Cell, Line, Source, Table
from caicach.intake.tests.contract import read_checked
from caicach.intake.tests.reading_damage import (
    changed,
    confused,
    score_deadlines,
    score_owners,
    score_targets,
    score_tasks,
)

SHARED = Path(os.environ.get("CAICACH_SHARED") or Path(__file__).parents[5] / "shared")
SAMPLES = Path(__file__).parent / "reading_samples"
shared_only = pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason="the shared documents are not there")


# ---- the table of confusions


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("chirc", "chuc"), ("chtrc", "chuc"), ("thyc", "thuc"), ("phd", "pho"), ("nhi¢m", "nhiem"), ("c&", "co"),
        ("s6", "so"), ("1ap", "lap"), ("hoch", "hoach"), ("trin", "trien"), ("chwong", "chuong"), ("dugc", "duoc"),
        ("ctia", "cua"), ("giri", "gui"), ("rn6i", "moi"), ("x4", "xa"), ("b&n", "bon"),
    ],
)  # fmt: skip
def test_what_recognition_sees_is_near_to_what_was_meant(seen, meant):
    assert distance(seen, meant) <= 0.5


@pytest.mark.parametrize(("one", "other"), [("bao", "phong"), ("tinh", "huyen"), ("giao", "thu"), ("so", "quan")])
def test_words_that_nobody_confuses_are_far_apart(one, other):
    assert distance(one, other) > 1.2


def test_the_table_has_each_confusion_once_and_costs_between_nothing_and_a_letter():
    assert not [row for row, count in Counter((seen, meant) for seen, meant, _ in CONFUSIONS).items() if count > 1]
    assert all(0 < cost < 1 and seen != meant for seen, meant, cost in CONFUSIONS)


@pytest.mark.parametrize(
    ("found", "read"),
    [
        ("trước ngày 15/4/2024Sở Nội vụ", "trước ngày 15/4/2024 Sở Nội vụ"),
        ("ngay10thang3nam2024", "ngay 10 thang 3 nam 2024"),
        ("30/ 10/202 1", "30/10/2021"),
        ("31/O3/2O25", "31/03/2025"),
        ("Qu 1/2024", "Quý I/2024"),
        ("Qu 11/2024", "Quý II/2024"),
        ("Tháng Quá 1/2024", "Tháng Quý I/2024"),
        ("ngày 30/6/2026", "ngày 30/6/2026"),
        ("T™. ỦY BAN", "TM. ỦY BAN"),
    ],
)
def test_dates_and_words_that_run_together_are_taken_apart(found, read):
    assert apart(found) == read


@pytest.mark.parametrize(
    ("found", "read"),
    [
        ("trước tháng I2/2026", "trước tháng 12/2026"),
        ("ngày I8 tháng O6 năm 2O26", "ngày 18 tháng 06 năm 2026"),
        ("NĂM 2O26", "NĂM 2026"),
        ("trước ngày 3O/6/2026", "trước ngày 30/6/2026"),
        ("quý l năm 2026, Quý lV/2026", "quý I năm 2026, Quý IV/2026"),
        ("Quý IIH/2027, quý IH", "Quý III/2027, quý III"),
        ("SỬY TẾ và Sởy tế", "SỞ Y TẾ và Sở Y tế"),
    ],
)
def test_letters_that_can_only_be_digits_are_digits(found, read):
    assert put_right(found) == read


@pytest.mark.parametrize(
    "text",
    [
        "tháng II, tháng I/2026",  # Roman numbers
        "quý 1, quý I, quý II/2026, quý vị, quý lắm, quý H",
        "ngày lo việc, ngày O, năm lo, tháng Oo",
        "năm 2026, năm l00, năm I2, ngày 3O2, tháng I4",  # nothing that there is
        "Sử Y, SỞ Y TẾ, suy, SỬ DỤNG",
        "Văn bản 18/lO, tòa nhà 5/IO, 2026/IolO",
    ],
)
def test_what_can_be_meant_as_it_stands_is_left(text):
    assert put_right(text) == text


def test_strokes_are_roman_numbers():
    assert (as_roman("I1"), as_roman("lV"), as_roman("1")) == ("II", "IV", "I")
    assert (as_roman("IL"), as_roman("IH"), as_roman("IIL")) == ("II", "III", "III")


# ---- words


@pytest.mark.parametrize(
    ("found", "read"),
    [
        ("S6 Noi vy chu tri phdi hop", "So Noi vu chu tri phoi hop"),
        ("thyc hién nhi¢m vu trong tim", "thuc hién nhiem vu trong tam"),
        ("mtrc d6 hai 1ong ctia ngudi dan", "muc do hai long cua nguoi dan"),
        ("Trin khai thirc hin K hoch", "Trien khai thuc hien Ke hoach"),
        ("Các phông don vithuôcS", "Các phông don vithuôcS"),
    ],
)
def test_a_word_that_is_none_is_read_in_the_company_of_its_neighbours(found, read):
    assert " ".join(corrected(found.split())) == read


def test_names_codes_and_foreign_words_stay():
    for text in ("Đ/c Lò Thị B", "145/QĐ-BNV", "phần mềm iCabinet chatbot help desk", "TCVN ISO 9001:2015", "nt"):
        assert " ".join(corrected(text.split(), trusted=True)) == text


def test_marks_come_back_where_nothing_else_is_possible():
    assert " ".join(
        with_marks(["So", "Noi", "vu", "chu", "tri", "trinh", "UBND", "tinh", "truoc", "ngay", "30/6/2026"])
    ) == ("Sở Nội vụ chủ trì trình UBND tỉnh trước ngày 30/6/2026")
    assert with_marks(["Nguyen", "Van", "Mau"])[0] == "Nguyen"


def test_syllables():
    assert all(is_syllable(word) for word in ("nghiep", "quyen", "thuong", "xa", "gi", "khuyen", "oi", "y"))
    assert not any(is_syllable(word) for word in ("thirc", "hin1", "dng", "website", "cdng", "tlong"))


def test_what_was_read_otherwise_is_given_back_as_it_stands():
    lines = [
        "II. NHI¢M VU",
        "1. Sd Noi vu chu tri xdy dung k& hoach, hoan thanh trudc ngay 30/6/2026.",
        *["van ban"] * 20,
    ]
    source = Source("x.txt", 1, "ocr", tuple(Line(text, 1, place) for place, text in enumerate(lines, 1)))
    read, ledger = legible(source, poor=True, lost=True)
    assert "kế hoạch" in read.blocks[1].text
    assert ledger.as_found(read.blocks[1].text, 1, 2) == lines[1]
    assert ledger.doubt(1, 2) > ledger.doubt(1, 3) == 0


def test_a_clean_text_with_foreign_words_is_in_good_health():
    text = "Triển khai chatbot, dashboard và data warehouse của Sở; email, website, portal theo quy định. " * 5
    assert not health_of([text]).poor
    assert Health(1000, 6).poor is False and Health(1000, 20).poor is True
    assert is_foreign("The plan of the ministry is for all and with the partners") and not is_foreign("Kế hoạch của Sở")


# ---- documents of the project's own, spoiled


@cache
def clean_readings():
    listed = []
    for path in sorted(path for path in SAMPLES.rglob("*") if path.is_file()):
        source = extract(path)
        listed.append((source, read_checked(source)))
    return listed


def scores(change):
    """Targets, tasks, leads and deadlines over all samples, spoiled, against their clean reading."""
    measures = (score_targets, score_tasks, score_owners, score_deadlines)
    rows = []
    for source, clean in clean_readings():
        spoiled = read_checked(changed(source, change))
        rows.append([measure(clean, spoiled) for measure in measures])
    return [reduce(add, column).f1 for column in zip(*rows, strict=True)]


def test_without_marks_the_samples_say_the_same():
    assert min(scores(unmarked)) >= 0.99


@pytest.mark.parametrize(("share", "seed"), [(0.01, 3), (0.03, 22)])
def test_without_marks_and_recognised_badly_the_samples_say_nearly_the_same(share, seed):
    spoil = confused(share, seed)
    targets, tasks, owners, dues = scores(lambda text: spoil(unmarked(text)))
    assert targets >= 0.95 and tasks >= 0.95
    assert owners >= 0.9 and dues >= 0.9


def test_with_marks_and_recognised_badly_the_samples_say_nearly_the_same():
    targets, tasks, owners, dues = scores(confused(0.02, 2))
    assert targets >= 0.95 and tasks >= 0.95
    assert owners >= 0.9 and dues >= 0.9


def test_the_worse_the_text_the_lower_the_trust():
    source, clean = next(pair for pair in clean_readings() if pair[0].name == "ward_plan.txt")
    spoil = confused(0.03, 5)
    plain = read_checked(changed(source, unmarked))
    bad = read_checked(changed(source, lambda text: spoil(unmarked(text))))

    def trust(reading):
        listed = [task["confidence"] for document in reading["documents"] for task in document["tasks"]]
        return sum(listed) / len(listed)

    assert trust(clean) > trust(plain) > trust(bad)
    assert {warning["code"] for warning in bad["documents"][0]["warnings"]} >= {"text_damaged"}
    assert all(flatten(task["text"]) == task["text"].lower() for task in plain["documents"][0]["tasks"])


# ---- things that are no plan


INVOICE = [
    "HÓA ĐƠN GIÁ TRỊ GIA TĂNG", "Mẫu số: 01GTKT0/001", "Số: 0001234", "Ngày 15 tháng 3 năm 2026",
    "Đơn vị bán hàng: Công ty TNHH Giấy Mẫu", "- Giấy A4, 10 ram, đơn giá 65.000 đồng",
    "- Mực in, 2 hộp, đơn giá 450.000 đồng", "Cộng tiền hàng: 1.550.000 đồng", "Thuế suất GTGT: 8%",
]  # fmt: skip
STORY = [
    "Ngày xửa ngày xưa, ở một làng nọ có hai anh em mồ côi.", "- Anh ơi, mai em đi chợ nhé!",
    "- Ừ, em nhớ mua 2 cân gạo.", "Hôm sau trời mưa to, nước dâng 3 mét.",
]  # fmt: skip
ENGLISH = [
    "Annual report of the board", "1. The project is implemented by the ministry and will reach 90% of users.",
    "2. Develop the portal for citizens by 30/6/2026.",
    "- Improve the quality of the services that are provided with the partners",
]  # fmt: skip


@pytest.mark.parametrize("lines", [INVOICE, STORY, ENGLISH, ["."]], ids=["invoice", "story", "English", "blank"])
def test_what_is_no_plan_is_said_to_be_none(lines):
    source = Source("x.txt", 1, "ocr", tuple(Line(text, 1, place) for place, text in enumerate(lines, 1)))
    (document,) = read_checked(source)["documents"]
    assert [warning["code"] for warning in document["warnings"]] == ["not_a_plan"]
    assert document["targets"] == document["tasks"] == document["duties"] == []


def test_a_price_list_is_no_plan_and_a_bare_task_list_is_one():
    def table(*rows):
        cells = tuple(tuple(Cell(text, 1, place) for text in row) for place, row in enumerate(rows, 1))
        return read_checked(Source("x.xlsx", 1, "digital", (Table(cells),)))["documents"][0]

    prices = table(
        ("STT", "Tên hàng hóa", "Số lượng", "Đơn giá"), ("1", "Giấy A4", "10", "65.000"), ("2", "Bút", "5", "4")
    )
    tasks = table(("STT", "Nhiệm vụ", "Chủ trì"), ("1", "Rà soát quy trình nội bộ", "Phòng Kinh tế"))
    assert prices["tasks"] == [] and "not_a_plan" in {warning["code"] for warning in prices["warnings"]}
    assert len(tasks["tasks"]) == 1 and "not_a_plan" not in {warning["code"] for warning in tasks["warnings"]}


# ---- the real ones


@cache
def seed(number):
    return read_checked(extract(next((SHARED / "seeds").glob(f"{number}_*.txt"))))


def header(document):
    return (document["kind"], document["number"], document["issued_on"], flatten(document["issuer"] or ""))


def paths(document):
    return [section["path"] for section in document["sections"]]


def per_section(items):
    return Counter(item["section"] for item in items)


@shared_only
def test_a_review_plan_without_marks():
    (plan,) = seed("000")["documents"]
    assert header(plan) == ("plan", "80/KH-UBND", "2025-03-25", "uy ban nhan dan thanh pho ha noi")
    parts = ["I", "I.1", "I.2", "II", *(f"II.{n}" for n in (1, 2, 3)), "II.3.a", "II.3.b"]
    assert paths(plan) == [*parts, *(f"II.{n}" for n in (4, 5, 6, 7)), "III", "III.1", "III.2"]
    assert [(c["number"], c["issued_on"], c["relation"]) for c in plan["citations"]] == [
        ("145/QĐ-BNV", "2025-03-03", "basis"), ("76/NQ-CP", "2021-07-15", "mention"),
        ("136/KH-UBND", "2021-06-01", "mention"), ("337/KH-UBND", "2022-12-22", "mention"),
        ("01-CTr/TU", "2021-03-17", "mention"),
    ]  # fmt: skip
    assert [(t["section"], t["due"]["to"]) for t in plan["tasks"] if t["section"] != "II.3.a"] == [
        ("II.1", "2025-03-27"), ("II.2", "2025-04-15"), ("II.4", "2025-04-30"), ("II.5", "2025-05-31"),
        ("II.6", "2025-06-30"), ("II.7", "2025-06-30"),
    ]  # fmt: skip
    reports = [task for task in plan["tasks"] if task["section"] == "II.3.a"]
    assert {task["due"]["to"] for task in reports} == {"2025-04-15"}
    assert Counter(lead for task in reports for lead in task["leads"]) == {
        "Sở Tư pháp": 1, "Sở Nội vụ": 7, "Sở Tài chính": 3, "Sở Khoa học và Công nghệ": 3,
        "Trung tâm Phục vụ hành chính công Thành phố": 1, "Văn phòng UBND Thành phố": 1,
        "Viện Nghiên cứu phát triển kinh tế - xã hội": 1, "Sở Y tế": 2, "Sở Giáo dục và Đào tạo": 2,
        "Sở Văn hóa và Thể thao": 1, "Công an Thành phố": 1,
    }  # fmt: skip
    owed = Counter((duty["section"], duty["body"]) for duty in plan["duties"])
    both = {("III.1", "Các Sở, ban, ngành"): 2, ("III.1", "UBND các quận, huyện, thị xã"): 2}
    assert {key: owed[key] for key in both} == both and owed["III.2", "Sở Nội vụ"] >= 6


@shared_only
def test_a_ward_plan_without_marks():
    (plan,) = seed("004")["documents"]
    assert header(plan)[:3] == ("plan", "60/KH-UBND", "2025-09-15")
    assert flatten(plan["issuer"]).startswith("uy ban nhan dan phuong tran lieu")
    assert plan["period"] == {"from": 2026, "to": 2030}
    fields = [path for n in range(1, 7) for path in (f"II.{n}", f"II.{n}.a", f"II.{n}.b")]
    offices = [f"VI.2.{n}" for n in range(1, 7)]
    assert paths(plan) == (
        [
            "I",
            "I.1",
            "I.2",
            "II",
            *fields,
            "III",
            *(f"III.{n}" for n in range(1, 7)),
            "V",
            "VI",
            "VI.1",
            "VI.2",
            *offices,
        ]
    )
    assert {(c["number"], c["issued_on"]) for c in plan["citations"]} == {
        ("76/NQ-CP", "2021-07-15"), ("45-NQ/TW", "2019-01-24"), ("118/NĐ-CP", "2025-06-09"),
        ("150/2025/NĐ-CP", "2025-06-12"), ("154/2025/NĐ-CP", "2025-06-15"), ("60/2021/NĐ-CP", "2021-06-21"),
        ("111/2025/NĐ-CP", "2025-05-22"), ("57-NQ/TW", "2024-12-22"), ("226/2025/QH15", None),
    }  # fmt: skip
    numeric = [t for t in plan["targets"] if t["value"] is not None]
    assert [(t["section"], t["comparator"], t["value"]) for t in numeric] == [
        *[
            ("II.2.a", *pair)
            for pair in (("=", 100), ("=", 100), (">=", 50), ("=", 100), (">=", 85), (">=", 95), (">=", 90))
        ],
        *[("II.3.a", *pair) for pair in (("=", 5), (">=", 90), (">=", 90))],
        *[("II.6.a", *pair) for pair in (("=", 100), ("=", 100), (">=", 70), ("=", 100), ("=", 100), ("=", 100))],
    ]
    assert {(t["unit"], t["from"], t["to"]) for t in numeric} == {("%", 2026, 2030)}
    assert [t["value"] for t in plan["targets"] if t["part_of"] is not None] == [50, 90]
    assert per_section(plan["tasks"]) == {
        "II.1.b": 9, "II.2.b": 6, "II.3.b": 2, "II.4.b": 7, "II.5.b": 5, "II.6.b": 6,
        "III.1": 2, "III.2": 4, "III.3": 3, "III.4": 2, "III.5": 2, "VI.2.1": 1,
    }  # fmt: skip
    assert {t["section"]: t["field"] for t in plan["tasks"] if t["section"].startswith("II.")} == {
        f"II.{n}.b": n + 1 for n in range(1, 7)
    }
    owed = Counter((duty["section"], duty["body"]) for duty in plan["duties"])
    assert {key[1]: count for key, count in owed.items() if key[0].startswith("VI.2.") and key[0] != "VI.2.6"} == {
        "Phòng Văn hóa - Xã hội": 6, "Văn phòng HĐND-UBND": 3, "Phòng Kinh tế, Hạ tầng và Đô thị": 2,
        "Trung tâm Phục vụ hành chính công": 3, "Trung tâm Văn hóa, Thể thao và Truyền thông": 4,
    }  # fmt: skip
    assert owed["VI.2.6", "Mặt trận Tổ quốc"] == 1


@shared_only
def test_a_letter_and_its_report_in_one_file():
    letter, report = seed("003")["documents"]
    assert (letter["kind"], report["kind"]) == ("submission", "report")
    assert flatten(letter["issuer"]) == flatten(report["issuer"]) == "uy ban nhan dan thanh pho ha noi"
    assert report["signer"] == "Chu Ngoc Anh" and report["period"] == {"from": 2021, "to": 2021}
    assert paths(letter) == ["I", *(f"I.{n}" for n in range(1, 5)), "II", *(f"II.{n}" for n in range(1, 5))]
    wanted = [
        "I.1",
        "I.2",
        "I.3",
        *(f"II.{n}" for n in range(1, 7)),
        "III.1",
        "III.2",
        *(f"IV.{n}" for n in range(1, 9)),
    ]
    assert [path for path in paths(report) if path.count(".") == 1] == wanted
    assert [warning["code"] for warning in report["warnings"]].count("number_blank") == 1
    assert per_section(report["tasks"]).keys() <= {f"IV.{n}" for n in range(1, 9)} and len(report["tasks"]) >= 7
    facts = {(s["value"], s["of"], s["ratio"]) for s in report["statements"]}
    assert facts >= {
        (1525653, None, None), (1376469, 1525653, 90.2), (8511, 9574, 88.9), (1063, 9574, 11.1), (87, 382, 22.7),
        (50, 51, None), (350, 376, None), (510, 579, None), (55, 66, None), (11, 66, None), (24706, None, None),
        (351401, None, 9),
    }  # fmt: skip


@shared_only
def test_the_figures_of_the_report_raise_the_one_doubt_they_give_cause_for():
    doubts = [w for document in seed("003")["documents"] for w in document["warnings"] if "detail" in w]
    assert [(w["code"], w["detail"]["value"], w["detail"]["of"], w["detail"]["printed"]) for w in doubts] == [
        ("share_off", 87, 382, 22.7)
    ]
    assert doubts[0]["detail"]["expected"] == 22.8 and "22,8 %" in doubts[0]["text"]
    assert "22,7%" in doubts[0]["detail"]["sentence"]
    others = [
        w for n in ("000", "001", "002", "004") for d in seed(n)["documents"] for w in d["warnings"] if "detail" in w
    ]
    assert others == []


@shared_only
def test_an_annex_whose_cells_lie_scattered():
    (plan,) = seed("002")["documents"]
    assert flatten(plan["issuer"]).startswith("so van hoa va the thao") and plan["period"] == {"from": 2024, "to": 2024}
    annex = {task["ordinal"]: task for task in plan["tasks"] if task["section"].startswith("Phụ lục")}
    leads = dues = 0
    for row in json.loads((SHARED / "gold" / "seed002.json").read_text())["annex_tasks"]:
        task = annex.get(str(row["no"]))
        if task is None:
            continue
        names = flatten(" ".join(task["leads"]))
        leads += fuzz.token_set_ratio(flatten(row["lead"]).replace("-", " "), names.replace("-", " ")) >= 85
        due = task["due"] or {"kind": "", "to": None}
        quarter = re.fullmatch(r"2024-Q(\d)", row["due"])
        month = f"2024-{int(quarter[1]) * 3:02d}" if quarter else row["due"]
        dues += due["kind"] == "on_request" if month == "on request" else (due["to"] or "").startswith(month)
    assert len(annex) >= 22 and leads >= 20 and dues >= 19


@cache
def texts():
    return [text for path in sorted((SHARED / "seeds").glob("00[034]_*.txt")) for text in texts_of(extract(path))]


@shared_only
def test_the_real_ones_are_told_from_the_clean_ones():
    assert health_of(texts()).poor
    assert not health_of(list(texts_of(extract(next((SHARED / "seeds").glob("001_*.txt")))))).poor
