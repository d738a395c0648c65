"""What a copy says of itself: whose it is, how far it goes, what is in it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from commworkflow.rules.worlds import World

FORMAT = 1
MANIFEST_NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Part:
    """One file inside a copy, its name relative to the world's folder, its size in bytes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Which world, in which of its lives, and how far: ``leaf`` is that of the entry ``sequence`` (0: no entry).

    ``lives``: the installation, then each life begun from a copy, the present one last. ``given_up``: lives begun from
    copies of this world that are said to have ended.
    """

    world: World
    installation: str
    schema: str
    sequence: int
    leaf: str
    last_at: datetime | None
    lives: tuple[str, ...]
    given_up: tuple[str, ...]
    counts: Mapping[str, int]

    @property
    def known(self) -> frozenset[str]:
        """Every life of this installation that may be met without a word."""
        return frozenset((*self.lives, *self.given_up))


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands first in a copy."""

    made_at: datetime
    machine: str
    origin: Origin
    parts: tuple[Part, ...]


def written(manifest: Manifest) -> bytes:
    """Return a manifest as JSON: readable for whoever opens a copy by hand."""
    return json.dumps({"format": FORMAT, **asdict(manifest)}, default=_plain, ensure_ascii=False, indent=1).encode()


def read(content: bytes) -> Manifest:
    """Return the manifest in ``content``. Raises ValueError where it is none."""
    try:
        found: dict[str, Any] = json.loads(content)
        if found.pop("format") != FORMAT:
            raise ValueError("another format")
        origin = found.pop("origin")
        last_at = origin.pop("last_at")
        return Manifest(
            made_at=datetime.fromisoformat(found["made_at"]),
            machine=found["machine"],
            origin=Origin(
                world=World(origin.pop("world")),
                last_at=datetime.fromisoformat(last_at) if last_at else None,
                lives=tuple(origin.pop("lives")),
                given_up=tuple(origin.pop("given_up")),
                **origin,
            ),
            parts=tuple(Part(**part) for part in found["parts"]),
        )
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise ValueError(f"no manifest: {error}") from error


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value))
