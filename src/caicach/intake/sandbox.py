"""Reading a file in a child process that can hang, crash or swell without harm to who asked.

`read_file` answers with the JSON contract of the product, `extract_file` with the lines and tables behind it,
`read_with_text` with both. For pages that are pictures `needs_recognition` says which, `recognise` does one of them
(`intake.recogniser`), `read_pages` reads what was recognised. `signatures` says who signed a PDF file.
The child is `python -m caicach.intake.sandbox`, a new process (a thread of a web worker may not fork). It bounds
its own time and memory, opens no socket and starts no program, and dies with the process that asked.
"""

from __future__ import annotations

import ctypes
import json
import logging
import os
import platform
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import asdict
from math import ceil
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

from caicach.intake.extraction import refusals
from caicach.intake.extraction.limits import DEFAULT_LIMITS, Limits
from caicach.intake.source import CannotRead, Cell, InnerFile, Line, PlacedWord, Source, SourceWarning, Table

if TYPE_CHECKING:
    from caicach.documents.signing import FoundSignature
    from caicach.intake.extraction.ocr import RecognisedPage

logger = logging.getLogger(__name__)

_PASSED_ON = (
    "CAICACH_VAR", "CAICACH_DIACRITICS",
    "PATH", "HOME", "LANG", "LC_", "TZ", "TMPDIR", "PYTHON", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "TESSDATA_PREFIX"
)  # fmt: skip
# Libraries that would each start a thread for every core; pages are worked on side by side instead.
_ONE_THREAD = dict.fromkeys(("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
_Task = Literal["read", "extract", "both", "judge", "picture", "assemble", "recognise", "signatures"]
# How Python, C++ and Rust say that memory ran out before they stop.
MEMORY_WORDS = re.compile(
    r"MemoryError|bad_alloc|Cannot allocate memory|memory allocation of \d+ bytes failed|Insufficient memory"
)
REFUSED = 3
_OUT_OF_MEMORY = 4
_GRACE = 5  # seconds that start and clean-up may take beyond the reading itself


def read_file(path: Path, *, name: str | None = None, limits: Limits = DEFAULT_LIMITS) -> dict[str, Any]:
    """The file as the JSON contract has it, or `CannotRead`. `name` is what the sender called the file."""
    answer: dict[str, Any] = json.loads(_ask("read", path, name or path.name, limits))
    return answer


def extract_file(path: Path, *, name: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Source:
    """The file's lines and tables, or `CannotRead`."""
    return _source_from(json.loads(_ask("extract", path, name or path.name, limits)))


def read_with_text(
    path: Path, *, name: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> tuple[dict[str, Any], Source]:
    """Both of the above from one child, for showing a reading beside its document."""
    answer = json.loads(_ask("both", path, name or path.name, limits))
    return answer["reading"], _source_from(answer["source"])


def needs_recognition(path: Path, *, name: str | None = None, limits: Limits = DEFAULT_LIMITS) -> list[bool]:
    """For each page of a PDF or picture, whether its text has to be recognised; [] for a file of another form."""
    answer: list[bool] = json.loads(_ask("judge", path, name or path.name, limits))
    return answer


def picture_of_page(path: Path, number: int, *, name: str | None = None, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """A page of a PDF or picture as a JPEG, as it lies in the file; `CannotRead` where there is none."""
    return _ask("picture", path, name or path.name, limits, number=number)


def signatures(
    path: Path, *, name: str, trusted: Sequence[bytes], limits: Limits = DEFAULT_LIMITS
) -> list[FoundSignature]:
    """The electronic signatures of a PDF file (`documents.signing.FoundSignature`); `trusted` are certificate files."""
    from caicach.documents.signing import FoundSignature

    given = [b64encode(data).decode() for data in trusted]
    found = json.loads(_ask("signatures", path, name, limits, trusted=given))
    return [FoundSignature.from_json(one) for one in found]


def recognise(
    path: Path, number: int, *, name: str | None = None, limits: Limits = DEFAULT_LIMITS, force: bool = False
) -> tuple[RecognisedPage, bytes]:
    """Page `number` (from 1) recognised, and its picture as shown, a JPEG.

    A page with a good text of its own is only drawn (`origin` "text"), unless `force`. What happens to a page is said
    in its `problem`; `CannotRead` is for the whole file. A thread that asks for one page after another of a file is
    served by one child.
    """
    from caicach.intake import recogniser

    return recogniser.of_this_thread(path, name or path.name, limits).page(number, force=force)


def read_pages(
    path: Path,
    recognised: Sequence[RecognisedPage],
    *,
    name: str | None = None,
    pages: int | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[dict[str, Any], Source]:
    """The contract and the text of a file from what `recognise` gave for its pages.

    Pages with a text of their own (`origin` "text") are taken from the file; `pages` is how many it has in all.
    """
    stored = [page.as_json() for page in recognised]
    answer = json.loads(_ask("assemble", path, name or path.name, limits, recognised=stored, pages=pages))
    return answer["reading"], _source_from(answer["source"])


class Child(subprocess.Popen[bytes]):
    """A child that waits for its request, one line of JSON, and keeps what it unpacks in a folder of its own.

    To be ended with `end`: however it came to its end, nothing of it stays behind.
    """

    def __init__(self, *, stderr: int | IO[bytes] = subprocess.PIPE) -> None:
        self.folder = tempfile.mkdtemp(prefix="caicach-")
        # No secrets: what reads a stranger's file needs none.
        passed_on = {key: value for key, value in os.environ.items() if key.startswith(_PASSED_ON)}
        try:
            super().__init__(
                [sys.executable, "-P", "-m", "caicach.intake.sandbox"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env=passed_on | _ONE_THREAD | {"TMPDIR": self.folder},
            )
        except OSError:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def end(self) -> None:
        """Kill it if it still runs, wait for it and delete its folder."""
        self.kill()
        self.wait()
        for pipe in (self.stdin, self.stdout, self.stderr):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:  # what was still to be said to it
                    continue
        shutil.rmtree(self.folder, ignore_errors=True)


def request_for(task: _Task, path: Path, name: str, limits: Limits, **more: Any) -> dict[str, Any]:
    asked = {"task": task, "path": str(path), "name": name, "limits": asdict(limits), "parent": os.getpid()}
    return asked | more


def _ask(task: _Task, path: Path, name: str, limits: Limits, **more: Any) -> bytes:
    request = request_for(task, path, name, limits, **more)
    child = Child()
    try:
        line = json.dumps(request).encode() + b"\n"
        output, complaint = child.communicate(line, timeout=limits.seconds + _GRACE)
    except subprocess.TimeoutExpired:
        raise refusals.time_exceeded(name, limits.seconds) from None
    finally:
        child.end()
    if child.returncode == 0:
        return output
    if child.returncode == REFUSED:
        refusal = json.loads(output)
        raise CannotRead(refusal["code"], refusal["sentence"])
    if child.returncode == _OUT_OF_MEMORY:
        raise refusals.memory_exceeded(name, limits.memory)
    if child.returncode in (-signal.SIGXCPU, -signal.SIGALRM):
        raise refusals.time_exceeded(name, limits.seconds)
    words = complaint.decode(errors="replace")[-4000:]
    logger.error("Reading %s ended with %s: %s", name, child.returncode, words)
    if MEMORY_WORDS.search(words):
        raise refusals.memory_exceeded(name, limits.memory)
    raise refusals.reading_stopped(name)


def main() -> int:
    """The child: one request on standard input, one answer on standard output; "recognise" is asked page by page."""
    request = json.loads(sys.stdin.buffer.readline())
    # What a library prints must not run into the answer.
    answer = os.dup(1)
    os.dup2(2, 1)
    limits = Limits(**request["limits"])
    seconds = limits.seconds
    if request["task"] == "recognise":
        from caicach.intake.recogniser import PAGES_OF_ONE_CHILD

        seconds = ceil(limits.page_seconds * PAGES_OF_ONE_CHILD)
    _confine(limits, seconds=seconds, parent=request["parent"])
    with os.fdopen(answer, "wb") as pipe:
        if request["task"] == "recognise":
            from caicach.intake import recogniser

            return recogniser.serve(request, limits, pipe)
        try:
            result, code = _work(request, Path(request["path"]), request["name"], limits), 0
        except CannotRead as refusal:
            result, code = json.dumps({"code": refusal.code, "sentence": str(refusal)}), REFUSED
        except MemoryError:
            return _OUT_OF_MEMORY
        pipe.write(result if isinstance(result, bytes) else result.encode())
    return code


def _work(request: dict[str, Any], path: Path, name: str, limits: Limits) -> str | bytes:
    task: _Task = request["task"]
    if task == "signatures":
        from caicach.documents.signing import signatures_of, trusted_certificates

        trusted = trusted_certificates([b64decode(data) for data in request["trusted"]])
        return json.dumps([found.as_json() for found in signatures_of(path.read_bytes(), trusted=trusted)])
    if task == "judge":
        return json.dumps(_judged(path, name, limits))
    if task == "picture":
        return _picture(path, request["number"], name)
    if task == "assemble":
        from caicach.intake.extraction.finishing import finished
        from caicach.intake.extraction.ocr import RecognisedPage
        from caicach.intake.extraction.ocr.assembling import source_from_pages

        pages = [RecognisedPage.from_json(page) for page in request["recognised"]]
        count = request["pages"]
        source = finished(source_from_pages(pages, name=name, path=path, count=count, limits=limits))
        task = "both"
    else:
        from caicach.intake.extraction import extract

        source = extract(path, name=name, limits=limits)
    if task == "extract":
        return json.dumps(_source_to(source), ensure_ascii=False)
    from caicach.intake.diacritics import with_marks
    from caicach.intake.learnt import learnt_marks
    from caicach.intake.reading import read_source

    reading, source = with_marks(
        read_source(source), source, learnt=learnt_marks(), own=os.environ.get("CAICACH_DIACRITICS", "")
    )
    answer = reading if task == "read" else {"reading": reading, "source": _source_to(source)}
    return json.dumps(answer, ensure_ascii=False)


def _judged(path: Path, name: str, limits: Limits) -> list[bool]:
    from caicach.intake.extraction import checked
    from caicach.intake.extraction.ocr.judging import needs_recognition

    if checked(path, name, limits) not in ("pdf", "image"):
        return []
    needed = needs_recognition(path, name=name)
    if len(needed) > limits.pages:
        raise refusals.too_many_pages(name, len(needed), limits.pages)
    return needed


def _picture(path: Path, number: int, name: str) -> bytes:
    from caicach.intake.extraction.ocr.recognising import picture_of

    page, picture = picture_of(path, number, name=name)
    if page.problem or not picture:
        raise refusals.reading_stopped(name)
    return picture


def _confine(limits: Limits, *, parent: int, seconds: int | None = None) -> None:
    """Bound memory and time, then shut the doors. From here on the file is read."""
    seconds = seconds or limits.seconds
    for kind, bound in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        _, hard = resource.getrlimit(kind)
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(kind, (bound, bound if kind != resource.RLIMIT_CPU else bound + 1))
    signal.alarm(seconds)
    if sys.platform == "linux":
        _die_with(parent)
        _shut_doors()


_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _SECCOMP_MODE_FILTER = 1, 22, 38, 2


def _die_with(parent: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before the line above
        os._exit(1)


# Numbers of socket, connect, execve, execveat, ptrace in the kernel's call tables, with the table's audit name.
_CALLS = {
    "x86_64": (0xC000003E, (41, 42, 59, 322, 101)),
    "aarch64": (0xC00000B7, (198, 203, 221, 281, 117)),
}


def _shut_doors() -> None:
    """No network and no other program: the kernel answers those calls with "not permitted"."""
    known = _CALLS.get(platform.machine())
    if known is None:
        return
    table, calls = known
    load, equal, answer = 0x20, 0x15, 0x06
    allow, refuse = 0x7FFF0000, 0x00050001  # SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO | EPERM
    program = [(load, 0, 0, 4), (equal, 1, 0, table), (answer, 0, 0, refuse), (load, 0, 0, 0)]
    program += [(equal, len(calls) - index, 0, call) for index, call in enumerate(calls)]
    program += [(answer, 0, 0, allow), (answer, 0, 0, refuse)]
    code = b"".join(struct.pack("HBBI", *step) for step in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    filter_program = struct.pack("HxxxxxxP", len(program), ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    # A kernel without seccomp answers with an error; the limits above still hold.
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, filter_program, 0, 0)


def _source_to(source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "pages": source.pages,
        "text_source": source.text_source,
        "blocks": [{"line" if isinstance(block, Line) else "table": asdict(block)} for block in source.blocks],
        "warnings": [asdict(warning) for warning in source.warnings],
        "inner": [asdict(inner) for inner in source.inner],
    }


def _source_from(data: dict[str, Any]) -> Source:
    blocks: list[Line | Table] = []
    for block in data["blocks"]:
        if "line" in block:
            blocks.append(Line(**_placed(block["line"])))
        else:
            rows = tuple(tuple(Cell(**_placed(cell)) for cell in row) for row in block["table"]["rows"])
            blocks.append(Table(rows, block["table"]["sheet"]))
    warnings = tuple(SourceWarning(**warning) for warning in data["warnings"])
    inner = tuple(InnerFile(**file) for file in data["inner"])
    return Source(data["name"], data["pages"], data["text_source"], tuple(blocks), warnings, inner)


def _placed(piece: dict[str, Any]) -> dict[str, Any]:
    words = (PlacedWord(w["text"], w["page"], tuple(w["box"]), w["confidence"]) for w in piece["words"])
    return piece | {"words": tuple(words), "restored": tuple(tuple(stretch) for stretch in piece["restored"])}


if __name__ == "__main__":
    sys.exit(main())
