"""How many words are right on documents of the family that the restorer has not seen."""

import os
from pathlib import Path

import pytest

from caicach.intake.diacritics import Restorer, shipped_counts
from caicach.intake.diacritics.tokens import plain
from caicach.intake.tests.test_diacritics import without_marks

SHARED = Path(os.environ.get("CAICACH_SHARED") or Path(__file__).parents[5] / "shared")
SAMPLES = Path(__file__).parent / "reading_samples" / "unseen"
CITY, PARKS, PROVINCE = "seeds/001_*.txt", "examples/hanoi_310_*.txt", "examples/daklak_012_*.txt"
RIGHT, SURE_RIGHT, SURE_SHARE = 0.93, 0.98, 0.8


def text_of(pattern):
    if not SHARED.is_dir():
        pytest.skip("the shared documents are not beside the checkout")
    return next(SHARED.glob(pattern)).read_text(encoding="utf-8")


def measured(restorer, text):
    """For each word: how sure, and whether it came back as it was. "hàng năm" and "hằng năm" are both written."""
    marked = plain(text)
    return [
        (piece, piece.restored == marked[piece.start : piece.start + len(piece.found)])
        for piece in restorer.restore(without_marks(marked))
    ]


def hold(words):
    right = [good for _, good in words]
    sure = [good for piece, good in words if piece.sure]
    assert sum(right) / len(right) >= RIGHT
    assert sum(sure) / len(sure) >= SURE_RIGHT
    assert len(sure) / len(right) >= SURE_SHARE


@pytest.mark.parametrize("unseen", [CITY, PARKS, PROVINCE])
def test_with_the_shipped_lexicon_alone(unseen):
    hold(measured(Restorer(shipped_counts()), text_of(unseen)))


@pytest.mark.parametrize(("accepted", "unseen"), [([CITY], PARKS), ([PARKS, PROVINCE], CITY)])
def test_with_other_accepted_documents(accepted, unseen):
    counts = shipped_counts().copy()
    for pattern in accepted:
        counts.learn(text_of(pattern))
    hold(measured(Restorer(counts), text_of(unseen)))


def test_on_invented_documents_with_invented_names():
    hold(measured(Restorer(shipped_counts()), "\n".join(path.read_text() for path in sorted(SAMPLES.glob("*.[mt]*")))))


def test_confidence_means_what_it_says():
    """In every tenth, about as many words are right as the confidence says; never much fewer, even among invented
    names."""
    words = measured(
        Restorer(shipped_counts()), "\n".join(path.read_text() for path in sorted(SAMPLES.glob("*.[mt]*")))
    )
    for low in (0.5, 0.6, 0.7, 0.8, 0.9):
        inside = [good for piece, good in words if low <= piece.confidence < low + 0.1]
        assert len(inside) > 20 and sum(inside) / len(inside) > (low - 0.25 if low < 0.9 else low), low
