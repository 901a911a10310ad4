"""Marks for text that lost them: a model of three words in a row, grown from what the installation accepted."""

from .choosing import restorer_for, with_marks
from .counts import Counts
from .judging import Marks, marks_of
from .restorer import SURE, MarksRestorer, Piece, Restorer
from .shipped import shipped_counts
from .sources import SAID_IN_WORDS, Restored, applied, restored_reading, restored_source

__all__ = [
    "SAID_IN_WORDS",
    "SURE",
    "Counts",
    "Marks",
    "MarksRestorer",
    "Piece",
    "Restored",
    "Restorer",
    "applied",
    "marks_of",
    "restored_reading",
    "restored_source",
    "restorer_for",
    "shipped_counts",
    "with_marks",
]
