"""What a print of a mould is given instead of found: the numbers people read, names, and what may not stand twice."""

import random
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.mould import MouldRow
from benchmarks.words import a_name
from commworkflow.rules.canonical import digest
from commworkflow.rules.numbers import incident_number, message_number, release_number, slip_number
from commworkflow.rules.worlds import World


@dataclass(frozen=True, slots=True)
class Placed:
    """An incident that messages are printed into."""

    id: int
    uid: str
    number: str


class Numbering:
    """Gives each print its numbers, going on from where the world stands; gapless where the product's are."""

    def __init__(self, connection: sqlite3.Connection, world: World, zone: ZoneInfo, chance: random.Random) -> None:
        self._world, self._zone, self._chance = world, zone, chance
        self._last: Counter[tuple[str, int]] = Counter()
        for name, within, rank in (
            ("incident", "year", "rank"),
            ("message", "incident_id", "rank"),
            ("release", "year", "rank"),
            ("slip_run", "year", "last_rank"),
        ):
            for key, last in connection.execute(f"SELECT {within}, max({rank}) FROM {name} GROUP BY {within}"):
                self._last[name, key] = last
        self._stands: dict[int, int] = dict(
            connection.execute("SELECT fact_id, max(id) FROM fact_value GROUP BY fact_id")
        )

    def given(self, row: MouldRow, id: int, at: datetime, into: Placed | None) -> Mapping[str, Any]:
        """Return the columns a print of ``row`` is given; ``id``: its own inside number, ``into``: its incident."""
        match row.table.name:
            case "incident":
                year, rank = self._ranked("incident", at)
                return {"year": year, "rank": rank, "number": incident_number(self._world, year, rank)}
            case "message":
                return self._message(row, into)
            case "release":
                year, rank = self._ranked("release", at)
                return {"year": year, "rank": rank, "number": release_number(self._world, year, rank)}
            case "slip_run":
                many = row.given["last_rank"] - row.given["first_rank"] + 1
                year, rank = self._ranked("slip_run", at, many)
                return {"year": year, "first_rank": rank - many + 1, "last_rank": rank}
            case "paper_slip":
                year = at.astimezone(self._zone).year
                number = slip_number(self._world, year, self._last["slip_run", year])
                return {"number": number, "incident_id": row.given["incident_id"] if into is None else into.id}
            case "person":
                name = a_name(self._chance)
                return {"name": name, "email": f"p{id}@ch-valmont.example"}
            case "fact_value":
                before, self._stands[row.value("fact_id")] = self._stands.get(row.value("fact_id")), id
                return {"supersedes_id": before}
            case _:
                return {"token_hash": digest(f"sitting {id}".encode())}

    def _message(self, row: MouldRow, into: Placed | None) -> Mapping[str, Any]:
        # A number is the incident's, then its own rank: "E-2026-001-07".
        place, number = row.given["incident_id"], row.given["number"].rpartition("-")[0]
        if into is not None:
            place, number = into.id, into.number
        self._last["message", place] += 1
        rank = self._last["message", place]
        return {"incident_id": place, "rank": rank, "number": message_number(number, rank)}

    def _ranked(self, name: str, at: datetime, many: int = 1) -> tuple[int, int]:
        year = at.astimezone(self._zone).year
        self._last[name, year] += many
        return year, self._last[name, year]
