"""What the tests of every room share: the cast, and the words of the interface as the launcher builds them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import translation

from caicach.bodies.tests.cast import Cast, bring_cast
from caicach.web import translations


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a test made and took back must not be remembered by the next one."""
    cache.clear()


@pytest.fixture
def cast(db: None) -> Cast:
    """A small invented city with its people (bodies/tests/cast.py)."""
    return bring_cast()


@pytest.fixture
def our_words(tmp_path: Path, settings: Any) -> None:
    """The catalogues of this checkout, whether or not the launcher has built them."""
    translations.build(catalogues=tmp_path / "locale")
    settings.LOCALE_PATHS = [tmp_path / "locale"]


@pytest.fixture
def english(our_words: None) -> Iterator[None]:
    """The interface in English."""
    with translation.override("en"):
        yield
