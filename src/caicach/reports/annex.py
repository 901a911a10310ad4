"""The statistics table as an XLSX annex that calculates: the table itself and, for a body that merges, one worksheet
for each group with a row for each body. Sums and shares are formulas; who has not answered says so and is no zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import override

from caicach.bodies.models import Body
from caicach.core.periods import Period
from caicach.documents.layout.model import Align, Cell, Column, DataTable, RowKind
from caicach.documents.layout.sheets import ColumnSum, RowShare, Sheet, SheetCell, SheetRow, write_workbook
from caicach.measures.formulas import Number, Operation, Reference, parse
from caicach.measures.models import Indicator, OverBodies, SourceKind, ValueKind
from caicach.measures.selectors import Measured, measure
from caicach.measures.templatetags.measure_words import answer_words

from .composing.answers import Value
from .models import Submission
from .statistics import StatisticsTable, bodies_below, table_of

_Measured = dict[tuple[str, int, Period], Measured]


def annex_of(submission: Submission, today: date) -> bytes | None:
    """The workbook, in Vietnamese whatever the language of the page; None where the report has no table."""
    with override("vi"):
        return _annex(submission, today)


def _annex(submission: Submission, today: date) -> bytes | None:
    table = table_of(submission, today)
    if table is None:
        return None
    name = submission.body.name
    sheets = [_whole(table, name)]
    if table.merges:
        bodies = list(Body.objects.filter(pk__in=bodies_below(submission)).order_by("sort_key", "pk"))
        indicators = [line.indicator for line in table.lines]
        found = measure(
            indicators=indicators, bodies=[submission.body_id, *(body.pk for body in bodies)], periods=[table.period]
        )
        sheets += [
            _of_bodies(title, group, bodies, submission.body, table.period, found) for title, group in _groups(table)
        ]
    return write_workbook(sheets, author=name)


def _whole(table: StatisticsTable, name: str) -> Sheet:
    """The table as it stands on the page."""
    columns: tuple[Column, ...] = (
        Column("TT", 0.5, Align.CENTER), Column("Chỉ tiêu", 5), Column("Đơn vị", 1, Align.CENTER),
        Column("Kỳ này", 1.2, Align.RIGHT), Column("Kỳ trước", 1.2, Align.RIGHT),
        Column("So với kỳ trước", 1.2, Align.RIGHT), Column("Cùng kỳ năm trước", 1.2, Align.RIGHT),
        Column("So với cùng kỳ", 1.2, Align.RIGHT),
    )  # fmt: skip
    if table.merges:
        columns += (Column("Cơ quan có số liệu", 1.2, Align.CENTER),)
    rows: list[SheetRow] = []
    ordinal = 0
    for row in table.rows:
        line = row.line
        if line is None:
            rows.append(SheetRow(("", row.group), RowKind.GROUP))
            continue
        ordinal += 1
        answered = ((f"{line.given}/{line.owing}" if line.owing else ""),) if table.merges else ()
        shown: tuple[Cell, ...] = (
            ordinal, line.indicator.name, line.indicator.unit, _asked_for(line.now), _rounded(line.before),
            _to_places(line.change, line.indicator), _rounded(line.year_ago),
            _to_places(line.year_change, line.indicator), *answered,
        )  # fmt: skip
        rows.append(SheetRow(shown))
    decimals = (0, 0, 0, *(None,) * 5, 0)[: len(columns)]
    title = "Biểu số liệu"
    reference = f"{name} – {table.period.label}"
    return Sheet(title, title, DataTable(columns, ()), tuple(rows), reference, landscape=True, decimals=decimals)


def _groups(table: StatisticsTable) -> list[tuple[str, list[Indicator]]]:
    """The indicators under each heading; those before the first one under the table's own name."""
    found: list[tuple[str, list[Indicator]]] = []
    for row in table.rows:
        if row.line is None:
            found.append((row.group, []))
        else:
            if not found:
                found.append(("Biểu số liệu", []))
            found[-1][1].append(row.line.indicator)
    return [(title, group) for title, group in found if group]


def _of_bodies(
    title: str, group: Sequence[Indicator], bodies: Sequence[Body], whole: Body, period: Period, found: _Measured
) -> Sheet:
    """One row for each body, the total below. A share stands after the two columns that it divides."""
    columns = [Column("TT", 0.5, Align.CENTER), Column("Cơ quan", 3)]
    decimals = [0, 0]
    at: dict[str, int] = {}
    makers: list[tuple[Indicator, str]] = []  # what stands in each column
    for one in group:
        at[one.code] = len(columns)
        parts = (
            [("numerator", one.numerator_name), ("denominator", one.denominator_name), ("share", "Tỷ lệ (%)")]
            if one.value_kind == ValueKind.RATIO and one.unit == "%"
            else [("value", _with_unit(one))]
        )
        for what, head in parts:
            columns.append(Column(head, 1.3, Align.RIGHT, group=one.name if len(parts) > 1 else ""))
            decimals.append(one.places if what in ("share", "value") else 0)
            makers.append((one, what))
    shares = {one.code: share for one in group if (share := _share_of(one, at))}

    def cells(body: Body, *, total: bool = False) -> tuple[SheetCell, ...]:
        made: list[SheetCell] = []
        for one, what in makers:
            measured, place = found[one.code, body.pk, period], at[one.code]
            if total and one.over_bodies != OverBodies.NONE and what != "share" and one.source != SourceKind.FORMULA:
                made.append(ColumnSum())
            elif measured.value is None and not total:
                made.append(_unless_not_asked(measured, body))
            elif what == "share":
                made.append(RowShare(place, place + 1))
            elif one.code in shares:
                made.append(shares[one.code])
            else:
                made.append(_rounded(measured) if what == "value" else getattr(measured.rolled, what))
        return tuple(made)

    rows = [SheetRow((place, body.name, *cells(body))) for place, body in enumerate(bodies, start=1)]
    rows.append(SheetRow((None, "Cộng", *cells(whole, total=True)), RowKind.TOTAL))
    reference = f"{whole.name} – {period.label}"
    return Sheet(
        title, title, DataTable(tuple(columns), ()), tuple(rows), reference, landscape=True, decimals=tuple(decimals)
    )


def _share_of(one: Indicator, at: dict[str, int]) -> RowShare | None:
    """The formula "A / B * 100" of two columns of the same worksheet as a share that the sheet works out itself."""
    if one.source != SourceKind.FORMULA or one.unit != "%":
        return None
    tree = parse(one.formula)
    if not isinstance(tree, Operation) or tree.sign != "*":
        return None
    share, hundred = tree.left, tree.right
    if not (
        isinstance(hundred, Number) and hundred.value == 100 and isinstance(share, Operation) and share.sign == "/"
    ):
        return None
    if not (isinstance(share.left, Reference) and isinstance(share.right, Reference)):
        return None
    part, whole = at.get(share.left.code), at.get(share.right.code)
    return None if part is None or whole is None else RowShare(part, whole)


def _with_unit(one: Indicator) -> str:
    return f"{one.name} ({one.unit})" if one.unit else one.name


def _cell(measured: Measured) -> Cell:
    return measured.value if measured.value is not None else answer_words(measured.kind)


def _unless_not_asked(measured: Measured, body: Body) -> Cell:
    """The answer of one body; nothing where the figure is not asked of it and it gave none."""
    one = measured.indicator
    asked = one.source == SourceKind.ENTERED and (not one.asked_of or body.kind in one.asked_of)
    return _cell(measured) if measured.kind or asked else None


def _asked_for(measured: Measured) -> Cell:
    """This period's figure, or why there is none, in the words that the printed table has."""
    if measured.value is None:
        return Value(None, measured.kind).text
    return _to_places(measured.value, measured.indicator)


def _rounded(measured: Measured) -> Cell:
    """A figure with as many places as its indicator shows, and a dash where nobody answered."""
    if measured.value is None:
        return _cell(measured) if measured.kind else "–"
    return _to_places(measured.value, measured.indicator)


def _to_places(number: Decimal | None, indicator: Indicator) -> Decimal | None:
    return None if number is None else round(number, indicator.places)
