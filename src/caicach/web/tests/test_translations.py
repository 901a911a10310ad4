"""Every sentence of the interface has its English, and the parts that the rooms keep fit together."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
import pytest
from django.utils.translation.template import templatize

from caicach.web import translations

MARKING = {
    "_": (None, 0),
    "gettext": (None, 0),
    "gettext_lazy": (None, 0),
    "gettext_noop": (None, 0),
    "ngettext": (None, 0),
    "ngettext_lazy": (None, 0),
    "pgettext": (0, 1),
    "pgettext_lazy": (0, 1),
    "npgettext": (0, 1),
    "npgettext_lazy": (0, 1),
}
IN_TEMPLATE = re.compile(
    r"""(?<![\w.])(\w+)\((u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')(?:,\s*u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'))*)"""
)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


class Used(NamedTuple):
    context: str | None
    message: str
    where: str


def of_call(name: str, texts: list[str], where: str) -> Iterator[Used]:
    if name in MARKING:
        context, message = MARKING[name]
        yield Used(None if context is None else texts[context], texts[message], where)


def in_python(source: str, where: str) -> Iterator[Used]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            texts = [word.value for word in node.args if isinstance(word, ast.Constant) and isinstance(word.value, str)]
            needed = 1 + max(place for place in MARKING.get(name, (None, 0)) if place is not None)
            if len(texts) >= needed:
                yield from of_call(name, texts, f"{where}:{node.lineno}")


def in_template(source: str, where: str) -> Iterator[Used]:
    for number, line in enumerate(templatize(source, origin=where).splitlines(), start=1):
        for name, words in IN_TEMPLATE.findall(line):
            texts = ast.literal_eval(f"[{words}]")
            yield from of_call(name, texts, f"{where}:{number}")


def used_messages() -> list[Used]:
    found: list[Used] = []
    for path in sorted(translations.ROOMS.rglob("*")):
        where = str(path.relative_to(translations.ROOMS))
        if "tests" in path.parts or "migrations" in path.parts or "static" in path.parts:
            continue
        if path.suffix == ".py":
            found += in_python(path.read_text(encoding="utf-8"), where)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            found += in_template(path.read_text(encoding="utf-8"), where)
    return found


def test_finds_what_python_marks():
    source = """x = [_("Việc " "của tôi"), gettext_lazy("Cơ quan"), pgettext("tháng", "Ba")]
y = [ngettext("một", "nhiều", n), _(x), f("z")]"""
    assert [found[:2] for found in in_python(source, "a.py")] == [
        (None, "Việc của tôi"),
        (None, "Cơ quan"),
        ("tháng", "Ba"),
        (None, "một"),
    ]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ('{% translate "Việc của tôi" %}', "Việc của tôi"),
        ("{% translate 'Giao \"việc\"' as x %}", 'Giao "việc"'),
        ('{% include "a.html" with title=_("Cơ quan") %}', "Cơ quan"),
        ('{{ name|default:_("chưa rõ") }}', "chưa rõ"),
        ("{% blocktranslate trimmed %}\n  Còn\n  {{ n }} việc\n{% endblocktranslate %}", "Còn %(n)s việc"),
        ("{% blocktranslate count n=x %}một việc{% plural %}{{ n }} việc{% endblocktranslate %}", "một việc"),
    ],
)
def test_finds_what_templates_mark(template, message):
    assert [found.message for found in in_template(template, "a.html")] == [message]


def test_every_message_has_its_english():
    english = {(entry.msgctxt, entry.msgid): entry for entry in translations.merge(translations.part_files())}
    missing = {}
    for used in used_messages():
        entry = english.get((used.context, used.message))
        if entry is None or not (entry.msgstr or all(entry.msgstr_plural.values() or [""])):
            missing.setdefault((used.context, used.message), used.where)
    lines = [f"{where}: {message!r}" for (_context, message), where in sorted(missing.items(), key=lambda row: row[1])]
    assert not lines, f"{len(lines)} messages without English in locale_parts:\n" + "\n".join(lines)


def test_english_fills_in_what_the_vietnamese_does():
    wrong = []
    for entry in translations.merge(translations.part_files()):
        wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        said = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        wrong += [f"{entry.msgid!r} → {text!r}" for text in said if not set(PLACEHOLDER.findall(text)) <= wanted]
    assert not wrong, "\n".join(wrong)


def part(folder: Path, room: str, *pairs: tuple[str, str]) -> None:
    catalogue = polib.POFile()
    catalogue.extend(polib.POEntry(msgid=vietnamese, msgstr=english) for vietnamese, english in pairs)
    catalogue.save(str(folder / f"{room}.en.po"))


def test_parts_become_one_compiled_catalogue(tmp_path):
    part(tmp_path, "duties", ("Việc của tôi", "My work"), ("Trả lại", "Return"))
    part(tmp_path, "reports", ("Báo cáo", "Reports"), ("Trả lại", "Return"))
    compiled = translations.build(tmp_path, tmp_path / "locale")
    with compiled.open("rb") as file:
        english = gettext.GNUTranslations(file)
    assert [english.gettext(word) for word in ("Việc của tôi", "Báo cáo", "Trả lại", "Chưa dịch")] == [
        "My work",
        "Reports",
        "Return",
        "Chưa dịch",
    ]


def test_parts_that_contradict_each_other_are_refused(tmp_path):
    part(tmp_path, "duties", ("Trả lại", "Return"))
    part(tmp_path, "reports", ("Trả lại", "Send back"))
    with pytest.raises(translations.PartsClash) as refusal:
        translations.build(tmp_path, tmp_path / "locale")
    assert [clash.message for clash in refusal.value.clashes] == ["Trả lại"]
    assert not (tmp_path / "locale").exists()
