"""The Vietnamese sentence for each code of this room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from caicach.core.models import PeriodKind
from caicach.core.numbers import format_number, to_roman
from caicach.core.periods import Period, period_words

from .formulas import Expected, FormulaError, FormulaFault, Missing
from .models import Indicator, RuleKind
from .rules import Obstacle
from .selectors import Compared, Uneven
from .services import Fault

OBSTACLES: dict[Obstacle, Promise] = {
    Obstacle.NOT_YOURS: gettext_lazy("Ông/bà không có quyền làm việc này với số liệu của cơ quan."),
    Obstacle.NOT_ASKED: gettext_lazy("Chỉ tiêu này không giao cho cơ quan báo cáo."),
    Obstacle.NOT_ENTERED_BY_HAND: gettext_lazy("Số liệu này do hệ thống tính, không nhập tay."),
    Obstacle.WRONG_PERIOD: gettext_lazy("Chỉ tiêu này không báo cáo trong kỳ được chọn."),
    Obstacle.UNKNOWN_BREAKDOWN: gettext_lazy("Chỉ tiêu không có thành phần này."),
    Obstacle.ALREADY_SENT: gettext_lazy("Số liệu đã gửi; đề nghị cấp trên trả lại trước khi sửa."),
    Obstacle.ALREADY_ACCEPTED: gettext_lazy("Số liệu đã được chấp nhận; đề nghị cấp trên trả lại trước khi sửa."),
    Obstacle.REASON_MISSING: gettext_lazy("Chưa ghi lý do."),
    Obstacle.NOTHING_TO_SEND: gettext_lazy("Không có số liệu nào đang chờ gửi."),
    Obstacle.NOT_SENT: gettext_lazy("Số liệu không ở bước chờ quyết định."),
    Obstacle.NOT_ACCEPTED: gettext_lazy("Chỉ công bố số liệu đã được chấp nhận."),
    Obstacle.OWN_WORK: gettext_lazy("Không tự chấp nhận số liệu do chính mình nhập hoặc gửi."),
    Obstacle.BREACHES_A_RULE: gettext_lazy("Số liệu vi phạm quy tắc kiểm tra; sửa hoặc giải trình trước khi gửi."),
    Obstacle.CHANGED_MEANWHILE: gettext_lazy("Số liệu vừa được người khác sửa; tải lại trang để xem."),
    Obstacle.VALUE_MISSING: gettext_lazy("Chưa ghi giá trị, hoặc mẫu số bằng 0."),
    Obstacle.VALUE_NOT_WANTED: gettext_lazy("Có số ghi ở ô không dùng đến; xóa số đó hoặc chọn lại câu trả lời."),
    Obstacle.ONE_PART_MISSING: gettext_lazy("Ghi đủ cả tử số và mẫu số."),
    Obstacle.NEGATIVE_DENOMINATOR: gettext_lazy("Mẫu số không được âm."),
    Obstacle.TOO_LARGE: gettext_lazy("Giá trị quá lớn."),
    Obstacle.NEGATIVE: gettext_lazy("Ghi %(found)s; cần một số từ 0 trở lên."),
    Obstacle.NOT_WHOLE: gettext_lazy("Ghi %(found)s; cần một số nguyên."),
    Obstacle.ABOVE_WHOLE: gettext_lazy("Ghi %(found)s; tỷ lệ phải từ 0 đến %(most)s %(unit)s."),
    Obstacle.PART_ABOVE_WHOLE: gettext_lazy("Tử số %(found)s lớn hơn mẫu số %(most)s; tỷ lệ không quá 100 %%."),
    Obstacle.NOT_BREACHED: gettext_lazy("Số liệu không vi phạm quy tắc này nên không cần giải trình."),
    Obstacle.NOT_YOUR_INDICATOR: gettext_lazy("Ông/bà không có quyền đặt chỉ tiêu của cấp này."),
    Obstacle.CODE_TAKEN: gettext_lazy("Mã này đã có chỉ tiêu khác dùng."),
    Obstacle.MEANING_FIXED: gettext_lazy(
        "Chỉ tiêu đã có số liệu nên giữ nguyên %(fields)s; cần đổi thì lập chỉ tiêu thay thế."
    ),
    Obstacle.FIGURES_AFTERWARDS: gettext_lazy("Đã có số liệu của %(period)s; ngày thôi dùng phải sau kỳ đó."),
    Obstacle.ALREADY_SUCCEEDED: gettext_lazy("Chỉ tiêu này đã được %(code)s thay thế."),
}
MISSING: dict[Missing, Promise] = {
    Missing.DIVISION_BY_ZERO: gettext_lazy("Không tính được: mẫu số bằng 0."),
    Missing.INPUT_MISSING: gettext_lazy("Không tính được: thiếu số liệu đầu vào."),
    Missing.NONE_ARISEN: gettext_lazy("Không tính được: số liệu đầu vào không phát sinh."),
    Missing.TOO_LARGE: gettext_lazy("Không tính được: kết quả quá lớn."),
}
FORMULA_FAULTS: dict[FormulaFault, Promise] = {
    FormulaFault.EMPTY: gettext_lazy("Công thức trống."),
    FormulaFault.TOO_LONG: gettext_lazy("Công thức dài quá %(most)s ký tự."),
    FormulaFault.TOO_DEEP: gettext_lazy("Công thức lồng quá nhiều lớp ngoặc."),
    FormulaFault.UNKNOWN_SIGN: gettext_lazy(
        "Ký tự thứ %(at)s: “%(found)s” không dùng được; chỉ dùng số, mã chỉ tiêu, + - * / ( ), min, max, round."
    ),
    FormulaFault.UNEXPECTED: gettext_lazy("Ký tự thứ %(at)s: gặp “%(found)s”, cần %(expected)s."),
    FormulaFault.UNFINISHED: gettext_lazy("Công thức chưa viết hết: ở cuối còn cần %(expected)s."),
    FormulaFault.ARGUMENTS: gettext_lazy("Hàm %(function)s thiếu hoặc thừa tham số."),
    FormulaFault.PLACES: gettext_lazy("Số chữ số sau dấu phẩy của round phải là một số từ 0 đến %(most)s."),
    FormulaFault.UNITS_DIFFER: gettext_lazy(
        "Ở “%(where)s”: không cộng, trừ, so sánh “%(left)s” với “%(right)s” được; hai vế phải cùng đơn vị."
    ),
    FormulaFault.UNIT_NOT_THAT: gettext_lazy("Công thức cho đơn vị “%(found)s”, không phải “%(expected)s”."),
    FormulaFault.UNKNOWN_CODE: gettext_lazy("Không có chỉ tiêu mã %(code)s."),
    FormulaFault.DIVIDES_BY_ZERO: gettext_lazy("Ở “%(where)s”: số chia luôn bằng 0."),
    FormulaFault.COMMA: gettext_lazy(
        "Ký tự thứ %(at)s: số thập phân trong công thức dùng dấu chấm, ghi %(written)s thay cho %(found)s."
    ),
    FormulaFault.CIRCLE: gettext_lazy("Công thức tự gọi chính nó: %(codes)s."),
}
EXPECTED: dict[Expected, Promise] = {
    Expected.TERM: gettext_lazy("một số, một mã chỉ tiêu hoặc dấu mở ngoặc"),
    Expected.SIGN: gettext_lazy("một phép tính (+ - * /) hoặc hết công thức"),
    Expected.CLOSING: gettext_lazy("dấu đóng ngoặc"),
}
BREACHES: dict[str, Promise] = {
    RuleKind.COMPARE: gettext_lazy("Ghi %(value)s, phải %(sign)s %(other)s."),
    RuleKind.SUM: gettext_lazy("Ghi %(value)s, cộng các phần được %(parts)s, chênh %(difference)s."),
    RuleKind.JUMP: gettext_lazy("Kỳ trước %(before)s, kỳ này %(value)s: thay đổi %(percent)s %%."),
    RuleKind.OUTLIER: gettext_lazy(
        "Ghi %(value)s; ở giữa %(bodies)s cơ quan cùng loại là %(middle)s (điểm lệch %(score)s)."
    ),
    RuleKind.SIZE: gettext_lazy("Ghi %(value)s, từ %(most)s trở lên: kiểm tra lại đơn vị và số chữ số."),
    RuleKind.RANGE: gettext_lazy("Ghi %(value)s; %(periods)s kỳ trước của cơ quan từ %(low)s đến %(high)s."),
}
HOW: dict[str, Promise] = {
    "formula": gettext_lazy("Tính theo công thức"),
    "over_time": gettext_lazy("Tổng hợp từ các kỳ ngắn hơn"),
    "succession": gettext_lazy("Số liệu của các cơ quan trước khi sáp nhập"),
    "ratio": gettext_lazy("Tổng tử số chia tổng mẫu số của các cơ quan bên dưới"),
    "sum": gettext_lazy("Cộng số liệu của các cơ quan bên dưới"),
    "own": gettext_lazy("Số liệu của chính cơ quan"),
    "nothing": gettext_lazy("Chưa có số liệu nào được gửi"),
}


FIXED_NAMES: dict[str, Promise] = {
    "unit": gettext_lazy("đơn vị"),
    "value_kind": gettext_lazy("loại giá trị"),
    "over_bodies": gettext_lazy("cách cộng các cơ quan"),
    "over_time": gettext_lazy("cách cộng các kỳ"),
    "cumulative": gettext_lazy("cách lũy kế"),
    "covers_below": gettext_lazy("phạm vi của số cơ quan gửi"),
    "source": gettext_lazy("nguồn số liệu"),
    "formula": gettext_lazy("công thức"),
    "computed_by": gettext_lazy("nguồn tính"),
    "breakdowns": gettext_lazy("các thành phần đang có"),
    "period_kinds": gettext_lazy("các kỳ đang báo cáo"),
}


def fault_words(fault: Fault) -> str:
    """One sentence for one fault, with whom and what it is about."""
    sentence = str(OBSTACLES[fault.obstacle])
    if "%(" in sentence:
        told = {name: _told(said) for name, said in fault.data.items()}
        sentence %= told | {"fields": ", ".join(str(FIXED_NAMES[name]) for name in fault.data.get("names", ()))}
    about = " · ".join(filter(None, (fault.indicator, fault.body)))
    return f"{about}: {sentence}" if about else sentence


def limit_words(obstacle: Obstacle, data: Mapping[str, Any]) -> str:
    """The sentence of a broken limit without whom it is about: at the cell itself."""
    return fault_words(Fault(obstacle, data=dict(data)))


def _told(said: Any) -> Any:
    if isinstance(said, Decimal):
        return format_number(said)
    return period_words(said) if isinstance(said, Period) else said


def zeros_words(codes: Sequence[str]) -> str:
    """Which indicators were given zero over zero, and as what that was kept."""
    return gettext("Tỷ lệ 0/0 được ghi là “Không phát sinh”: %(codes)s.") % {"codes": ", ".join(codes)}


def faults_words(faults: Iterable[Fault]) -> str:
    return " ".join(dict.fromkeys(fault_words(fault) for fault in faults))


def formula_words(error: FormulaError) -> str:
    told = {name: EXPECTED[said] if isinstance(said, Expected) else said for name, said in error.data.items()}
    return str(FORMULA_FAULTS[error.fault]) % told


def finding_words(compared: Compared) -> str:
    """What the latest number of a series says, in one sentence: the title of its drawing."""
    now, indicator = compared.now, compared.now.indicator
    when = period_words(now.period)
    if now.value is None:
        return gettext("%(when)s: chưa có số liệu") % {"when": when}
    said = gettext("%(when)s: %(value)s") % {"when": when, "value": amount_words(now.value, indicator)}
    against = gettext("cùng kỳ năm trước"), compared.year_change, compared.year_change_percent
    if compared.year_change is None:
        against = gettext("kỳ trước"), compared.change, compared.change_percent
    base, change, percent = against
    uneven = compared.uneven if compared.year_change is None else compared.year_uneven
    if change is None or uneven is not None:
        return said
    if not change:
        return gettext("%(said)s, bằng %(base)s") % {"said": said, "base": base}
    size = f"{format_number(abs(percent), 1)}\u00a0%" if percent is not None else ""
    size = size or f"{_amount(abs(change), indicator.places)}\u00a0{compared.change_unit}".strip()
    told = {"said": said, "size": size, "base": base}
    if change > 0:
        return gettext("%(said)s, tăng %(size)s so với %(base)s") % told
    return gettext("%(said)s, giảm %(size)s so với %(base)s") % told


def uneven_words(uneven: Uneven) -> str:
    """Why the change beside it is to be read with care: "28 so với 34 cơ quan có số liệu"."""
    if uneven.now == uneven.then:
        return gettext("không cùng các cơ quan có số liệu")
    return gettext("%(now)s so với %(then)s cơ quan có số liệu") % {
        "now": format_number(uneven.now),
        "then": format_number(uneven.then),
    }


def amount_words(value: Decimal, indicator: Indicator) -> str:
    """ "1.862 hồ sơ", "88,9 %"."""
    return f"{_amount(value, indicator.places)}\u00a0{indicator.unit}".strip()


def _amount(value: Decimal, places: int) -> str:
    return format_number(value, places if value % 1 else None)


def short_period(period: Period) -> str:
    """A period where there is little room: "III/2026", "Đầu 2026", "9T/2026", "2026"."""
    if period.kind == PeriodKind.QUARTER:
        return f"{to_roman(period.ordinal)}/{period.year}"
    if period.kind == PeriodKind.HALF:
        half = gettext("Đầu %(year)s") if period.ordinal == 1 else gettext("Cuối %(year)s")
        return half % {"year": period.year}
    if period.kind == PeriodKind.NINE_MONTHS:
        return gettext("9T/%(year)s") % {"year": period.year}
    return str(period.year)


def breach_words(kind: str, numbers: Mapping[str, Any], sentence: str = "") -> str:
    """What does not hold, with its numbers as Vietnam writes them; the rule's own sentence comes first."""
    said = str(BREACHES[kind]) % {name: _number(value) for name, value in numbers.items()}
    return f"{sentence} {said}".strip()


_SIGNS = {"<=": "≤", ">=": "≥"}


def sign_words(sign: str) -> str:
    """ "<=" as it is printed."""
    return _SIGNS.get(sign, sign)


def _number(value: Any) -> str:
    if isinstance(value, str) and value in ("<=", ">=", "=", "<", ">"):
        return sign_words(value)
    try:
        return format_number(round(Decimal(str(value)), 2).normalize() + 0)  # more places say nothing here
    except InvalidOperation:
        return str(value)
