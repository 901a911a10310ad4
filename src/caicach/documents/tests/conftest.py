"""Every sample of the layout on paper, printed once: by LibreOffice from the DOCX, and as our own PDF."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace

import pytest

from caicach.documents.layout.model import Bullet, Column, DataTable, Paragraph, Row
from caicach.documents.layout.paper import write_docx
from caicach.documents.layout.pdf import write_pdf
from caicach.documents.tests import layout_samples as samples

ALPHABET = (
    "AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY aăâbcdđeêghiklmnoôơpqrstuưvxy àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíị òỏõóọồổỗốộờởỡớợùủũúụ"
    "ừửữứựỳỷỹýỵ ÀẢÃÁẠẰẲẴẮẶẦẨẪẤẬÈẺẼÉẸỀỂỄẾỆÌỈĨÍỊ ÒỎÕÓỌỒỔỖỐỘỜỞỠỚỢÙỦŨÚỤỪỬỮỨỰỲỶỸÝỴ"
)
SOURCES = {
    "report": samples.REPORT,
    "letter": samples.LETTER,
    "plan": samples.PLAN,
    "submission": samples.SUBMISSION,
    "notice": samples.NOTICE,
    "decision": samples.DECISION,
    "minutes": samples.MINUTES,
    "alphabet": replace(samples.LETTER, body=(Paragraph(ALPHABET),)),
    "tall": replace(
        samples.REPORT, annexes=(), body=(DataTable((Column("A", 1), Column("B", 9)), [Row(("1", "từ " * 4000))]),)
    ),
    "ending": replace(samples.REPORT, annexes=(), body=tuple(Bullet(f"Dòng {number}.") for number in range(21))),
}


@pytest.fixture(scope="session")
def printed_by_office(tmp_path_factory):
    """The folder of the PDFs that LibreOffice makes of the DOCX files; one run with a profile of its own."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("office")
    for name, document in SOURCES.items():
        write_docx(document, folder / f"{name}.docx")
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            *(str(folder / f"{name}.docx") for name in SOURCES),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return folder


@pytest.fixture(scope="session")
def printed_by_us(tmp_path_factory):
    """The folder of our own PDFs of the same documents."""
    folder = tmp_path_factory.mktemp("pdf")
    for name, document in SOURCES.items():
        write_pdf(document, folder / f"{name}.pdf")
    return folder
