"""Reading a file in a child process that can hang, crash or swell without harm to who asked.

`read_file` answers with the JSON contract of the product, `extract_file` with the lines and tables behind it,
`read_with_text` with both.
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
import signal
import struct
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from caicach.intake.extraction import refusals
from caicach.intake.extraction.limits import DEFAULT_LIMITS, Limits
from caicach.intake.source import CannotRead, Cell, InnerFile, Line, Source, SourceWarning, Table

logger = logging.getLogger(__name__)

_PASSED_ON = ("PATH", "HOME", "LANG", "LC_", "TZ", "TMPDIR", "PYTHON", "VIRTUAL_ENV", "LD_LIBRARY_PATH")
_Task = Literal["read", "extract", "both"]
# How Python, C++ and Rust say that memory ran out before they stop.
_MEMORY_WORDS = re.compile(r"MemoryError|bad_alloc|Cannot allocate memory|memory allocation of \d+ bytes failed")
_REFUSED = 3
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


def _ask(task: _Task, path: Path, name: str, limits: Limits) -> bytes:
    request = {"task": task, "path": str(path), "name": name, "limits": asdict(limits), "parent": os.getpid()}
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "caicach.intake.sandbox"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # No secrets: what reads a stranger's file needs none.
        env={key: value for key, value in os.environ.items() if key.startswith(_PASSED_ON)},
    )
    try:
        output, complaint = child.communicate(json.dumps(request).encode(), timeout=limits.seconds + _GRACE)
    except subprocess.TimeoutExpired:
        raise refusals.time_exceeded(name, limits.seconds) from None
    finally:
        if child.poll() is None:
            child.kill()
            child.communicate()
    if child.returncode == 0:
        return output
    if child.returncode == _REFUSED:
        refusal = json.loads(output)
        raise CannotRead(refusal["code"], refusal["sentence"])
    if child.returncode == _OUT_OF_MEMORY:
        raise refusals.memory_exceeded(name, limits.memory)
    if child.returncode in (-signal.SIGXCPU, -signal.SIGALRM):
        raise refusals.time_exceeded(name, limits.seconds)
    words = complaint.decode(errors="replace")[-4000:]
    logger.error("Reading %s ended with %s: %s", name, child.returncode, words)
    if _MEMORY_WORDS.search(words):
        raise refusals.memory_exceeded(name, limits.memory)
    raise refusals.reading_stopped(name)


def main() -> int:
    """The child: one request on standard input, one answer on standard output."""
    request = json.loads(sys.stdin.buffer.read())
    # What a library prints must not run into the answer.
    answer = os.dup(1)
    os.dup2(2, 1)
    limits = Limits(**request["limits"])
    _confine(limits, parent=request["parent"])
    try:
        result, code = _work(request["task"], Path(request["path"]), request["name"], limits), 0
    except CannotRead as refusal:
        result, code = json.dumps({"code": refusal.code, "sentence": str(refusal)}), _REFUSED
    except MemoryError:
        return _OUT_OF_MEMORY
    with os.fdopen(answer, "wb") as pipe:
        pipe.write(result.encode())
    return code


def _work(task: _Task, path: Path, name: str, limits: Limits) -> str:
    from caicach.intake.extraction import extract

    source = extract(path, name=name, limits=limits)
    if task == "extract":
        return json.dumps(_source_to(source), ensure_ascii=False)
    from caicach.intake.reading import read_source

    reading = read_source(source)
    answer = reading if task == "read" else {"reading": reading, "source": _source_to(source)}
    return json.dumps(answer, ensure_ascii=False)


def _confine(limits: Limits, *, parent: int) -> None:
    """Bound memory and time, then shut the doors. From here on the file is read."""
    for kind, bound in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        _, hard = resource.getrlimit(kind)
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(kind, (bound, bound if kind != resource.RLIMIT_CPU else bound + 1))
    signal.alarm(limits.seconds)
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
            blocks.append(Line(**block["line"]))
        else:
            rows = tuple(tuple(Cell(**cell) for cell in row) for row in block["table"]["rows"])
            blocks.append(Table(rows, block["table"]["sheet"]))
    warnings = tuple(SourceWarning(**warning) for warning in data["warnings"])
    inner = tuple(InnerFile(**file) for file in data["inner"])
    return Source(data["name"], data["pages"], data["text_source"], tuple(blocks), warnings, inner)


if __name__ == "__main__":
    sys.exit(main())
