import unicodedata

import pytest

from caicach.core.text import (
    compare_key,
    flatten,
    fold,
    has_marks,
    same_words,
    search_key,
    sort_key,
    squeeze,
    uppercase_share,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cải cách  HÀNH chính", "cai cach hanh chinh"),
        ("Đề án đổi mới", "de an doi moi"),
        (" Ủy\u00a0ban\tnhân dân ", "uy ban nhan dan"),
        (unicodedata.normalize("NFD", "Nghị quyết"), "nghi quyet"),
        ("2021 – 2025", "2021 - 2025"),
    ],
)
def test_fold(text, expected):
    assert fold(text) == expected


def test_flatten_keeps_every_place():
    text = "Quyết định số 15/QĐ-TTg – “Đề án”"
    assert len(flatten(text)) == len(text)
    assert flatten(text) == 'quyet dinh so 15/qd-ttg - "de an"'


def test_search_key_drops_punctuation():
    assert search_key("Sở KH&CN; (TTHC) - 100%") == "so kh cn tthc 100"


def test_the_place_of_the_tone_does_not_count():
    assert same_words("hoà bình", "Hòa  bình")
    assert same_words("thuỷ", "thủy")
    assert not same_words("hoà", "hoa")
    assert compare_key("Uỷ ban") == compare_key("ủy ban")


def test_names_sort_by_the_alphabet():
    names = ["Đông Anh", "Ba Vì", "Dương Hòa", "Ứng Hòa", "Bà Rịa", "Ăn", "Âu", "An", "Ổ", "Ơ", "Oai", "Xã 10", "Xã 2"]
    assert sorted(names, key=sort_key) == [
        "An", "Ăn", "Âu", "Bà Rịa", "Ba Vì", "Dương Hòa", "Đông Anh", "Oai", "Ổ", "Ơ", "Ứng Hòa", "Xã 2", "Xã 10",
    ]  # fmt: skip


def test_tones_sort_in_the_dictionary_order():
    assert sorted(["má", "mạ", "ma", "mã", "mả", "mà"], key=sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]


def test_keys_are_plain_so_that_every_collation_sorts_them_alike():
    assert sort_key("Ứng Hòa, số 7").isascii() and sort_key("Ứng Hòa, số 7").isalnum()


def test_small_questions_about_a_text():
    assert squeeze(" một\n hai ") == "một hai"
    assert has_marks("Sở") and not has_marks("So Noi vu")
    assert uppercase_share("KẾ HOẠCH") == 1.0
    assert uppercase_share("1.") == 0.0
