"""What changes bodies, people and their roles. Every act is one transaction and leaves one event."""

from .bodies import add_alias, define_group, open_body, rename_body
from .people import add_membership, add_person

__all__ = ["add_alias", "add_membership", "add_person", "define_group", "open_body", "rename_body"]
