"""What is asked about figures; every list starts from who is asking."""

from .asked import (
    asked_of,
    bodies_asked,
    bodies_missing,
    bodies_seen,
    figures_for,
    figures_of,
    indicators_for,
    may_see_figures_of,
    shown_for,
)
from .explaining import Explanation, as_json, explain, explain_figure
from .listing import bodies_with_figures, findings_for, period_for, periods_back, usual_kind
from .measuring import Figures, Measured, measure, roll_up
from .statistics import Compared, Line, Uneven, compare, compared_periods, statistics

__all__ = [
    "Compared",
    "Explanation",
    "Figures",
    "Line",
    "Measured",
    "Uneven",
    "as_json",
    "asked_of",
    "bodies_asked",
    "bodies_missing",
    "bodies_seen",
    "bodies_with_figures",
    "compare",
    "compared_periods",
    "explain",
    "explain_figure",
    "figures_for",
    "figures_of",
    "findings_for",
    "indicators_for",
    "may_see_figures_of",
    "measure",
    "period_for",
    "periods_back",
    "roll_up",
    "shown_for",
    "statistics",
    "usual_kind",
]
