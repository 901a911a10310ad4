"""A real plan says the same whether it comes as text, DOCX or PDF; only pages and lines may differ."""

from __future__ import annotations

from typing import Any

import pytest

from caicach.intake.extraction import extract
from caicach.intake.reading import read_source
from caicach.intake.tests.conftest import Forms

REAL = ["seeds/001_56f9d8290ca64f89.txt", "examples/daklak_012_CT-UBND_2025.txt", "examples/hanoi_310_KH-UBND_2025.txt"]
PLACES = {"page", "line", "confidence"}


def without_places(value: Any) -> Any:
    """The reading without where it stood, spaces as one: a cell's lines end where its column ends."""
    if isinstance(value, dict):
        return {key: without_places(item) for key, item in value.items() if key not in PLACES}
    if isinstance(value, list):
        return [without_places(item) for item in value]
    return " ".join(value.split()) if isinstance(value, str) else value


@pytest.mark.office
@pytest.mark.browser
@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("form", ["docx", "pdf", "chromium"])
def test_same_reading_from_every_form(shared, forms: Forms, name, form):
    paths = forms(shared / name)
    if form not in paths:
        pytest.skip(f"nothing here prints the form {form}")
    expected = read_source(extract(paths["txt"]))["documents"]
    found = read_source(extract(paths[form]))["documents"]
    assert len(found) == len(expected)
    for one, other in zip(expected, found, strict=True):
        for part in one:
            if part != "warnings":
                assert without_places(other[part]) == without_places(one[part]), part
