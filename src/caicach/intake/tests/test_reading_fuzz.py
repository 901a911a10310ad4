"""Whatever text comes, reading answers within the contract and in a moment: mutated documents and made-up sources."""

from __future__ import annotations

import os
import time
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caicach.core.text import flatten
from caicach.intake.extraction import extract
from caicach.intake.reading import read_source
from caicach.intake.source import Cell, Line, Source, Table
from caicach.intake.tests.contract import check_reading, read_checked
from caicach.intake.tests.reading_damage import confused

SHARED = Path(os.environ.get("CAICACH_SHARED") or Path(__file__).parents[5] / "shared")
SAMPLES = Path(__file__).parent / "reading_samples"
SECONDS = 4.0
"""Of one processor, for a document of fourteen pages at most; the usual is a tenth of one."""

UNHURRIED = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
# ruff: noqa: E501
FRAGMENTS = [
    "KẾ HOẠCH", "QUYẾT ĐỊNH", "PHỤ LỤC I", "Điều 1. ", "Chương I", "I. MỤC TIÊU", "II. NHIỆM VỤ", "V. TỔ CHỨC THỰC HIỆN",
    "1. ", "1.1. ", "1.1.1. ", "a) ", "đ) ", "- ", "+ ", "(1) ", "Nhiệm vụ 2: ", "Một là, ", "“", "”", '"', "(", ")", ":",
    ";", ".", "\t", "Sở Nội vụ", "UBND các xã, phường", "Các sở, ban, ngành", "chủ trì", "phối hợp với", "trước ngày 30/6/2026",
    "quý II, III/2026", "31/02/2026", "99/99/9999", "tháng 13/2026", "Quý V", "năm 2030 - 2026", "trong đó", "đạt 100%",
    "ít nhất 95%", "từ 90% đến 80%", "1.000.000.000.000", "0%", "-5%", "≥ 98 %", "12/", "/", "Số: /KH-UBND", "Số: 12/KH-UBND",
    "ngày tháng năm", "ngày 32 tháng 13 năm 2026", "Nơi nhận:", "- Lưu: VT", "TM. ỦY BAN NHÂN DÂN", "Kính gửi:", "V/v",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "như sau:", "hằng năm", "thường xuyên", "nt", "x",
    "²³½", "①", "Ⅳ.", "\u200b", "İ", "ß", "\uf0b7", "。", "１２％", "𝟗𝟓%", "\u0301",
]  # fmt: skip
HEADS = ["STT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời gian", "Sản phẩm", "Chỉ tiêu", "ĐVT", "2026", "2030", "Quý I", "Quý II",
    "Lĩnh vực", "Tiêu chí", "Giải pháp", "Đơn vị được kiểm tra", "Kinh phí", "Hoạt động", "Thực hiện 2025", ""]  # fmt: skip

fragments = st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=30), st.integers(0, 10**6).map(str))
texts = st.lists(fragments, min_size=1, max_size=12).map(" ".join).filter(lambda text: bool(text.strip()))


@st.composite
def lines(draw: st.DrawFn) -> Line:
    bold, italic, centered, blank = (draw(st.booleans()) for _ in range(4))
    return Line(draw(texts), draw(st.integers(1, 3)), draw(st.integers(1, 500)), bold, italic, centered, blank)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 7))
    words = st.one_of(st.sampled_from([*HEADS, *FRAGMENTS, "I", "1", "1.1", "-"]), texts)
    rows = [[draw(st.sampled_from(HEADS)) for _ in range(width)]]
    rows += [[draw(words) for _ in range(draw(st.integers(1, width)))] for _ in range(draw(st.integers(0, 6)))]
    sheet = draw(st.sampled_from(["", "Thể chế", "Sở Nội vụ"]))
    return Table(tuple(tuple(Cell(text, 1, place) for text in row) for place, row in enumerate(rows, 1)), sheet)


@UNHURRIED
@given(st.lists(st.one_of(lines(), lines(), tables()), min_size=1, max_size=25))
def test_any_source_is_read_within_the_contract(blocks):
    started = time.process_time()
    read_checked(Source("bat-ky.txt", 3, "text", tuple(blocks)))
    assert time.process_time() - started < SECONDS


@cache
def originals() -> list[Source]:
    """The documents to mutate: the real ones where they lie beside the checkout, the made-up ones everywhere."""
    real = [path for folder in ("seeds", "examples") for path in sorted((SHARED / folder).glob("*.txt"))]
    own = [path for path in sorted(SAMPLES.rglob("*")) if path.is_file()]
    return [extract(path) for path in [*real, *own]]


def _without_marks(line: Line) -> Line:
    return Line(flatten(line.text), line.page, line.number)


def _spoiled(line: Line, change: Callable[[str], str]) -> Line:
    return replace(line, text=change(line.text) or ".")


def _decomposed(line: Line) -> Line:
    return Line(unicodedata.normalize("NFD", line.text), line.page, line.number)


@st.composite
def mutated(draw: st.DrawFn) -> Source:
    source = draw(st.sampled_from(originals()))
    blocks = list(source.blocks)
    start = draw(st.integers(0, max(0, len(blocks) - 2)))
    blocks = blocks[start : start + draw(st.integers(2, 120))]
    for _ in range(draw(st.integers(1, 12))):
        place = draw(st.integers(0, len(blocks) - 1))
        block = blocks[place]
        act = draw(
            st.sampled_from(
                ["drop", "twice", "swap", "join", "cut", "insert", "plain", "nfd", "upper", "split", "spoil"]
            )
        )
        if act == "drop" and len(blocks) > 1:
            blocks.pop(place)
        elif act == "twice":
            blocks.insert(place, block)
        elif act == "swap":
            other = draw(st.integers(0, len(blocks) - 1))
            blocks[place], blocks[other] = blocks[other], blocks[place]
        elif isinstance(block, Table):
            continue
        elif act == "join" and place + 1 < len(blocks) and isinstance(blocks[place + 1], Line):
            joined = f"{block.text} {blocks.pop(place + 1).text}"
            blocks[place] = Line(joined, block.page, block.number)
        elif act in ("cut", "split"):
            at = draw(st.integers(1, max(1, len(block.text) - 1)))
            pieces = [piece for piece in (block.text[:at], block.text[at:]) if piece.strip()]
            kept = pieces[:1] if act == "cut" else pieces
            blocks[place : place + 1] = [Line(piece, block.page, block.number) for piece in kept]
        elif act == "insert":
            at = draw(st.integers(0, len(block.text)))
            text = block.text[:at] + draw(fragments) + block.text[at:]
            blocks[place] = Line(text, block.page, block.number, block.bold)
        elif act == "plain":
            blocks[place] = _without_marks(block)
        elif act == "spoil":
            blocks[place] = _spoiled(block, confused(0.1, draw(st.integers(0, 9))))
        elif act == "nfd":
            blocks[place] = _decomposed(block)
        elif act == "upper":
            blocks[place] = Line(block.text.upper(), block.page, block.number)
    return Source(source.name, source.pages, source.text_source, tuple(blocks))


@UNHURRIED
@given(mutated())
def test_a_mutated_document_is_read_within_the_contract(source):
    started = time.process_time()
    read_checked(source)
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize("source", originals(), ids=lambda source: source.name[:24])
def test_every_document_keeps_the_contract_in_every_dress(source):
    spoil = confused(0.05, 1)
    for change in (None, _without_marks, _decomposed, lambda line: _spoiled(line, spoil)):
        blocks = source.blocks if change is None else [change(b) if isinstance(b, Line) else b for b in source.blocks]
        check_reading(read_source(Source(source.name, source.pages, source.text_source, tuple(blocks))))


@pytest.mark.parametrize(
    "text",
    [
        "a, " * 20_000,
        "Sở " * 20_000,
        "1.1.1.1" * 5_000,
        "(" * 20_000,
        "- " * 20_000,
        "đạt 95% và " * 2_000,
        "trước ngày 30/6/2026, " * 2_000,
        "Giao Sở Nội vụ chủ trì, phối hợp với Sở Tài chính, " * 2_000,
        "Số: 12/KH-UBND " * 4_000,
        "Nghị quyết số 76/NQ-CP ngày 15/7/2021, " * 1_000,
        "1234567890" * 2_000,
        "thyc hi¢n nhi€m vy cdng tdc ctia Sd N6i vy, " * 2_000,
        "xqzwrt " * 20_000,
        "q" * 20_000,
        "cacdonvithuocso" * 1_500,
        "10 hồ sơ, trong đó 3 hồ sơ gồm 2 hồ sơ (1 hồ sơ, 1 hồ sơ), đạt 30%, " * 1_000,
        "STT Nhiệm vụ Chủ trì Phối hợp Thời gian " * 1_000,
    ],
    ids=lambda text: text[:12],
)
def test_one_endless_line_does_not_hang(text):
    started = time.process_time()
    read_checked(Source("dai.txt", 1, "text", (Line("II. NHIỆM VỤ", 1, 1), Line(f"1. {text}", 1, 2))))
    assert time.process_time() - started < SECONDS


def test_thousands_of_scattered_lines_do_not_hang():
    head = ["PHỤ LỤC", "STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian"]
    rows = [
        text for n in range(1, 1_001) for text in (str(n), f"Rà soát quy trình {n}", "Sở Nội vụ", "Sở Y tế", "Quý I")
    ]
    lines = tuple(Line(text, 1, place, blank_before=True) for place, text in enumerate([*head, *rows], 1))
    started = time.process_time()
    read_checked(Source("bang.txt", 1, "text", lines))
    assert time.process_time() - started < SECONDS
