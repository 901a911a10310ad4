"""What the report says, and what it must not say."""

import io
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from caicach.documents.layout.model import Bullet, DataTable, Heading, Number, Paragraph, RowKind
from caicach.documents.layout.paper import write_docx
from caicach.documents.layout.preview import preview
from caicach.documents.layout.wording import inlines, plain
from caicach.reports.composing import compose_report, prose
from caicach.reports.composing.facts import (
    Achievement,
    Difficulty,
    Extension,
    FactsDisagree,
    FieldFacts,
    NextTask,
    Outcome,
    OverdueTask,
    Proposal,
    TargetState,
    TaskCounts,
    TaskLine,
)
from caicach.reports.composing.promises import became, due_day, promises_in
from caicach.reports.tests.report_samples import EMPTY, THIRD_QUARTER, full, large

FULL = full()


def texts(report):
    """The body line by line."""
    return [plain(block.text) for block in report.body if isinstance(block, Heading | Paragraph | Bullet)]


def said(report):
    return "\n".join(texts(report))


def part(report, key):
    """The lines from one heading to the next of its level or above."""
    blocks = list(report.body)
    start = next(i for i, block in enumerate(blocks) if isinstance(block, Heading) and block.key == key)
    level = blocks[start].level
    lines = []
    for block in blocks[start + 1 :]:
        if isinstance(block, Heading) and block.level <= level:
            break
        if isinstance(block, Heading | Paragraph | Bullet):
            lines.append(plain(block.text))
    return lines


def live_numbers(report):
    found = []
    for block in [*report.body, *(block for annex in report.annexes for block in annex.body)]:
        if isinstance(block, Paragraph | Bullet):
            found += [piece for piece in inlines(block.text) if isinstance(piece, Number)]
        elif isinstance(block, DataTable):
            for row in block.rows:
                for cell in row.cells:
                    pieces = cell if isinstance(cell, tuple) else (cell,)
                    found += [piece for piece in pieces if isinstance(piece, Number)]
    return found


def with_counts(counts, **changes):
    """A report in which one field holds these figures."""
    return replace(EMPTY, fields=(FieldFacts(2, "Cải cách thể chế", counts),), **changes)


# --- outline ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("facts", [pytest.param(FULL, id="full"), pytest.param(EMPTY, id="empty")])
def test_the_five_parts_stand_in_their_order(facts):
    parts = [block.text for block in compose_report(facts).body if isinstance(block, Heading) and block.level == 1]
    assert parts == [
        "I. Công tác chỉ đạo, điều hành",
        "II. Kết quả thực hiện",
        "III. Đánh giá chung",
        "IV. Phương hướng, nhiệm vụ quý IV năm 2026",
        "V. Kiến nghị, đề xuất",
    ]


def test_part_two_holds_the_six_fields_numbered_anew():
    headings = [block for block in compose_report(FULL).body if isinstance(block, Heading)]
    start = next(i for i, block in enumerate(headings) if block.key == "results")
    assert [block.text for block in headings[start + 1 : start + 7]] == [
        "1. Cải cách thể chế",
        "2. Cải cách thủ tục hành chính",
        "3. Cải cách tổ chức bộ máy",
        "4. Cải cách chế độ công vụ",
        "5. Cải cách tài chính công",
        "6. Xây dựng chính quyền điện tử, chính quyền số",
    ]


def test_the_head_of_the_document():
    report = compose_report(FULL)
    assert (report.kind.code, report.symbol, report.number) == ("report", "BC-UBND", 5)
    assert report.title == "Kết quả thực hiện công tác cải cách hành chính quý III năm 2026"
    assert texts(report)[0] == (
        "Thực hiện Kế hoạch số 310/KH-UBND ngày 20 tháng 12 năm 2025 của UBND thành phố An Bình về cải cách hành chính"
        " nhà nước năm 2026, UBND thành phố An Bình báo cáo kết quả thực hiện công tác cải cách hành chính quý III năm"
        " 2026 (số liệu từ ngày 15/6/2026 đến hết ngày 14/9/2026) như sau:"
    )
    assert texts(report)[-1] == (
        "Trên đây là Báo cáo kết quả thực hiện công tác cải cách hành chính quý III năm 2026, UBND thành phố An Bình"
        " trân trọng báo cáo Bộ Nội vụ."
    )


# --- figures ----------------------------------------------------------------------------------------------------


def test_figures_are_said_with_numerator_denominator_and_share():
    counts = TaskCounts(done_in_time=8000, done_late=511, running=1027, overdue=36)
    overdue = tuple(OverdueTask(f"Việc {n}", "Sở Y tế", date(2026, 6, 30), 76, "Thiếu kinh phí") for n in range(36))
    report = compose_report(with_counts(counts, overdue=overdue))
    assert part(report, "tasks")[:4] == [
        "Tổng số nhiệm vụ được giao theo dõi, đôn đốc trong kỳ là 9.574 nhiệm vụ, trong đó:",
        "Đã hoàn thành 8.511/9.574 nhiệm vụ, đạt tỷ lệ 88,9%; trong đó hoàn thành đúng hạn 8.000/8.511 nhiệm"
        " vụ (94,0%),"
        " hoàn thành chậm hạn 511/8.511 nhiệm vụ (6,0%).",
        "Đang thực hiện, trong hạn 1.027/9.574 nhiệm vụ, chiếm 10,7% tổng số nhiệm vụ.",
        "Quá hạn, chưa hoàn thành 36/9.574 nhiệm vụ, chiếm 0,4% tổng số nhiệm vụ.",
    ]


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        pytest.param(87, 382, "22,8%", id="rounded, not cut off"),
        pytest.param(1, 8, "12,5%", id="exact decimal"),
        pytest.param(1, 16, "6,3%", id="half goes up, 6.25"),
        pytest.param(1, 80, "1,3%", id="half goes up, 1.25"),
        pytest.param(9, 9, "100%", id="whole"),
        pytest.param(1, 2, "50%", id="exactly half has no decimal"),
        pytest.param(9999, 10000, "100,0%", id="not quite whole shows its decimal"),
        pytest.param(0, 7, "0%", id="none"),
        pytest.param(Decimal("350.4"), Decimal("3893.3"), "9,0%", id="amounts of money"),
    ],
)
def test_percentages_are_rounded_half_up_to_one_decimal(numerator, denominator, expected):
    assert prose.percentage(numerator, denominator) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [pytest.param(0, "0"), pytest.param(5, "05"), pytest.param(10, "10"), pytest.param(9574, "9.574")],
)
def test_counts_below_ten_carry_a_zero(number, expected):
    assert prose.counted(number) == expected


def test_the_annex_adds_up():
    figures = compose_report(FULL).annexes[0].body[1]
    columns = [[row.cells[column].text for row in figures.rows] for column in range(2, 7)]
    for column in columns:
        *fields, total = (int(text.replace(".", "")) for text in column)
        assert sum(fields) == total
    assert [cell.text for cell in figures.rows[-1].cells[2:]] == ["58", "36", "4", "15", "3", "69,0%"]
    assert figures.rows[-1].kind is RowKind.TOTAL


def test_a_field_without_tasks_has_no_share():
    figures = compose_report(with_counts(TaskCounts(running=1))).annexes[0].body[1]
    assert figures.rows[0].cells[-1].text == "0%"
    empty = replace(EMPTY, fields=(*with_counts(TaskCounts(running=1)).fields, FieldFacts(3, "Thủ tục")))
    assert compose_report(empty).annexes[0].body[1].rows[1].cells[-1] is None


def test_every_task_is_in_the_annex_under_its_field():
    table = compose_report(FULL).annexes[1].body[0]
    assert [column.title for column in table.columns] == [
        "STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn", "Tình trạng", "Kết quả/sản phẩm",
    ]  # fmt: skip
    groups = [row.cells for row in table.rows if row.kind is RowKind.GROUP]
    assert groups[0] == ("I", "Chỉ đạo, điều hành")
    assert len(groups) == 7
    rows = [row for row in table.rows if row.kind is RowKind.PLAIN]
    assert len(rows) == FULL.counts.total
    assert rows[0].cells[2:6] == ("Sở Nội vụ", "Sở Tài chính, UBND các xã, phường", "02/07/2026", "Hoàn thành đúng hạn")
    assert compose_report(FULL).annexes[1].landscape is True


def test_the_text_points_to_its_annexes():
    assert "tại Phụ lục I; danh mục nhiệm vụ và kết quả thực hiện tại Phụ lục II" in said(compose_report(FULL))
    one = compose_report(with_counts(TaskCounts(running=1)))
    assert len(one.annexes) == 1
    assert "tại Phụ lục kèm theo Báo cáo này" in said(one)


def test_live_numbers_lead_to_their_figures():
    numbers = {number.key: number.text for number in live_numbers(compose_report(FULL))}
    assert numbers["tasks.total"] == "58"
    assert numbers["tasks.done_ratio"] == "69,0%"
    assert numbers["field.3.done_ratio"] == "68,8%"
    assert numbers["target.on-time"] == "96,2%\n(96.201/100.000)"
    assert numbers["extensions.total"] == "01"
    assert numbers["next.total"] == "03"


# --- nothing that the facts do not hold -------------------------------------------------------------------------


def test_an_empty_period_says_so_in_every_part():
    report = compose_report(EMPTY)
    assert part(report, "steering-done") == ["Trong kỳ không phát sinh kết quả được xác nhận."]
    assert part(report, "tasks") == [
        "Trong kỳ không phát sinh nhiệm vụ được giao.",
        "Trong kỳ không phát sinh nhiệm vụ được gia hạn.",
    ]
    assert part(report, "targets") == ["Trong kỳ không phát sinh chỉ tiêu được theo dõi."]
    assert part(report, "field-2") == ["Trong kỳ không phát sinh kết quả được xác nhận."]
    assert part(report, "achievements") == ["Trong kỳ chưa có kết quả hoàn thành được xác nhận."]
    assert part(report, "shortcomings")[0].startswith("Trong kỳ không phát sinh nhiệm vụ quá hạn")
    assert part(report, "causes") == ["Trong kỳ không phát sinh tồn tại, hạn chế cần nêu nguyên nhân."]
    assert part(report, "ahead") == ["Không có nhiệm vụ đến hạn từ ngày 14/9/2026 đến hết ngày 31/12/2026."]
    assert part(report, "proposals")[0] == "Trong kỳ không phát sinh kiến nghị, đề xuất."
    assert report.annexes == ()
    assert "%" not in said(report)
    assert live_numbers(report) == []


def test_nothing_late_is_not_called_late():
    report = compose_report(with_counts(TaskCounts(done_in_time=3)))
    assert "chậm hạn" not in "\n".join(part(report, "tasks"))
    assert "Không có nhiệm vụ quá hạn." in part(report, "tasks")
    assert part(report, "field-2")[0] == (
        "Tổng số nhiệm vụ được giao: 03 nhiệm vụ; đã hoàn thành 3/3 nhiệm vụ, đạt tỷ lệ 100%; không có nhiệm"
        " vụ quá hạn."
    )
    assert "Có 1/1 lĩnh vực hoàn thành toàn bộ nhiệm vụ được giao: cải cách thể chế." in part(report, "achievements")


def test_nothing_done_is_not_praised():
    report = compose_report(with_counts(TaskCounts(running=2)))
    assert part(report, "achievements") == ["Trong kỳ chưa có kết quả hoàn thành được xác nhận."]


def test_achievements_name_product_and_timeliness():
    assert part(compose_report(FULL), "steering-done")[2:] == [
        "Kiểm tra công tác cải cách hành chính tại các sở, ban, ngành và phường, xã: đã kiểm tra trực tiếp"
        " tại 18 đơn vị,"
        " yêu cầu khắc phục 27 nội dung (Sở Nội vụ chủ trì; sản phẩm: Thông báo số 214/TB-UBND ngày"
        " 28/8/2026; hoàn thành"
        " đúng hạn).",
        "Tuyên truyền cải cách hành chính trên Cổng thông tin điện tử thành phố: đã đăng 46 tin, bài và 05 phóng sự"
        " (Sở Văn hóa và Thể thao chủ trì; hoàn thành chậm hạn).",
    ]


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        pytest.param(Achievement("Rà soát thủ tục.", Outcome.RUNNING), "Rà soát thủ tục (đang thực hiện, trong hạn).",
                     id="the task alone"),
        pytest.param(Achievement("Rà soát", Outcome.DONE_LATE, "UBND xã đã rà soát."),
                     "Rà soát: UBND xã đã rà soát (hoàn thành chậm hạn).", id="a name keeps its capital"),
        pytest.param(Achievement("Rà soát", Outcome.OVERDUE, "Chưa xong;"),
                     "Rà soát: chưa xong (quá hạn, chưa hoàn thành).", id="overdue"),
    ],
)  # fmt: skip
def test_achievement(done, expected):
    assert prose.achievement(done) == expected


def test_overdue_tasks_come_longest_first_with_lead_days_and_reason():
    lines = part(compose_report(FULL), "shortcomings")
    assert lines[0] == "Còn 03 nhiệm vụ quá hạn, chưa hoàn thành:"
    assert lines[1] == (
        "Số hóa kết quả giải quyết thủ tục hành chính còn hiệu lực (Sở Xây dựng chủ trì): thời hạn ngày"
        " 30/6/2026, quá hạn"
        " 76 ngày; nguyên nhân: chưa bố trí được kinh phí số hóa."
    )
    assert lines[2].endswith("quá hạn 14 ngày; nguyên nhân: Sở Tài chính chưa có ý kiến thẩm định.")
    assert lines[3].endswith("thời hạn ngày 09/9/2026, quá hạn 05 ngày.")


def test_causes_are_those_that_were_given_and_silence_is_named():
    assert part(compose_report(FULL), "causes") == [
        "Chưa bố trí được kinh phí số hóa (01 nhiệm vụ).",
        "Sở Tài chính chưa có ý kiến thẩm định (01 nhiệm vụ).",
        "Hạ tầng mạng cấp xã chưa được đầu tư đồng bộ.",
        "Có 01 nhiệm vụ quá hạn chưa được nêu nguyên nhân.",
    ]


def test_shortcomings_without_causes_invent_none():
    facts = with_counts(TaskCounts(done_late=1), difficulties=(Difficulty("Thiếu người"),))
    assert part(compose_report(facts), "causes") == ["Nguyên nhân chưa được các cơ quan, đơn vị nêu trong báo cáo."]
    assert "Thiếu người." in part(compose_report(facts), "shortcomings")


def test_extensions_name_both_days_and_the_reason():
    moved = Extension("Xây dựng kho dữ liệu.", "Sở X", date(2026, 1, 5), date(2026, 10, 15), "Điều chỉnh dự toán.")
    assert prose.extension(moved) == (
        "Xây dựng kho dữ liệu (Sở X chủ trì): gia hạn từ ngày 05/01/2026 đến ngày 15/10/2026; lý do: điều"
        " chỉnh dự toán."
    )
    assert "lý do" not in prose.extension(replace(moved, reason=" "))


# --- targets ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "goal", "reached"),
    [
        pytest.param(TargetState("a", "a", ">=", Decimal("95"), unit="%", value=Decimal("96.25")), "≥ 95%", "96,25%",
                     id="value as it was given"),
        pytest.param(TargetState("a", "a", ">=", Decimal("95"), unit="%", numerator=1, denominator=3), "≥ 95%",
                     "33,3%\n(1/3)", id="share from its parts"),
        pytest.param(TargetState("a", "a", "<=", Decimal(10), unit="hạng"), "≤ 10 hạng", "Chưa có số liệu", id="rank"),
        pytest.param(TargetState("a", "a", "between", Decimal(50), Decimal(60), "%"), "Từ 50% đến 60%",
                     "Chưa có số liệu", id="between"),
        pytest.param(TargetState("a", "a", "done", met=True), "Hoàn thành", "Đã hoàn thành", id="a milestone reached"),
        pytest.param(TargetState("a", "a", "done"), "Hoàn thành", "Chưa có số liệu", id="a milestone not judged"),
        pytest.param(TargetState("a", "a", "=", None, unit="%"), "", "Chưa có số liệu", id="no goal"),
    ],
)  # fmt: skip
def test_targets(target, goal, reached):
    assert prose.goal(target) == goal
    assert plain(prose.reached(target)) == reached


def test_targets_are_counted_by_how_they_stand():
    assert part(compose_report(FULL), "targets") == [
        "Trong kỳ theo dõi 03 chỉ tiêu, gồm: 01 chỉ tiêu đạt mục tiêu; 01 chỉ tiêu chưa đạt mục tiêu; 01 chỉ"
        " tiêu chưa có"
        " số liệu để đánh giá. Kết quả từng chỉ tiêu như sau:"
    ]
    table = next(block for block in compose_report(FULL).body if isinstance(block, DataTable))
    assert [row.cells[-1] for row in table.rows] == ["Đạt", "Chưa đạt", "Chưa đánh giá"]
    assert table.rows[0].cells[4] == "14/9/2026"


# --- next period and proposals ----------------------------------------------------------------------------------


def test_what_comes_next_stands_under_its_field():
    lines = part(compose_report(FULL), "ahead")
    assert lines[:3] == [
        "Tập trung hoàn thành dứt điểm 03 nhiệm vụ quá hạn nêu tại Mục III Báo cáo này.",
        "Từ ngày 14/9/2026 đến hết ngày 31/12/2026, UBND thành phố An Bình tổ chức thực hiện 03 nhiệm vụ đến hạn,"
        " cụ thể:",
        "1. Chỉ đạo, điều hành",
    ]
    assert lines[3] == (
        "Xây dựng Kế hoạch cải cách hành chính năm 2027 (Sở Nội vụ chủ trì; phối hợp: Sở Tài chính; thời hạn: trước"
        " 15/12/2026)."
    )
    assert prose.next_task(NextTask("Họp.")) == "Họp."


def test_proposals_stand_under_the_name_of_whom_they_ask():
    asked = (
        Proposal("Bổ sung kinh phí"),
        Proposal("Ban hành hướng dẫn.", "Bộ Nội vụ"),
        Proposal("Rà soát", "Bộ Nội vụ"),
    )
    lines = part(compose_report(replace(EMPTY, proposals=asked)), "proposals")
    assert lines[:4] == ["Bổ sung kinh phí.", "1. Đối với Bộ Nội vụ", "Ban hành hướng dẫn.", "Rà soát."]


def test_long_lists_are_cut_and_say_how_much_is_left_out():
    field = FieldFacts(2, "Thể chế", achievements=tuple(Achievement(f"Việc {n}", Outcome.RUNNING) for n in range(50)))
    report = compose_report(replace(EMPTY, fields=(field,)), listed_at_most=40)
    lines = part(report, "field-2")
    assert len(lines) == 42
    assert lines[-1] == "Và 10 kết quả khác."


# --- figures that contradict each other -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(lambda: replace(FULL, overdue=FULL.overdue[:1]), "1 overdue tasks are", id="overdue list"),
        pytest.param(lambda: replace(FULL, tasks=FULL.tasks[1:]), "field 1: the annex lists", id="annex and figures"),
        pytest.param(lambda: replace(FULL, tasks=(replace(FULL.tasks[0], field=9), *FULL.tasks[1:])), "field 9",
                     id="a task of no field"),
        pytest.param(lambda: replace(EMPTY, fields=(*EMPTY.fields, EMPTY.fields[0])), "twice", id="a field twice"),
        pytest.param(lambda: TaskCounts(running=-1), "below zero", id="a number below zero"),
        pytest.param(lambda: TargetState("a", "a", numerator=1), "come together", id="half a fraction"),
        pytest.param(lambda: TargetState("a", "a", numerator=1, denominator=0), "above zero", id="divided by 0"),
        pytest.param(lambda: replace(THIRD_QUARTER, data_from=date(2026, 9, 15)),
                     "ends", id="a window backwards"),
    ],
)  # fmt: skip
def test_facts_that_disagree_are_refused(make, message):
    with pytest.raises(FactsDisagree, match=message):
        make()


# --- all the way ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("facts", [pytest.param(FULL, id="full"), pytest.param(EMPTY, id="empty")])
def test_the_report_is_written_and_shown(facts):
    report = compose_report(facts)
    stream = io.BytesIO()
    write_docx(report, stream)
    assert stream.getvalue().startswith(b"PK")
    assert "V. KIẾN NGHỊ, ĐỀ XUẤT" in preview(report)


def test_no_line_has_doubled_marks_or_gaps():
    for line in texts(compose_report(FULL)):
        assert not any(flaw in line for flaw in ("..", ";.", ",.", "  ", " .", " ;", "()", "( ", ": ;")), line


def test_two_thousand_tasks_are_composed_and_written_in_under_three_seconds():
    facts = large(2000)
    started = time.perf_counter()
    write_docx(compose_report(facts), io.BytesIO())
    assert time.perf_counter() - started < 3


def test_several_tasks_of_one_name_are_told_apart_by_the_day_that_was_promised():
    """A plan has the same task each quarter; the one that was promised is the one that counts."""
    name = "Tổ chức đánh giá công chức theo quý"

    def task(outcome, due, due_on):
        return TaskLine(7, "1", name, "Sở Nội vụ", outcome, due=due, due_on=due_on)

    done = task(Outcome.DONE_IN_TIME, "Quý III/2026", date(2026, 9, 30))
    later = task(Outcome.RUNNING, "Tháng 12/2026", date(2026, 12, 31))
    for due in ("quý III/2026", "ngày 30/9/2026", "trước ngày 30/9/2026"):
        promises = promises_in([f"- {name} (Sở Nội vụ chủ trì; thời hạn: {due})."])
        assert [(one.text, one.kept) for one in became(promises, [later, done])] == [(name, True)]
    promises = promises_in([f"- {name} (thời hạn: tháng 12/2026).", f"- {name} (thời hạn: ngày 30/9/2026)."])
    assert [one.kept for one in became(promises, [done, later])] == [False, True]
    assert [one.kept for one in became(promises_in([f"- {name}."]), [done, later])] == [False]
    assert due_day("ngày 31/02/2026") is None
