"""How figures and facts are said in an official report. Nothing is said that the facts do not hold."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from caicach.core.numbers import format_number
from caicach.documents.layout.model import Inline, Number
from caicach.reports.composing.facts import (
    Achievement,
    Extension,
    NextTask,
    Outcome,
    OverdueTask,
    TargetState,
    TaskCounts,
)

Sentence = tuple[Inline, ...]

OUTCOME_WORDS = {
    Outcome.DONE_IN_TIME: "Hoàn thành đúng hạn",
    Outcome.DONE_LATE: "Hoàn thành chậm hạn",
    Outcome.RUNNING: "Đang thực hiện, trong hạn",
    Outcome.OVERDUE: "Quá hạn, chưa hoàn thành",
}

_COMPARATOR_WORDS = {">=": "≥ ", "<=": "≤ ", "=": "", ">": "> ", "<": "< "}
_OPENINGS = ("Đã ", "Đang ", "Chưa ", "Hoàn thành ", "Ban hành ", "Tổ chức ", "Xây dựng ", "Thực hiện ", "Triển khai ")


def counted(number: int) -> str:
    """A number of things in a sentence: 5 → "05", 1234 → "1.234" (numbers below ten carry a zero in such texts)."""
    return f"{number:02d}" if 0 < number < 10 else format_number(number)


def percentage(numerator: Decimal | int, denominator: Decimal | int) -> str:
    """ "88,9%": rounded half up to one decimal; without a decimal only where the share is exactly whole."""
    share = Decimal(numerator) * 100 / Decimal(denominator)
    if share == share.to_integral_value():
        return f"{format_number(share)}%"
    return f"{format_number(share.quantize(Decimal('0.1'), ROUND_HALF_UP), 1)}%"


def fraction(numerator: Decimal | int, denominator: Decimal | int) -> str:
    """ "8.511/9.574"."""
    return f"{format_number(numerator)}/{format_number(denominator)}"


def lowered(text: str) -> str:
    """The words as they stand within a sentence: "Quý III năm 2026" → "quý III năm 2026"."""
    return text[:1].lower() + text[1:]


def bare(text: str) -> str:
    """One line without the mark at its end, so that the sentence around it sets its own."""
    return " ".join(text.split()).rstrip(".;,").rstrip()


def ended(text: str) -> str:
    """The line with a full stop."""
    return f"{bare(text)}." if bare(text) else ""


def short_day(day: date) -> str:
    """ "05/4/2026": days below ten and the months 1 and 2 carry a zero, as in the date of a document."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def deadline(day: date) -> str:
    return f"ngày {short_day(day)}"


def figures(counts: TaskCounts, key: str) -> Sentence:
    """One sentence on a field's tasks; parts that are zero are left out, "quá hạn" never."""
    said: list[Inline] = [
        "Tổng số nhiệm vụ được giao: ",
        Number(counted(counts.total), f"{key}.total"),
        " nhiệm vụ; đã hoàn thành ",
        Number(fraction(counts.done, counts.total), f"{key}.done"),
        " nhiệm vụ, đạt tỷ lệ ",
        Number(percentage(counts.done, counts.total), f"{key}.done_ratio"),
    ]
    if counts.done_late:
        said += [" (trong đó ", Number(counted(counts.done_late), f"{key}.done_late"), " nhiệm vụ hoàn thành chậm hạn)"]
    if counts.running:
        said += ["; đang thực hiện, trong hạn ", Number(counted(counts.running), f"{key}.running"), " nhiệm vụ"]
    if counts.overdue:
        said += ["; quá hạn, chưa hoàn thành ", Number(counted(counts.overdue), f"{key}.overdue"), " nhiệm vụ."]
    else:
        said.append("; không có nhiệm vụ quá hạn.")
    return tuple(said)


def breakdown(counts: TaskCounts, key: str) -> list[Sentence]:
    """The lines below "trong đó": done, running, overdue, each with its share of the whole."""
    lines: list[Sentence] = []
    if counts.done:
        line: list[Inline] = [
            "Đã hoàn thành ",
            Number(fraction(counts.done, counts.total), f"{key}.done"),
            " nhiệm vụ, đạt tỷ lệ ",
            Number(percentage(counts.done, counts.total), f"{key}.done_ratio"),
            "; trong đó hoàn thành đúng hạn ",
            Number(fraction(counts.done_in_time, counts.done), f"{key}.done_in_time"),
            " nhiệm vụ (",
            Number(percentage(counts.done_in_time, counts.done), f"{key}.done_in_time_ratio"),
            ")",
        ]
        if counts.done_late:
            line += [
                ", hoàn thành chậm hạn ",
                Number(fraction(counts.done_late, counts.done), f"{key}.done_late"),
                " nhiệm vụ (",
                Number(percentage(counts.done_late, counts.done), f"{key}.done_late_ratio"),
                ")",
            ]
        lines.append((*line, "."))
    for value, words, name in (
        (counts.running, "Đang thực hiện, trong hạn ", "running"),
        (counts.overdue, "Quá hạn, chưa hoàn thành ", "overdue"),
    ):
        if value:
            lines.append(
                (
                    words,
                    Number(fraction(value, counts.total), f"{key}.{name}"),
                    " nhiệm vụ, chiếm ",
                    Number(percentage(value, counts.total), f"{key}.{name}_ratio"),
                    " tổng số nhiệm vụ.",
                )
            )
    return lines


def achievement(done: Achievement) -> str:
    """The task, what was done, and in brackets the product and whether it was in time."""
    what = bare(done.what)
    if what and what.startswith(_OPENINGS):
        what = lowered(what)
    said = f"{bare(done.task)}: {what}" if what else bare(done.task)
    remarks = [f"sản phẩm: {bare(done.product)}"] if done.product.strip() else []
    if done.lead.strip():
        remarks.insert(0, f"{bare(done.lead)} chủ trì")
    return f"{said} ({'; '.join([*remarks, lowered(OUTCOME_WORDS[done.outcome])])})."


def overdue(task: OverdueTask) -> str:
    who = f" ({bare(task.lead)} chủ trì)" if task.lead.strip() else ""
    said = f"{bare(task.task)}{who}: thời hạn {deadline(task.due_on)}, quá hạn {counted(task.days)} ngày"
    return f"{said}; nguyên nhân: {lower_opening(bare(task.reason))}." if task.reason.strip() else f"{said}."


def lower_opening(text: str) -> str:
    """Small first letter where the first word is no name: "Chờ ý kiến" → "chờ ý kiến", "Sở Tài chính" stays."""
    first, _, rest = text.partition(" ")
    second = rest.partition(" ")[0]
    named = first in _NAMED or (len(first) > 1 and first.isupper()) or second[:1].isupper()
    return text if named else lowered(text)


_NAMED = frozenset({"Sở", "Bộ", "Ban", "Cục", "Ủy", "Uỷ", "Hội", "Văn", "Thành", "Chính", "Thủ", "Công", "Trung"})


def extension(moved: Extension) -> str:
    who = f" ({bare(moved.lead)} chủ trì)" if moved.lead.strip() else ""
    said = f"{bare(moved.task)}{who}: gia hạn từ {deadline(moved.from_day)} đến {deadline(moved.to_day)}"
    return f"{said}; lý do: {lower_opening(bare(moved.reason))}." if moved.reason.strip() else f"{said}."


def next_task(task: NextTask) -> str:
    remarks = []
    if task.lead.strip():
        remarks.append(f"{bare(task.lead)} chủ trì")
    supports = ", ".join(bare(name) for name in task.supports if name.strip())
    if supports:
        remarks.append(f"phối hợp: {supports}")
    if task.due.strip():
        remarks.append(f"thời hạn: {lowered(bare(task.due))}")
    return f"{bare(task.task)} ({'; '.join(remarks)})." if remarks else ended(task.task)


def goal(target: TargetState) -> str:
    """ "≥ 95%", "từ 50% đến 60%", "Hoàn thành"; empty where the plan names no value."""
    if target.comparator == "done":
        return "Hoàn thành"
    if target.goal is None:
        return ""
    if target.comparator == "between" and target.goal_to is not None:
        return f"Từ {quantity(target.goal, target.unit)} đến {quantity(target.goal_to, target.unit)}"
    return f"{_COMPARATOR_WORDS.get(target.comparator, '')}{quantity(target.goal, target.unit)}"


def quantity(value: Decimal, unit: str) -> str:
    """ "95%", "2 bậc"."""
    unit = unit.strip()
    written = format_number(value)
    return f"{written}{unit}" if unit in ("%", "‰", "") else f"{written} {unit}"


def reached(target: TargetState) -> Sentence:
    """The latest figure, with numerator and denominator where there are any."""
    if target.numerator is not None and target.denominator is not None and target.unit.strip() == "%":
        share = percentage(target.numerator, target.denominator)
        return (Number(f"{share}\n({fraction(target.numerator, target.denominator)})", f"target.{target.key}"),)
    if target.value is not None:
        return (Number(quantity(target.value, target.unit), f"target.{target.key}"),)
    if target.met is not None and target.comparator == "done":
        return (Number("Đã hoàn thành" if target.met else "Chưa hoàn thành", f"target.{target.key}"),)
    return ("Chưa có số liệu",)
