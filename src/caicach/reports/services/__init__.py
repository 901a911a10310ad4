"""What changes reports. Every act is keyword-only, takes `by` and `now`, is one transaction and leaves one event."""

from .answering import SheetAnswer, answer_by_sheet
from .cycles import Ask, Opened, cuttings, hand_on, open_cycle, open_or_add, remind_missing, reopen, withdraw_cycle
from .drafting import draft_from_data
from .explaining import explain_finding, may_explain
from .following import SubmissionBesideDuty
from .issuing import issue_report, issued_since_signing, may_issue, publish_report
from .kinds import KindWords, change_kind, words_of
from .merging import begin_merging, report_that_merges, take_passages, written_by_hand
from .passages import Edit, remark, restore_passage, section_of, settle_remark, what_is_missing, write_section
from .rights import Place, Refused, closed_to_words, place_of
from .sending import accept_report, give_back, return_report, send_to_head, sign_and_send, take_back
from .writing import NoRegime, NotAllowed, draft_report, file_name, window_of, write_report

__all__ = [
    "Ask",
    "Edit",
    "KindWords",
    "NoRegime",
    "NotAllowed",
    "Opened",
    "Place",
    "Refused",
    "SheetAnswer",
    "SubmissionBesideDuty",
    "accept_report",
    "answer_by_sheet",
    "begin_merging",
    "change_kind",
    "closed_to_words",
    "cuttings",
    "draft_from_data",
    "draft_report",
    "explain_finding",
    "file_name",
    "give_back",
    "hand_on",
    "issue_report",
    "issued_since_signing",
    "may_explain",
    "may_issue",
    "open_cycle",
    "open_or_add",
    "place_of",
    "publish_report",
    "remark",
    "remind_missing",
    "reopen",
    "report_that_merges",
    "restore_passage",
    "return_report",
    "section_of",
    "send_to_head",
    "settle_remark",
    "sign_and_send",
    "take_back",
    "take_passages",
    "what_is_missing",
    "window_of",
    "withdraw_cycle",
    "words_of",
    "write_report",
    "write_section",
    "written_by_hand",
]
