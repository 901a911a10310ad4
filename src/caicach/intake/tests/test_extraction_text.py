"""Text and Markdown: what is one paragraph, what is a table, where it stood."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from caicach.intake.extraction import Limits, extract
from caicach.intake.source import CannotRead, Line, Source, Table


def read(tmp_path: Path, content: str | bytes, name: str = "van-ban.txt") -> Source:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return extract(path)


def lines(source: Source) -> list[str]:
    return [block.text for block in source.blocks if isinstance(block, Line)]


WRAPPED = """\
KẾ HOẠCH
Cải cách hành chính năm 2026 của phường An Hòa
và các đơn vị trực thuộc

Thực hiện Chương trình cải cách hành chính giai đoạn 2026-2030, Ủy ban
nhân dân phường An Hòa ban hành Kế hoạch số 12/KH-
UBND như sau:

I. MỤC TIÊU

- Rút ngắn thời gian giải quyết hồ sơ cho người dân và doanh nghiệp theo
quy định tại điểm
a) khoản 2 Điều 5 của Quy chế; bảo đảm công khai kết quả trên Cổng thông
tin của phường.
- Công khai 100% thủ tục hành chính.
1. Yêu cầu chung
Các bộ phận phối hợp chặt chẽ trong suốt giai đoạn 2026 -
2030; người đứng đầu chịu trách nhiệm về kết quả trước Ủy ban nhân dân
phường và trước Đảng ủy.
"""


def test_lines_broken_by_width_become_paragraphs(tmp_path):
    assert lines(read(tmp_path, WRAPPED)) == [
        "KẾ HOẠCH",
        "Cải cách hành chính năm 2026 của phường An Hòa và các đơn vị trực thuộc",
        "Thực hiện Chương trình cải cách hành chính giai đoạn 2026-2030, Ủy ban nhân dân phường An Hòa ban hành "
        "Kế hoạch số 12/KH-UBND như sau:",
        "I. MỤC TIÊU",
        "- Rút ngắn thời gian giải quyết hồ sơ cho người dân và doanh nghiệp theo quy định tại điểm",
        "a) khoản 2 Điều 5 của Quy chế; bảo đảm công khai kết quả trên Cổng thông tin của phường.",
        "- Công khai 100% thủ tục hành chính.",
        "1. Yêu cầu chung",
        "Các bộ phận phối hợp chặt chẽ trong suốt giai đoạn 2026 - 2030; người đứng đầu chịu trách nhiệm về kết quả "
        "trước Ủy ban nhân dân phường và trước Đảng ủy.",
    ]


def test_one_paragraph_a_line_stays_so(tmp_path):
    text = "1. Mục tiêu\n- Giảm hồ sơ giấy;\n- Tăng hồ sơ điện tử;\nCác đơn vị báo cáo hằng quý.\nPhường tổng hợp.\n"
    assert lines(read(tmp_path, text)) == text.splitlines()


def test_number_is_the_physical_line_and_a_blank_line_is_told(tmp_path):
    source = read(tmp_path, "\n\nMột.\n\nHai.\nBa.\n")
    assert [(block.number, block.blank_before) for block in source.blocks] == [(3, True), (5, True), (6, False)]


def test_form_feed_ends_a_page(tmp_path):
    source = read(tmp_path, "Trang một.\n\fTrang hai.\nvẫn hai.\fTrang ba.")
    assert [(block.text, block.page, block.number) for block in source.blocks] == [
        ("Trang một.", 1, 1),
        ("Trang hai.", 2, 2),
        ("vẫn hai.", 2, 3),
        ("Trang ba.", 3, 3),
    ]
    assert source.pages == 3


def test_page_number_between_the_halves_of_a_sentence_goes(tmp_path):
    halves = "\n- Xây dựng danh mục, định mức kinh tế - kỹ thuật, đơn giá của\n", "\ncác dịch vụ sự nghiệp công.\n"
    assert lines(read(tmp_path, WRAPPED + "\n\n7\n".join(halves)))[-1] == (
        "- Xây dựng danh mục, định mức kinh tế - kỹ thuật, đơn giá của các dịch vụ sự nghiệp công."
    )


def test_a_number_alone_elsewhere_stays(tmp_path):
    assert "3" in lines(read(tmp_path, WRAPPED + "\n3\n\nKế hoạch chuyển đổi số\n"))


def test_emphasis_is_a_hint_and_no_text(tmp_path):
    title = "**Về việc ban hành Kế hoạch\nnăm 2026**"
    source = read(tmp_path, f"{title}\n\n*(Kèm theo)*\n\n**Điều 1.** Ban hành *kèm*.\n## Phần II\n")
    assert [(block.text, block.bold, block.italic) for block in source.blocks] == [
        ("Về việc ban hành Kế hoạch năm 2026", True, False),
        ("(Kèm theo)", False, True),
        ("Điều 1. Ban hành kèm.", False, False),
        ("Phần II", True, False),
    ]


def test_stars_and_low_lines_that_are_text_stay(tmp_path):
    text = "- Lưu: VT, SNV_(CCHC), P*Q.\n5 * 3 * 2\n"
    assert lines(read(tmp_path, text)) == text.splitlines()


def test_markdown_table(tmp_path):
    source = read(tmp_path, "Bảng:\n\n| TT | Việc |\n|---|:--:|\n| 1 | Rà soát<br>Báo cáo |\n| 2 |  |\n", "b.md")
    table = source.blocks[1]
    assert isinstance(table, Table)
    assert [[cell.text for cell in row] for row in table.rows] == [["TT", "Việc"], ["1", "Rà soát\nBáo cáo"], ["2", ""]]
    assert table.rows[1][0].number == 5


def test_plain_rows_with_bars_are_a_table(tmp_path):
    text = "PHỤ LỤC\n\nTT | Nhiệm vụ | Chủ trì\nI | Thể chế\n1 | Rà soát | Sở Tư pháp\n\nHết."
    table = read(tmp_path, text).blocks[1]
    assert isinstance(table, Table)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["TT", "Nhiệm vụ", "Chủ trì"],
        ["I", "Thể chế", ""],
        ["1", "Rà soát", "Sở Tư pháp"],
    ]


def test_recipients_beside_the_signature_are_one_row(tmp_path):
    text = "Hết./.\n\nNơi nhận:\n- Như trên;\n- VPUB: CVP,\ncác phòng;\n- Lưu: VT. | CHỦ TỊCH Đỗ Minh Mẫu\n"
    table = read(tmp_path, text).blocks[-1]
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[0]] == [
        "Nơi nhận:\n- Như trên;\n- VPUB: CVP, các phòng;\n- Lưu: VT.",
        "CHỦ TỊCH Đỗ Minh Mẫu",
    ]
    assert table.rows[0][0].number == 3


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("Tiếng Việt đủ dấu.".encode("utf-8-sig"), id="UTF-8 with a mark"),
        pytest.param("Tiếng Việt đủ dấu.".encode("utf-16"), id="UTF-16 with a mark"),
        pytest.param("Tiếng Việt đủ dấu, và vài chữ nữa.".encode("utf-16-le"), id="UTF-16 without a mark"),
        pytest.param(unicodedata.normalize("NFD", "Tiếng Việt đủ dấu.").encode(), id="letters in parts"),
    ],
)
def test_encodings(tmp_path, content):
    source = read(tmp_path, content)
    assert lines(source)[0].startswith("Tiếng Việt đủ dấu")
    assert source.warnings == ()


def test_windows_1258_is_read_with_a_warning(tmp_path):
    # In windows-1258 a letter keeps its hat and the tone follows as a sign of its own.
    content = "".join(letter if ord(letter) < 128 else unicodedata.normalize("NFD", letter) for letter in "Kế hoạch")
    partly = unicodedata.normalize("NFC", content).replace("ế", "ê\u0301").replace("ạ", "a\u0323")
    source = read(tmp_path, partly.encode("cp1258"))
    assert lines(source) == ["Kế hoạch"]
    assert [warning.code for warning in source.warnings] == ["encoding_guessed"]


def test_a_bound_on_lines(tmp_path):
    path = tmp_path / "dai.txt"
    path.write_text("Một dòng.\n" * 11)
    with pytest.raises(CannotRead) as refusal:
        extract(path, limits=Limits(lines=10))
    assert refusal.value.code == "too_many_lines"


def test_real_plan_keeps_one_paragraph_a_line(shared):
    source = extract(next((shared / "seeds").glob("001*")))
    physical = next((shared / "seeds").glob("001*")).read_text().splitlines()
    for block in source.blocks:
        assert isinstance(block, Line)
        assert block.text.split()[0] in physical[block.number - 1]
    written = [line for line in physical if line.strip()]
    assert len(written) - len(source.blocks) == 1  # the title that its bold marks span over two lines


def test_real_recognised_text_is_joined(shared):
    source = extract(next((shared / "seeds").glob("003*")))
    physical = [line for line in next((shared / "seeds").glob("003*")).read_text().splitlines() if line.strip()]
    assert len(source.blocks) < 0.45 * len(physical)
    assert " ".join(" ".join(lines(source)).split()).count("Chinh phu") > 0
