"""The locks pin versions and hashes, agree with each other, and name no address."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def pins(lock: str) -> dict[str, str]:
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_package_is_pinned_with_a_hash(lock: Path):
    joined = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line.strip()]
    assert lines
    assert [line for line in lines if not re.match(r"\S+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_no_address_is_recorded(lock: Path):
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"://|index-url|find-links|\s@\s", text)


def test_the_front_end_lock_records_no_address():
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [
        name for name, package in packages.items() if not (package.get("integrity") or package.get("inBundle"))
    ] == []


def test_one_environment_can_hold_all_locks():
    base, dev, node = pins("base.txt"), pins("dev.txt"), pins("node.txt")
    assert {name: dev.get(name) for name in base} == base
    assert {name: version for name, version in node.items() if dev.get(name, version) != version} == {}
