"""The documentation says what is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"\bCAICACH_[A-Z_]+\b")
WITHIN_A_RUN = {"CAICACH_TEST_TABLES", "CAICACH_TEST_TALLY"}  # from one part of the test runner to another


def files(pattern: str) -> list[Path]:
    """The checkout's own files, without what is installed or built into it."""
    foreign = {"node_modules", ".venv", "var", "build", "dist"}
    found = [
        file
        for top in ROOT.iterdir()
        if top.name not in foreign
        for file in ([top] if top.is_file() else top.rglob(pattern))
    ]
    return sorted(file for file in found if file.match(pattern) and not foreign & set(file.relative_to(ROOT).parts))


def read_by(*sources: Path) -> set[str]:
    return {name for file in sources for name in VARIABLE.findall(file.read_text(encoding="utf-8"))}


def test_the_settings_page_lists_every_variable_and_nothing_else():
    page = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(CAICACH_[A-Z_]+)`", page, re.MULTILINE))
    code = [file for file in files("*.py") if "tests" not in file.parts or file.name == "conftest.py"]
    used = read_by(ROOT / "caicach", *code)
    assert listed == used - WITHIN_A_RUN


def test_every_setting_of_the_settings_module_is_read_from_a_listed_variable():
    source = (ROOT / "src/caicach/web/settings.py").read_text(encoding="utf-8")
    asked = re.findall(r"""\benv(?:\.\w+)?\(\s*["'](\w+)["']""", source)
    assert asked
    assert [name for name in asked if not VARIABLE.fullmatch(name)] == []


@pytest.mark.parametrize("page", files("*.md"), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)]
    broken = [target for target in targets if target and "://" not in target and not (page.parent / target).exists()]
    assert broken == []


def test_the_readme_begins_with_the_two_commands():
    opening = (ROOT / "README.md").read_text(encoding="utf-8").split("```")[1]
    assert re.findall(r"^\./caicach \w+", opening, re.MULTILINE) == ["./caicach demo", "./caicach test"]


def test_continuous_integration_runs_what_a_newcomer_runs():
    lines = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["exec ./caicach test"]
