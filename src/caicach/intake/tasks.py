"""Work in the background: reading files that take longer than a page may wait."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from .models import Draft
from .services import read_draft, read_missing_pages


@task()
def read_draft_in_background(draft_id: int) -> None:
    """Read the draft unless somebody has; safe to queue twice."""
    read_draft(draft=Draft.objects.get(pk=draft_id), now=timezone.now())


@task()
def read_missing_pages_in_background(draft_id: int) -> None:
    """Recognise the pages that wait of a draft that is being confirmed; safe to queue twice."""
    read_missing_pages(draft=Draft.objects.get(pk=draft_id))
