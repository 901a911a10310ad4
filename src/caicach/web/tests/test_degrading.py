"""Pages spoiled on purpose, and what is still recognised on them."""

import io

import pytest
from PIL import ImageChops
from rapidfuzz.distance import Levenshtein

from caicach.intake.extraction.ocr.engine import Engine
from caicach.intake.extraction.ocr.recognising import recognise_page
from caicach.intake.tests.scanning import SHORT, needs_recogniser, short_page
from caicach.web.bench.degrading import degrade, pages_of, scan_of

pytestmark = needs_recogniser


def test_the_same_seed_gives_the_same_page_and_another_gives_another():
    page = short_page().image
    how = {"skew": 0.5, "noise": 8, "stamp": True, "jpeg": 60}
    one, again, other = (degrade(page, seed=seed, **how) for seed in (1, 1, 2))
    assert ImageChops.difference(one, again).getbbox() is None
    assert ImageChops.difference(one, other).getbbox() is not None
    assert ImageChops.difference(degrade(page), page).getbbox() is None


def test_a_scan_has_pictures_and_no_text(tmp_path):
    printed, packed = tmp_path / "in.pdf", io.BytesIO()
    short_page().image.save(packed, "PDF", resolution=200)
    printed.write_bytes(packed.getvalue())
    scan = scan_of(printed, tmp_path / "quet.pdf", turn=90)
    (page,) = pages_of(scan)
    assert page.height > page.width


@pytest.fixture(scope="module")
def engine():
    with Engine() as loaded:
        yield loaded


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({"skew": 0.9, "noise": 8, "jpeg": 60}, id="skewed"),
        pytest.param({"stamp": True, "blur": 0.6, "jpeg": 60}, id="stamped"),
        pytest.param({"skew": -1.2, "contrast": 0.6, "noise": 28}, id="pale and specked"),
    ],
)
def test_a_spoiled_page_is_still_recognised(tmp_path, engine, how):
    path = tmp_path / "hong.png"
    degrade(short_page().image, seed=4, **how).save(path, dpi=(200, 200))
    page, _ = recognise_page(path, 1, engine=engine)
    meant, said = SHORT.split(), " ".join(line.text for line in page.lines).split()
    assert Levenshtein.distance(meant, said) / len(meant) <= 0.05
