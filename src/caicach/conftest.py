"""What the tests of every room share: the cast."""

import pytest

from caicach.bodies.tests.cast import Cast, make_cast


@pytest.fixture
def cast(db) -> Cast:
    """A small invented city with its people (bodies/tests/cast.py)."""
    return make_cast()
