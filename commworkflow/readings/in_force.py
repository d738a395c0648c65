"""When a mandate holds: the one condition shared by everything that reads who may do what.

A delegation holds only while the director's mandate it rests on does: it ends with it, by itself, at the same moment.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from commworkflow.records.people import Mandate
from commworkflow.rules import roles
from commworkflow.rules.roles import Role

_GIVER = aliased(Mandate)
_NOW: BindParameter[Any] = bindparam("now")


def in_force() -> ColumnElement[bool]:
    """Return the condition that ``Mandate`` holds at the parameter ``now``; for a delegation its giver's too."""
    giver = exists().where(_GIVER.id == Mandate.on_behalf_of_id, *_holds(_GIVER)).correlate(Mandate)
    return and_(*_holds(Mandate), or_(Mandate.on_behalf_of_id.is_(None), giver))


GIVER_UID = select(_GIVER.uid).where(_GIVER.id == Mandate.on_behalf_of_id).correlate(Mandate).scalar_subquery()
"""The uid of the mandate that a delegation rests on; nothing for a role of one's own."""


def scope_of(kept: Mapping[str, Any], on_behalf_of: str | None) -> tuple[frozenset[str] | None, str]:
    """Return the families a mandate is given for, None without a limit, and the function its holder signs in.

    A delegation whose scope names no family is given for none: what cannot be read gives nothing.
    """
    if not on_behalf_of:
        return None, ""
    families = kept.get("families")
    named = frozenset(str(family) for family in families) if isinstance(families, list) else frozenset[str]()
    return named, str(kept.get("function", ""))


def mandate_from(row: Any, establishment: str) -> roles.Mandate:
    """Return the mandate of a row that names the columns of ``MANDATE``."""
    families, function = scope_of(row.scope or {}, row.on_behalf_of)
    return roles.Mandate(
        uid=row.mandate,
        establishment=establishment,
        role=Role(row.role),
        since=row.from_at,
        until=row.until_at,
        directorate=row.directorate,
        on_behalf_of=row.on_behalf_of or "",
        families=families,
        function=function,
    )


MANDATE: tuple[Any, ...] = (
    Mandate.uid.label("mandate"),
    Mandate.role,
    Mandate.directorate,
    Mandate.from_at,
    Mandate.until_at,
    Mandate.scope,
    GIVER_UID.label("on_behalf_of"),
)
"""What a statement reads to make a mandate of each of its rows."""


def _holds(mandate: Any) -> tuple[ColumnElement[bool], ...]:
    until: InstrumentedAttribute[Any] = mandate.until_at
    return mandate.from_at <= _NOW, or_(until.is_(None), until > _NOW), mandate.revoked_at.is_(None)
