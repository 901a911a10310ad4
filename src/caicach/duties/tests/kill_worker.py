"""What test_kill.py starts and kills: sends duties up and accepts them, fast, from the beginning each time.

The forms' tokens follow from the duties, so that a restart is the same person sending the same form again.
"""

from __future__ import annotations

import io
import json
import os
import sys
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

import django
from django.conf import settings

settings.DATABASES["default"].update(json.loads(os.environ["CAICACH_TEST_DATABASE"]))
django.setup()

from caicach.bodies.models import Person  # noqa: E402
from caicach.duties import services  # noqa: E402
from caicach.duties.models import Duty  # noqa: E402


def main(now: datetime) -> None:
    officer, head, reviewer = (Person.objects.get(username=name) for name in ("tc.chuyenvien", "tc.giamdoc", "nv.cchc"))
    print("ready", flush=True)
    for duty in Duty.objects.order_by("pk"):
        form = services.Words(text=f"Xong việc {duty.pk}", percent=100, token=uuid5(NAMESPACE_OID, str(duty.pk)))
        proof = services.Attachment(io.BytesIO(f"proof {duty.pk}".encode() * 2000), "proof.txt")
        services.send_to_head(duty=duty, words=form, by=officer, now=now, attachments=[proof])
        for act in (
            lambda duty=duty: services.send_up(duty=duty, by=head, now=now),
            lambda duty=duty: services.accept(duty=duty, by=reviewer, now=now),
        ):
            try:
                act()
            except services.Refused as refusal:  # done before the last kill
                assert refusal.obstacles == ["already_closed"], refusal.obstacles
    print("finished", flush=True)


main(datetime.fromisoformat(sys.argv[1]))
