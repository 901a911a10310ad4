"""Serve what is there: the web server, the worker that reads large files, and the daily clock, under one parent."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

GRACE_SECONDS = 10
RESTART_AFTER_SECONDS = 2

# A worker works out one page at a time (in_turn.py); its other threads receive uploads and send long files. Granian
# would warn of more workers than processors, but while one waits for the database another has work to do.
GRANIAN = (
    *("-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "error"),
    *("--blocking-threads", "4"),
)


def workers_for(processors: int) -> int:
    return max(2, processors + 1)


class Command(BaseCommand):
    help = "Phục vụ hệ thống đang có: máy chủ web, tiến trình đọc văn bản và bộ nhắc việc hằng ngày."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=workers_for(os.cpu_count() or 1))
        parser.add_argument("--no-migrate", action="store_true", help="không cập nhật cấu trúc cơ sở dữ liệu")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_unless_free(options["host"], options["port"])
        if not options["no_migrate"]:
            call_command("migrate", verbosity=0, interactive=False)
        commands = {
            "web": [
                *(sys.executable, *GRANIAN, "--workers", str(options["workers"])),
                *("--host", options["host"], "--port", str(options["port"])),
                "caicach.web.wsgi:application",
            ],
            "worker": [sys.executable, "-m", "django", "db_worker", "--interval", "1"],
            "clock": [sys.executable, "-m", "django", "clock"],
        }
        self.stdout.write(f"caicach: http://{options['host']}:{options['port']} (Ctrl+C để dừng)")
        self.stdout.flush()  # a log file or a pipe would hold it back until the server ends
        _Family(commands).watch()


def refuse_unless_free(host: str, port: int) -> None:
    """Stop with a sentence where nothing can listen there: the port is taken, forbidden, or no port of this machine."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            words = f"Cổng {port} dành cho quản trị hệ thống. Hãy chọn cổng từ 1024 trở lên: --port 8000"
        except OverflowError:
            words = f"Không có cổng {port}. Hãy chọn cổng từ 1024 đến 65535: --port 8000"
        except OSError as reason:
            if reason.errno == errno.EADDRINUSE:
                words = f"Cổng {port} đang có chương trình khác dùng. Hãy chọn cổng khác: --port {port + 1}"
            else:
                words = f"Máy này không có địa chỉ “{host}”. Hãy đặt lại --host; mặc định là 127.0.0.1"
        else:
            return
    raise CommandError(words, returncode=2)


class _Family:
    """The processes, restarted when one dies, stopped together."""

    def __init__(self, commands: dict[str, list[str]]) -> None:
        self.commands = commands
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False

    def watch(self) -> None:
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self._stop)
        while not self.stopping:
            for name, command in self.commands.items():
                child = self.running.get(name)
                if child is None or child.poll() is not None:
                    if child is not None:
                        print(f"caicach: {name} dừng (mã {child.returncode}), khởi động lại", file=sys.stderr)
                        time.sleep(RESTART_AFTER_SECONDS)
                    self.running[name] = subprocess.Popen(command, start_new_session=True)
            time.sleep(0.5)
        self._end()

    def _stop(self, sign: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> None:
        for child in self.running.values():
            child.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for child in self.running.values():
            try:
                child.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
