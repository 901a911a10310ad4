"""Findings in the words of the page."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from django import template

from ..checking import Finding
from ..findings import Checked
from ..models import Submission
from ..words_checks import finding_words as words_of
from ..words_checks import group_words

register = template.Library()


@register.filter
def finding_words(finding: Finding) -> str:
    return words_of(finding)


@register.filter
def finding_anchor(finding: Finding) -> str:
    """A name for the finding within the page's address."""
    return sha256(finding.code.encode()).hexdigest()[:12]


@register.filter
def has_text(submission: Submission) -> bool:
    """Whether there is anything that could agree or not. One query."""
    return submission.passages.filter(removed_at=None).exists()


@register.filter
def by_group(several: Iterable[Checked]) -> list[tuple[str, list[Checked]]]:
    """The findings under what they are about, in the order in which each first comes."""
    found: dict[str, list[Checked]] = {}
    for one in several:
        found.setdefault(group_words(one.finding), []).append(one)
    return list(found.items())
