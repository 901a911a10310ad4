"""Pages recognised one by one in a confined child that keeps its libraries loaded from page to page.

The child is the same as for reading (`intake.sandbox`): no network, no other program, bounded memory; Tesseract is a
library in it. It answers page by page. A page on which it hangs, crashes or runs out of memory costs that page; the
next one gets a new child. It ends when nobody asks for a while, and with the thread or process that started it.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import select
import signal
import struct
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from caicach.intake import sandbox
from caicach.intake.extraction import refusals
from caicach.intake.extraction.limits import DEFAULT_LIMITS, Limits
from caicach.intake.extraction.ocr.pages import Problem, RecognisedPage
from caicach.intake.source import CannotRead

if TYPE_CHECKING:
    from caicach.intake.extraction.ocr.engine import Engine

logger = logging.getLogger(__name__)

PAGES_OF_ONE_CHILD = 60  # then a new one, so that no library grows without end
_IDLE = 15  # seconds without a question after which a child ends
_START = 20  # seconds that a child may take to load its libraries
_PATIENCE = 5  # a page may wait for the processor so many times as long as it may use it
_HEAD = struct.Struct("<II")  # length of the page's JSON, length of its picture


class Recogniser:
    """Recognises pages of one file. To be used by one thread, and closed."""

    def __init__(self, path: Path, name: str, limits: Limits = DEFAULT_LIMITS) -> None:
        self.file = (path, name, limits)
        self._child: sandbox.Child | None = None
        self._complaints: IO[bytes] | None = None
        self._done = 0
        self._was_idle = self._interrupted = False
        self._code: int | None = None  # with which the last child ended, and what it said
        self._words = ""
        self._finish: weakref.finalize[Any, Any] | None = None

    def __enter__(self) -> Recogniser:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def page(self, number: int, *, force: bool = False) -> tuple[RecognisedPage, bytes]:
        """The page and its picture; `CannotRead` where the file as a whole is refused."""
        started = time.monotonic()
        if self._done >= PAGES_OF_ONE_CHILD:
            self.close()
        answer = self._asked(number, force)
        if answer is None and self._child is None and self._was_idle:
            answer = self._asked(number, force)  # it ended for want of questions just as this one came
        if answer is not None:
            self._done += 1
            return answer
        problem = self._problem(time.monotonic() - started)
        return RecognisedPage(number, seconds=time.monotonic() - started, problem=problem), b""

    def close(self) -> None:
        if self._finish is not None:
            self._finish()
        self._child, self._finish, self._complaints, self._done = None, None, None, 0

    def interrupt(self) -> None:
        """From another thread: end the child, so that the one that waits for it goes on."""
        self._interrupted = True
        if (child := self._child) is not None:
            child.kill()

    def _asked(self, number: int, force: bool) -> tuple[RecognisedPage, bytes] | None:
        """The child's answer, or None where it gave none; it is gone then."""
        fresh = self._child is None
        child = self._child or self._started()
        assert child.stdin is not None and child.stdout is not None
        deadline = time.monotonic() + _PATIENCE * self.file[2].page_seconds + _START
        self._was_idle = False
        try:
            child.stdin.write(json.dumps({"number": number, "force": force}).encode() + b"\n")
            child.stdin.flush()
            head = _received(child.stdout, _HEAD.size, deadline)
            body = _received(child.stdout, sum(_HEAD.unpack(head)), deadline)
        except (BrokenPipeError, EOFError):
            self._was_idle = not fresh and child.wait() == 0
            self._code = child.wait()
        except TimeoutError:
            self._code = -signal.SIGALRM
        except BaseException:  # Ctrl-C: what is half done is left, and nothing of it stays behind
            self.close()
            raise
        else:
            length = _HEAD.unpack(head)[0]
            answer = json.loads(body[:length])
            if "code" in answer:
                self.close()
                raise CannotRead(answer["code"], answer["sentence"])
            return RecognisedPage.from_json(answer), body[length:]
        if self._complaints is not None:
            self._complaints.seek(0)
            self._words = self._complaints.read()[-4000:].decode(errors="replace")
        self.close()
        return None

    def _problem(self, seconds: float) -> Problem:
        out_of_time = (-signal.SIGALRM, -signal.SIGPROF, -signal.SIGXCPU)
        if self._code in out_of_time or seconds > _PATIENCE * self.file[2].page_seconds + _START:
            return "time_exceeded"
        if not self._interrupted:
            logger.error("Recognising a page of %s ended with %s: %s", self.file[1], self._code, self._words)
        return "memory_exceeded" if sandbox.MEMORY_WORDS.search(self._words) else "stopped"

    def _started(self) -> sandbox.Child:
        path, name, limits = self.file
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the child)
        self._child = child = sandbox.Child(stderr=self._complaints)
        self._finish = weakref.finalize(self, _end, child, self._complaints)
        assert child.stdin is not None
        child.stdin.write(json.dumps(sandbox.request_for("recognise", path, name, limits)).encode() + b"\n")
        return child


def _end(child: sandbox.Child, complaints: IO[bytes]) -> None:
    child.end()
    complaints.close()


def _received(pipe: IO[bytes], size: int, deadline: float) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise TimeoutError
        part = os.read(pipe.fileno(), min(1 << 20, size - len(parts)))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


_of_thread = threading.local()


def of_this_thread(path: Path, name: str, limits: Limits) -> Recogniser:
    """The thread's recogniser for this file, kept for the next page; one for another file is ended."""
    kept: Recogniser | None = getattr(_of_thread, "recogniser", None)
    if kept is None or kept.file != (path, name, limits):
        if kept is not None:
            kept.close()
        kept = _of_thread.recogniser = Recogniser(path, name, limits)
    return kept


def recognise_pages(
    path: Path,
    numbers: Sequence[int],
    *,
    name: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    processes: int | None = None,
    force: bool = False,
) -> Generator[tuple[RecognisedPage, bytes], None, None]:
    """The pages as they are done, several at a time. Closing the iterator stops what is under way."""
    if processes is None:
        processes = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in numbers:
        waiting.put(number)
    done: queue.Queue[tuple[RecognisedPage, bytes] | BaseException] = queue.Queue(maxsize=2 * processes)
    stop = threading.Event()
    workers = [Recogniser(path, name or path.name, limits) for _ in range(min(processes, len(numbers)))]

    def work(own: Recogniser) -> None:
        with own:
            while not stop.is_set():
                try:
                    found: tuple[RecognisedPage, bytes] | BaseException = own.page(waiting.get_nowait(), force=force)
                except queue.Empty:
                    return
                except (CannotRead, OSError) as refusal:
                    found = refusal
                while not stop.is_set():
                    try:
                        done.put(found, timeout=0.2)
                        break
                    except queue.Full:
                        continue

    threads = [threading.Thread(target=work, args=(own,), daemon=True) for own in workers]
    for thread in threads:
        thread.start()
    try:
        for _ in numbers:
            found = done.get()
            if isinstance(found, BaseException):
                raise found
            yield found
    finally:
        stop.set()
        for own in workers:
            own.interrupt()
        for thread in threads:
            thread.join()


def serve(request: dict[str, Any], limits: Limits, pipe: IO[bytes]) -> int:
    """The child's side: a page number on each line of standard input, the page and its picture out."""
    import cv2

    from caicach.intake.extraction import checked
    from caicach.intake.extraction.ocr import engine as engines
    from caicach.intake.extraction.ocr import judging, recognising

    cv2.setNumThreads(1)
    path, name = Path(request["path"]), request["name"]
    engine: Engine | None = None
    while True:
        signal.signal(signal.SIGALRM, lambda *_: os._exit(0))  # nobody asks any more
        signal.alarm(_IDLE)
        line = sys.stdin.buffer.readline()
        if not line:
            return 0
        signal.alarm(0)
        signal.setitimer(
            signal.ITIMER_PROF, limits.page_seconds
        )  # of the processor: a busy machine is no fault of a page
        asked = json.loads(line)
        try:
            checked(path, name, limits)
            if asked["force"] or judging.wants(path, asked["number"], name=name):
                if engine is None:
                    if engines.data_folder() is None:
                        raise refusals.ocr_not_available(name)
                    engine = engines.Engine()
                page, picture = recognising.recognise_page(path, asked["number"], name=name, engine=engine)
            else:
                page, picture = recognising.picture_of(path, asked["number"], name=name)
            answer = json.dumps(page.as_json(), ensure_ascii=False).encode()
        except CannotRead as refusal:
            answer, picture = json.dumps({"code": refusal.code, "sentence": str(refusal)}).encode(), b""
        signal.setitimer(signal.ITIMER_PROF, 0)
        pipe.write(_HEAD.pack(len(answer), len(picture)) + answer + picture)
        pipe.flush()
