"""The tables behind the report: figures per field, and every task with where it stands."""

from __future__ import annotations

from caicach.core.numbers import format_number, to_roman
from caicach.documents.layout.model import Align, Annex, Cell, Column, DataTable, Note, Number, Row, RowKind
from caicach.reports.composing import prose
from caicach.reports.composing.facts import ReportFacts, TaskCounts, TaskLine

FIGURES_TITLE = "Tổng hợp kết quả thực hiện nhiệm vụ"
TASKS_TITLE = "Danh mục nhiệm vụ và kết quả thực hiện"


def figures(facts: ReportFacts, reference: str) -> Annex:
    """Figures on tasks, one row per field, the sum below."""
    done, running = "Đã hoàn thành", "Chưa hoàn thành"
    columns = (
        Column("STT", 0.75, Align.CENTER),
        Column("Lĩnh vực", 3.6),
        Column("Tổng số", 0.95, Align.RIGHT),
        Column("Đúng hạn", 1, Align.RIGHT, done),
        Column("Chậm hạn", 1, Align.RIGHT, done),
        Column("Trong hạn", 1, Align.RIGHT, running),
        Column("Quá hạn", 1, Align.RIGHT, running),
        Column("Tỷ lệ hoàn thành", 1.15, Align.RIGHT),
    )
    rows = [
        Row((str(position), field.name, *_figures(field.counts, f"field.{field.number}")))
        for position, field in enumerate(facts.fields, start=1)
    ]
    rows.append(Row(("", "Tổng cộng", *_figures(facts.counts, "tasks")), RowKind.TOTAL))
    return Annex(
        FIGURES_TITLE,
        (Note("Đơn vị tính: nhiệm vụ"), DataTable(columns, rows)),
        reference=reference,
    )


def _figures(counts: TaskCounts, key: str) -> tuple[Cell, ...]:
    values = {
        "total": counts.total,
        "done_in_time": counts.done_in_time,
        "done_late": counts.done_late,
        "running": counts.running,
        "overdue": counts.overdue,
    }
    share = prose.percentage(counts.done, counts.total) if counts.total else None
    return (
        *(Number(format_number(value), f"{key}.{name}") for name, value in values.items()),
        Number(share, f"{key}.done_ratio") if share else None,
    )


def tasks(facts: ReportFacts, reference: str) -> Annex:
    """Every task, under its field, in the order given; landscape."""
    columns = (
        Column("STT", 0.7, Align.CENTER),
        Column("Nhiệm vụ", 4.2),
        Column("Cơ quan chủ trì", 1.8),
        Column("Cơ quan phối hợp", 2.1),
        Column("Thời hạn", 1.5, Align.CENTER),
        Column("Tình trạng", 1.5, Align.CENTER),
        Column("Kết quả/sản phẩm", 2.8),
    )
    by_field: dict[int, list[TaskLine]] = {}
    for line in facts.tasks:
        by_field.setdefault(line.field, []).append(line)
    rows: list[Row] = []
    for position, field in enumerate((field for field in facts.fields if field.number in by_field), start=1):
        rows.append(Row((to_roman(position), field.name), RowKind.GROUP))
        rows += [_task(line) for line in by_field[field.number]]
    return Annex(TASKS_TITLE, (DataTable(columns, rows),), reference=reference, landscape=True)


def _task(line: TaskLine) -> Row:
    return Row(
        (
            line.ordinal,
            prose.bare(line.task),
            line.lead,
            ", ".join(line.supports),
            line.due,
            prose.OUTCOME_WORDS[line.outcome],
            prose.bare(line.result),
        )
    )
