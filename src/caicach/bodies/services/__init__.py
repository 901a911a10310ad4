"""What changes bodies, people and their roles. Every act is one transaction and leaves one event."""

from .bodies import CannotChange, add_alias, define_group, open_body, rename_body
from .loading import BadFile, Loaded, define_usual_groups, load_bodies, load_communes, load_provinces
from .people import (
    add_membership,
    add_person,
    admit_person,
    change_person,
    deactivate_person,
    delegate_role,
    end_membership,
    note_password_mail,
    note_reading,
    reactivate_person,
    revoke_delegation,
    set_temporary_password,
)
from .succession import NewBody, close_body, merge_bodies, split_body

__all__ = [
    "BadFile",
    "CannotChange",
    "Loaded",
    "NewBody",
    "add_alias",
    "add_membership",
    "add_person",
    "admit_person",
    "change_person",
    "close_body",
    "deactivate_person",
    "define_group",
    "define_usual_groups",
    "delegate_role",
    "end_membership",
    "load_bodies",
    "load_communes",
    "load_provinces",
    "merge_bodies",
    "note_password_mail",
    "note_reading",
    "open_body",
    "reactivate_person",
    "rename_body",
    "revoke_delegation",
    "set_temporary_password",
    "split_body",
]
