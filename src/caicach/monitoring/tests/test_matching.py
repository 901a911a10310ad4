"""In what sense an indicator is held against a target of these words."""

from __future__ import annotations

import pytest

from caicach.monitoring.matching import guess_meaning
from caicach.monitoring.rules import Meaning


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        pytest.param("Tỷ lệ hồ sơ đúng hạn đạt 96%", {}, Meaning.VALUE, id="a share"),
        pytest.param("Giảm 5% so với năm 2021", {"has_baseline": True}, Meaning.DECREASE, id="less than then"),
        pytest.param("Tăng 10% so với năm 2021", {"has_baseline": True}, Meaning.INCREASE, id="more than then"),
        pytest.param("Tổ chức 20 cuộc kiểm tra", {"adds_up": True, "years": 5}, Meaning.TOTAL, id="over the phase"),
        pytest.param("Mỗi năm tổ chức 20 cuộc", {"adds_up": True, "years": 5}, Meaning.VALUE, id="each year"),
        pytest.param("Tổ chức 20 cuộc kiểm tra", {"adds_up": True}, Meaning.VALUE, id="in a year"),
    ],
)
def test_the_likely_meaning(text, given, expected):
    assert guess_meaning(text, **{"has_baseline": False, "years": 1, "adds_up": False, **given}) == expected
