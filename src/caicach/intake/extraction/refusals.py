"""The sentences with which a file is refused: what was found, what is expected, what to do.

Every function answers with the exception to raise. Codes are stable; docs/how-to/read-documents.md lists them.
"""

from __future__ import annotations

from caicach.intake.extraction.limits import MEGABYTE
from caicach.intake.source import CannotRead

READABLE = (
    "DOCX, DOC, RTF, ODT, PDF, ảnh (TIFF, JPEG, PNG, HEIC), XLSX, XLS, ODS, TXT, MD, thư EML, MSG hoặc tệp nén ZIP"
)

KIND_WORDS = {
    "pdf": "tệp PDF",
    "docx": "văn bản Word (DOCX)",
    "xlsx": "bảng tính Excel (XLSX)",
    "text": "tệp chữ thuần",
    "doc": "văn bản Word đời cũ (DOC)",
    "xls": "bảng tính Excel đời cũ (XLS)",
    "ppt": "bản trình chiếu PowerPoint đời cũ (PPT)",
    "pptx": "bản trình chiếu PowerPoint (PPTX)",
    "xlsb": "bảng tính Excel nhị phân (XLSB)",
    "odt": "văn bản OpenDocument (ODT)",
    "ods": "bảng tính OpenDocument (ODS)",
    "odf": "tệp OpenDocument không phải văn bản hay bảng tính",
    "word95": "văn bản Word đời trước 97",
    "eml": "thư điện tử (EML)",
    "msg": "thư Outlook (MSG)",
    "rtf": "tệp RTF",
    "image": "tệp ảnh",
    "gif": "ảnh động GIF",
    "zip": "tệp nén ZIP",
    "archive": "tệp nén không phải ZIP",
    "ole": "tệp nhị phân của Microsoft Office đời cũ",
    "program": "tệp chương trình",
    "binary": "tệp nhị phân",
}


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _megabytes(size: int) -> str:
    if size < MEGABYTE:
        return f"{_count(max(1, size // 1024))} KB"
    return f"{size / MEGABYTE:.1f}".removesuffix(".0").replace(".", ",") + " MB"


def not_found(name: str) -> CannotRead:
    return CannotRead("not_found", f"Không mở được tệp “{name}”; đề nghị kiểm tra lại đường dẫn và quyền đọc tệp.")


def empty(name: str) -> CannotRead:
    return CannotRead("empty", f"Tệp “{name}” không có nội dung; đề nghị kiểm tra lại tệp rồi gửi lại.")


def too_large(name: str, size: int, limit: int) -> CannotRead:
    return CannotRead(
        "too_large",
        f"Tệp “{name}” nặng {_megabytes(size)}, vượt giới hạn {_megabytes(limit)}; "
        "đề nghị tách tệp hoặc giảm dung lượng ảnh trong tệp.",
    )


def unsupported_kind(name: str, kind: str) -> CannotRead:
    advice = {
        "word95": "đề nghị mở bằng Word và lưu lại thành DOCX",
        "xlsb": "đề nghị mở bằng Excel và lưu lại thành XLSX",
        "odf": "đề nghị lưu lại thành DOCX hoặc XLSX",
        "archive": "đề nghị giải nén và gửi từng văn bản",
        "gif": "đề nghị lưu lại thành PNG hoặc JPEG",
    }.get(kind, "đề nghị gửi văn bản ở một trong các dạng đó")
    return CannotRead(
        "unsupported_kind", f"Tệp “{name}” là {KIND_WORDS[kind]}, chương trình chỉ đọc {READABLE}; {advice}."
    )


def unknown_extension(name: str, extension: str) -> CannotRead:
    return CannotRead(
        "unsupported_kind",
        f"Tệp “{name}” có đuôi “{extension}”, chương trình chỉ đọc {READABLE}; "
        "đề nghị gửi văn bản ở một trong các dạng đó.",
    )


def name_mismatch(name: str, kind: str) -> CannotRead:
    return CannotRead(
        "name_mismatch",
        f"Tên tệp “{name}” không khớp nội dung, bên trong là {KIND_WORDS[kind]}; "
        "đề nghị kiểm tra nguồn gốc tệp và đặt lại đúng đuôi.",
    )


def encrypted(name: str) -> CannotRead:
    return CannotRead("encrypted", f"Tệp “{name}” đặt mật khẩu nên không đọc được; đề nghị gỡ mật khẩu rồi gửi lại.")


def damaged(name: str, kind: str) -> CannotRead:
    return CannotRead(
        "damaged",
        f"Tệp “{name}” bị hỏng hoặc thiếu phần, không mở được như {KIND_WORDS[kind]}; "
        "đề nghị tải lại hoặc xuất lại từ bản gốc.",
    )


def zip_bomb(name: str) -> CannotRead:
    return CannotRead(
        "zip_bomb",
        f"Tệp “{name}” khi mở ra lớn bất thường so với dung lượng của nó nên bị từ chối; đề nghị xuất lại từ bản gốc.",
    )


def too_many_inner(name: str, limit: int) -> CannotRead:
    return CannotRead(
        "too_many_inner",
        f"Tệp “{name}” chứa hơn {_count(limit)} tệp con, vượt giới hạn; đề nghị tách thành nhiều tệp.",
    )


def too_deep(name: str) -> CannotRead:
    return CannotRead(
        "too_deep",
        f"Tệp “{name}” nằm quá sâu trong các tệp nén hoặc thư lồng nhau; đề nghị giải nén rồi gửi từng văn bản.",
    )


def damaged_member(name: str) -> CannotRead:
    return CannotRead("damaged", f"Tệp “{name}” bị hỏng trong tệp nén, không lấy ra được; đề nghị nén lại từ bản gốc.")


def nothing_readable_inside(name: str, only: CannotRead | None) -> CannotRead:
    """`only` is the refusal of the one file inside, where there is just one."""
    if only is not None:
        return CannotRead(only.code, f"Trong tệp “{name}” không có văn bản nào đọc được. {only}")
    return CannotRead(
        "nothing_readable_inside",
        f"Trong tệp “{name}” không có văn bản nào đọc được; đề nghị gửi riêng từng văn bản.",
    )


def too_many_pages(name: str, pages: int, limit: int) -> CannotRead:
    return CannotRead(
        "too_many_pages",
        f"Tệp “{name}” có {_count(pages)} trang, vượt giới hạn {_count(limit)} trang; đề nghị tách thành nhiều tệp.",
    )


def too_many_lines(name: str, limit: int) -> CannotRead:
    return CannotRead(
        "too_many_lines",
        f"Tệp “{name}” có hơn {_count(limit)} đoạn hoặc dòng bảng, vượt giới hạn; đề nghị tách thành nhiều tệp.",
    )


def macros(name: str) -> CannotRead:
    return CannotRead(
        "macros",
        f"Tệp “{name}” chứa macro (mã lệnh) nên bị từ chối; đề nghị lưu lại thành DOCX hoặc XLSX không có macro.",
    )


def external_entities(name: str) -> CannotRead:
    return CannotRead(
        "external_entities",
        f"Tệp “{name}” chứa khai báo DTD hoặc thực thể XML không được phép; đề nghị xuất lại từ bản gốc.",
    )


def no_text_layer(name: str) -> CannotRead:
    return CannotRead(
        "no_text_layer",
        f"Tệp “{name}” là bản chụp hoặc bản quét không có lớp chữ mà việc nhận dạng chữ đang tắt; "
        "đề nghị bật nhận dạng chữ (--ocr auto) hoặc gửi bản DOCX, PDF xuất từ máy soạn thảo.",
    )


def ocr_not_available(name: str) -> CannotRead:
    return CannotRead(
        "ocr_not_available",
        f"Không nhận dạng được chữ trong ảnh của tệp “{name}”: máy này chưa có dữ liệu tiếng Việt của tesseract; "
        "cài một lần: sudo apt-get install tesseract-ocr-vie, rồi đọc lại.",
    )


def not_pages(name: str) -> CannotRead:
    return CannotRead(
        "not_pages",
        f"Tệp “{name}” không phải PDF hay ảnh nên không có trang nào để nhận dạng chữ; đề nghị dùng --ocr auto.",
    )


def time_exceeded(name: str, seconds: int) -> CannotRead:
    return CannotRead(
        "time_exceeded",
        f"Đọc tệp “{name}” quá {_count(seconds)} giây nên đã dừng; đề nghị tách tệp hoặc xuất lại từ bản gốc.",
    )


def memory_exceeded(name: str, memory: int) -> CannotRead:
    return CannotRead(
        "memory_exceeded",
        f"Đọc tệp “{name}” cần hơn {_megabytes(memory)} bộ nhớ nên đã dừng; đề nghị tách tệp hoặc xuất lại từ bản gốc.",
    )


def reading_stopped(name: str) -> CannotRead:
    return CannotRead(
        "reading_stopped",
        f"Việc đọc tệp “{name}” dừng đột ngột; đề nghị thử lại, nếu vẫn lỗi thì xuất lại tệp từ bản gốc.",
    )


def nothing_recognised(name: str) -> CannotRead:
    return CannotRead(
        "nothing_recognised",
        f"Không nhận ra chữ nào trong ảnh của tệp “{name}”; "
        "đề nghị kiểm tra tệp có phải là văn bản không, quét lại rõ hơn hoặc gửi bản DOCX.",
    )
