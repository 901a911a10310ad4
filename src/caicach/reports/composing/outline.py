"""The parts of the periodic report on administrative reform, in the order offices use.

I. Công tác chỉ đạo, điều hành; II. Kết quả thực hiện; III. Đánh giá chung; IV. Phương hướng, nhiệm vụ; V. Kiến nghị.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from caicach.documents.layout.model import (
    Align,
    Block,
    Bullet,
    Column,
    DataTable,
    Heading,
    Number,
    Paragraph,
    RichText,
    Row,
)
from caicach.reports.composing import figures, promises, prose
from caicach.reports.composing.facts import STEERING_FIELD, FieldFacts, Judged, ReportFacts, TargetState

NOTHING_DONE = "Trong kỳ không phát sinh kết quả được xác nhận."


def opening(facts: ReportFacts) -> Paragraph:
    """What is reported, on whose orders, and the days the figures are of."""
    window = f"số liệu từ {prose.deadline(facts.period.data_from)} đến hết {prose.deadline(facts.period.data_to)}"
    plans = "; ".join(prose.bare(plan) for plan in facts.plans if plan.strip())
    start = f"Thực hiện {plans}, {facts.body.short_name}" if plans else facts.body.short_name
    return Paragraph(f"{start} báo cáo kết quả thực hiện {what(facts)} ({window}) như sau:")


def what(facts: ReportFacts) -> str:
    """ "công tác cải cách hành chính quý III năm 2026"."""
    return f"{facts.subject} {prose.lowered(facts.period.label)}"


def closing(facts: ReportFacts) -> Paragraph:
    names = ", ".join(prose.bare(name) for name in facts.addressees if name.strip())
    said = f"Trên đây là Báo cáo kết quả thực hiện {what(facts)}"
    body = facts.body.short_name
    return Paragraph(f"{said}, {body} trân trọng báo cáo {names}." if names else f"{said} của {body}.")


def steering(facts: ReportFacts, *, listed_at_most: int) -> Iterator[Block]:
    """Part I: what was done to steer the programme, how its tasks and its targets stand."""
    yield Heading("I. Công tác chỉ đạo, điều hành", key="steering")
    yield Heading("1. Về chỉ đạo, điều hành", 2, key="steering-done")
    steered = next((field for field in facts.fields if field.number == STEERING_FIELD), None)
    yield from _field(facts, steered, listed_at_most)
    yield Heading("2. Tình hình thực hiện nhiệm vụ", 2, key="tasks")
    yield from _tasks(facts)
    yield from _extensions(facts, listed_at_most)
    yield Heading("3. Tình hình thực hiện chỉ tiêu", 2, key="targets")
    yield from _targets(facts.targets)


def results(facts: ReportFacts, *, listed_at_most: int) -> Iterator[Block]:
    """Part II: the fields one by one."""
    yield Heading("II. Kết quả thực hiện", key="results")
    others = [field for field in facts.fields if field.number != STEERING_FIELD]
    if not others:
        yield Paragraph(NOTHING_DONE)
    for position, field in enumerate(others, start=1):
        yield Heading(f"{position}. {field.name}", 2, key=f"field-{field.number}")
        yield from _field(facts, field, listed_at_most)


def assessment(facts: ReportFacts, *, listed_at_most: int) -> Iterator[Block]:
    """Part III: what went well, what did not, and why."""
    yield Heading("III. Đánh giá chung", key="assessment")
    yield Heading("1. Những mặt được", 2, key="achievements")
    yield from _bullets_or(_good(facts), "Trong kỳ chưa có kết quả hoàn thành được xác nhận.")
    promised = promises.became(facts.promised, facts.tasks)
    yield from promises.kept(promised)
    yield Heading("2. Tồn tại, hạn chế", 2, key="shortcomings")
    yield from _shortcomings(facts, listed_at_most)
    yield from promises.left(promised, at_most=listed_at_most)
    yield Heading("3. Nguyên nhân", 2, key="causes")
    yield from _bullets_or(_causes(facts), "Trong kỳ không phát sinh tồn tại, hạn chế cần nêu nguyên nhân.")


def plans_ahead(facts: ReportFacts, *, listed_at_most: int) -> Iterator[Block]:
    """Part IV: what is due from the last day of the figures to the end of the next period, field by field."""
    label = prose.lowered(facts.period.next_label)
    yield Heading(f"IV. Phương hướng, nhiệm vụ {label}", key="ahead")
    span = f"từ {prose.deadline(facts.period.listed_from)} đến hết {prose.deadline(facts.period.listed_to)}"
    due = [field for field in facts.fields if field.next_tasks]
    total = sum(len(field.next_tasks) for field in due)
    overdue = facts.counts.overdue
    if overdue:
        carried = Number(prose.counted(overdue), "tasks.overdue")
        yield Paragraph(("Tập trung hoàn thành dứt điểm ", carried, " nhiệm vụ quá hạn nêu tại Mục III Báo cáo này."))
    if not total:
        yield Paragraph(f"Không có nhiệm vụ đến hạn {span}.")
        return
    yield Paragraph(
        (
            f"{span[:1].upper()}{span[1:]}, {facts.body.short_name} tổ chức thực hiện ",
            Number(prose.counted(total), "next.total"),
            " nhiệm vụ đến hạn, cụ thể:",
        )
    )
    for position, field in enumerate(due, start=1):
        yield Heading(f"{position}. {field.name}", 2, key=f"ahead-{field.number}")
        yield from _some([prose.next_task(task) for task in field.next_tasks], listed_at_most, "nhiệm vụ đến hạn")


def proposals(facts: ReportFacts) -> Iterator[Block]:
    """Part V: what is asked, under the name of whom it is asked."""
    yield Heading("V. Kiến nghị, đề xuất", key="proposals")
    asked: dict[str, list[str]] = {}
    for proposal in facts.proposals:
        if proposal.text.strip():
            asked.setdefault(prose.bare(proposal.to), []).append(prose.ended(proposal.text))
    if not asked:
        yield Paragraph("Trong kỳ không phát sinh kiến nghị, đề xuất.")
    if "" in asked:
        yield from (Bullet(text) for text in asked.pop(""))
    for position, (to, texts) in enumerate(asked.items(), start=1):
        yield Heading(f"{position}. Đối với {to}", 2)
        yield from (Bullet(text) for text in texts)


# --- pieces -----------------------------------------------------------------------------------------------------


def _field(facts: ReportFacts, field: FieldFacts | None, listed_at_most: int) -> Iterator[Block]:
    if field is None:
        yield Paragraph(NOTHING_DONE)
        return
    if field.counts.total:
        yield Paragraph(prose.figures(field.counts, f"field.{field.number}"))
    measured = list(figures.of_field(facts.figures, field.number, facts.period.kind))
    if measured:
        yield Paragraph("Một số số liệu chủ yếu:")
        yield from (Bullet(said) for said in measured)
    yield from (Paragraph(prose.ended(remark)) for remark in field.remarks if remark.strip())
    if field.achievements:
        yield Paragraph("Kết quả cụ thể:")
        yield from _some([prose.achievement(done) for done in field.achievements], listed_at_most, "kết quả")
    elif not measured and not any(remark.strip() for remark in field.remarks):
        yield Paragraph(NOTHING_DONE)


def _tasks(facts: ReportFacts) -> Iterator[Block]:
    counts = facts.counts
    if not counts.total:
        yield Paragraph("Trong kỳ không phát sinh nhiệm vụ được giao.")
        return
    total = Number(prose.counted(counts.total), "tasks.total")
    yield Paragraph(("Tổng số nhiệm vụ được giao theo dõi, đôn đốc trong kỳ là ", total, " nhiệm vụ, trong đó:"))
    yield from (Bullet(line) for line in prose.breakdown(counts, "tasks"))
    if not counts.overdue:
        yield Bullet("Không có nhiệm vụ quá hạn.")
    yield Paragraph(annexes_named(facts))


def annexes_named(facts: ReportFacts) -> str:
    """A document with annexes must point to them (Nghị định 30/2020/NĐ-CP, Phụ lục I, Mục III.1.a)."""
    if facts.tasks:
        return (
            "Số liệu theo từng lĩnh vực tại Phụ lục I; danh mục nhiệm vụ và kết quả thực hiện tại Phụ lục II"
            " kèm theo Báo cáo này."
        )
    return "Số liệu theo từng lĩnh vực tại Phụ lục kèm theo Báo cáo này."


def _extensions(facts: ReportFacts, listed_at_most: int) -> Iterator[Block]:
    if not facts.extensions:
        yield Paragraph("Trong kỳ không phát sinh nhiệm vụ được gia hạn.")
        return
    number = Number(prose.counted(len(facts.extensions)), "extensions.total")
    yield Paragraph(("Trong kỳ có ", number, " lượt gia hạn thời gian hoàn thành nhiệm vụ:"))
    yield from _some([prose.extension(moved) for moved in facts.extensions], listed_at_most, "lượt gia hạn")


def _targets(targets: tuple[TargetState, ...]) -> Iterator[Block]:
    if not targets:
        yield Paragraph("Trong kỳ không phát sinh chỉ tiêu được theo dõi.")
        return
    standing = Counter(target.stands for target in targets)
    said: list[RichText] = [
        ("" if index == 0 else "; ", Number(prose.counted(standing[judged]), f"targets.{judged}"), f" chỉ tiêu {words}")
        for index, (judged, words) in enumerate(
            (judged, words) for judged, words in _COUNTED.items() if standing[judged]
        )
    ]
    flat = tuple(piece for group in said for piece in group)
    total = Number(prose.counted(len(targets)), "targets.total")
    yield Paragraph(("Trong kỳ theo dõi ", total, " chỉ tiêu, gồm: ", *flat, ". Kết quả từng chỉ tiêu như sau:"))
    columns = (
        Column("STT", 0.75, Align.CENTER),
        Column("Chỉ tiêu", 3.6),
        Column("Mục tiêu", 1.3, Align.RIGHT),
        Column("Kết quả", 2.3, Align.RIGHT),
        Column("Thời điểm số liệu", 1.5, Align.CENTER),
        Column("Đánh giá", 1.2, Align.CENTER),
    )
    rows = [
        Row(
            (
                str(position),
                prose.bare(target.text),
                prose.goal(target),
                prose.reached(target),
                prose.short_day(target.as_of) if target.as_of else "",
                JUDGED[target.stands],
            )
        )
        for position, target in enumerate(targets, start=1)
    ]
    yield DataTable(columns, rows)


JUDGED = {
    Judged.MET: "Đạt",
    Judged.ON_COURSE: "Đúng tiến độ",
    Judged.AT_RISK: "Có nguy cơ không đạt",
    Judged.MISSED: "Chưa đạt",
    Judged.UNKNOWN: "Chưa đánh giá",
}
_COUNTED = {
    Judged.MET: "đạt mục tiêu",
    Judged.ON_COURSE: "đúng tiến độ",
    Judged.AT_RISK: "có nguy cơ không đạt",
    Judged.MISSED: "chưa đạt mục tiêu",
    Judged.UNKNOWN: "chưa có số liệu để đánh giá",
}


def _good(facts: ReportFacts) -> Iterator[RichText]:
    counts = facts.counts
    yield from (prose.ended(text) for text in facts.highlights if text.strip())
    if counts.done:
        yield (
            "Đã hoàn thành ",
            Number(prose.fraction(counts.done, counts.total), "tasks.done"),
            " nhiệm vụ được giao, đạt tỷ lệ ",
            Number(prose.percentage(counts.done, counts.total), "tasks.done_ratio"),
            ".",
        )
    active = [field for field in facts.fields if field.counts.total]
    finished = [field for field in active if field.counts.done == field.counts.total]
    if finished:
        names = ", ".join(prose.lowered(field.name) for field in finished)
        share = prose.fraction(len(finished), len(active))
        yield f"Có {share} lĩnh vực hoàn thành toàn bộ nhiệm vụ được giao: {names}."
    met = sum(target.stands == Judged.MET for target in facts.targets)
    if met:
        share = prose.fraction(met, len(facts.targets))
        ratio = prose.percentage(met, len(facts.targets))
        yield ("Có ", Number(share, "targets.met"), f" chỉ tiêu đạt mục tiêu đề ra ({ratio}).")


def _shortcomings(facts: ReportFacts, listed_at_most: int) -> Iterator[Block]:
    counts = facts.counts
    said = False
    if counts.overdue:
        said = True
        number = Number(prose.counted(counts.overdue), "tasks.overdue")
        yield Paragraph(("Còn ", number, " nhiệm vụ quá hạn, chưa hoàn thành:"))
        ordered = sorted(facts.overdue, key=lambda task: (-task.days, task.due_on))
        yield from _some([prose.overdue(task) for task in ordered], listed_at_most, "nhiệm vụ quá hạn")
    if counts.done_late:
        said = True
        share = Number(prose.fraction(counts.done_late, counts.done), "tasks.done_late")
        ratio = prose.percentage(counts.done_late, counts.done)
        yield Paragraph(("Có ", share, f" nhiệm vụ đã hoàn thành nhưng chậm so với thời hạn ({ratio})."))
    missed = [target for target in facts.targets if target.stands == Judged.MISSED]
    if missed:
        said = True
        yield Paragraph(
            ("Còn ", Number(prose.counted(len(missed)), "targets.missed"), " chỉ tiêu chưa đạt mục tiêu đề ra:")
        )
        yield from (Bullet(_missed(target)) for target in missed)
    stated = [difficulty for difficulty in facts.difficulties if difficulty.text.strip()]
    if stated:
        said = True
        yield Paragraph("Khó khăn, vướng mắc:")
        yield from (
            Bullet(f"{prose.bare(item.text)} (theo báo cáo của {prose.bare(item.body)}).")
            if item.body.strip()
            else Bullet(prose.ended(item.text))
            for item in stated
        )
    if not said:
        yield Paragraph(
            "Trong kỳ không phát sinh nhiệm vụ quá hạn, nhiệm vụ hoàn thành chậm hạn, chỉ tiêu chưa đạt hoặc khó khăn,"
            " vướng mắc được phản ánh."
        )


def _missed(target: TargetState) -> RichText:
    wanted = prose.goal(target)
    against = f" (mục tiêu: {prose.lowered(wanted)})." if wanted else "."
    return (f"{prose.bare(target.text)}: ", *prose.reached(target), against)


def _causes(facts: ReportFacts) -> Iterator[RichText]:
    given: dict[str, int] = {}
    silent = 0
    for task in facts.overdue:
        reason = prose.bare(task.reason)
        if reason:
            given[reason] = given.get(reason, 0) + 1
        else:
            silent += 1
    for difficulty in facts.difficulties:
        if cause := prose.bare(difficulty.cause):
            given.setdefault(cause, 0)
    for reason, tasks in sorted(given.items(), key=lambda item: -item[1]):
        yield f"{reason} ({prose.counted(tasks)} nhiệm vụ)." if tasks else f"{reason}."
    if silent:
        yield f"Có {prose.counted(silent)} nhiệm vụ quá hạn chưa được nêu nguyên nhân."
    elif not given and _has_shortcomings(facts):
        yield "Nguyên nhân chưa được các cơ quan, đơn vị nêu trong báo cáo."


def _has_shortcomings(facts: ReportFacts) -> bool:
    missed = any(target.stands == Judged.MISSED for target in facts.targets)
    return bool(facts.counts.overdue or facts.counts.done_late or missed or facts.difficulties)


def _bullets_or(lines: Iterator[RichText], otherwise: str) -> Iterator[Block]:
    said = False
    for line in lines:
        said = True
        yield Bullet(line)
    if not said:
        yield Paragraph(otherwise)


def _some(lines: Sequence[str], at_most: int, things: str) -> Iterator[Block]:
    """The first lines; how many are left out is said, never hidden."""
    yield from (Bullet(line) for line in lines[:at_most])
    left = len(lines) - at_most
    if left > 0:
        yield Paragraph(f"Và {prose.counted(left)} {things} khác.")
