"""Text of before Unicode: each letter of each table, told by the font or by the words, and Unicode left alone."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.intake.extraction import extract
from caicach.intake.extraction.legacy_fonts import (
    TCVN3,
    VNI,
    converted,
    font_encoding,
    from_tcvn3,
    from_viqr,
    from_vni,
    judged,
    marked,
    settled,
)
from caicach.intake.extraction.syllables import is_syllable
from caicach.intake.extraction.tone_marks import house_style

TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
SMALL = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES] + ["đ"]
MARKED = [letter for letter in SMALL if not letter.isascii()]
ALL = MARKED + [letter.upper() for letter in MARKED]
SENTENCE = "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc; quyết định số 12, khuyến nghị ưu tiên"


def typed(text: str, table: dict[str, str]) -> str:
    """The text as it was typed: the way back through a table."""
    back = {letter: signs for signs, letter in reversed(table.items())}
    return "".join(back.get(letter, letter) for letter in text)


def as_viqr(text: str) -> str:
    shapes = {"\u0306": "(", "\u0302": "^", "\u031b": "+"}
    tones = {"\u0300": "`", "\u0309": "?", "\u0303": "~", "\u0301": "'", "\u0323": "."}
    written = []
    for letter in text:
        if letter in "đĐ":
            written.append("dd" if letter == "đ" else "DD")
            continue
        parts = unicodedata.normalize("NFD", letter)
        shape = "".join(shapes[part] for part in parts if part in shapes)
        tone = "".join(tones[part] for part in parts if part in tones)
        written.append(parts[0] + shape + tone if parts[0].isalpha() else letter)
    return "".join(written)


def test_there_are_134_letters():
    assert len(set(ALL)) == 134


@pytest.mark.parametrize("letter", MARKED)
def test_every_letter_of_tcvn3(letter):
    assert from_tcvn3(typed(letter, TCVN3)) == letter
    # Capitals with tones stand in a font of their own, at the places of the small ones.
    one = marked(typed(letter, TCVN3), ".VnTimeH")
    assert settled([one, marked(typed(SENTENCE, TCVN3), ".VnTimeH")])(one) == letter.upper()


@pytest.mark.parametrize("letter", ALL)
def test_every_letter_of_vni(letter):
    assert from_vni(typed(letter, VNI)) == letter
    one = marked(typed(letter, VNI), "VNI-Times")
    assert settled([one, marked(typed(SENTENCE, VNI), "VNI-Times")])(one) == letter


@pytest.mark.parametrize("letter", ALL)
def test_every_letter_of_viqr(letter):
    assert from_viqr(as_viqr(letter) + "x")[:-1] == letter


@pytest.mark.skipif(shutil.which("iconv") is None, reason="no iconv on this machine")
def test_tcvn3_is_the_published_table():
    raw = bytes(ord(place) for place in TCVN3)
    answer = subprocess.run(["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"], input=raw, capture_output=True)
    if answer.returncode:
        pytest.skip("this iconv does not know TCVN 5712")
    assert unicodedata.normalize("NFC", answer.stdout.decode()) == "".join(TCVN3.values())


@pytest.mark.parametrize(
    ("font", "expected"),
    [
        (".VnTime", ("tcvn3", False)),
        (".VnArial Narrow", ("tcvn3", False)),
        (".VnTimeH", ("tcvn3", True)),
        ("ABCDEF+.VnArialH,Bold", ("tcvn3", True)),
        ("VNI-Times", ("vni", False)),
        ("VNI-Helve-Condense", ("vni", False)),
        ("Times New Roman", None),
        ("Vnu Serif", None),
        ("", None),
    ],
)
def test_fonts_by_name(font, expected):
    assert font_encoding(font) == expected


def test_a_document_in_an_old_font_that_is_unicode_already_is_left_alone():
    """Somebody converted it and kept the font's name; "có" alone would read as "cú"."""
    texts = [marked(text, ".VnTime") for text in ("Ủy ban nhân dân xã có báo cáo", "có", "là", "và xã")]
    finish = settled(texts)
    assert [finish(text) for text in texts] == ["Ủy ban nhân dân xã có báo cáo", "có", "là", "và xã"]


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viqr"])
def test_judged_by_the_words(encoding):
    table = {"tcvn3": TCVN3, "vni": VNI}.get(encoding)
    old = typed(SENTENCE, table) if table else as_viqr(SENTENCE)
    assert judged(old).encoding == encoding
    assert converted(old, encoding) == SENTENCE


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        unicodedata.normalize("NFD", SENTENCE),
        "Đà Nẵng có là gì, và xã kế toán có báo cáo hằng năm",
        "Uy ban nhan dan thanh pho Ha Noi ban hanh ke hoach cai cach hanh chinh. Cau hoi?",
        "Très bien, l'été à la mer: où êtes-vous? Déjà vu, château, forêt, garçon, hôtel, élève",
        "Der Bürgermeister möchte über die Straße gehen; schön, größer, Äpfel, Öl, für",
        "x^2 + y^2, a.b.c, o+ e^x, f(a(b)), dd/mm/yyyy, www.mail.vn/a.html",
        "",
    ],
)
def test_what_is_right_is_left_alone(text):
    assert judged(text).encoding is None


@given(st.text(alphabet=st.sampled_from([*ALL, *"abcdeghiklmnopqrstuvxy .,-12"]), max_size=80))
def test_unicode_is_never_touched(text):
    plain = f"{SENTENCE} {text}"
    assert judged(plain).encoding is None
    assert settled([plain])(plain) == unicodedata.normalize("NFC", plain)


@given(st.text(max_size=60), st.sampled_from([".VnTime", ".VnTimeH", "VNI-Times", "Arial"]))
def test_no_text_stays_marked(text, font):
    one = marked(text, font)
    assert not any(0xF0100 <= ord(letter) <= 0xF03FF for letter in settled([one])(one) if letter not in text)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(typed(SENTENCE, TCVN3).encode("cp1252"), "TCVN3", id="TCVN3"),
        pytest.param(typed(SENTENCE, VNI).encode("cp1252"), "VNI", id="VNI"),
        pytest.param(as_viqr(SENTENCE).encode(), "VIQR", id="VIQR"),
        pytest.param(typed(SENTENCE, TCVN3).encode(), "TCVN3", id="TCVN3 saved as UTF-8"),
    ],
)
def test_a_text_file_of_before_unicode(tmp_path: Path, content, name):
    path = tmp_path / "cu.txt"
    path.write_bytes(content)
    source = extract(path)
    assert [line.text for line in source.blocks] == [SENTENCE]
    assert [warning.code for warning in source.warnings] == ["encoding_guessed"]
    assert name in source.warnings[0].text


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("hoà thuỷ khoẻ loè HOÀ UỶ hoá", "hòa thủy khỏe lòe HÒA ỦY hóa"),
        ("tóan hùynh thúyên", "toán huỳnh thúyên"),
        ("toán huỳnh quý quỷ quà xoài ngoáy hoàn quyết khuỷu", "toán huỳnh quý quỷ quà xoài ngoáy hoàn quyết khuỷu"),
    ],
)
def test_tones_have_one_place(written, expected):
    assert house_style(written) == expected
    assert house_style(expected) == expected


def test_every_form_ends_with_composed_letters_and_one_place_for_the_tone(tmp_path: Path):
    path = tmp_path / "roi.txt"
    path.write_text(unicodedata.normalize("NFD", "Văn hoá, thể thao và thuỷ lợi"))
    assert [line.text for line in extract(path).blocks] == ["Văn hóa, thể thao và thủy lợi"]


@pytest.mark.parametrize("word", ["nghiêng", "Quyết", "giếng", "gì", "khuỷu", "THUYỀN", "ưởn", "oách", "yêu"])
def test_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["hoµ", "viet1", "màc", "bàt", "ềê", "strà", "khúùc", "aâ", "wá"])
def test_no_syllables(word):
    assert not is_syllable(word)


def old_pdf(path: Path, text: str, font: str) -> Path:
    """A PDF of one line in a font of this name, its letters at the places of windows-1252."""
    shown = text.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)")
    stream = b"BT /F1 14 Tf 72 700 Td (" + shown + b") Tj ET"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >> stream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /TrueType /BaseFont /%b /Encoding /WinAnsiEncoding >>" % font.encode(),
    ]
    content, places = b"%PDF-1.4\n", list[int]()
    for number, part in enumerate(parts, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(content)
    path.write_bytes(content + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer)
    return path


@pytest.mark.parametrize(
    ("font", "written", "expected"),
    [
        (
            ".VnTime",
            "Uû ban nh©n d©n quyÕt ®Þnh, c¬ quan, c¸n bé",
            "Ủy ban nhân dân quyết định, cơ quan, cán bộ",
        ),
        ("VNI-Times", "Uyû ban nhaân daân quyeát ñònh, tö phaùp", "Ủy ban nhân dân quyết định, tư pháp"),
    ],
)
def test_a_pdf_in_an_old_font(tmp_path, font, written, expected):
    source = extract(old_pdf(tmp_path / "cu.pdf", written, font))
    assert [line.text for line in source.blocks] == [expected]
    assert [warning.code for warning in source.warnings] == ["legacy_font"]
