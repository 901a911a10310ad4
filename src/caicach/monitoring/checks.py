"""What is to be looked at among targets. Rooms above add checks of their own in their AppConfig.ready."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caicach.core.numbers import format_number
from caicach.core.periods import period_of
from caicach.measures.selectors import usual_kind
from caicach.programme.models import Target

from .models import TargetMeasure
from .rules import Reason, State, Status, exceeds_whole
from .words import amount_words, as_of_words, missed_words, reason_words

PERIODS_WITHOUT = 2  # ended periods without a figure before it is told


@dataclass(frozen=True)
class Scope:
    """The targets that are looked at, with all that is known of them."""

    targets: tuple[Target, ...]
    statuses: Mapping[UUID, Status]
    measures: Mapping[UUID, TargetMeasure]
    today: date

    def __iter__(self) -> Iterator[tuple[Target, Status]]:
        return ((target, self.statuses[target.lineage]) for target in self.targets)


@dataclass(frozen=True)
class Concern:
    """One target, and the sentence why it is to be looked at."""

    target: Target
    words: str


Check = Callable[[Scope], Iterable[Concern]]


@dataclass(frozen=True)
class Found:
    """What one check found."""

    code: str
    title: str
    concerns: list[Concern] = field(default_factory=list)


_checks: dict[str, tuple[str | Promise, Check]] = {}


def register_check(code: str, check: Check, *, title: str | Promise) -> None:
    """Add a check; a second one of the same code takes its place. Checks are run and shown in the order in which they
    came, and must not ask the database for each target."""
    _checks[code] = (title, check)


def unregister_check(code: str) -> None:
    del _checks[code]


def run_checks(scope: Scope) -> list[Found]:
    """Everything that is to be looked at, by check; checks that found nothing are left out."""
    found = [Found(code, str(title), list(check(scope))) for code, (title, check) in _checks.items()]
    return [one for one in found if one.concerns]


def warnings(scope: Scope) -> Iterator[Concern]:
    """Early warnings: the targets that are not going to be reached, the surest of them first."""
    for state in (State.OFF_COURSE, State.AT_RISK):
        for target, status in scope:
            if status.state == state and status.reason != Reason.MISSED:
                yield Concern(target, reason_words(status))


def missed(scope: Scope) -> Iterator[Concern]:
    """Milestones whose time is over and that were not reached."""
    for target, status in scope:
        if status.reason == Reason.MISSED:
            yield Concern(target, reason_words(status))
        elif status.missed:
            said = {"goals": "; ".join(missed_words(status))}
            yield Concern(target, _("Không đạt mức của giai đoạn đã qua: %(goals)s.") % said)


def without_figures(scope: Scope) -> Iterator[Concern]:
    """Targets that are linked, and of which the last periods that are over brought no figure."""
    for target, status in scope:
        measure = scope.measures.get(target.lineage)
        if measure is None:
            continue
        latest = period_of(scope.today, usual_kind(measure.indicator)).previous()
        oldest = latest
        for _again in range(PERIODS_WITHOUT - 1):
            oldest = oldest.previous()
        if status.points and status.points[-1].ends_on >= oldest.first_day:
            continue
        last = as_of_words(status)
        since = _("Số liệu gần nhất: %(period)s.") % {"period": last} if last else _("Chưa có số liệu nào.")
        said = {"periods": format_number(PERIODS_WITHOUT), "name": measure.indicator.name}
        yield Concern(target, _("%(periods)s kỳ gần đây không có số liệu “%(name)s”.") % said + f" {since}")


def parts_over_whole(scope: Scope) -> Iterator[Concern]:
    """Parts of a count that are larger than the whole."""
    by_key = {target.pk: target for target in scope.targets}
    for target, status in scope:
        whole = by_key.get(target.part_of_id or 0)
        if whole is None:
            continue
        of = scope.statuses[whole.lineage]
        if exceeds_whole(status, of) and status.value is not None and of.value is not None:
            said = {"part": amount_words(status.value, status.unit), "whole": amount_words(of.value, of.unit)}
            yield Concern(target, _("Phần “trong đó” là %(part)s, lớn hơn tổng là %(whole)s.") % said)


def not_linked(scope: Scope) -> Iterator[Concern]:
    """Targets with a number that nobody measures."""
    for target, status in scope:
        if status.reason in (Reason.NOT_LINKED, Reason.NO_TASKS):
            yield Concern(target, reason_words(status))


def register_own_checks() -> None:
    """The checks that this room brings."""
    register_check("warning", warnings, title=gettext_lazy("Cảnh báo sớm"))
    register_check("missed", missed, title=gettext_lazy("Hết giai đoạn chưa đạt"))
    register_check("part_over_whole", parts_over_whole, title=gettext_lazy("Phần lớn hơn tổng"))
    register_check("without_figures", without_figures, title=gettext_lazy("Thiếu số liệu các kỳ gần đây"))
    register_check("not_linked", not_linked, title=gettext_lazy("Chưa đo được"))
