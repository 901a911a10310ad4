"""Why an act on a draft did not happen."""

from __future__ import annotations

from collections.abc import Sequence

from ..models import DraftItem
from ..rules import Obstacle


class NotYet(Exception):
    """The act is stopped by what `obstacles` say; nothing was changed."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__(", ".join(obstacles))
        self.obstacles = list(obstacles)


class ItemChanged(Exception):
    """Somebody else changed the item after the page was loaded; `item` is as it stands now, nothing was changed."""

    def __init__(self, item: DraftItem) -> None:
        super().__init__(f"item {item.pk} is at version {item.version}")
        self.item = item
