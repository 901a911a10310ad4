"""What the product can use on the machine it runs on, how each is found, and which Debian packages bring it.

Standard library only: the launcher reads this before anything is installed. The sentences are message ids; whoever
shows them in another language translates them.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

MINIMUM_NODE = 20
VIETNAMESE_LETTERS = frozenset(
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
)


def _(sentence: str) -> str:
    """Mark a sentence for translation; the one who shows it translates it."""
    return sentence


@dataclass(frozen=True)
class Want:
    """Something on the machine that makes a part of the product work."""

    code: str
    name: str
    without: str
    packages: tuple[str, ...]
    find: Callable[[], str | None]  # what was found, in words for a table; None where it is missing

    def remedy(self) -> str:
        return "apt-get install " + " ".join(self.packages)


def output_of(*command: str) -> str | None:
    """What a program printed, or None where there is no such program or it failed."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def first_program(*names: str) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


def node_version(program: str = "node") -> str | None:
    """The version of Node, `v20.20.2`, or None where it is missing or older than the front end's build admits."""
    version = output_of(program, "--version")
    major = re.match(r"v(\d+)\.", version or "")
    return version if major and int(major[1]) >= MINIMUM_NODE else None


def find_chromium() -> str | None:
    return first_program("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_office() -> str | None:
    """LibreOffice with Writer and Calc: the bare program converts nothing."""
    program = first_program("soffice", "libreoffice")
    if program is None:
        return None
    folder = Path(program).resolve().parent
    parts = [name for name in ("libswlo.so", "libsclo.so") if not (folder / name).exists()]
    return None if parts and folder.name == "program" else program


def find_poppler() -> str | None:
    return first_program("pdftoppm") if shutil.which("pdftotext") else None


def _code_points(charset: str) -> set[int]:
    """The code points of fontconfig's `20-7e a0-17f 1ebf`."""
    points: set[int] = set()
    for part in charset.split():
        low, _dash, high = part.partition("-")
        points.update(range(int(low, 16), int(high or low, 16) + 1))
    return points


def letters_missing_from(family: str) -> frozenset[str] | None:
    """The Vietnamese letters that a font family lacks, or None where the family itself is missing."""
    listed = output_of("fc-list", "--format", "%{charset}\n", f":family={family}:style=Regular")
    if not listed:
        return None
    return min((VIETNAMESE_LETTERS - set(map(chr, _code_points(line))) for line in listed.splitlines()), key=len)


def whole_families(families: Iterable[str]) -> str | None:
    whole = [family for family in families if letters_missing_from(family) == frozenset()]
    return ", ".join(whole) or None


def find_document_fonts() -> str | None:
    """A font with the measures of Times New Roman, which Nghị định 30/2020/NĐ-CP prescribes, and every letter."""
    return whole_families(["Times New Roman", "Tinos", "Liberation Serif"])


RECOGNISER_FOLDERS = ("/usr/share/tesseract-ocr/*/tessdata", "/usr/share/tessdata", "/usr/local/share/tessdata")


def find_tesseract() -> str | None:
    """Tesseract's Vietnamese data, or those in the folder that TESSDATA_PREFIX names; the rest is a package."""
    named = os.environ.get("TESSDATA_PREFIX")
    folders = [Path(named), Path(named) / "tessdata"] if named else []
    for pattern in RECOGNISER_FOLDERS:
        folders += sorted(Path("/").glob(pattern[1:]), reverse=True)
    found = (folder / "vie.traineddata" for folder in folders)
    return next((str(data) for data in found if data.is_file()), None)


CHROMIUM = Want(
    "chromium",
    _("Chromium"),
    _("không chạy được các phép thử bằng trình duyệt"),
    ("chromium",),
    find_chromium,
)
OFFICE = Want(
    "office",
    _("LibreOffice (Writer, Calc)"),
    _("không đọc được tệp DOC, ODT và không đổi được DOCX sang PDF"),
    ("libreoffice-writer", "libreoffice-calc"),
    find_office,
)
FONTS = Want(
    "fonts",
    _("Phông chữ văn bản có đủ 134 chữ tiếng Việt"),
    _("không viết được bản PDF của văn bản; bản xem trước dùng phông chữ khác, ngắt dòng và ngắt trang có thể lệch"),
    ("fonts-croscore", "fonts-liberation2"),
    find_document_fonts,
)
POPPLER = Want(
    "poppler",
    _("Công cụ PDF (poppler)"),
    _("không so được bản PDF viết ra với bản in trong các phép thử"),
    ("poppler-utils",),
    find_poppler,
)
TESSERACT = Want(
    "tesseract",
    _("Nhận dạng chữ (tesseract, tiếng Việt)"),
    _("không đọc được bản quét; văn bản có lớp chữ vẫn đọc được"),
    ("tesseract-ocr-vie",),
    find_tesseract,
)
NODE = Want(
    "node",
    _("Node.js 20 trở lên"),
    _("giao diện được dựng bằng Node lấy từ kho gói Python"),
    ("nodejs", "npm"),
    node_version,
)

WANTED_BY_TESTS = (CHROMIUM, OFFICE, FONTS, POPPLER, TESSERACT)


def apt_get() -> list[str] | None:
    """How this account may run apt-get, or None where it may not (or was told not to, by CAICACH_NO_APT)."""
    if os.environ.get("CAICACH_NO_APT") or not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    if shutil.which("sudo") and output_of("sudo", "-n", "true") is not None:
        return ["sudo", "-n", "apt-get"]
    return None
