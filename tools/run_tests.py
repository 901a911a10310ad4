"""Every test, as `./caicach test` runs them: static checks, pytest on SQLite, then again on PostgreSQL.

    ./caicach test                      everything
    ./caicach test --only sqlite        one part: checks, sqlite or postgres (may be repeated)
    ./caicach test src/caicach/duties -k late     what follows goes to pytest, on both databases, without the checks
    ./caicach test --set-up             sets up and runs nothing

Tests that use no database run once, on the SQLite side; so do the browser's. In a run of everything the tables are
made once for each database, while the checks run, and every worker begins with a copy. Ends with one line that adds up
all runs.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from postgres import NoServer, private_server  # noqa: E402  (a neighbour, importable only now)

PARTS = ("checks", "sqlite", "postgres")
IN_PARALLEL = ["-n", "2", "--dist", "worksteal"]  # neighbours stay together: what a module makes is made once
NO_TESTS = 5  # pytest's exit code where nothing was collected

CHECKS: dict[str, list[str]] = {
    "ruff check": ["ruff", "check", "--quiet", "--output-format", "concise", "."],
    "ruff format": ["ruff", "format", "--check", "--quiet", "--output-format", "concise", "."],
    "import-linter": ["import_linter"],
    "migrations": ["django", "makemigrations", "--check", "--dry-run"],
    "mypy": ["mypy", "--no-error-summary"],
}


def clean_environment(var: Path) -> dict[str, str]:
    """This environment without any installation's settings: tests never meet a real database or store."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAICACH_")}
    kept |= {name: os.environ[name] for name in ("CAICACH_SHARED",) if name in os.environ}
    return kept | {"CAICACH_VAR": str(var), "DJANGO_SETTINGS_MODULE": "caicach.web.settings"}


@contextmanager
def step(name: str) -> Iterator[None]:
    print(f"\n── {name}", flush=True)
    started = time.monotonic()
    yield
    print(f"── {name}: {time.monotonic() - started:.0f} s", flush=True)


def run_checks(environment: dict[str, str]) -> Counter[str]:
    tally: Counter[str] = Counter()
    for name, words in CHECKS.items():
        with step(name):
            done = subprocess.run(command_of(words), cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
        tally["failed" if done.returncode else "passed"] += 1
        if done.returncode:
            print(f"── {name}: FAILED", flush=True)
    return tally


def command_of(words: Sequence[str]) -> list[str]:
    """A check as a module of this environment's Python: the scripts beside it break when the folder is moved."""
    if words[0] == "import_linter":
        return [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    return [sys.executable, "-m", *words]


def make_tables(environment: dict[str, str], url: str) -> bool:
    """Whether that database has its tables now. Where they cannot be made, the tests say why."""
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0", "--no-input"]
    of_database = environment | {"CAICACH_DATABASE_URL": url}
    return subprocess.run(migrate, cwd=ROOT, env=of_database, stdin=subprocess.DEVNULL).returncode == 0


def run_pytest(environment: dict[str, str], arguments: Sequence[str], folder: Path) -> tuple[Counter[str], int]:
    """What pytest counted, and its exit code. A run that died without counting is one failure."""
    tally_file = folder / "tally.json"
    tally_file.unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=ROOT,
        env=environment | {"CAICACH_TEST_TALLY": str(tally_file)},
        stdin=subprocess.DEVNULL if os.environ.get("CI") else None,
    )
    counted: Counter[str] = Counter()
    if tally_file.exists():
        counted.update(json.loads(tally_file.read_text(encoding="utf-8")))
    counted["failed"] += counted.pop("error", 0) + counted.pop("xpassed", 0)
    counted["passed"] += counted.pop("xfailed", 0)
    if done.returncode not in (0, NO_TESTS) and not counted["failed"]:
        counted["failed"] = 1
    return counted, done.returncode


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="caicach test", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--only", action="append", choices=PARTS, help="run this part only; may be repeated")
    parser.add_argument("--set-up", action="store_true", help="the set-up that came before this is all")
    options, for_pytest = parser.parse_known_args(words)
    if options.set_up:
        return 0
    parts = options.only or ([part for part in PARTS if part != "checks"] if for_pytest else list(PARTS))
    arguments = for_pytest or IN_PARALLEL
    total: Counter[str] = Counter()
    codes: list[int] = []
    with ExitStack() as until_the_end:
        folder = Path(until_the_end.enter_context(tempfile.TemporaryDirectory(prefix="caicach-tests-")))
        environment = clean_environment(folder / "var")
        runs: list[tuple[str, dict[str, str], list[str]]] = []
        with ThreadPoolExecutor(1) as beside:
            checked = beside.submit(run_checks, environment) if "checks" in parts else None
            if "sqlite" in parts:
                tables = folder / "tables.sqlite3"
                made = not for_pytest and make_tables(environment, f"sqlite:///{tables}")
                runs.append(("SQLite", environment | ({"CAICACH_TEST_TABLES": str(tables)} if made else {}), []))
            if "postgres" in parts:
                try:
                    url = until_the_end.enter_context(private_server())
                except NoServer as reason:
                    print(f"PostgreSQL: {reason}", file=sys.stderr)
                    total["failed"], codes = 1, [1]
                else:
                    if not for_pytest:  # what every new database of that server is a copy of
                        make_tables(environment, urlsplit(url)._replace(path="/template1").geturl())
                    runs.append(("PostgreSQL", environment | {"CAICACH_DATABASE_URL": url}, ["--database-only"]))
            if checked:
                total += checked.result()
        for name, environment_of_run, words_of_run in runs:
            with step(f"pytest, {name}"):
                counted, code = run_pytest(environment_of_run, [*words_of_run, *arguments], folder)
            total, codes = total + counted, [*codes, code]
    if codes and all(code == NO_TESTS for code in codes):
        print("Không có phép thử nào khớp.", file=sys.stderr)
        return NO_TESTS
    print(f"\n{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped", flush=True)
    return 1 if total["failed"] or any(code not in (0, NO_TESTS) for code in codes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
