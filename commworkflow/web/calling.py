"""How a page calls what it names: ours by the shortest way, since a page calls a hundred times."""

from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any

from jinja2.runtime import Context, Macro

_PLAIN = frozenset((FunctionType, MethodType, BuiltinMethodType))
"""What is called as it stands, unless it is marked to be given where it is called from."""


class PageContext(Context):
    """The names of a page. Jinja looks four times, at each call, for the mark of what wants them too."""

    def call(self, called: Any, /, *given: Any, **named: Any) -> Any:
        """Call a macro, a function or a method; whatever is marked, or is none of them, Jinja calls."""
        kind = type(called)
        if kind is Macro:
            given = (self.eval_ctx, *given)
        elif kind not in _PLAIN or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *given, **named)
        # The names of the loop and of the block in which it is called: a compiled page sends them along with each call.
        named.pop("_loop_vars", None)
        named.pop("_block_vars", None)
        return called(*given, **named)
