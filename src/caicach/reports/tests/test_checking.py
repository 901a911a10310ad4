"""What does not agree in a report, judged from plain values."""

from decimal import Decimal as D

import pytest

from caicach.reports import checking
from caicach.reports.checking import Fallen, Known, Printed, Said, Severity, What
from caicach.reports.live import reference
from caicach.reports.words_checks import FINDINGS, GROUPS, finding_words

ON_TIME = Known(
    "CCHC.3.02", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", 1, D("98.53"), D(1862), D(1890), before=D("97.1"),
)  # fmt: skip
PAPERS = Known("CCHC.1.05", "Văn bản chỉ đạo, điều hành cải cách hành chính đã ban hành", "văn bản", 0, D(12))
LATE = Known("CCHC.3.03", "Tỷ lệ hồ sơ giải quyết quá hạn", "%", 1, D("1.47"))


def said(text, pk=7):
    return [Said(pk, "tasks", text)]


def one(found):
    (finding,) = list(found)
    return finding


@pytest.mark.parametrize(
    ("text", "what", "words"),
    [
        ("Đã giải quyết 87/382 hồ sơ (25,7 %).", What.SHARE_OFF, "87 trên 382 là 22,8 %, lời văn ghi 25,7 %"),
        ("Tiếp nhận 382 hồ sơ, trong đó giải quyết 87 hồ sơ, đạt 25,7 %.", What.SHARE_OFF, "22,8 %"),
        ("Có 10 hồ sơ, gồm 5 hồ sơ trực tuyến và 4 hồ sơ trực tiếp.", What.PARTS_OFF, "5 + 4 = 9, lời văn ghi tổng"),
        ("Hoàn thành [[9/12|tasks.done~of]] nhiệm vụ, đạt [[57%|tasks.done_ratio]].", What.SHARE_OFF, "75 %"),
    ],
)  # fmt: skip
def test_arithmetic_of_reading_is_turned_on_the_draft(text, what, words):
    finding = one(checking.arithmetic(said(text)))
    assert (finding.what, finding.passage, finding.severity) == (what, 7, Severity.MUST_EXPLAIN)
    assert words in finding_words(finding)


@pytest.mark.parametrize(
    "text",
    [
        "Đã giải quyết 87/382 hồ sơ (22,8 %).",
        "Đã giải quyết 87/382 hồ sơ. Tỷ lệ hài lòng đạt 95 %.",
        "Ngày 05/4/2026 ban hành Kế hoạch số 87/KH-UBND.",
    ],
)
def test_what_agrees_is_not_doubted(text):
    assert not list(checking.arithmetic(said(text)))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Tỷ lệ hồ sơ giải quyết đúng hạn đạt 99,1 %.", "CCHC.3.02"),
        ("Đã ban hành 13 văn bản chỉ đạo, điều hành cải cách hành chính.", "CCHC.1.05"),
        ("Tỷ lệ hồ sơ giải quyết đúng hạn là 98,5%, hồ sơ giải quyết quá hạn tỷ lệ còn lại 3%.", "CCHC.3.03"),
        ("Tỷ lệ hồ sơ giải quyết quá hạn là 1,5%, tỷ lệ hồ sơ giải quyết đúng hạn là 98%.", "CCHC.3.02"),
        ("Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98,5 %, tăng 1,4 % so với quý trước.", None),
        ("Tỷ lệ hồ sơ giải quyết đúng hạn đạt [[98,6%|CCHC.3.02]].", None),
        ("Tỷ lệ hồ sơ giải quyết đúng hạn của quý trước là 97,1 %.", None),
        ("Phấn đấu tỷ lệ hồ sơ giải quyết đúng hạn đạt mục tiêu tối thiểu 99 %.", None),
        ("Đã giải quyết 1.862 hồ sơ đúng hạn.", None),
        ("Tổ chức 3 lớp tập huấn cho 120 công chức.", None),
    ],
)
def test_a_typed_number_is_held_against_the_figure_that_its_sentence_names(text, code):
    found = list(checking.typed_otherwise(said(text), [ON_TIME, PAPERS, LATE]))
    assert [finding.indicator for finding in found] == ([code] if code else [])


def test_what_the_table_does_not_hold_is_not_held_against_its_like():
    text = "Tỷ lệ hồ sơ giải quyết quá hạn là 3 %."
    assert not list(checking.typed_otherwise(said(text), [ON_TIME]))


def test_what_was_taken_from_below_is_not_held_against_the_figures_of_the_body_above():
    taken = Said(7, "tasks", "Tỷ lệ hồ sơ giải quyết đúng hạn đạt 99,1 %.", is_taken=True)
    assert not list(checking.typed_otherwise([taken], [ON_TIME]))


def test_the_sentence_names_what_was_found_and_what_it_should_be():
    finding = one(checking.typed_otherwise(said("Tỷ lệ hồ sơ giải quyết đúng hạn đạt 99,1 %."), [ON_TIME]))
    assert finding_words(finding).startswith(
        "Lời văn ghi 99,1%, số liệu “Tỷ lệ hồ sơ giải quyết đúng hạn” là 98,5%."
    )  # fmt: skip


def test_the_code_is_of_the_numbers_and_fits_its_column():
    low, high = (one(checking.typed_otherwise(said(f"Tỷ lệ hồ sơ giải quyết đúng hạn đạt {number} %."), [ON_TIME]))
                 for number in ("90", "91"))  # fmt: skip
    again = one(checking.typed_otherwise(said("Trong kỳ, tỷ lệ hồ sơ giải quyết đúng hạn là 90 %."), [ON_TIME]))
    assert low.code == again.code != high.code
    many = [f"Ủy ban nhân dân phường số {n}" for n in range(20)]
    assert one(checking.bodies_missing(many)).code != one(checking.bodies_missing([*many[:-1], "Xã khác"])).code
    lines = [Known(f"CCHC.3.{n:02}", "Hồ sơ", "hồ sơ", asked=True, answered=False) for n in range(40)]
    long, other = (one(checking.figures_missing(several)) for several in (lines, lines[:-1]))
    assert len(long.code) == 200 and long.code != other.code


def test_a_live_number_that_changed_is_named_and_holds_nothing_up():
    """All in one line: sending renews them, so that there is nothing to do about each."""
    text, ref = "Đạt [[98,5%|CCHC.3.02]], [[8|tasks.done]] việc, [[7|tasks.total]].", reference("CCHC.3.02")
    now = {ref: "98,7%", reference("tasks.done"): "8", reference("tasks.total"): "9"}
    finding = one(checking.changed_since(said(text), now, {ref: "Hồ sơ đúng hạn"}))
    assert finding.severity == Severity.LOOK
    assert finding_words(finding) == (
        "2 số liệu đã thay đổi từ khi soạn (“Hồ sơ đúng hạn”: 98,5% → 98,7%; 7 → 9)."
        " Số trong báo cáo được cập nhật khi trình hoặc ký."
    )


@pytest.mark.parametrize(
    ("below", "missing", "what"),
    [
        (D(12), 0, None),
        (D(11), 0, What.BELOW_ADDS_OTHERWISE),
        (D(11), 2, What.BELOW_INCOMPLETE),
        (D(13), 2, What.BELOW_ADDS_OTHERWISE),
    ],
)
def test_a_body_against_the_sum_of_those_below(below, missing, what):
    known = Known("A", "Hồ sơ", "hồ sơ", value=D(12), own=True, below=below, missing_below=missing)
    assert [finding.what for finding in checking.below_against_own([known])] == ([what] if what else [])
    assert not list(checking.below_against_own([Known("A", "Hồ sơ", "", value=D(1), below=D(2))]))


def test_tasks_done_and_overdue_are_not_more_than_there_are():
    total = Known("A.1", "Nhiệm vụ", "nhiệm vụ", value=D(10), counts="total", scope="1")
    done = Known("A.2", "Đúng hạn", "nhiệm vụ", value=D(8), counts="done_in_time", scope="1")
    late = Known("A.3", "Quá hạn", "nhiệm vụ", value=D(3), counts="overdue", scope="1")
    finding = one(checking.tasks_add_up([total, done, late]))
    assert finding.data == {"total": "10", "added": "11"}
    elsewhere = Known("A.4", "Quá hạn", "nhiệm vụ", value=D(3), counts="overdue", scope="2")
    assert not list(checking.tasks_add_up([total, done, elsewhere]))


@pytest.mark.parametrize(
    ("given", "falls"),
    [
        ({"cumulative": True, "same_year": True}, True),
        ({"cumulative": True, "same_year": False}, False),
        ({"cumulative": False, "same_year": True}, False),
    ],
)
def test_a_count_since_january_does_not_fall_within_the_year(given, falls):
    known = Known("A", "Hồ sơ", "hồ sơ", value=D(9), before=D(10), **given)
    assert bool(list(checking.fell_since_last([known]))) is falls


def test_the_last_report_and_its_promises():
    changed, same = Printed("A", "Hồ sơ", "10 hồ sơ", "12 hồ sơ"), Printed("B", "Văn bản", "3", "3")
    assert one(checking.printed_otherwise([changed, same])).indicator == "A"
    fallen = one(checking.targets_fell([Fallen("k", "Tỷ lệ dịch vụ công trực tuyến", "91%", "88%")]))
    assert "kỳ trước đã đạt (91%), kỳ này không còn đạt (88%)" in finding_words(fallen)
    promised = [
        "- Ban hành kế hoạch kiểm tra công vụ năm 2026 (Sở Nội vụ chủ trì; thời hạn: quý II).\n- Rà soát thủ tục hành"
        " chính nội bộ.",
        "Các nhiệm vụ trọng tâm quý sau của cơ quan:",
    ]
    finding = one(checking.not_mentioned(promised, said("Đã ban hành kế hoạch kiểm tra công vụ năm 2026.")))
    assert finding.data["promise"] == "Rà soát thủ tục hành chính nội bộ." and finding.severity == Severity.LOOK


def test_what_is_not_there_is_named_and_is_no_zero():
    assert not list(checking.bodies_missing([]))
    finding = one(checking.bodies_missing(["Sở Tư pháp", "Sở Y tế", "Sở Xây dựng"]))
    assert finding.severity == Severity.MUST_EXPLAIN and "3 cơ quan" in finding_words(finding)
    own = Known("A", "Hồ sơ", "hồ sơ", asked=True, answered=False)
    below = Known("B", "Văn bản", "văn bản", missing_below=2, named_missing=("Sở Tư pháp",))
    found = list(checking.figures_missing([own, below, ON_TIME]))
    assert [finding.what for finding in found] == [What.FIGURE_MISSING, What.FIGURES_BELOW_MISSING]
    assert "2 cơ quan chưa có số liệu, không tính là không (Sở Tư pháp; …): Văn bản." in finding_words(found[1])


def test_every_finding_has_its_sentence_and_its_place_in_the_list():
    assert set(FINDINGS) == set(GROUPS) == set(What)
    twice = [*checking.figures_missing([Known("A", "A", "", asked=True, answered=False)])] * 2
    order = checking.in_order([*twice, *checking.bodies_missing(["X"])])
    assert [finding.what for finding in order] == [What.BODIES_MISSING, What.FIGURE_MISSING]
