"""A table as CSV that no spreadsheet executes.

Semicolons, because a French Excel opens a double-clicked file on them and on nothing else (the comma is its decimal
sign); a byte order mark, because without it the same Excel takes UTF-8 for Windows-1252; CRLF as RFC 4180 writes it.
"""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

_LEADS = frozenset("=+-@|%")
_SEPARATORS = ";,\t|\n"
_BORDER = re.compile(f"(?<=[{re.escape(_SEPARATORS)}])")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def render_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as the bytes of a CSV file, each cell made harmless."""
    table = io.StringIO(newline="")
    writer = csv.writer(table, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([harmless(cell) for cell in head])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return codecs.BOM_UTF8 + table.getvalue().encode("utf-8", errors="replace")


def harmless(cell: str) -> str:
    """Return ``cell`` with an apostrophe before whatever a spreadsheet would take for the start of a formula.

    Also behind a separator inside the cell: a program that splits on another sign than ours would begin a cell there.
    Line feeds stay, in any other form they become one; control characters become spaces.
    """
    plain = _CONTROLS.sub(" ", cell.replace("\r\n", "\n").replace("\r", "\n"))
    inside = "".join(f"'{piece}" if _starts_formula(piece) else piece for piece in _BORDER.split(plain))
    return f"'{inside}" if _starts_formula(plain) and not inside.startswith("'") else inside


def _starts_formula(piece: str) -> bool:
    """Say whether the first sign that counts begins a formula, in its ASCII, full-width or dash form."""
    for sign in piece:
        if sign in "'\"" or sign.isspace() or unicodedata.category(sign) in {"Cf", "Mn", "Cc"}:
            continue
        return unicodedata.category(sign) == "Pd" or unicodedata.normalize("NFKC", sign)[0] in _LEADS or sign == "−"
    return False
