"""The launcher on a small checkout of its own: what it makes, when it makes it again, what it says where it cannot."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest
import setuptools

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = """\
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "caicach"
version = "0"
[tool.setuptools.packages.find]
where = ["src"]
"""
MAIN = "import sys\nprint('ran', *sys.argv[1:])\nsys.exit(len(sys.argv) - 1)\n"


class Checkout:
    """A checkout with this launcher, a program that prints its arguments, and a lock that asks for nothing."""

    def __init__(self, folder: Path, installed: Path) -> None:
        self.folder, self.installed = folder, installed
        for name in ("caicach", "tools/set_up.py", "src/caicach/__init__.py", "src/caicach/web/machine.py"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
        (folder / "src/caicach/web/__init__.py").touch()
        (folder / "src/caicach/__main__.py").write_text(MAIN)
        (folder / "pyproject.toml").write_text(PYPROJECT)
        self.lock("# nothing\n")

    def lock(self, text: str) -> None:
        (self.folder / "requirements").mkdir(exist_ok=True)
        (self.folder / "requirements/base.txt").write_text(text)

    def start(self, *arguments: str, **extra: str) -> "subprocess.Popen[str]":
        environment = {
            "HOME": str(self.folder),
            "PATH": os.environ["PATH"],
            "CAICACH_PYTHON": sys.executable,
            "CAICACH_NO_APT": "1",
            "PYTHONPATH": str(self.installed),  # setuptools, which a real lock would bring
            "PIP_NO_INDEX": "1",
        }
        return subprocess.Popen(
            [str(self.folder / "caicach"), *arguments],
            env=environment | extra,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, **extra: str) -> tuple[int, str, str]:
        process = self.start(*arguments, **extra)
        out, error = process.communicate(timeout=120)
        return process.returncode, out, error

    def set_up_module(self) -> ModuleType:
        """tools/set_up.py of this checkout, in this process."""
        spec = importlib.util.spec_from_file_location("set_up_of_a_checkout", self.folder / "tools/set_up.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        before = list(sys.path)
        spec.loader.exec_module(module)
        sys.path[:] = before
        return module


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with setuptools and nothing else of this environment."""
    folder = tmp_path_factory.mktemp("installed")
    site = Path(setuptools.__file__).parents[1]
    for source in [site / "setuptools", site / "_distutils_hack", *site.glob("setuptools-*.dist-info")]:
        (folder / source.name).symlink_to(source)
    return folder


@pytest.fixture
def checkout(tmp_path: Path, installed: Path) -> Checkout:
    return Checkout(tmp_path / "checkout", installed)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, installed: Path) -> Checkout:
    """A checkout whose environment is made; the tests that use it leave it whole."""
    checkout = Checkout(tmp_path_factory.mktemp("made") / "checkout", installed)
    code, out, error = checkout.run("first")
    assert (code, out) == (1, "ran first\n"), error
    assert "đang tạo môi trường" in error
    return checkout


def test_once_made_it_only_runs_the_program(made: Checkout):
    started = time.monotonic()
    assert made.run("read", "tệp có dấu cách.pdf") == (2, "ran read tệp có dấu cách.pdf\n", "")
    assert time.monotonic() - started < 2  # measured: 0.03 s; making the environment takes more than this


@pytest.mark.parametrize("word", ["demo", "serve"])
def test_asking_for_help_sets_nothing_up(made: Checkout, word: str):
    assert made.run(word, "--help") == (2, f"ran {word} --help\n", "")  # its front end and translations are missing


def test_help_before_the_first_set_up_lists_the_words_and_says_what_is_missing(checkout: Checkout):
    code, out, error = checkout.run("demo", "--help")
    assert (code, out) == (1, "ran --help\n")
    assert "chưa cài đặt xong" in error
    assert not (checkout.folder / ".venv").exists()


def test_a_link_to_the_launcher_serves_as_well(made: Checkout, tmp_path: Path):
    (tmp_path / "caicach").symlink_to(made.folder / "caicach")
    done = subprocess.run([tmp_path / "caicach", "x"], capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "ran x\n")


def test_a_module_in_the_working_folder_is_not_imported(made: Checkout, tmp_path: Path):
    (tmp_path / "runpy.py").write_text("raise SystemExit('taken from the working folder')")
    done = subprocess.run([made.folder / "caicach"], capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "ran\n")


def test_a_changed_lock_is_installed_again(made: Checkout):
    made.lock("# something else\n")
    code, out, error = made.run()
    assert (code, out) == (0, "ran\n")
    assert "requirements/base.txt" in error
    assert "đang tạo môi trường" not in error
    assert made.run() == (0, "ran\n", "")


def test_a_lock_that_cannot_be_installed_stops_with_advice_and_is_tried_again(made: Checkout):
    made.lock("no-such-package==1 --hash=sha256:" + "0" * 64 + "\n")
    code, out, error = made.run()
    assert (code, out) == (1, "")
    assert "kiểm tra kết nối" in error
    made.lock("# mended\n")
    code, out, error = made.run()
    assert (code, out) == (0, "ran\n")
    assert "làm lại từ đầu" in error  # what pip had left half-done is not trusted


def test_a_set_up_that_was_killed_does_not_look_whole_and_two_at_once_make_it_once(checkout: Checkout):
    process = checkout.start("x")
    deadline = time.monotonic() + 60
    while not (checkout.folder / ".venv/bin/python").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    first, second = checkout.start("a"), checkout.start("a", "b")
    (out_1, error_1), (out_2, error_2) = first.communicate(timeout=120), second.communicate(timeout=120)
    assert (out_1, out_2) == ("ran a\n", "ran a b\n")
    said = error_1 + error_2
    assert [said.count(words) for words in ("làm lại từ đầu", "đang tạo môi trường", "đang chờ")] == [1, 1, 1]
    assert checkout.run("x") == (1, "ran x\n", "")


def test_an_interrupted_set_up_says_how_to_go_on(checkout: Checkout):
    process = checkout.start("x")
    deadline = time.monotonic() + 60
    while not (checkout.folder / ".venv/caicach/unfinished").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGTERM)  # not SIGINT, which is ignored below a shell that runs in the background
    out, error = process.communicate(timeout=60)
    assert process.returncode != 0
    assert out == ""
    assert "chạy lại cùng lệnh" in error


def test_a_moved_checkout_makes_its_own_environment(made: Checkout, tmp_path: Path):
    moved = Checkout(tmp_path / "moved", made.installed)
    shutil.copytree(made.folder, moved.folder, symlinks=True, dirs_exist_ok=True)
    code, out, error = moved.run()
    assert (code, out) == (0, "ran\n")
    assert "bị chuyển chỗ" in error


def test_without_python_it_says_what_to_install(checkout: Checkout, tmp_path: Path):
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sh", "cmp", "readlink"):
        (tools / name).symlink_to(str(shutil.which(name)))
    code, out, error = checkout.run(PATH=str(tools), CAICACH_PYTHON="")
    assert (code, out) == (1, "")
    assert error.count("\n") == 1
    assert "apt-get install python3 python3-venv" in error


def test_a_python_that_is_too_old_is_refused_by_name(checkout: Checkout, tmp_path: Path):
    old = tmp_path / "python3.8"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    code, out, error = checkout.run(CAICACH_PYTHON=str(old))
    assert (code, out) == (1, "")
    assert str(old) in error


def test_without_the_venv_module_it_says_which_package_brings_it(checkout: Checkout, monkeypatch, capsys):
    set_up = checkout.set_up_module()
    monkeypatch.setenv("CAICACH_NO_APT", "1")
    monkeypatch.setattr(set_up.importlib.util, "find_spec", lambda name: None)
    assert set_up.main([]) == 1
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"sudo apt-get install python{version}-venv" in capsys.readouterr().err
    assert not (checkout.folder / ".venv/bin").exists()


class TestFrontEnd:
    """`npm` is a program that notes how it was called and builds by copying."""

    @pytest.fixture
    def set_up(self, checkout: Checkout, monkeypatch) -> ModuleType:
        folder = checkout.folder
        for name, text in {
            "bin/node": "#!/bin/sh\necho v22.0.0\n",
            "bin/npm": f'#!/bin/sh\necho "$1" >>{folder}/calls\n'
            f"case $1 in ci) mkdir -p node_modules ;;\n"
            f"run) [ ! -e broken ] && mkdir -p {folder}/src/caicach/web/static/dist && "
            f"cp app.css {folder}/src/caicach/web/static/dist/ ;; esac\n",
            "frontend/package.json": "{}",
            "frontend/package-lock.json": "{}",
            "frontend/app.css": "a {}",
            "src/caicach/web/templates/web/home.html": "<p>",
        }.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        for name in ("node", "npm"):
            (folder / "bin" / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}/bin:{os.environ['PATH']}")
        return checkout.set_up_module()

    def calls(self, checkout: Checkout) -> list[str]:
        return (checkout.folder / "calls").read_text().split()

    def test_it_is_built_once_and_again_when_a_source_or_a_template_changes(self, checkout: Checkout, set_up):
        set_up.build_front_end()
        set_up.build_front_end()
        assert self.calls(checkout) == ["ci", "run"]
        (checkout.folder / "frontend/app.css").write_text("b {}")
        set_up.build_front_end()
        assert self.calls(checkout) == ["ci", "run", "run"]
        (checkout.folder / "src/caicach/web/templates/web/home.html").write_text('<p class="new">')
        set_up.build_front_end()
        assert self.calls(checkout) == ["ci", "run", "run", "run"]

    def test_another_lock_installs_the_packages_again(self, checkout: Checkout, set_up):
        set_up.build_front_end()
        (checkout.folder / "frontend/package-lock.json").write_text('{"packages": {}}')
        set_up.build_front_end()
        assert self.calls(checkout) == ["ci", "run", "ci", "run"]

    def test_a_build_that_fails_is_not_taken_for_built(self, checkout: Checkout, set_up):
        (checkout.folder / "frontend/broken").touch()
        with pytest.raises(set_up.CannotSetUp):
            set_up.build_front_end()
        (checkout.folder / "frontend/broken").unlink()
        set_up.build_front_end()
        assert self.calls(checkout) == ["ci", "run", "run"]


class TestSystemPackages:
    @pytest.fixture
    def machine(self, checkout: Checkout, tmp_path: Path, monkeypatch) -> Path:
        """A machine with nothing but the shell and an apt-get that the test writes."""
        programs = tmp_path / "programs"
        programs.mkdir()
        monkeypatch.setenv("PATH", str(programs))
        monkeypatch.delenv("CAICACH_NO_APT", raising=False)
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        return programs

    @staticmethod
    def program(file: Path, text: str) -> None:
        file.write_text(f"#!/bin/sh\n{text}\n")
        file.chmod(0o755)

    def test_where_it_may_not_install_it_says_one_line_for_each_and_goes_on(self, checkout, machine, capsys):
        checkout.set_up_module().bring_test_programs()
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 4
        assert any("Chromium" in line and "sudo apt-get install chromium" in line for line in lines)
        assert any("sudo apt-get install libreoffice-writer libreoffice-calc" in line for line in lines)

    def test_where_it_may_it_installs_what_is_missing_and_only_that(self, checkout, machine, capsys):
        self.program(machine / "pdftoppm", "")
        self.program(machine / "pdftotext", "")
        self.program(
            machine / "apt-get",
            f'echo "$@" >>{machine}/called\nfor name in chromium soffice; do\n'
            f"printf '#!/bin/sh\\n' >{machine}/$name; /bin/chmod 755 {machine}/$name; done",
        )
        checkout.set_up_module().bring_test_programs()
        (called,) = (machine / "called").read_text().splitlines()
        assert "chromium libreoffice-writer libreoffice-calc fonts-croscore fonts-liberation2" in called
        assert "poppler" not in called
        (still_missing,) = [line for line in capsys.readouterr().err.splitlines() if "thiếu" in line]
        assert "fonts-croscore" in still_missing

    def test_lists_are_fetched_only_where_the_ones_at_hand_do_not_do(self, checkout, machine):
        self.program(machine / "apt-get", f'echo "$1" >>{machine}/called\n[ "$1" = update ]')
        assert checkout.set_up_module().install_system_packages(["apt-get"], ["chromium"]) is False
        assert (machine / "called").read_text().split() == ["install", "update", "install"]
