"""The head of a template file: YAML read as strings only, each with its line.

Plain YAML turns 12:30 into 750 and ``no`` into false, lets a later key replace an earlier one, and lets one value stand
in many places. Here everything is text; repeated keys, anchors, aliases and tags are refused where they stand.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NoReturn, TypeVar

import yaml

from commworkflow.rules.faults import Fault, FaultKey, nearest

DEEPEST = 8

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_HOURS = re.compile(r"([0-9]{1,3}) (hour|day)s?")

AnyEnum = TypeVar("AnyEnum", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text and its line."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list and its line."""

    line: int
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """A map in the file's order: key to (line of the key, node)."""

    line: int
    nodes: dict[str, tuple[int, "Node"]]


Node = Scalar | Items | Pairs


class _Stop(Exception):
    """The reading cannot go on; the fault is noted already."""


def read_head(text: str, first_line: int, faults: list[Fault]) -> Pairs | None:
    """Return the map written in ``text``, whose first line is ``first_line`` of its file; None where it cannot be read.

    Every fault met is added to ``faults``.
    """
    try:
        return _Composer(text, first_line, faults).head()
    except _Stop:
        return None
    except yaml.YAMLError as error:
        line = first_line + _line_of(error)
        faults.append(Fault(line, FaultKey.YAML_SYNTAX, {"problem": str(getattr(error, "problem", "") or "?")}))
        return None


def _line_of(error: yaml.YAMLError) -> int:
    """Return the line of the mistake, from 0: where a quotation or bracket opened, when it is never closed."""
    opened = re.search("quoted|flow", str(getattr(error, "context", "")))
    mark = getattr(error, "context_mark" if opened else "problem_mark", None)
    return int(mark.line) if mark else 0


class _Composer:
    def __init__(self, text: str, first_line: int, faults: list[Fault]) -> None:
        self._events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=_LOADER))
        self._first_line = first_line
        self._faults = faults

    def head(self) -> Pairs:
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            self._stop(self._first_line, FaultKey.HEAD_MISSING)
        head = self._node(next(self._events), 1)
        next(self._events)
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._stop(self._line(after), FaultKey.YAML_DOCUMENTS)
        if not isinstance(head, Pairs):
            self._stop(head.line, FaultKey.HEAD_MISSING)
        return head

    def _node(self, event: yaml.Event, depth: int) -> Node:
        line = self._line(event)
        if depth > DEEPEST:
            self._stop(line, FaultKey.YAML_DEPTH)
        for mark, key in (("anchor", FaultKey.YAML_ANCHOR), ("tag", FaultKey.YAML_TAG)):
            if name := getattr(event, mark, None):
                self._faults.append(Fault(line, key, {"name": str(name)}))
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(line, tuple(self._until(yaml.SequenceEndEvent, depth)))
        if isinstance(event, yaml.MappingStartEvent):
            return self._pairs(line, depth)
        return Scalar(line, event.value.strip() if isinstance(event, yaml.ScalarEvent) else "")

    def _until(self, end: type[yaml.Event], depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), end):
            yield self._node(event, depth + 1)

    def _pairs(self, line: int, depth: int) -> Pairs:
        nodes: dict[str, tuple[int, Node]] = {}
        parts = self._until(yaml.MappingEndEvent, depth)
        for key in parts:
            node = next(parts)
            if not isinstance(key, Scalar):
                self._faults.append(Fault(key.line, FaultKey.KEY_NOT_TEXT))
            elif key.text in nodes:
                first = str(nodes[key.text][0])
                self._faults.append(Fault(key.line, FaultKey.KEY_TWICE, {"name": key.text, "first": first}))
            else:
                nodes[key.text] = (key.line, node)
        return Pairs(line, nodes)

    def _line(self, event: yaml.Event) -> int:
        return self._first_line + (event.start_mark.line if event.start_mark else 0)

    def _stop(self, line: int, key: FaultKey) -> NoReturn:
        self._faults.append(Fault(line, key))
        raise _Stop


class Keys:
    """One map of the head being read: notes the keys that are missing, unknown, or of another shape than asked for."""

    def __init__(self, pairs: Pairs, known: Collection[str], faults: list[Fault]) -> None:
        self.line_of_map = pairs.line
        self._nodes = pairs.nodes
        self._faults = faults
        for name, (line, _) in pairs.nodes.items():
            if name not in known:
                self.fault(line, FaultKey.KEY_UNKNOWN, name=name, nearest=nearest(name, known))

    def fault(self, line: int, key: FaultKey, **facts: str) -> None:
        """Note a fault at ``line``."""
        self._faults.append(Fault(line, key, facts))

    def line(self, name: str) -> int:
        """Return the line of a key, or of the whole map where the key is not there."""
        return self._nodes[name][0] if name in self._nodes else self.line_of_map

    def node(self, name: str, *, needed: bool = False) -> Node | None:
        """Return what stands under a key; an empty value counts as none."""
        found = self._nodes.get(name)
        if found and found[1] != Scalar(found[1].line, ""):
            return found[1]
        if needed:
            self.fault(self.line(name), FaultKey.KEY_MISSING, name=name)
        return None

    def text(self, name: str, *, needed: bool = False) -> str:
        """Return a text; empty where it is not there."""
        node = self.node(name, needed=needed)
        if node is None or isinstance(node, Scalar):
            return node.text if node else ""
        self.fault(self.line(name), FaultKey.EXPECTED_TEXT, name=name)
        return ""

    def texts(self, name: str, *, needed: bool = False) -> tuple[Scalar, ...]:
        """Return a list of texts; a single text is a list of one. One given twice is noted."""
        node = self.node(name, needed=needed)
        if node is None:
            return ()
        nodes = node.nodes if isinstance(node, Items) else (node,)
        texts = tuple(entry for entry in nodes if isinstance(entry, Scalar))
        if len(texts) != len(nodes):
            self.fault(self.line(name), FaultKey.EXPECTED_LIST, name=name)
            return ()
        for number, text in enumerate(texts):
            if text.text in {earlier.text for earlier in texts[:number]}:
                self.fault(text.line, FaultKey.VALUE_TWICE, name=name, value=text.text)
        return texts

    def pairs(self, name: str, *, needed: bool = False) -> Pairs | None:
        """Return the map under a key."""
        node = self.node(name, needed=needed)
        if node is None or isinstance(node, Pairs):
            return node
        self.fault(self.line(name), FaultKey.EXPECTED_MAP, name=name)
        return None

    def maps(self, name: str, *, needed: bool = False) -> tuple[Pairs, ...]:
        """Return a list of maps."""
        node = self.node(name, needed=needed)
        if node is None:
            return ()
        if not isinstance(node, Items):
            self.fault(self.line(name), FaultKey.EXPECTED_LIST, name=name)
            return ()
        for entry in node.nodes:
            if not isinstance(entry, Pairs):
                self.fault(entry.line, FaultKey.EXPECTED_MAP, name=name)
        return tuple(entry for entry in node.nodes if isinstance(entry, Pairs))

    def labels(self, name: str, *, needed: bool = False) -> tuple[tuple[Scalar, str], ...]:
        """Return a map of ids to words as (id with its line, words)."""
        pairs = self.pairs(name, needed=needed)
        found: list[tuple[Scalar, str]] = []
        for key, (line, node) in (pairs.nodes if pairs else {}).items():
            if isinstance(node, Scalar) and node.text:
                found.append((Scalar(line, key), node.text))
            else:
                self.fault(line, FaultKey.EXPECTED_TEXT, name=key)
        return tuple(found)

    def yes_no(self, name: str, *, otherwise: bool) -> bool:
        """Return whether a key says yes."""
        text = self.text(name)
        if text not in {"", "yes", "no"}:
            self.fault(self.line(name), FaultKey.EXPECTED_YES_NO, name=name, value=text[:100])
        return otherwise if text not in {"yes", "no"} else text == "yes"

    def number(self, name: str) -> int | None:
        """Return a whole number, 1 to 99999, or None where it is not there."""
        text = self.text(name)
        if re.fullmatch("[1-9][0-9]{0,4}", text):
            return int(text)
        if text:
            self.fault(self.line(name), FaultKey.EXPECTED_NUMBER, name=name, value=text[:100])
        return None

    def hours(self, name: str) -> int:
        """Return a length written ``12 hours`` or ``2 days``, in hours."""
        text = self.text(name, needed=True)
        found = _HOURS.fullmatch(text)
        if found and int(found[1]):
            return int(found[1]) * (24 if found[2] == "day" else 1)
        if text:
            self.fault(self.line(name), FaultKey.EXPECTED_HOURS, name=name, value=text[:100])
        return 0

    def day(self, name: str) -> date:
        """Return a day written ``2026-11-22``."""
        text = self.text(name, needed=True)
        try:
            if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        if text:
            self.fault(self.line(name), FaultKey.EXPECTED_DAY, name=name, value=text[:100])
        return date.min

    def member(self, name: str, values: type[AnyEnum], *, otherwise: AnyEnum | None = None) -> AnyEnum | None:
        """Return the member of ``values`` that a key names; needed unless ``otherwise`` is given."""
        text = self.text(name, needed=otherwise is None)
        return self._member(Scalar(self.line(name), text), name, values) if text else otherwise

    def members(self, name: str, values: type[AnyEnum], *, needed: bool = False) -> tuple[AnyEnum, ...]:
        """Return the members of ``values`` that a key lists."""
        texts = self.texts(name, needed=needed)
        return tuple(member for text in texts if (member := self._member(text, name, values)) is not None)

    def _member(self, text: Scalar, name: str, values: type[AnyEnum]) -> AnyEnum | None:
        known = [member.value for member in values]
        if text.text in known:
            return values(text.text)
        facts = {"name": name, "value": text.text[:100], "known": ", ".join(known)}
        self.fault(text.line, FaultKey.VALUE_UNKNOWN, nearest=nearest(text.text, known), **facts)
        return None
