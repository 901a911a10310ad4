"""A file of any readable form into a `Source`: lines and tables in order, each with its place. No Django."""

from __future__ import annotations

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


def _extracted(kind: str, path: Path, name: str, limits: Limits) -> Source:
    if kind == "image" and limits.ocr == "never":
        raise refusals.no_text_layer(name)
    if kind == "image" or (kind == "pdf" and limits.ocr != "never"):
        from caicach.intake.extraction import ocr

        return ocr.extract_recognised(path, name=name, limits=limits)
    if kind == "pdf":
        from caicach.intake.extraction import pdf

        return pdf.extract_pdf(path, name=name, limits=limits)
    if kind == "docx":
        from caicach.intake.extraction import docx

        return docx.extract_docx(path, name=name, limits=limits)
    if kind == "xlsx":
        from caicach.intake.extraction import xlsx

        return xlsx.extract_xlsx(path, name=name, limits=limits)
    if kind in ("doc", "xls", "rtf", "odt", "ods"):
        return _extracted_old(kind, path, name, limits)
    if kind in ("zip", "eml", "msg"):
        from caicach.intake.extraction import containers

        return containers.extract_container(path, kind=kind, name=name, limits=limits, extract=extract)
    from caicach.intake.extraction import text

    return text.extract_text(path, name=name, limits=limits)


def _extracted_old(kind: str, path: Path, name: str, limits: Limits) -> Source:
    if kind == "doc":
        from caicach.intake.extraction import doc

        return doc.extract_doc(path, name=name, limits=limits)
    if kind == "xls":
        from caicach.intake.extraction import xls

        return xls.extract_xls(path, name=name, limits=limits)
    if kind == "rtf":
        from caicach.intake.extraction import rtf

        return rtf.extract_rtf(path, name=name, limits=limits)
    if kind == "odt":
        from caicach.intake.extraction import odf

        return odf.extract_odt(path, name=name, limits=limits)
    from caicach.intake.extraction import ods

    return ods.extract_ods(path, name=name, limits=limits)
