"""The Vietnamese sentence for each code of this room."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caicach.core.numbers import format_number
from caicach.core.periods import Period, period_words
from caicach.programme.words import goal_words, years_words

from .rules import RANK, Phase, Reason, State, Status
from .services import Obstacle

STATES: dict[State, Promise] = {
    State.REACHED: gettext_lazy("đã đạt"),
    State.ON_COURSE: gettext_lazy("đúng tiến độ"),
    State.AT_RISK: gettext_lazy("có nguy cơ không đạt"),
    State.OFF_COURSE: gettext_lazy("chậm tiến độ"),
    State.NO_DATA: gettext_lazy("chưa có số liệu"),
}
MARKS: dict[State, str] = {
    State.REACHED: "reached",
    State.ON_COURSE: "on_course",
    State.AT_RISK: "at_risk",
    State.OFF_COURSE: "behind",
    State.NO_DATA: "no_data",
}
REASONS: dict[Reason, Promise] = {
    Reason.NOT_LINKED: gettext_lazy("Chưa gắn với chỉ tiêu thống kê nào nên chưa đo được."),
    Reason.NO_FIGURE: gettext_lazy("Chưa có số liệu của kỳ nào trong giai đoạn."),
    Reason.NO_GOAL: gettext_lazy("Văn bản không nêu mức phải đạt cho giai đoạn này."),
    Reason.NO_BASELINE: gettext_lazy("Chưa biết mức của năm gốc nên chưa tính được mức thay đổi."),
    Reason.NO_TASKS: gettext_lazy("Chưa có việc nào được giao để thực hiện, và chưa có người xác nhận kết quả."),
    Reason.MEETS: gettext_lazy("%(period)s: %(value)s, đáp ứng mức %(goal)s."),
    Reason.MEETS_SO_FAR: gettext_lazy("%(period)s: %(value)s, vẫn trong mức %(goal)s; còn tính đến %(due)s."),
    Reason.SLIPPING: gettext_lazy(
        "%(period)s: %(value)s, đang đáp ứng mức %(goal)s, nhưng theo đà hiện nay đến %(due)s sẽ là %(forecast)s."
    ),
    Reason.HELD: gettext_lazy("Hết giai đoạn: %(value)s, đáp ứng mức %(goal)s."),
    Reason.MISSED: gettext_lazy("Hết giai đoạn: %(value)s, không đáp ứng mức %(goal)s."),
    Reason.EXCEEDED: gettext_lazy("%(period)s: %(value)s, đã vượt mức %(goal)s của cả kỳ nên không thể đạt."),
    Reason.FORECAST_MEETS: gettext_lazy(
        "%(period)s: %(value)s; theo đà hiện nay đến %(due)s là %(forecast)s%(range)s, đáp ứng mức %(goal)s."
    ),
    Reason.FORECAST_UNSURE: gettext_lazy(
        "%(period)s: %(value)s; theo đà hiện nay đến %(due)s là %(forecast)s%(range)s, chưa chắc đáp ứng mức %(goal)s."
    ),
    Reason.FORECAST_MISSES: gettext_lazy(
        "%(period)s: %(value)s; theo đà hiện nay đến %(due)s là %(forecast)s%(range)s, không đáp ứng mức %(goal)s."
    ),
    Reason.PACE_MEETS: gettext_lazy(
        "%(period)s: %(value)s; mới có hai mốc số liệu, giữ nhịp ấy thì đến %(due)s là %(forecast)s, "
        "đáp ứng mức %(goal)s."
    ),
    Reason.PACE_SHORT: gettext_lazy(
        "%(period)s: %(value)s; mới có hai mốc số liệu, giữ nhịp ấy thì đến %(due)s là %(forecast)s, "
        "không đáp ứng mức %(goal)s."
    ),
    Reason.SINGLE_POINT: gettext_lazy(
        "%(period)s: %(value)s, chưa đáp ứng mức %(goal)s; mới có một kỳ số liệu nên chưa dự báo được."
    ),
    Reason.NOT_YET: gettext_lazy("Chưa đến giai đoạn %(years)s nên chưa đánh giá mức %(goal)s%(so_far)s."),
    Reason.FAR_KEPT: gettext_lazy(
        "%(period)s: %(value)s; hạn quá xa để dự báo, đã đi %(share)s quãng đường đến mức %(goal)s "
        "khi thời gian qua %(time)s."
    ),
    Reason.FAR_BEHIND: gettext_lazy(
        "%(period)s: %(value)s; hạn quá xa để dự báo, mới đi %(share)s quãng đường đến mức %(goal)s "
        "mà thời gian đã qua %(time)s."
    ),
    Reason.FAR_OVER: gettext_lazy(
        "%(period)s: %(value)s; hạn quá xa để dự báo, đã đến %(share)s của mức %(goal)s mà thời gian mới qua %(time)s."
    ),
    Reason.TASKS_DONE: gettext_lazy("Cả %(total)s việc được giao để thực hiện đã hoàn thành."),
    Reason.TASKS_RUNNING: gettext_lazy("%(done)s trong %(total)s việc đã hoàn thành, không có việc quá hạn."),
    Reason.TASKS_LATE: gettext_lazy("%(done)s trong %(total)s việc đã hoàn thành, %(overdue)s việc quá hạn."),
    Reason.TASKS_MISSED: gettext_lazy("Đã hết giai đoạn, mới hoàn thành %(done)s trong %(total)s việc."),
    Reason.SAID_DONE: gettext_lazy("Đã được xác nhận là hoàn thành."),
    Reason.PART_BEHIND: gettext_lazy("Riêng chỉ tiêu này đang theo kịp, nhưng %(parts)s phần “trong đó” chậm tiến độ."),
}
OBSTACLES: dict[Obstacle, Promise] = {
    Obstacle.NOT_YOURS: gettext_lazy("Chỉ cơ quan lập kế hoạch mới gắn được chỉ tiêu với số liệu."),
    Obstacle.UNITS_DIFFER: gettext_lazy("Đơn vị tính của chỉ tiêu và của số liệu khác nhau."),
    Obstacle.BODY_ELSEWHERE: gettext_lazy("Cơ quan có số liệu phải là cơ quan ban hành kế hoạch hoặc ở dưới."),
    Obstacle.HAS_NO_NUMBER: gettext_lazy("Chỉ tiêu này không nêu mức bằng số nên không gắn với số liệu."),
    Obstacle.HAS_A_NUMBER: gettext_lazy("Chỉ tiêu này nêu mức bằng số; kết quả do số liệu quyết định."),
    Obstacle.BASELINE_MISSING: gettext_lazy("Văn bản không nêu năm gốc để so sánh."),
    Obstacle.NOT_A_COUNT: gettext_lazy("Chỉ cộng dồn được số đếm cộng qua các kỳ."),
    Obstacle.REASON_MISSING: gettext_lazy("Chưa ghi căn cứ xác nhận."),
}
METHODS: dict[bool, Promise] = {
    True: gettext_lazy(
        "Dự báo bằng đường Theil–Sen qua %(points)s kỳ số liệu; khoảng dự báo từ độ dốc và độ phân tán."
    ),
    False: gettext_lazy("Dự báo bằng nhịp giữa hai mốc số liệu; chưa đủ ba mốc để nêu khoảng dự báo."),
}


def reason_words(status: Status) -> str:
    """Why the target stands so, in a sentence with its numbers."""
    said: dict[str, Any] = {name: format_number(value) for name, value in status.data.items() if value is not None}
    if status.value is not None:
        said |= {"value": amount_words(status.value, status.unit), "period": as_of_words(status)}
    if status.phase is not None and status.goal is not None:
        said["goal"] = phase_goal_words(status, status.phase)
        said["years"] = years_words(status.phase.from_year, status.phase.to_year)
    said["share"] = amount_words(status.share or Decimal(0), "%")
    said["time"] = amount_words(Decimal(status.expected_share or 0), "%")
    said["so_far"] = _("; %(period)s là %(value)s") % said if status.value is not None else ""
    if status.due_on is not None:
        said["due"] = _("hết năm %(year)s") % {"year": status.due_on.year}
    if status.forecast is not None:
        said["forecast"] = amount_words(status.forecast.value, status.unit)
        said["range"] = f" ({words})" if (words := range_words(status)) else ""
    return str(REASONS[status.reason]) % said


def as_of_words(status: Status) -> str:
    """The period of the value: "9 tháng đầu năm 2026"."""
    period = Period.of_key(status.as_of)
    return period_words(period) if period else ""


def phase_goal_words(status: Status, phase: Phase) -> str:
    """ "≥ 89 %"."""
    return goal_words(status.comparator, status.unit, phase.value, phase.value_to)


def missed_words(status: Status) -> list[str]:
    """The earlier milestones that were not reached: "≥ 85 % (2025)"."""
    return [f"{phase_goal_words(status, one)} ({years_words(one.from_year, one.to_year)})" for one in status.missed]


def range_words(status: Status) -> str:
    """ "từ 88,1 đến 91,5 %"; nothing for a single pace, or where both ends are the same number."""
    ahead = status.forecast
    if ahead is None or ahead.low is None or ahead.high is None:
        return ""
    ends = {"low": amount_words(ahead.low, ""), "high": amount_words(ahead.high, "")}
    if ends["low"] == ends["high"]:
        return ""
    return _("từ %(low)s đến %(high)s") % {**ends, "high": amount_words(ahead.high, status.unit)}


def method_words(status: Status) -> str:
    """How the forecast was made, or why there is none, in a sentence."""
    ahead = status.forecast
    if status.is_too_far:
        return _("Hạn ở quá xa so với khoảng thời gian đã có số liệu để dự báo.")
    return str(METHODS[ahead.is_line]) % {"points": format_number(ahead.points)} if ahead else ""


def amount_words(value: Decimal, unit: str) -> str:
    """ "88,9 %", "hạng 14": to one place, to two below one; more says nothing beside a forecast."""
    text = format_number(round(value, 2 if 0 < abs(value) < 1 else 1).normalize() + 0)
    if unit == RANK:
        return _("hạng %(rank)s") % {"rank": text}
    return f"{text}\N{NO-BREAK SPACE}{unit}" if unit else text
