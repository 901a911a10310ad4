"""The word for a code, quickly: what Django's `get_…_display` says, without hashing every choice each time."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.models import Field


class Labelled:
    """Stands before `models.Model` among the bases of a model whose codes are shown in long lists."""

    def _get_FIELD_display(self, field: Field[Any, Any]) -> str:
        code = getattr(self, field.attname)
        return str(_labels(field).get(code, code))


@lru_cache(maxsize=256)
def _labels(field: Field[Any, Any]) -> dict[Any, Any]:
    return dict(field.flatchoices)  # the labels are lazy: each call speaks the language of its page
