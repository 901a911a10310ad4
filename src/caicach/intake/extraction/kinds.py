"""What a file is, from its bytes; its name is only held against that."""

from __future__ import annotations

from pathlib import Path

from caicach.intake.extraction import refusals

_EXTENSIONS = {".pdf": "pdf", ".docx": "docx", ".xlsx": "xlsx", ".txt": "text", ".md": "text"}
_EXTENSIONS |= {".doc": "doc", ".dot": "doc", ".rtf": "rtf", ".odt": "odt", ".ott": "odt", ".xls": "xls", ".ods": "ods"}
_EXTENSIONS |= {".eml": "eml", ".msg": "msg", ".zip": "zip"}
_PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".heic", ".heif")
_EXTENSIONS |= dict.fromkeys(_PICTURES, "image")
_MACRO_EXTENSIONS = {".docm", ".dotm", ".xlsm", ".xltm", ".xlam"}
_KNOWN_OTHERS = {
    ".ppt": "ppt",
    ".pptx": "pptx",
    ".xlsb": "xlsb",
    ".odp": "odf",
    ".rar": "archive",
    ".7z": "archive",
    ".gz": "archive",
    ".gif": "gif",
}

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "gif"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"BM", "image"),
    (b"{\\rtf", "rtf"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")
_READABLE = {"image", "pdf", "docx", "xlsx", "text", "doc", "rtf", "odt", "xls", "ods", "msg", "zip"}
# What programs have long saved under another form's name: RTF as .doc; a letter is text until its name says more.
_ALSO = {("doc", "rtf"), ("eml", "text")}


def kind_of(path: Path, name: str) -> str:
    """What reads the file: "pdf", "docx", "doc", …; anything that nothing reads is refused with its reason."""
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
    if expected is not None and (expected, content) in _ALSO:
        return expected if content == "text" else content
    if content == "ole" and expected in {"doc", "xls", "msg"}:
        raise refusals.damaged(name, expected)
    if expected is not None and content not in {"damaged_zip", "binary"}:
        raise refusals.name_mismatch(name, content)
    if content == "damaged_zip":
        if expected in {"docx", "xlsx", "odt", "ods", "zip"}:
            raise refusals.damaged(name, expected)
        raise refusals.name_mismatch(name, "zip") if expected else refusals.unsupported_kind(name, "zip")
    if expected is not None and expected not in {"text", "eml"}:
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
    if start[4:8] == b"ftyp" and start[8:12] in _HEIF_BRANDS:
        return "image"
    if start.startswith(_CFB):
        return _cfb_kind(path)
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


_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("__properties_version1.0", "msg"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
)


def _cfb_kind(path: Path) -> str:
    """Told from the streams at the root; where the directory is damaged, from names that stand anywhere in the file."""
    from caicach.intake.extraction.ole import root_names

    names = root_names(path)
    if not any(entry in names for entry, _ in _STREAMS):
        content = path.read_bytes()
        names = {entry for entry, _ in _STREAMS if entry != "Book" and entry.encode("utf-16-le") in content}
    return next((kind for entry, kind in _STREAMS if entry in names), "ole")


def _zip_kind(path: Path) -> str:
    import zipfile  # half of what a text file would wait for at the start
    import zlib

    try:
        with zipfile.ZipFile(path) as archive:
            names = {entry.filename for entry in archive.infolist()}
            declared = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError, RuntimeError):
        return "damaged_zip"
    if any(entry.rsplit("/", 1)[-1].lower() == "vbaproject.bin" for entry in names):
        return "macros"
    if "[Content_Types].xml" not in names:
        return _odf_kind(declared, names)
    if "word/document.xml" in names or any(entry.startswith("word/document") for entry in names):
        return "docx"
    if any(entry.startswith("xl/workbook.bin") for entry in names):
        return "xlsb"
    if any(entry.startswith("xl/workbook") for entry in names):
        return "xlsx"
    if any(entry.startswith("ppt/") for entry in names):
        return "pptx"
    return "zip"


def _odf_kind(declared: bytes, names: set[str]) -> str:
    if declared.startswith(b"application/vnd.oasis.opendocument.text") and "content.xml" in names:
        return "odt"
    if declared.startswith(b"application/vnd.oasis.opendocument.spreadsheet") and "content.xml" in names:
        return "ods"
    return "odf" if declared.startswith(b"application/vnd.oasis.opendocument") else "zip"
