"""What a file is, from its bytes; its name is only held against that."""

from __future__ import annotations

from pathlib import Path

from caicach.intake.extraction import refusals

_EXTENSIONS = {".pdf": "pdf", ".docx": "docx", ".xlsx": "xlsx", ".txt": "text", ".md": "text"}
_MACRO_EXTENSIONS = {".docm", ".dotm", ".xlsm", ".xltm", ".xlam"}
_KNOWN_OTHERS = {
    ".doc": "doc",
    ".xls": "xls",
    ".ppt": "ppt",
    ".pptx": "pptx",
    ".xlsb": "xlsb",
    ".odt": "odf",
    ".ods": "odf",
    ".rtf": "rtf",
    ".zip": "zip",
} | dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".webp", ".heic"), "image")

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"BM", "image"),
    (b"{\\rtf", "rtf"),
    (b"7z\xbc\xaf\x27\x1c", "zip"),
    (b"Rar!", "zip"),
    (b"\x1f\x8b", "zip"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_READABLE = {"pdf", "docx", "xlsx", "text"}


def kind_of(path: Path, name: str) -> str:
    """ "pdf", "docx", "xlsx" or "text"; anything else is refused with its reason."""
    extension = Path(name).suffix.lower()
    content = _content_kind(path, name)
    if content == "encrypted":
        raise refusals.encrypted(name)
    if content == "macros" or (extension in _MACRO_EXTENSIONS and content in {"docx", "xlsx"}):
        raise refusals.macros(name)
    expected = _EXTENSIONS.get(extension)
    if expected is None and extension in _KNOWN_OTHERS and (content not in _READABLE or content == "text"):
        raise refusals.unsupported_kind(name, _KNOWN_OTHERS[extension])
    if expected is None and extension and content in _READABLE:
        if extension in _KNOWN_OTHERS:
            raise refusals.name_mismatch(name, content)
        raise refusals.unknown_extension(name, extension)
    if content in _READABLE and expected in (None, content):
        return content
    if expected is not None and content not in {"damaged_zip", "binary"}:
        raise refusals.name_mismatch(name, content)
    if content == "damaged_zip":
        if expected in {"docx", "xlsx"}:
            raise refusals.damaged(name, expected)
        raise refusals.name_mismatch(name, "zip") if expected else refusals.unsupported_kind(name, "zip")
    if expected in {"pdf", "docx", "xlsx"}:
        raise refusals.damaged(name, expected)
    raise refusals.name_mismatch(name, content) if expected else refusals.unsupported_kind(name, content)


def _content_kind(path: Path, name: str) -> str:
    with path.open("rb") as file:
        start = file.read(4096)
    for magic, kind in _MAGIC:
        # "BM" and "MZ" are also how a text may begin: they count only before bytes no text has.
        if start.startswith(magic) and (len(magic) > 2 or b"\x00" in start[:64]):
            return kind
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image"
    if start.startswith(_CFB):
        return _cfb_kind(path.read_bytes())
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(path)
    if b"%PDF-" in start[:1024]:
        return "pdf"
    return "text" if looks_like_text(start) else "binary"


def looks_like_text(start: bytes) -> bool:
    """No bytes that no text has; UTF-16 is told by its mark or by every other byte being zero."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or utf16_without_mark(start):
        return True
    controls = sum(byte < 32 and byte not in (9, 10, 11, 12, 13, 27) for byte in start)
    return b"\x00" not in start and controls * 100 <= len(start)


def utf16_without_mark(start: bytes) -> str | None:
    """Vietnamese in UTF-16 keeps most of its high bytes at zero (spaces, ASCII letters): on one side only."""
    pairs = len(start) // 2
    if pairs < 4:
        return None
    low, high = start[0 : pairs * 2 : 2].count(0), start[1 : pairs * 2 : 2].count(0)
    if high > 0.4 * pairs and low < 0.02 * pairs:
        return "utf-16-le"
    if low > 0.4 * pairs and high < 0.02 * pairs:
        return "utf-16-be"
    return None


def _cfb_kind(content: bytes) -> str:
    for entry, kind in (
        ("EncryptedPackage", "encrypted"),
        ("WordDocument", "doc"),
        ("Workbook", "xls"),
        ("PowerPoint Document", "ppt"),
    ):
        if entry.encode("utf-16-le") in content:
            return kind
    return "ole"


def _zip_kind(path: Path) -> str:
    import zipfile  # half of what a text file would wait for at the start

    try:
        with zipfile.ZipFile(path) as archive:
            names = {entry.filename for entry in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, EOFError):
        return "damaged_zip"
    if any(entry.rsplit("/", 1)[-1].lower() == "vbaproject.bin" for entry in names):
        return "macros"
    if "[Content_Types].xml" not in names:
        return "odf" if "mimetype" in names else "zip"
    if "word/document.xml" in names or any(entry.startswith("word/document") for entry in names):
        return "docx"
    if any(entry.startswith("xl/workbook.bin") for entry in names):
        return "xlsb"
    if any(entry.startswith("xl/workbook") for entry in names):
        return "xlsx"
    if any(entry.startswith("ppt/") for entry in names):
        return "pptx"
    return "zip"
