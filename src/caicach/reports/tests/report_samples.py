"""A fictional city's report, for the tests of this room."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from caicach.documents.layout.model import Recipients, Signature
from caicach.reports.composing.facts import (
    Achievement,
    Difficulty,
    Extension,
    FieldFacts,
    NextTask,
    Outcome,
    OverdueTask,
    PeriodKind,
    Proposal,
    ReportFacts,
    ReportingBody,
    ReportPeriod,
    TargetState,
    TaskCounts,
    TaskLine,
)

CITY = ReportingBody(
    name="Ủy ban nhân dân thành phố An Bình",
    short_name="UBND thành phố An Bình",
    abbreviation="UBND",
    place="An Bình",
)

THIRD_QUARTER = ReportPeriod(
    kind=PeriodKind.QUARTER,
    label="Quý III năm 2026",
    next_label="Quý IV năm 2026",
    data_from=date(2026, 6, 15),
    data_to=date(2026, 9, 14),
    listed_from=date(2026, 9, 14),
    listed_to=date(2026, 12, 31),
)

FIELD_NAMES = {
    1: "Chỉ đạo, điều hành",
    2: "Cải cách thể chế",
    3: "Cải cách thủ tục hành chính",
    4: "Cải cách tổ chức bộ máy",
    5: "Cải cách chế độ công vụ",
    6: "Cải cách tài chính công",
    7: "Xây dựng chính quyền điện tử, chính quyền số",
}

EMPTY = ReportFacts(
    body=CITY, period=THIRD_QUARTER, fields=tuple(FieldFacts(number, name) for number, name in FIELD_NAMES.items())
)


def full() -> ReportFacts:
    """A quarter in which every part of the report has something to say."""
    counts = {
        1: TaskCounts(4, 1, 1, 0),
        2: TaskCounts(6, 0, 0, 0),
        3: TaskCounts(9, 2, 4, 1),
        4: TaskCounts(3, 0, 2, 0),
        5: TaskCounts(5, 1, 2, 1),
        6: TaskCounts(2, 0, 1, 0),
        7: TaskCounts(7, 0, 5, 1),
    }
    achievements = {
        1: (
            Achievement(
                "Kiểm tra công tác cải cách hành chính tại các sở, ban, ngành và phường, xã",
                Outcome.DONE_IN_TIME,
                "Đã kiểm tra trực tiếp tại 18 đơn vị, yêu cầu khắc phục 27 nội dung",
                "Thông báo số 214/TB-UBND ngày 28/8/2026",
                "Sở Nội vụ",
            ),
            Achievement(
                "Tuyên truyền cải cách hành chính trên Cổng thông tin điện tử thành phố",
                Outcome.DONE_LATE,
                "Đã đăng 46 tin, bài và 05 phóng sự",
                lead="Sở Văn hóa và Thể thao",
            ),
        ),
        2: (
            Achievement(
                "Rà soát văn bản quy phạm pháp luật do thành phố ban hành",
                Outcome.DONE_IN_TIME,
                "Hoàn thành rà soát 112 văn bản, kiến nghị bãi bỏ 09 văn bản",
                "Báo cáo số 88/BC-STP ngày 31/8/2026",
                "Sở Tư pháp",
            ),
        ),
        3: (
            Achievement(
                "Công bố danh mục thủ tục hành chính được đơn giản hóa",
                Outcome.DONE_IN_TIME,
                "Ban hành 03 quyết định công bố 41 thủ tục",
                "Quyết định số 1920/QĐ-UBND",
                "Văn phòng UBND thành phố",
            ),
        ),
        7: (
            Achievement(
                "Kết nối Hệ thống thông tin giải quyết thủ tục hành chính với cơ sở dữ liệu đất đai",
                Outcome.RUNNING,
                "Đang thử nghiệm tại 06 phường",
                lead="Sở Khoa học và Công nghệ",
            ),
        ),
    }
    next_tasks = {
        1: (
            NextTask(
                "Xây dựng Kế hoạch cải cách hành chính năm 2027", "Sở Nội vụ", ("Sở Tài chính",), "Trước 15/12/2026"
            ),
        ),
        3: (
            NextTask("Tổng kết mô hình trả kết quả tại nhà", "Văn phòng UBND thành phố", (), "Tháng 11/2026"),
            NextTask("Tập huấn cán bộ một cửa", "Sở Nội vụ", ("UBND các xã, phường",), "Quý IV/2026"),
        ),
    }
    overdue = (
        OverdueTask("Số hóa kết quả giải quyết thủ tục hành chính còn hiệu lực", "Sở Xây dựng", date(2026, 6, 30), 76,
                    "Chưa bố trí được kinh phí số hóa"),
        OverdueTask("Phê duyệt đề án vị trí việc làm", "Sở Nội vụ", date(2026, 8, 31), 14,
                    "Sở Tài chính chưa có ý kiến thẩm định"),
        OverdueTask("Tích hợp chữ ký số trên Cổng dịch vụ công", "Sở Khoa học và Công nghệ", date(2026, 9, 9), 5),
    )  # fmt: skip
    fields = tuple(
        FieldFacts(number, name, counts[number], achievements.get(number, ()), next_tasks.get(number, ()))
        for number, name in FIELD_NAMES.items()
    )
    return ReportFacts(
        body=CITY,
        period=THIRD_QUARTER,
        fields=fields,
        plans=(
            "Kế hoạch số 310/KH-UBND ngày 20 tháng 12 năm 2025 của UBND thành phố An Bình về cải cách hành chính nhà"
            " nước năm 2026",
        ),
        number=5,
        issued_on=date(2026, 9, 16),
        addressees=("Bộ Nội vụ",),
        signature=Signature("TM. Ủy ban nhân dân\nKT. Chủ tịch", "Phó Chủ tịch", "Trần Minh Khôi"),
        recipients=Recipients(
            ("Như trên", "Thường trực Thành ủy, Thường trực HĐND thành phố", "Chủ tịch, các PCT UBND thành phố",
             "Các sở, ban, ngành", "UBND các xã, phường"),
            ("SNV",),
        ),
        overdue=overdue,
        extensions=(
            Extension("Xây dựng kho dữ liệu dùng chung", "Sở Khoa học và Công nghệ", date(2026, 9, 30),
                      date(2026, 12, 31), "Điều chỉnh tổng mức đầu tư"),
        ),
        targets=(
            TargetState("Tỷ lệ hồ sơ đúng hạn", "on-time", ">=", Decimal(95), unit="%", value=Decimal("96.2"),
                        numerator=96201, denominator=100000, as_of=date(2026, 9, 14), met=True),
            TargetState("Tỷ lệ hồ sơ trực tuyến", "online", ">=", Decimal(80), unit="%", value=Decimal("71.5"),
                        as_of=date(2026, 9, 14), met=False),
            TargetState("Xếp hạng Chỉ số cải cách hành chính cấp tỉnh", "rank", "<=", Decimal(10), unit="hạng"),
        ),
        difficulties=(
            Difficulty("Đường truyền tại một số điểm tiếp nhận hồ sơ chưa ổn định", "UBND phường Bình Hòa",
                       "Hạ tầng mạng cấp xã chưa được đầu tư đồng bộ"),
        ),
        proposals=(Proposal("Sớm hướng dẫn tiêu chí chấm điểm Chỉ số cải cách hành chính năm 2026", "Bộ Nội vụ"),),
        tasks=tuple(task_lines(counts)),
    )  # fmt: skip


def task_lines(counts: dict[int, TaskCounts]) -> list[TaskLine]:
    """A row for every task that the figures count."""
    lines: list[TaskLine] = []
    for number, figures in counts.items():
        for outcome in Outcome:
            for _ in range(getattr(figures, outcome.value)):
                ordinal = len(lines) + 1
                due = date(2026, 7, 1) + timedelta(days=ordinal % 90)
                lines.append(
                    TaskLine(
                        field=number,
                        ordinal=str(ordinal),
                        task=f"Nhiệm vụ số {ordinal} về rà soát, hoàn thiện quy trình phục vụ người dân",
                        lead="Sở Nội vụ",
                        outcome=outcome,
                        supports=("Sở Tài chính", "UBND các xã, phường"),
                        due=f"{due:%d/%m/%Y}",
                        result="Kế hoạch đã ban hành" if outcome in (Outcome.DONE_IN_TIME, Outcome.DONE_LATE) else "",
                    )
                )
    return lines


def large(tasks: int) -> ReportFacts:
    """A city with many tasks, all running."""
    counts = {number: TaskCounts() for number in FIELD_NAMES}
    counts[3] = TaskCounts(running=tasks)
    return ReportFacts(
        body=CITY,
        period=THIRD_QUARTER,
        fields=tuple(FieldFacts(number, name, counts[number]) for number, name in FIELD_NAMES.items()),
        tasks=tuple(task_lines(counts)),
    )
