"""Marks that count, put right by their neighbours, and left alone where these do not agree."""

import pytest

from caicach.intake.extraction.ocr.sequence import in_order, letters_in_order


def sure(*texts: str) -> list[tuple[str, float]]:
    return [(text, 0.95) for text in texts]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        pytest.param("1 2 ? 4", "1 2 3 4", id="between two"),
        pytest.param("SẼ 2 3", "1 2 3", id="the first"),
        pytest.param("1 2 3 &", "1 2 3 4", id="the last, after two that count"),
        pytest.param("1. 2. Ạ 4.", "1. 2. 3. 4.", id="with their full stops"),
        pytest.param("I 1 2 II z 2 3", "I 1 2 II 1 2 3", id="begins again below a group"),
        pytest.param("I 1 2 II z 4", "I 1 2 II 3 4", id="counts on below a group"),
        pytest.param("ỗ 8 9", "7 8 9", id="a table that goes on from another page"),
        pytest.param("10 I1 12", "10 11 12", id="strokes among numbers"),
        pytest.param("lÍ 1 2 I1 3 IH 4 TV 5", "I 1 2 II 3 III 4 IV 5", id="groups by their strokes"),
        pytest.param("I 1 I 2 IH 3", "I 1 II 2 III 3", id="a stroke lost between I and III"),
        pytest.param("V 1 VỊ 2 VH 3 VIH 4", "V 1 VI 2 VII 3 VIII 4", id="groups that go on from another page"),
        pytest.param("2 II 3 III 4", "2 II 3 III 4", id="groups of which the first stood on the page before"),
        pytest.param("1,1 1,2 1,3", "1.1 1.2 1.3", id="two parts"),
    ],
)
def test_marks_are_put_right_where_their_neighbours_agree(read, meant):
    marks = [(text, 0.95 if text.rstrip(".").isdigit() else 0.4) for text in read.split()]
    assert in_order(marks) == meant.split()


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(("1", "2", "2", "3"), id="a number given twice"),
        pytest.param(("1", "2", "5", "6"), id="numbers left out"),
        pytest.param(("A", "1", "2", "B", "1", "C"), id="groups by letters"),
        pytest.param(("I", "1", "2", "I", "1", "2"), id="groups that begin again"),
        pytest.param(("1.1", "1.2", "2.1"), id="numbers of two parts"),
        pytest.param(("1", "+", "2"), id="a sign where no number is missing"),
        pytest.param((), id="none"),
    ],
)
def test_what_may_be_so_stays(texts):
    assert in_order(sure(*texts)) == list(texts)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("c) d) ở) e)", "c) d) đ) e)"),
        ("a) b) e) d)", "a) b) e) d)"),
        ("e) Đ g)", "e) f) g)"),
        ("e) g)", "e) g)"),
        ("đ) e) lồ) a) b)", "đ) e) f) a) b)"),
        ("d) ở) a)", "d) đ) a)"),
        ("d) ở)", "d) đ)"),
        ("a) á) c)", "a) b) c)"),
        ("a) Ở k)", "a) Ở k)"),
    ],
)
def test_letters_are_put_right_where_one_place_is_free(read, meant):
    assert letters_in_order(read.split()) == meant.split()
