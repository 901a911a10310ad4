"""Makes what a command of the launcher needs, and nothing that is there already.

    python3 tools/set_up.py [demo|serve|test]

Without an argument: the Python environment. `demo` and `serve` add the built front end and the translations, `test`
adds the tools of the tests and, where apt-get may be used, the programs that they drive.

Standard library only, Python 3.11 or newer. Everything is said on standard error: standard output belongs to the
command that runs afterwards. What was made is marked under `.venv/caicach` with a copy or a hash of what it was made
from; a mark is written last, and an `unfinished` mark stands while the environment is being changed, so that an
interrupted set-up is seen by the next one, which starts over.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from caicach.web import machine  # noqa: E402  (the checkout's own module, importable only now)

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MARKS = VENV / "caicach"
LOCKS = ROOT / "requirements"
FRONT_END = ROOT / "frontend"
BUILT = ROOT / "src" / "caicach" / "web" / "static" / "dist"
TRANSLATED_PARTS = ROOT / "src" / "caicach" / "locale_parts"
MACHINE_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
TRANSLATED = ROOT / "src" / "caicach" / "locale"


class CannotSetUp(Exception):
    """Why the set-up stopped and what to do, in one sentence for the person at the terminal."""


def say(sentence: str) -> None:
    print(f"caicach: {sentence}", file=sys.stderr, flush=True)


def run(command: Sequence[str | Path], *, advice: str, folder: Path = ROOT, path: str | None = None) -> None:
    """Run a step quietly; where it fails, show the end of what it said and stop with the advice."""
    environment = {**os.environ, "PATH": path or os.environ.get("PATH", os.defpath)}
    if MACHINE_CERTIFICATES.exists():  # an office's own authority; a Node that the machine did not bring knows none
        environment.setdefault("NODE_EXTRA_CA_CERTS", str(MACHINE_CERTIFICATES))
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode != 0:
        for line in done.stdout.strip().splitlines()[-15:]:
            print(f"    {line}", file=sys.stderr)
        raise CannotSetUp(advice)


@contextmanager
def alone() -> Iterator[None]:
    """Hold the checkout against a second set-up. The lock goes with the process, however that ends."""
    handle = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("một lần cài đặt khác đang chạy trong thư mục này, đang chờ…")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


# --- marks -----------------------------------------------------------------------------------------------------------


def read_mark(name: str) -> str | None:
    try:
        return (MARKS / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def write_mark(name: str, content: str) -> None:
    fresh = MARKS / f"{name}.new"
    fresh.write_text(content, encoding="utf-8")
    fresh.replace(MARKS / name)


def drop_mark(name: str) -> None:
    (MARKS / name).unlink(missing_ok=True)


def hash_of(files: Iterable[Path]) -> str:
    """One hash for the names and the contents of some files of the checkout."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(f"{file.relative_to(ROOT)}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


# --- the Python environment ------------------------------------------------------------------------------------------


def lock_text(lock: str) -> str:
    return (LOCKS / lock).read_text(encoding="utf-8")


def environment_holds(lock: str) -> bool:
    return (
        PYTHON.exists()
        and read_mark("unfinished") is None
        and read_mark("folder") == f"{ROOT}\n"
        and read_mark(lock) == lock_text(lock)
        and read_mark("pyproject") == hash_of([ROOT / "pyproject.toml"])
    )


def make_environment(lock: str) -> None:
    """Bring `.venv` to what a lock says. Half-made, moved or without a working Python: it is made anew."""
    if environment_holds(lock):
        return
    moved = read_mark("folder") not in (None, f"{ROOT}\n")
    if read_mark("unfinished") is not None or moved or (VENV.exists() and not PYTHON.exists()):
        if PYTHON.exists() or moved:
            say("môi trường Python cũ dở dang hoặc đã bị chuyển chỗ, đang làm lại từ đầu…")
        shutil.rmtree(VENV)
    MARKS.mkdir(parents=True, exist_ok=True)
    write_mark("unfinished", "")
    drop_mark(lock)
    if not PYTHON.exists():
        create_venv()
    pinned = sum("==" in line for line in lock_text(lock).splitlines())
    say(f"đang cài {pinned} gói Python theo {LOCKS.name}/{lock} (lần đầu mất khoảng một phút)…")
    install_locked(lock)
    run(
        [
            PYTHON,
            "-m",
            "pip",
            "install",
            *QUIETLY,
            "--no-index",
            "--no-deps",
            "--no-build-isolation",
            "--editable",
            ROOT,
        ],
        advice="không cài được chính caicach vào môi trường; xem các dòng trên.",
    )
    write_mark("folder", f"{ROOT}\n")
    write_mark("pyproject", hash_of([ROOT / "pyproject.toml"]))
    write_mark("base.txt", lock_text("base.txt"))  # every lock holds what base.txt does
    write_mark(lock, lock_text(lock))
    drop_mark("unfinished")


QUIETLY = ("--quiet", "--no-input", "--disable-pip-version-check", "--progress-bar", "off")


def install_locked(lock: str) -> None:
    run(
        [PYTHON, "-m", "pip", "install", *QUIETLY, "--require-hashes", "--only-binary", ":all:", "-r", LOCKS / lock],
        advice="không tải được các gói Python: kiểm tra kết nối tới kho gói (PyPI hoặc kho nội bộ trong cấu hình pip)"
        " rồi chạy lại; phần đã tải được giữ trong bộ đệm của pip.",
    )


def create_venv() -> None:
    """A virtual environment of the very Python that runs this, named by version so that an upgrade is noticed."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{version}-venv"
        apt = machine.apt_get()
        if apt is None or not install_system_packages(apt, [package]):
            raise CannotSetUp(
                f"Python {version} của máy thiếu mô-đun venv nên chưa tạo được môi trường;"
                f" cài một lần: sudo apt-get install {package}"
            )
    say(f"đang tạo môi trường Python {version} trong {VENV.name}…")
    run(
        [Path(sys.executable).resolve(), "-m", "venv", VENV],
        advice=f"không tạo được môi trường Python; trên Debian, Ubuntu cài: sudo apt-get install python{version}-venv",
    )


# --- the front end and the translations ------------------------------------------------------------------------------


def node_path() -> str:
    """A search path on which `node` and `npm` are found: the machine's, or those that PyPI's wheel brings."""
    if machine.node_version() and shutil.which("npm"):
        return os.environ.get("PATH", os.defpath)
    if read_mark("node.txt") != lock_text("node.txt"):
        say(f"máy chưa có Node.js {machine.MINIMUM_NODE} trở lên, đang lấy từ kho gói Python…")
        install_locked("node.txt")
        write_mark("node.txt", lock_text("node.txt"))
    return os.pathsep.join([str(PYTHON.parent), os.environ.get("PATH", os.defpath)])


def front_end_sources() -> list[Path]:
    """What the built files come from: its own folder, and the product's files, which name icons and style classes."""
    own = [file for file in FRONT_END.rglob("*") if file.is_file() and "node_modules" not in file.parts]
    product = [file for ending in ("html", "py") for file in (ROOT / "src").rglob(f"*.{ending}")]
    return own + [file for file in product if not {"tests", "migrations"} & set(file.parts)]


def build_front_end() -> None:
    stamp = BUILT / ".built-from"
    sources = hash_of(front_end_sources())
    if stamp.exists() and stamp.read_text(encoding="utf-8") == sources:
        return
    path = node_path()
    modules, lock = FRONT_END / "node_modules", hash_of([FRONT_END / "package.json", FRONT_END / "package-lock.json"])
    installed = modules / ".caicach"  # npm ci begins by deleting the folder, and this mark with it
    if not installed.exists() or installed.read_text(encoding="utf-8") != lock:
        say("đang cài các gói giao diện theo frontend/package-lock.json…")
        run(
            ["npm", "ci", "--no-audit", "--no-fund", "--no-update-notifier"],
            folder=FRONT_END,
            path=path,
            advice="không cài được các gói giao diện: kiểm tra kết nối tới kho gói npm rồi chạy lại.",
        )
        installed.write_text(lock, encoding="utf-8")
    say("đang dựng giao diện…")
    stamp.unlink(missing_ok=True)
    run(["npm", "run", "build"], folder=FRONT_END, path=path, advice="không dựng được giao diện; xem các dòng trên.")
    stamp.write_text(sources, encoding="utf-8")


def build_translations() -> None:
    parts = hash_of([*TRANSLATED_PARTS.glob("*.po"), ROOT / "src" / "caicach" / "web" / "translations.py"])
    stamp = TRANSLATED / ".built-from"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == parts:
        return
    stamp.unlink(missing_ok=True)
    run(
        [PYTHON, "-P", "-m", "caicach.web.translations"],
        advice="các tệp dịch trong src/caicach/locale_parts mâu thuẫn nhau; xem các dòng trên.",
    )
    stamp.write_text(parts, encoding="utf-8")


# --- programs of the machine -----------------------------------------------------------------------------------------


def install_system_packages(apt: Sequence[str], packages: Sequence[str]) -> bool:
    """Whether apt-get could install the packages; its lists are fetched only where the ones at hand do not do."""
    say(f"đang cài gói hệ thống: {' '.join(packages)}…")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [*apt, "install", "--yes", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120", *packages]
    for command in (install, [*apt, "update"], install):
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        if command is install and done.returncode == 0:
            return True
    return False


def bring_test_programs() -> None:
    """Install what the tests drive, or say in one line each what to install and what is not tested without it."""
    missing = [want for want in machine.WANTED_BY_TESTS if want.find() is None]
    apt = machine.apt_get()
    if missing and apt is not None:
        install_system_packages(apt, [package for want in missing for package in want.packages])
        missing = [want for want in missing if want.find() is None]
    for want in missing:
        say(f"thiếu {want.name}: {want.without}. Cài: sudo {want.remedy()}")


# --- the whole -------------------------------------------------------------------------------------------------------


def set_up(need: str | None) -> None:
    make_environment("dev.txt" if need == "test" else "base.txt")
    if need in ("demo", "serve", "test"):
        build_front_end()
        build_translations()
    if need == "test":
        bring_test_programs()


def interrupted(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main(arguments: Sequence[str]) -> int:
    need = arguments[0] if arguments else None
    signal.signal(signal.SIGTERM, interrupted)
    try:
        with alone():
            set_up(need)
    except CannotSetUp as reason:
        say(str(reason))
        return 1
    except KeyboardInterrupt:
        say("đã dừng giữa chừng; chạy lại cùng lệnh để làm tiếp.")
        return 130
    return 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
