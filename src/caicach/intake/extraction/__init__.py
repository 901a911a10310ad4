"""A file of any readable form into a `Source`: lines and tables in order, each with its place. No Django."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from caicach.intake.extraction import refusals
from caicach.intake.extraction.finishing import finished
from caicach.intake.extraction.kinds import kind_of
from caicach.intake.extraction.limits import DEFAULT_LIMITS, Limits
from caicach.intake.source import Source

__all__ = ["DEFAULT_LIMITS", "Limits", "extract"]


def extract(path: Path, *, name: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Source:
    """Read the file as lines and tables, or raise `CannotRead`.

    `name` is what the sender called the file, where it is stored under another name. The libraries of a form
    are imported only when a file of that form comes, so a text file starts fast.
    """
    name = name or path.name
    return finished(_extracted(checked(path, name, limits), path, name, limits))


def checked(path: Path, name: str, limits: Limits) -> str:
    """The kind of a file that may be read, or `CannotRead`."""
    try:
        size = path.stat().st_size
        regular = path.is_file()
    except OSError:
        raise refusals.not_found(name) from None
    if not regular:
        raise refusals.not_found(name)
    if size == 0:
        raise refusals.empty(name)
    if size > max(limits.size, limits.scan_size):
        raise refusals.too_large(name, size, max(limits.size, limits.scan_size))
    try:
        kind = kind_of(path, name)
    except PermissionError:
        raise refusals.not_found(name) from None
    if size > limits.size and kind not in ("pdf", "image"):
        raise refusals.too_large(name, size, limits.size)
    return kind


# Where each form is read; imported when a file of it comes.
_READERS = {
    "pdf": ("pdf", "extract_pdf"),
    "docx": ("docx", "extract_docx"),
    "xlsx": ("xlsx", "extract_xlsx"),
    "doc": ("doc", "extract_doc"),
    "xls": ("xls", "extract_xls"),
    "rtf": ("rtf", "extract_rtf"),
    "odt": ("odf", "extract_odt"),
    "ods": ("ods", "extract_ods"),
    "image": ("ocr.inline", "extract_recognised"),
    "text": ("text", "extract_text"),
}


def _extracted(kind: str, path: Path, name: str, limits: Limits) -> Source:
    if kind in ("zip", "eml", "msg"):
        from caicach.intake.extraction import containers

        return containers.extract_container(path, kind=kind, name=name, limits=limits, extract=extract)
    if kind == "image" and limits.ocr == "never":
        raise refusals.no_text_layer(name)
    if kind == "pdf" and limits.ocr != "never":
        kind = "image"  # its pages may be pictures
    module, function = _READERS[kind]
    read: Callable[..., Source] = getattr(import_module(f"{__name__}.{module}"), function)
    return read(path, name=name, limits=limits)
