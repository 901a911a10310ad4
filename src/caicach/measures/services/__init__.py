"""What changes figures. Every act is keyword-only, takes `by` and `now`, is one transaction and leaves its events."""

from .checking import check_figures
from .computing import compute_figures
from .defining import check_formula, define_indicator, define_rule, load_indicators
from .entering import Entry, as_answer, attach_evidence, enter_figures, limit_data
from .moving import accept_figures, forgive, publish_figures, return_figures, submit_figures, undo_return
from .rebuilding import rebuild_roll_ups
from .rights import Fault, Refused, is_asked, may_decide, may_define
from .rolling import Touched, refresh_roll_ups
from .stewarding import change_indicator, has_figures, open_indicator, set_rule, succeed_indicator

__all__ = [
    "Entry",
    "Fault",
    "Refused",
    "Touched",
    "accept_figures",
    "as_answer",
    "attach_evidence",
    "change_indicator",
    "check_figures",
    "check_formula",
    "compute_figures",
    "define_indicator",
    "define_rule",
    "enter_figures",
    "forgive",
    "has_figures",
    "is_asked",
    "limit_data",
    "load_indicators",
    "may_decide",
    "may_define",
    "open_indicator",
    "publish_figures",
    "rebuild_roll_ups",
    "refresh_roll_ups",
    "return_figures",
    "set_rule",
    "submit_figures",
    "succeed_indicator",
    "undo_return",
]
