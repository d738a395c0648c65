"""What is the same in every application and every database of the tests, made once for all of them."""

from collections.abc import Callable, Iterator, MutableMapping
from typing import Any, ClassVar

from werkzeug.routing import Rule


class RememberedRule(Rule):
    """A route whose builder of addresses is compiled once: werkzeug writes and compiles two functions for each route.

    They are made of the route's own words alone, and are handed the route they build for.
    """

    _made: ClassVar[dict[tuple[str, bool], Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if self.defaults:
            return super()._compile_builder(append_unknown)
        words = repr((self.rule, self._trace)), append_unknown
        if words not in self._made:
            self._made[words] = super()._compile_builder(append_unknown)
        return self._made[words]


class RememberedStatements(MutableMapping[Any, Any]):
    """The statements of the product as SQLite is asked them, written once for the databases of all tests.

    SQLAlchemy keeps them for each engine apart, under a key that begins with the dialect: here it is the same for all.
    """

    def __init__(self) -> None:
        self._written: dict[Any, Any] = {}

    def __getitem__(self, key: Any) -> Any:
        return self._written[key[1:]]

    def __setitem__(self, key: Any, written: Any) -> None:
        self._written[key[1:]] = written

    def __delitem__(self, key: Any) -> None:
        del self._written[key[1:]]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._written)

    def __len__(self) -> int:
        return len(self._written)
