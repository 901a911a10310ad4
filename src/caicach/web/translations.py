"""The English of the interface: every room's part merged into one catalogue and compiled.

Vietnamese is the source language, so a message id is a Vietnamese sentence. A room keeps its English in
`src/caicach/locale_parts/<room>.en.po`; `python -m caicach.web.translations` writes `src/caicach/locale/en/LC_MESSAGES`
from them, a build product like the style sheet. Gettext's own tools are not needed.

`django.vi.po` is the other way round: what Django and allauth say in their forms, in Vietnamese of our own, by their
English sentence. It becomes the Vietnamese catalogue, which goes before theirs.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polib

ROOMS = Path(__file__).resolve().parent.parent
PARTS = ROOMS / "locale_parts"
CATALOGUES = ROOMS / "locale"
HEAD = {
    "Project-Id-Version": "caicach",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


@dataclass(frozen=True)
class Clash:
    """One message that two parts translate differently."""

    message: str
    first: str
    second: str

    def __str__(self) -> str:
        return f"“{self.message}”: {self.first} ≠ {self.second}"


class PartsClash(Exception):
    """Parts that contradict each other; nothing is written."""

    def __init__(self, clashes: list[Clash]) -> None:
        super().__init__("\n".join(map(str, clashes)))
        self.clashes = clashes


def part_files(folder: Path = PARTS) -> list[Path]:
    return sorted(folder.glob("*.en.po"))


def merge(parts: Iterable[Path]) -> polib.POFile:
    """One catalogue of all parts, in their order; raises PartsClash where two differ about one message."""
    merged = polib.POFile(wrapwidth=0)
    merged.metadata = dict(HEAD)
    seen: dict[tuple[str | None, str], tuple[polib.POEntry, str]] = {}
    clashes = []
    for part in parts:
        for entry in polib.pofile(str(part), wrapwidth=0, encoding="utf-8"):
            if entry.obsolete:
                continue
            key = (entry.msgctxt, entry.msgid)
            known, where = seen.setdefault(key, (entry, part.name))
            if known is entry:
                merged.append(entry)
            elif _said(known) != _said(entry):
                clashes.append(Clash(entry.msgid, f"{_said(known)} ({where})", f"{_said(entry)} ({part.name})"))
    if clashes:
        raise PartsClash(clashes)
    return merged


def _said(entry: polib.POEntry) -> str:
    return " | ".join(entry.msgstr_plural.values()) if entry.msgid_plural else str(entry.msgstr)


def build(parts_folder: Path = PARTS, catalogues: Path = CATALOGUES) -> Path:
    """Write the catalogues and their compiled forms; the path of the compiled English one."""
    merged = merge(part_files(parts_folder))
    for part in parts_folder.glob("*.vi.po"):
        _write(polib.pofile(str(part), wrapwidth=0, encoding="utf-8"), catalogues / "vi" / "LC_MESSAGES")
    return _write(merged, catalogues / "en" / "LC_MESSAGES")


def _write(catalogue: polib.POFile, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(folder / "django.po"))
    compiled = folder / "django.mo"
    fresh = compiled.with_suffix(".mo.new")
    catalogue.save_as_mofile(str(fresh))
    fresh.replace(compiled)  # a running server never meets half a catalogue
    return compiled


if __name__ == "__main__":
    try:
        build()
    except PartsClash as clash:
        sys.exit(f"Hai tệp dịch khác nhau về cùng một câu:\n{clash}")
    except OSError as error:  # polib says a syntax error of a part this way
        sys.exit(f"Không đọc được tệp dịch: {error}")
