"""Nobody is written down who could not be told from somebody else."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from commworkflow.actions.act import Wrong
from commworkflow.records.people import Person
from commworkflow.rules.namesakes import Everybody


def everybody(session: Session) -> Everybody:
    """Return all people of this world, those of other establishments too: their names meet on shared pages."""
    return Everybody(
        (row.uid, row.email, row.name) for row in session.execute(select(Person.uid, Person.email, Person.name))
    )


def check_told_apart(session: Session, email: str, name: str, uid: str = "") -> None:
    """Raise Wrong where this address and name, of ``uid`` or of somebody new, could be taken for somebody else's.

    An empty one is not looked at: it stays what it was.
    """
    known = everybody(session)
    found = {
        "email": known.address_problem(email, uid) if email else None,
        "name": known.name_problem(name, uid) if name else None,
    }
    if any(found.values()):
        raise Wrong({field: (problem, {}) for field, problem in found.items() if problem})
