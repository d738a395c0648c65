"""Going on from a copy: the first act of a world that was brought back is to say so."""

from datetime import datetime

from commworkflow.actions.act import act
from commworkflow.records.base import new_uid
from commworkflow.records.house import House
from commworkflow.records.resumptions import Resumption


def go_on(
    house: House,
    *,
    copied_at: datetime,
    sequence: int,
    leaf: str,
    machine: str,
    later_at: datetime | None,
    given_up: tuple[str, ...],
    now: datetime,
) -> str:
    """Begin a new life of this world from a copy and return the life's uid; nobody is signed in yet.

    ``later_at``: when a later copy was made that was not taken. ``given_up``: lives begun from its copies elsewhere,
    that whoever resumes says have ended.
    """
    with act(house, None, now) as acting:
        life = new_uid()
        acting.add(
            Resumption,
            uid=life,
            at=now,
            copied_at=copied_at,
            copied_sequence=sequence,
            copied_leaf=leaf,
            machine=machine,
            later_at=later_at,
            given_up=list(given_up),
        )
        acting.enter(
            "world_resumed",
            life=life,
            copied_at=copied_at.isoformat(),
            entry=sequence,
            later_at=later_at.isoformat() if later_at else "",
            texts={"machine": machine},
        )
        return life
