"""A filled-in sheet on its way in: the file that was looked at in the dry run is the one that is kept."""

from __future__ import annotations

import io

from django.utils import timezone

from caicach.bodies.access import SignedInRequest
from caicach.core.evidence import store_file
from caicach.core.models import StoredFile

from .forms import SheetForm
from .sheets import MOST_BYTES


def uploaded_sheet(request: SignedInRequest, *, looked_at: str) -> StoredFile | None:
    """The file of this request, or the one of the dry run before it, whose digest the session keeps as `looked_at`."""
    if digest := request.POST.get("stored", ""):
        if digest != request.session.get(looked_at):
            return None  # only what this person has sent in and looked at
        return StoredFile.objects.filter(sha256=digest).first()
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid() or form.cleaned_data["file"].size > MOST_BYTES:
        return None
    stored = store_file(io.BytesIO(form.cleaned_data["file"].read()), now=timezone.now())
    request.session[looked_at] = stored.sha256
    return stored
