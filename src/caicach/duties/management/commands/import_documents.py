"""Read files into drafts, and go on as far as the flags say: `caicach import`.

It stands here and not with the reading because its last flag gives out duties.
"""

from __future__ import annotations

import hashlib
import sys
import time
import uuid
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from caicach.bodies.access import Permission, standing_of
from caicach.bodies.models import Body, Person
from caicach.core.evidence import FileEmpty, FileTooLarge
from caicach.intake import services
from caicach.intake.models import Draft, DraftState, ItemKind, ItemState
from caicach.intake.reader_cli import ProgressBar
from caicach.intake.words import OBSTACLES
from caicach.programme import words as programme_words
from caicach.programme.models import PlanState
from caicach.programme.services import NotYet, make_plan

from ...issuing import put_plan_in_force

_NAMESPACE = uuid.UUID("6f0d3c1e-9a51-5c0e-8f0a-2b7f5d1f9c11")


class Command(BaseCommand):
    help = (
        "Đọc văn bản thành bản chờ xác nhận; chạy lại với cùng tệp thì tiếp tục bản đang có. "
        "--confirm-all nhận mọi mục, --plan lập kế hoạch, --in-force đưa kế hoạch vào thực hiện."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--body", required=True, metavar="CODE", help="mã cơ quan ban hành văn bản")
        parser.add_argument("--as", required=True, dest="username", metavar="USERNAME", help="người đưa vào")
        parser.add_argument("--confirm-all", action="store_true", help="nhận mọi mục và xác nhận văn bản")
        parser.add_argument("--plan", action="store_true", help="lập kế hoạch từ văn bản đã xác nhận")
        parser.add_argument("--in-force", action="store_true", help="đưa kế hoạch vào thực hiện, giao việc")
        parser.add_argument(
            "--without-unresolved", action="store_true", help="để lại những nhiệm vụ chưa rõ cơ quan chủ trì"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        body = Body.objects.filter(code=options["body"]).first()
        if body is None:
            raise CommandError(f"Không có cơ quan nào mang mã “{options['body']}”.", returncode=2)
        by = Person.objects.filter(username=options["username"], is_active=True).first()
        if by is None:
            raise CommandError(f"Không có tài khoản “{options['username']}”.", returncode=2)
        if not standing_of(by, today=timezone.localdate()).may(Permission.READ_PLANS_IN, body):
            raise CommandError(f"{by} không có quyền đưa văn bản vào cho {body}.", returncode=2)
        worst = 0
        for path in options["files"]:
            try:
                self._import(path, body, by, options)
            except CommandError as error:
                worst = max(worst, error.returncode)
                self.stderr.write(f"{path.name}: {error}")
        if worst:
            raise CommandError("Có tệp không đưa vào được; xem các dòng trên.", returncode=worst)

    def _import(self, path: Path, body: Body, by: Person, options: dict[str, Any]) -> None:
        plan_too = options["plan"] or options["in_force"]
        draft = _draft_of(path, body, by)
        if draft.state == DraftState.REFUSED:
            raise CommandError(draft.refusal, returncode=2)
        if draft.state == DraftState.DISCARDED:
            raise CommandError("bản đọc của tệp này đã bỏ.", returncode=2)
        asked = draft.items.exclude(kind=ItemKind.STATEMENT)  # figures are offered to a person only
        said = f"{path.name}: {asked.exclude(state=ItemState.DROPPED).count()} mục"
        if (options["confirm_all"] or plan_too) and draft.state == DraftState.READY:
            versions = dict(asked.filter(state=ItemState.UNSEEN).values_list("pk", "version"))
            try:
                services.accept_items(draft=draft, versions=versions, by=by, now=timezone.now())
                services.confirm_draft(draft=draft, by=by, now=timezone.now())
            except services.NotYet as refusal:
                raise CommandError(" ".join(str(OBSTACLES[code]) for code in refusal.obstacles)) from refusal
            draft.refresh_from_db()
            said += ", đã xác nhận"
        if plan_too:
            said += self._plan(draft, by, options)
        self.stdout.write(said)

    def _plan(self, draft: Draft, by: Person, options: dict[str, Any]) -> str:
        try:
            plan = make_plan(draft=draft, by=by, now=timezone.now())
            said = f", kế hoạch {plan.targets.count()} chỉ tiêu, {plan.tasks.count()} nhiệm vụ"
            if options["in_force"] and plan.state == PlanState.DRAFT:
                duties = put_plan_in_force(
                    plan=plan, by=by, now=timezone.now(), without_unresolved=options["without_unresolved"]
                )
                said += f", giao {len(duties)} việc"
        except NotYet as refusal:
            sentences = (str(programme_words.OBSTACLES[code]) for code in refusal.obstacles)
            raise CommandError(" ".join(sentences)) from refusal
        return said


def _draft_of(path: Path, body: Body, by: Person) -> Draft:
    """The draft of this file for this body: made, or taken up where a killed run left it."""
    try:
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
            content.seek(0)
            draft = services.upload_document(
                content=content,
                file_name=path.name,
                token=uuid.uuid5(_NAMESPACE, f"{body.pk}:{digest}"),
                body=body,
                by=by,
                now=timezone.now(),
            )
    except OSError as error:
        raise CommandError(f"không mở được tệp ({error.strerror}).", returncode=2) from error
    except FileEmpty as error:
        raise CommandError("tệp không có nội dung.", returncode=2) from error
    except FileTooLarge as error:
        raise CommandError("tệp vượt giới hạn dung lượng.", returncode=2) from error
    if draft.state == DraftState.STOPPED:
        draft = services.continue_reading(draft=draft, by=by, now=timezone.now())
    bar = ProgressBar(sys.stderr)
    try:
        draft = services.read_draft(draft=draft, now=timezone.now(), take_over=True, tell=bar.show)
    finally:
        bar.clear()
    give_up = timezone.now() + timedelta(seconds=30) + services.reading.lease()
    while draft.state == DraftState.READING and timezone.now() < give_up:  # another run took it over: its result counts
        time.sleep(0.2)
        draft.refresh_from_db()
    return draft
