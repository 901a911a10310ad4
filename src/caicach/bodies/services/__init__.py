"""What changes bodies, people and their roles. Every act is one transaction and leaves one event."""

from .bodies import CannotChange, add_alias, define_group, open_body, rename_body
from .people import (
    add_membership,
    add_person,
    change_person,
    deactivate_person,
    delegate_role,
    end_membership,
    reactivate_person,
    revoke_delegation,
    set_temporary_password,
)
from .succession import NewBody, close_body, merge_bodies, split_body

__all__ = [
    "CannotChange",
    "NewBody",
    "add_alias",
    "add_membership",
    "add_person",
    "change_person",
    "close_body",
    "deactivate_person",
    "define_group",
    "delegate_role",
    "end_membership",
    "merge_bodies",
    "open_body",
    "reactivate_person",
    "rename_body",
    "revoke_delegation",
    "set_temporary_password",
    "split_body",
]
