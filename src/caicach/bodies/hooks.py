"""Where rooms above tie themselves to the life of a body. They register in their AppConfig.ready.

A body's succession is one act in one transaction: what runs for the predecessor has to reach the successor in it, but
this room may not know what that is. So the rooms above say what they have, and take their part of the act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

from .models import Body, Person


@dataclass(frozen=True)
class Matter:
    """Something that runs for a body, in words for the person who is about to end it ("việc đang thực hiện")."""

    words: str
    count: int


class SuccessionHandler(Protocol):
    """Moves what a room keeps running for `predecessor` to `successor`, as of the day `on`."""

    def __call__(
        self, *, predecessor: Body, successor: Body, on: date, basis: str, by: Person | None, now: datetime
    ) -> object: ...


Registered = TypeVar("Registered", bound=Callable[..., object])


class Hook(Generic[Registered]):
    """A list of callables, in the order of registration; registering twice is registering once."""

    def __init__(self) -> None:
        self._registered: list[Registered] = []

    def __iter__(self) -> Iterator[Registered]:
        return iter(tuple(self._registered))

    def register(self, called: Registered) -> Registered:
        if called not in self._registered:
            self._registered.append(called)
        return called

    def unregister(self, called: Registered) -> None:
        self._registered.remove(called)


# Called once for each predecessor, inside the transaction that ends it.
on_succession: Hook[SuccessionHandler] = Hook()
# Answer what runs for a body today; shown before a merger, and a reason not to close a body without a successor.
matters_at_hand: Hook[Callable[[Body], Matter | None]] = Hook()


def matters_of(body: Body) -> list[Matter]:
    """Everything that the rooms above keep running for the body; empty when nothing does."""
    found = (ask(body) for ask in matters_at_hand)
    return [matter for matter in found if matter is not None and matter.count]
