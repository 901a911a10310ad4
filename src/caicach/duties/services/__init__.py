"""What changes duties. Every act is keyword-only, takes `by` and `now`, is one transaction and leaves one event."""

from .bulk import AT_MOST, Outcome, accept_many, assign_many, extend_many, sign_many, urge, urge_many
from .extending import ask_extension, grant_extension, refuse_extension
from .giving import continue_duties, give_directive, give_duties_for_task, open_due_occurrences
from .moving import cancel, hand_over, hand_over_on_succession, running_duties
from .owing import Owed, cancel_together, give_report_duties, urge_together
from .reminding import mail_notifications, send_reminders
from .reporting import (
    Attachment,
    Words,
    assign_officer,
    give_back,
    note_progress,
    send_to_head,
    send_up,
    send_up_directly,
)
from .reviewing import accept, return_to_body, undo_decision
from .rights import Refused, hats_for
from .telling import mark_read

__all__ = [
    "AT_MOST",
    "Attachment",
    "Outcome",
    "Owed",
    "Refused",
    "Words",
    "accept",
    "accept_many",
    "ask_extension",
    "assign_many",
    "assign_officer",
    "cancel",
    "cancel_together",
    "continue_duties",
    "extend_many",
    "give_back",
    "give_directive",
    "give_duties_for_task",
    "give_report_duties",
    "grant_extension",
    "hand_over",
    "hand_over_on_succession",
    "hats_for",
    "mail_notifications",
    "mark_read",
    "note_progress",
    "open_due_occurrences",
    "refuse_extension",
    "return_to_body",
    "running_duties",
    "send_reminders",
    "send_to_head",
    "send_up",
    "send_up_directly",
    "sign_many",
    "undo_decision",
    "urge",
    "urge_many",
    "urge_together",
]
