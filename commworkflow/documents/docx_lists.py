"""The lists of a docx: real numbering, each numbered list starting again at 1."""

from dataclasses import dataclass, field

from commworkflow.documents.docx_xml import NAMESPACES

_BULLETS = 1
_NUMBERS = 2
_DEEPEST = 8
_STEP = 397  # seven millimetres, in twentieths of a point

_BULLET_MARKS = ("•", "–")


@dataclass(slots=True)
class Numbering:
    """The numbered lists met so far in one document: the format restarts a list only as an instance of its own."""

    restarts: list[tuple[int, int]] = field(default_factory=list)

    def start(self, ordered: bool, depth: int) -> int:
        """Return the instance a new list takes at ``depth`` (0 outside any other); bullets share one."""
        if not ordered:
            return _BULLETS
        instance = _NUMBERS + len(self.restarts)
        self.restarts.append((instance, min(depth, _DEEPEST)))
        return instance

    def xml(self) -> str:
        """Return the numbering part of the document."""
        kinds = _kind(_BULLETS, ordered=False) + _kind(_NUMBERS, ordered=True)
        instances = _instance(_BULLETS, _BULLETS, "") + "".join(
            _instance(instance, _NUMBERS, _restart(depth)) for instance, depth in self.restarts
        )
        return f"<w:numbering {NAMESPACES}>{kinds}{instances}</w:numbering>"


def entry(instance: int, depth: int) -> str:
    """Return what makes a paragraph an entry of a list."""
    return f'<w:numPr><w:ilvl w:val="{min(depth, _DEEPEST)}"/><w:numId w:val="{instance}"/></w:numPr>'


def _kind(kind: int, *, ordered: bool) -> str:
    levels = "".join(_level(depth, ordered) for depth in range(_DEEPEST + 1))
    return (
        f'<w:abstractNum w:abstractNumId="{kind}"><w:multiLevelType w:val="hybridMultilevel"/>{levels}</w:abstractNum>'
    )


def _level(depth: int, ordered: bool) -> str:
    # Decimal at every depth, as a screen shows it: "point 2" is the same point in every file.
    form = "decimal" if ordered else "bullet"
    mark = f"%{depth + 1}." if ordered else _BULLET_MARKS[depth % len(_BULLET_MARKS)]
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{mark}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{_STEP * (depth + 1)}" w:hanging="{_STEP}"/></w:pPr></w:lvl>'
    )


def _instance(instance: int, kind: int, restart: str) -> str:
    return f'<w:num w:numId="{instance}"><w:abstractNumId w:val="{kind}"/>{restart}</w:num>'


def _restart(depth: int) -> str:
    return f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="1"/></w:lvlOverride>'
