"""The colours of the house, computed: text 4.5:1, edges of fields and focus 3:1 (WCAG 1.4.3, 1.4.11)."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[1] / "browser" / "src" / "style" / "tokens.css").read_text("utf-8")
GROUNDS = ("ground", "paper")
KINDS = ("calm", "wait", "good", "sent", "stop")
WORLDS = ("exercise", "live")
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-soft") for ground in GROUNDS),
    *((f"{kind}-ink", f"{kind}-ground") for kind in KINDS),
    *((f"{kind}-ink", ground) for kind in KINDS for ground in GROUNDS),
    *((f"{world}-band-ink", f"{world}-band") for world in WORLDS),
    *(
        (f"{world}-{accent}", ground)
        for world in WORLDS
        for accent in ("accent", "accent-strong")
        for ground in GROUNDS
    ),
    *(("white", f"{world}-button") for world in WORLDS),
    ("exercise-accent", "exercise-bar"),
]
EDGES = [(edge, ground) for edge in ("edge", "focus") for ground in GROUNDS]


def colours(scheme: str) -> dict[str, str]:
    """Each token's colour in one scheme: what the dark one does not say again stays as it is."""
    light, _, rest = TOKENS.partition("@media (prefers-color-scheme: dark)")
    dark = rest.partition("\nbody[")[0]
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", dark))
    return found | {"white": "#fff"}


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    whole = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = (int(whole[place : place + 2], 16) / 255 for place in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_is_the_one_of_wcag() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_is_read_by_tired_eyes(scheme: str, ink: str, ground: str) -> None:
    known = colours(scheme)
    assert contrast(known[ink], known[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_the_edge_of_a_field_and_the_mark_of_focus_are_seen(scheme: str, edge: str, ground: str) -> None:
    known = colours(scheme)
    assert contrast(known[edge], known[ground]) >= 3


def test_motion_is_stilled_where_it_is_asked() -> None:
    sheets = (Path(__file__).parents[1] / "browser" / "src" / "style").glob("*.css")
    moving = [sheet.name for sheet in sheets if re.search(r"\b(animation|transition)\s*:", sheet.read_text("utf-8"))]
    stilled = "prefers-reduced-motion" in "".join(
        sheet.read_text("utf-8") for sheet in (Path(__file__).parents[1] / "browser" / "src" / "style").glob("*.css")
    )
    assert stilled or not moving, moving
