"""One sentence for each code, and a file of indicators that can be loaded."""

import json

import pytest
from django.core.management import call_command

from caicach.measures import words
from caicach.measures.checks import SIGNS
from caicach.measures.formulas import Expected, FormulaError, FormulaFault, Missing, check_units, parse
from caicach.measures.management.commands.load_indicators import OURS
from caicach.measures.models import Indicator, RuleKind, ValidationRule
from caicach.measures.rules import FIXED, Obstacle
from caicach.measures.services import define_indicator

from .making import START, indicator


def test_every_code_has_its_sentence():
    assert set(words.OBSTACLES) == set(Obstacle)
    assert set(words.MISSING) == set(Missing)
    assert set(words.FORMULA_FAULTS) == set(FormulaFault)
    assert set(words.BREACHES) == set(RuleKind)


def test_a_breach_reads_with_vietnamese_numbers():
    said = words.breach_words("compare", {"value": "1525653.000000", "other": "12.50", "sign": "<="})
    assert said == "Ghi 1.525.653, phải ≤ 12,5."
    assert "<=" in SIGNS


def test_a_fault_of_a_formula_reads():
    with pytest.raises(FormulaError) as caught:
        check_units(parse("A * 2 + (B - C) / 1"), {"A": "hồ sơ", "B": "%", "C": "%"}, "hồ sơ")
    said = "Ở “A * 2 + (B - C) / 1”: không cộng, trừ, so sánh “hồ sơ” với “%” được; hai vế phải cùng đơn vị."
    assert words.formula_words(caught.value) == said
    assert set(words.EXPECTED) == set(Expected)
    assert set(words.FIXED_NAMES) == set(FIXED)


@pytest.mark.django_db
def test_the_file_of_indicators_loads_and_what_was_changed_stays():
    given = json.loads(OURS.read_text(encoding="utf-8"))
    call_command("load_indicators", verbosity=0)
    assert Indicator.objects.count() == len(given["indicators"])
    assert ValidationRule.objects.exclude(kind="size").count() == len(given["rules"])
    entered = Indicator.objects.filter(source="entered").count()
    assert ValidationRule.objects.filter(kind="size").count() == entered
    Indicator.objects.filter(code="CCHC.3.01").update(name="Tên của cơ quan")
    call_command("load_indicators", verbosity=0)
    assert Indicator.objects.get(code="CCHC.3.01").name == "Tên của cơ quan"
    call_command("load_indicators", "--replace", verbosity=0)
    assert Indicator.objects.get(code="CCHC.3.01").name != "Tên của cơ quan"


@pytest.mark.django_db
def test_a_formula_that_cannot_be_is_refused():
    indicator()
    for formula in ("T.1 + 3 %", "T.1 + T.F", "T.9"):
        with pytest.raises(FormulaError):
            indicator("T.F", source="formula", formula=formula)
    with pytest.raises(TypeError):
        define_indicator(code="T.X", valid_from=START.date(), by=None, now=START, colour="red")
