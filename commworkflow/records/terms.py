"""The terms of deciding that the product ships with: what a world works by until its hospital changes them."""

from pathlib import Path

from commworkflow.rules.terms import Terms, read_terms

SHIPPED = Path(__file__).parents[2] / "reference" / "deciding.toml"


def shipped_terms() -> Terms:
    """Return the terms of the product itself."""
    return read_terms(SHIPPED.read_bytes())


def terms_of(world: Path) -> Terms:
    """Return the terms of the world in that folder: the hospital's own file there, and the product's for all else.

    Raises rules.terms.WrongTerms.
    """
    own = world / "reference" / SHIPPED.name
    return read_terms(own.read_bytes(), SHIPPED.read_bytes()) if own.is_file() else shipped_terms()
