"""A file of any readable form into a `Source`: lines and tables in order, each with its place. No Django."""

from __future__ import annotations

from pathlib import Path

from caicach.intake.extraction import refusals
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
    try:
        size = path.stat().st_size
        regular = path.is_file()
    except OSError:
        raise refusals.not_found(name) from None
    if not regular:
        raise refusals.not_found(name)
    if size == 0:
        raise refusals.empty(name)
    if size > limits.size:
        raise refusals.too_large(name, size, limits.size)
    try:
        kind = kind_of(path, name)
    except PermissionError:
        raise refusals.not_found(name) from None
    if kind == "pdf":
        from caicach.intake.extraction import pdf

        return pdf.extract_pdf(path, name=name, limits=limits)
    if kind == "docx":
        from caicach.intake.extraction import docx

        return docx.extract_docx(path, name=name, limits=limits)
    if kind == "xlsx":
        from caicach.intake.extraction import xlsx

        return xlsx.extract_xlsx(path, name=name, limits=limits)
    from caicach.intake.extraction import text

    return text.extract_text(path, name=name, limits=limits)
