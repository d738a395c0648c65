"""What became of a run of slips that nobody types in: a box that was lost, a print that was never wanted."""

from datetime import datetime

from commworkflow.actions.act import Acting, NotFound, Wrong, act
from commworkflow.actions.paper import as_given_up, recording
from commworkflow.readings.paper import runs_of, told_of
from commworkflow.records.house import House
from commworkflow.records.paper import PaperSlip
from commworkflow.rules.paper import FATES, SlipKind, unaccounted
from commworkflow.rules.roles import Actor


def give_up_run(
    house: House, actor: Actor, place: str, first: str, last: str, fate: SlipKind, reason: str, now: datetime
) -> int:
    """Say what became of the slips from ``first`` to ``last`` of which nothing is on record, and return how many.

    What was typed in or given up already stays as it was told. Raises NotFound, Wrong.
    """
    mandate = recording(actor, place)
    if fate not in FATES:
        raise NotFound
    with act(house, actor, now) as acting:
        numbers = _untold(acting, place, first, last)
        said = as_given_up(acting, place, fate, reason)
        acting.add_each(PaperSlip, [{"number": number, **said} for number in numbers])
        acting.enter(
            "slips_given_up",
            mandate=mandate.uid,
            establishment=place,
            texts={"reason": reason},
            first=first,
            last=last,
            count=len(numbers),
            slip_kind=fate,
        )
    return len(numbers)


def _untold(acting: Acting, place: str, first: str, last: str) -> tuple[str, ...]:
    printed = unaccounted(acting.house.world, runs_of(acting.session, place), ())
    never = {name: number for name, number in (("number", first), ("last", last)) if number not in printed}
    if never:
        raise Wrong({name: ("slip_never_printed", {}) for name in never})
    between = printed[printed.index(first) : printed.index(last) + 1]
    if not between:
        raise Wrong({"last": ("slips_backwards", {"first": first})})
    told = told_of(acting.session, place)
    untold = tuple(number for number in between if number not in told)
    if not untold:
        raise Wrong({"number": ("slips_told_already", {"last": last})})
    return untold
