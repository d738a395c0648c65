"""The numbers people read: incidents, messages and releases. They carry the world they were given in."""

from commworkflow.rules.worlds import World


def incident_number(world: World, year: int, rank: int) -> str:
    """Return the number of the ``rank``-th incident of a year: 2026-014."""
    return f"{world.number_prefix}{year}-{rank:03d}"


def message_number(incident: str, rank: int) -> str:
    """Return the number of the ``rank``-th message of an incident: 2026-014-07."""
    return f"{incident}-{rank:02d}"


def release_number(world: World, year: int, rank: int) -> str:
    """Return the number of the ``rank``-th release of a year, given without gaps: C-2026-0012."""
    return f"{world.number_prefix}C-{year}-{rank:04d}"


def slip_number(world: World, year: int, rank: int) -> str:
    """Return the number printed on the ``rank``-th slip of paper of a year: P-2026-0001."""
    return f"{world.number_prefix}P-{year}-{rank:04d}"
