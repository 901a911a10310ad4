"""What the tests of intake share: the real documents beside the checkout, and every form of a text, made once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from caicach.intake.extraction import extract
from caicach.intake.tests.rendering import CHROMIUM, SOFFICE, html_to_pdf, to_docx, to_html, to_pdf

CHECKOUT = Path(__file__).resolve().parents[4]

Forms = Callable[[Path], dict[str, Path]]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents; tests that need it are skipped where it is not."""
    folder = Path(os.environ.get("CAICACH_SHARED", CHECKOUT.parent / "shared"))
    if not (folder / "seeds").is_dir():
        pytest.skip(f"no real documents at {folder}; set CAICACH_SHARED")
    return folder


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Forms:
    """A text file in every form: "txt", "docx", "pdf" (LibreOffice), "chromium" (a printed web page)."""
    folder = tmp_path_factory.mktemp("forms")
    made: dict[Path, dict[str, Path]] = {}

    def every_form(text: Path) -> dict[str, Path]:
        if text not in made:
            source = extract(text)
            paths = {"txt": text, "docx": to_docx(source, folder / f"{text.stem}.docx")}
            if SOFFICE:
                paths["pdf"] = to_pdf(paths["docx"])
            if CHROMIUM:
                paths["chromium"] = html_to_pdf(to_html(source, folder / f"{text.stem}.html"))
            made[text] = paths
        return made[text]

    return every_form
