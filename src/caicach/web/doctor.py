"""What this installation has and lacks, what does not work without it, and the line that brings it.

Each check asks the thing itself (the database answers, the store takes a file), never only a setting.
"""

import platform
import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from . import machine
from .translations import CATALOGUES

MINIMUM_PYTHON = (3, 11)
ENOUGH_DISK = 2 * 1024**3
LAST_DISK = 200 * 1024**2  # below this an upload may already fail
CONNECT_SECONDS = 5
QUEUE_PATIENCE = timedelta(minutes=10)
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}
UNREAL_MAIL = ("console", "dummy", "locmem", "filebased")


class State(StrEnum):
    PRESENT = "present"
    MISSING = "missing"  # a part of the product does without
    NEEDED = "needed"  # the product does not work

    @property
    def mark(self) -> str:
        return {State.PRESENT: "✓", State.MISSING: "○", State.NEEDED: "■"}[self]


@dataclass(frozen=True)
class Finding:
    """One line of the table: what was looked for, what was found, and what to do where it is not right."""

    code: str
    name: str
    state: State
    found: str = ""
    without: str = ""
    remedy: str = ""


def examine(*, now: datetime) -> list[Finding]:
    """Everything that is looked at, in the order in which a newcomer would mend it."""
    findings = [_python(), *_database(now=now), _secret_key(), _evidence_store(), _disk(), _front_end(), _english()]
    findings.append(_mail())
    findings += [
        _from_machine(want)
        for want in (
            machine.FONTS,
            machine.OFFICE,
            machine.TESSERACT,
            machine.NODE,
            machine.CHROMIUM,
            machine.POPPLER,
        )
    ]
    return findings


def is_sound(findings: list[Finding]) -> bool:
    """Whether nothing necessary is missing."""
    return all(finding.state is not State.NEEDED for finding in findings)


def _python() -> Finding:
    version = platform.python_version()
    good = sys.version_info >= MINIMUM_PYTHON
    return Finding(
        "python",
        _("Python 3.11 trở lên"),
        State.PRESENT if good else State.NEEDED,
        version,
        "" if good else _("caicach không chạy được"),
        "" if good else "apt-get install python3",
    )


def _database(*, now: datetime) -> list[Finding]:
    """Database, its migrations and its queue; the last two are asked only where the first answers."""
    name = _("Cơ sở dữ liệu")
    try:
        version = _database_version()
    except (DatabaseError, OSError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        remedy = _("kiểm tra CAICACH_DATABASE_URL và máy chủ cơ sở dữ liệu")
        return [Finding("database", name, State.NEEDED, reason, _("caicach không chạy được"), remedy)]
    return [
        Finding("database", name, State.PRESENT, f"{connection.display_name} {version}"),
        _migrations(),
        _queue(now=now),
    ]


def _database_version() -> str:
    """Asked over a connection of its own: the pool would try for long and hide the reason behind a time-out."""
    asked = connection
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        asked = connection.copy()
        options = {name: value for name, value in asked.settings_dict["OPTIONS"].items() if name != "pool"}
        asked.settings_dict = asked.settings_dict | {"OPTIONS": options | {"connect_timeout": CONNECT_SECONDS}}
    try:
        with asked.cursor() as cursor:
            cursor.execute("SELECT sqlite_version()" if asked.vendor == "sqlite" else "SHOW server_version")
            return str(cursor.fetchone()[0])
    finally:
        if asked is not connection:
            asked.close()


def _migrations() -> Finding:
    name = _("Cấu trúc cơ sở dữ liệu")
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not waiting:
        return Finding("migrations", name, State.PRESENT, _("đã cập nhật"))
    found = _("còn %(count)d bước cập nhật chưa chạy") % {"count": waiting}
    return Finding("migrations", name, State.NEEDED, found, _("các trang báo lỗi"), "./caicach manage migrate")


def _queue(*, now: datetime) -> Finding:
    name = _("Hàng đợi việc chạy nền")
    try:
        waiting = DBTaskResult.objects.ready().count()
        late = DBTaskResult.objects.ready().filter(enqueued_at__lt=now - QUEUE_PATIENCE).count()
    except DatabaseError:  # its tables come with the migrations above
        return Finding(
            "queue", name, State.MISSING, _("chưa có bảng"), _("việc chạy nền đứng yên"), "./caicach manage migrate"
        )
    found = _("%(count)d việc đang chờ") % {"count": waiting}
    if not late:
        return Finding("queue", name, State.PRESENT, found)
    without = _("việc chờ quá 10 phút: không có tiến trình nào xử lý, nhắc việc và đọc tệp lớn đứng yên")
    return Finding("queue", name, State.MISSING, found, without, "./caicach manage db_worker")


def _secret_key() -> Finding:
    name = _("Khóa bí mật (CAICACH_SECRET_KEY)")
    if settings.SECRET_KEY_FROM_ENVIRONMENT:
        return Finding("secret_key", name, State.PRESENT, _("đặt trong biến môi trường"))
    public = sorted(set(settings.ALLOWED_HOSTS) - LOCAL_HOSTS)
    return Finding(
        "secret_key",
        name,
        State.NEEDED if public else State.MISSING,
        _("tự sinh, giữ trong %(folder)s") % {"folder": settings.VAR},
        _("nhiều máy chủ không dùng chung được phiên đăng nhập"),
        "export CAICACH_SECRET_KEY=…  (python3 -c 'import secrets; print(secrets.token_urlsafe(50))')",
    )


def _evidence_store() -> Finding:
    name = _("Kho tài liệu kiểm chứng")
    store = Path(settings.EVIDENCE_STORE)
    try:
        store.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=store) as probe:
            probe.write(b"caicach")
    except OSError as error:
        without = _("không tải lên được tệp nào")
        remedy = _("cho tài khoản chạy caicach quyền ghi vào %(folder)s") % {"folder": store}
        return Finding("evidence_store", name, State.NEEDED, str(error.strerror), without, remedy)
    return Finding("evidence_store", name, State.PRESENT, str(store))


def _disk() -> Finding:
    name = _("Dung lượng đĩa còn trống")
    folder = next(folder for folder in (Path(settings.VAR), *Path(settings.VAR).parents) if folder.exists())
    free = shutil.disk_usage(folder).free
    found = f"{free / 1024**3:.1f} GB".replace(".", ",")
    if free >= ENOUGH_DISK:
        return Finding("disk", name, State.PRESENT, found)
    remedy = _("dọn đĩa hoặc đặt CAICACH_VAR sang đĩa khác")
    state = State.MISSING if free >= LAST_DISK else State.NEEDED
    return Finding("disk", name, state, found, _("sắp không tải lên được tệp"), remedy)


def _front_end() -> Finding:
    name = _("Giao diện đã dựng")
    built = finders.find("dist")
    if built and any(Path(str(built)).iterdir()):
        return Finding("front_end", name, State.PRESENT, str(built))
    return Finding("front_end", name, State.NEEDED, "", _("các trang không có kiểu dáng"), "./caicach serve")


def _english() -> Finding:
    name = _("Bản dịch tiếng Anh")
    compiled = CATALOGUES / "en" / "LC_MESSAGES" / "django.mo"
    if compiled.exists():
        return Finding("english", name, State.PRESENT, str(compiled))
    return Finding("english", name, State.MISSING, "", _("giao diện chỉ có tiếng Việt"), "./caicach serve")


def _mail() -> Finding:
    name = _("Thư điện tử")
    backend = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    if backend in UNREAL_MAIL:
        without = _("nhắc việc chỉ hiện trong hệ thống, không gửi thư")
        return Finding("mail", name, State.MISSING, backend, without, "export CAICACH_EMAIL_URL=smtp+tls://…")
    return Finding("mail", name, State.PRESENT, f"{backend} {settings.EMAIL_HOST}:{settings.EMAIL_PORT}")


def _from_machine(want: machine.Want) -> Finding:
    found = want.find()
    if found is not None:
        return Finding(want.code, _(want.name), State.PRESENT, found)
    return Finding(want.code, _(want.name), State.MISSING, "", _(want.without), want.remedy())
