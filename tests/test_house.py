"""The rules the code itself keeps: its floors, and the few hands that commit, enter, move and ask the hour."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = ROOT / "commworkflow"
PACKAGES = ("rules", "records", "actions", "readings", "channels", "documents", "sharing", "doctor", "web")

FLOORS = {
    # floor      it may know                                              and of these libraries
    "rules":     ("rules",                                                ""),
    "records":   ("records rules",                                        "sqlalchemy"),
    "actions":   ("actions readings records rules",                       "sqlalchemy"),
    "readings":  ("readings records rules",                               "sqlalchemy"),
    "channels":  ("channels rules",                                       ""),
    "documents": ("documents rules",                                      ""),
    "sharing":   ("sharing",                                              ""),
    "doctor":    ("doctor documents sharing readings records rules languages", "sqlalchemy"),
    "web":       ("web actions readings records rules clock languages settings technical_log", "flask sqlalchemy"),
}  # fmt: skip
LIBRARIES = {"flask", "sqlalchemy", "alembic"}

IMPORTED = """
import importlib, pkgutil, sys
floor = importlib.import_module("commworkflow." + sys.argv[1])
for module in pkgutil.walk_packages(floor.__path__, floor.__name__ + "."):
    if ".migrations" not in module.name:
        importlib.import_module(module.name)
print(*sys.modules)
"""


@pytest.mark.parametrize("floor", FLOORS)
def test_a_floor_imports_only_what_is_below_it(floor: str) -> None:
    asked = subprocess.run(
        [sys.executable, "-c", IMPORTED, floor], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    rooms = {name.split(".")[1] for name in asked if name.startswith("commworkflow.")}
    libraries = {name for name in asked if name in LIBRARIES}
    known, allowed = FLOORS[floor]
    assert rooms - set(known.split()) == set()
    assert libraries - set(allowed.split()) == set()
    assert floor in rooms


def test_the_floors_are_all_of_them() -> None:
    rooms = {path.parent.name for path in CODE.glob("*/__init__.py")}
    assert rooms - {"commands"} == set(FLOORS) == set(PACKAGES), "the command line stands before the house, not in it"


def test_the_house_itself_imports_nothing() -> None:
    (docstring,) = parsed(CODE / "__init__.py").body
    assert isinstance(docstring, ast.Expr) and isinstance(docstring.value, ast.Constant)


def test_only_the_wiring_knows_every_room() -> None:
    edges = {"channels", "documents", "web"}
    knowing = {name(path): edges & rooms_of(path) for path in files() if path.parent == CODE}
    assert {file: rooms for file, rooms in knowing.items() if len(rooms) > 1} == {"application.py": edges}


def files() -> Iterator[Path]:
    """Every file of ours; the migrations are written once and never again."""
    return (path for path in sorted(CODE.rglob("*.py")) if "migrations" not in path.parts)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def name(path: Path) -> str:
    return path.relative_to(CODE).as_posix()


def rooms_of(path: Path) -> set[str]:
    imported = [node for node in ast.walk(parsed(path)) if isinstance(node, ast.ImportFrom) and node.module]
    modules = {node.module for node in imported} | {f"{n.module}.{a.name}" for n in imported for a in n.names}
    return {module.split(".")[1] for module in modules if module and module.startswith("commworkflow.")}


def where(found: Callable[[ast.AST], bool]) -> dict[str, int]:
    """The files in which something is found, and how often."""
    counted = {name(path): sum(map(found, ast.walk(parsed(path)))) for path in files()}
    return {file: times for file, times in counted.items() if times}


def is_call(node: ast.AST, *methods: str) -> bool:
    """Say whether a node calls a function or method of one of these names."""
    if not isinstance(node, ast.Call):
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return called in methods


WRITING = ("insert", "update", "delete", "add", "add_each", "insertion", "merge")


def writes(table: str) -> Callable[[ast.AST], bool]:
    """Whether a node writes to a table: insert(T), add(T, …) and their like, T(…), or takes T's own columns."""

    def found(node: ast.AST) -> bool:
        if isinstance(node, ast.Attribute) and node.attr == "__table__":
            return getattr(node.value, "id", "") == table
        if not isinstance(node, ast.Call):
            return False
        first = node.args[0] if node.args else None
        written = is_call(node, *WRITING) and getattr(first, "id", "") == table
        return written or getattr(node.func, "id", "") == table

    return found


def test_one_maker_of_journal_entries() -> None:
    assert set(where(writes("Journal"))) == set(where(writes("JournalText"))) == {"records/journal.py"}


def test_one_maker_of_people_of_places_and_of_mandates() -> None:
    def makers(table: str) -> dict[str, int]:
        def makes(node: ast.AST) -> bool:
            first = node.args[0] if isinstance(node, ast.Call) and node.args else None
            return is_call(node, "insert", "add", "add_each", "insertion") and getattr(first, "id", "") == table

        return {file: times for file, times in where(makes).items() if file != "exercise.py"}

    assert makers("Person") == {"actions/people.py": 1}
    assert makers("Establishment") == {"actions/establishments.py": 1}
    assert makers("Mandate") == {"actions/mandates.py": 1, "actions/delegations.py": 1}


def test_one_hand_writes_through_it() -> None:
    def imports_enter(node: ast.AST) -> bool:
        return isinstance(node, ast.ImportFrom) and any(
            (node.module, alias.name)
            in {("commworkflow.records.journal", "enter"), ("commworkflow.records", "journal")}
            for alias in node.names
        )

    assert set(where(imports_enter)) == {"actions/act.py", "records/tables.py"}


def test_every_entry_is_made_inside_an_act() -> None:
    """``acting.enter`` stands under a ``with act(…)``, or in a function that was handed the act."""
    entering = where(lambda node: is_call(node, "enter"))
    acting = where(lambda node: isinstance(node, ast.Name) and node.id in {"act", "Acting"})
    assert set(entering) <= set(acting)


COMMITTERS = {
    "actions/act.py",  # every act, and the housekeeping that is none
    "records/schema.py",  # making, upgrading and stamping a database
    "records/search_index.py",  # a file of its own, which proves nothing and is made again at will
}


def test_one_hand_commits() -> None:
    assert set(where(lambda node: is_call(node, "commit", "begin_nested"))) == COMMITTERS


def test_one_setter_of_status() -> None:
    written = {file: times for file, times in where(writes("Message")).items() if file != "records/messages.py"}
    assert written == {
        "actions/moving.py": 1,  # the compare-and-swap
        "actions/starting.py": 1,  # the row of a new draft
    }

    def sets(node: ast.AST) -> bool:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        )
        return any(isinstance(target, ast.Attribute) and target.attr in {"status", "version"} for target in targets)

    assert where(sets) == {}


DECIDE_ON_STATUS = {
    "rules/lifecycle.py": "the table",
    "rules/situation.py": "what the table is asked",
    "rules/stopping.py": "which states a delivery may begin from, asked of the table's own row",
    "actions/moving.py": "the compare-and-swap repeats the status that was judged",
    "readings/standing.py": "a draft has no seal",
    "readings/standing_statement.py": "a draft has no seal; a correction that was given up does not count",
    "readings/unanswered.py": "which states rest on a word, asked of the table's own row",
    "readings/prepared.py": "which texts validated in calm still stand",
    "readings/by_hand_page.py": "which acts a state knows, asked of the table's own row",
    "readings/message_lines.py": "whom a message waits for; a draft has no seal",
    "readings/queue.py": "which messages can wait for anybody",
    "readings/answered.py": "what was sent back is a draft, what was refused has ended",
    "readings/outgoing.py": "which states a text leaves in, asked of the table's own rows; a correction that left",
    "readings/incidents.py": "the list of one state",
    "readings/imprints.py": "the mark across a page",
    "readings/edit_page.py": "only a draft has a form",
    "readings/search_page.py": "the list of one state",
    "web/search.py": "a state that was typed into an address",
    "readings/offers.py": "which acts a state knows, asked of the table's own row",
}


def test_nobody_else_decides_on_a_status() -> None:
    def decides(node: ast.AST) -> bool:
        if isinstance(node, ast.match_case):
            return any(is_status(part) for part in ast.walk(node.pattern))
        if isinstance(node, ast.Compare):
            return any(is_status(part) for side in (node.left, *node.comparators) for part in ast.walk(side))
        return (
            isinstance(node, ast.Call) and is_call(node, "in_", "not_in", "is_") and any(map(is_status, ast.walk(node)))
        )

    def is_status(node: ast.AST) -> bool:
        if isinstance(node, ast.Attribute):
            return node.attr == "status" or (getattr(node.value, "id", "") == "Status" and node.attr.isupper())
        return isinstance(node, ast.Name) and node.id in {"status", "UNSEALED"}

    assert set(where(decides)) - set(DECIDE_ON_STATUS) == set()


def test_no_page_decides_on_a_status() -> None:
    deciding = re.compile(
        r"status\s*(?:==|!=|in\b|not in\b|is\b)|(?:==|!=)\s*[\"'](?:draft|submitted|released|withdrawn)"
    )
    found = {
        f"{path.relative_to(ROOT / 'templates').as_posix()}: {match[0]}"
        for path in (ROOT / "templates").rglob("*.html")
        for match in deciding.finditer(path.read_text("utf-8"))
    }
    assert (
        found
        - {
            "incidents/page.html: status in",  # the loop over the filter's choices
            "incidents/page.html: status ==",  # which of them is chosen
        }
        == set()
    )


def test_one_clock() -> None:
    def asks(node: ast.AST) -> bool:
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            return False
        of = getattr(node.func.value, "id", getattr(node.func.value, "attr", ""))
        hours = {
            "now", "utcnow", "today", "time", "time_ns", "monotonic", "perf_counter", "clock_gettime", "localtime",
            "gmtime",
        }  # fmt: skip
        return of in {"datetime", "date", "time"} and node.func.attr in hours

    assert where(asks) == {"clock.py": 4}, "the hour, the running time with and without sleep, a stopwatch"

    def imports_it(node: ast.AST) -> bool:
        return (isinstance(node, ast.ImportFrom) and node.module == "time") or (
            isinstance(node, ast.Import) and any(alias.name == "time" for alias in node.names)
        )

    assert where(imports_it) == {"clock.py": 1}


def test_the_machines_clock_is_handed_down_from_the_wiring() -> None:
    named = where(
        lambda node: (
            isinstance(node, ast.Name | ast.alias) and getattr(node, "id", getattr(node, "name", "")) == "machine_clock"
        )
    )
    assert set(named) == {"application.py", "serving.py", "commands/doctor.py", "commands/terminal.py"}


def test_pages_ask_the_database_nothing_themselves() -> None:
    def asks(node: ast.AST) -> bool:
        if not isinstance(node, ast.Call):
            return False
        built = getattr(node.func, "id", "") in {"select", "insert", "update", "delete"}
        return built or (isinstance(node.func, ast.Attribute) and node.func.attr in {"execute", "scalar", "scalars"})

    assert {file for file in where(asks) if file.split("/")[0] in {"web", "channels", "documents"}} == set()

    def imports_sqlalchemy(node: ast.AST) -> bool:
        return isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")

    knowing = {file for file in where(imports_sqlalchemy) if file.startswith("web/")}
    assert knowing == {"web/errors.py", "web/session.py"}, "only to tell a full disk"


def test_readings_write_nothing() -> None:
    writing = where(lambda node: is_call(node, "insert", "update", "delete", "add_all", "merge", "flush", "write"))
    assert {file for file in writing if file.startswith("readings/")} == set()


LONG = {
    "exercise.py": "the reference crisis, played act by act: a story in one piece",
    "rules/answer_values.py": "one reader a type of answer, side by side",
    "rules/template_yaml.py": "one reader of the head, with every fault it names",
    "web/fault_words.py": "words only: every fault in two languages",
    "web/refusal_words.py": "words only: every refusal in two sentences",
}


def test_no_file_grows_into_the_place_where_things_go() -> None:
    long = {name(path) for path in files() if len(path.read_text("utf-8").splitlines()) > 250}
    assert long == set(LONG)


def test_nothing_is_called_what_says_nothing() -> None:
    empty = re.compile("manager|helper|util|handler|misc|common", re.IGNORECASE)
    classes = {node.name for path in files() for node in ast.walk(parsed(path)) if isinstance(node, ast.ClassDef)}
    modules = {part for path in CODE.rglob("*.py") for part in path.relative_to(CODE).with_suffix("").parts}
    assert {found for found in classes | modules if empty.search(found)} == set()


def test_every_module_says_what_it_is() -> None:
    assert [name(path) for path in files() if not ast.get_docstring(parsed(path))] == []


def test_no_answer_that_cannot_fail_is_asserted() -> None:
    """``assert a == 1 if ok else 2`` always holds in its second half."""
    hollow = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Assert) and isinstance(node.test, ast.IfExp | ast.Tuple | ast.Constant):
                hollow.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert hollow == []
