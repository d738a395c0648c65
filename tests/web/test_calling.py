"""How a page calls: what is marked is given where it is called from, all else only what the page gives it."""

from typing import Any

import pytest
from jinja2 import Environment, pass_context, pass_environment, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context

from commworkflow.web.calling import PageContext


class Calls(Environment):
    """A small environment whose pages call as ours do."""

    context_class = PageContext


@pass_context
def page_of(context: Context, *given: Any, **named: Any) -> str:
    return f"{context.get('inner', '-')} {context['mine']} {given} {named}"


@pass_eval_context
def escapes(evaluated: EvalContext, *given: Any, **named: Any) -> str:
    return f"{evaluated.autoescape} {given} {named}"


@pass_environment
def environment_of(environment: Environment, *given: Any, **named: Any) -> str:
    return f"{type(environment).__name__} {given} {named}"


def plain(*given: Any, **named: Any) -> str:
    return f"{given} {named}"


class Thing:
    """Called in every way a thing can be."""

    @pass_context
    def __call__(self, context: Context, *given: Any, **named: Any) -> str:
        return page_of(context, *given, **named)

    @pass_context
    def marked(self, context: Context, *given: Any, **named: Any) -> str:
        return page_of(context, *given, **named)

    def plain(self, *given: Any, **named: Any) -> str:
        return plain(*given, **named)


GLOBALS: dict[str, Any] = {
    "page_of": page_of,
    "escapes": escapes,
    "environment_of": environment_of,
    "plain": plain,
    "thing": Thing(),
    "held": {"a": "b"},
    "kind": str,
}
CALLS = ("page_of", "escapes", "environment_of", "plain", "thing", "thing.marked", "thing.plain")
PLACES = ("{}", "{{% for inner in [7] %}}{}{{% endfor %}}", "{{% block of_it %}}{}{{% endblock %}}")


@pytest.mark.parametrize("called", CALLS)
@pytest.mark.parametrize("place", PLACES)
def test_it_is_called_as_jinja_calls_it(called: str, place: str) -> None:
    page = place.format("{{ " + called + "(1, one='<') }}")
    ours, theirs = Calls(autoescape=True), Environment(autoescape=True)
    for one in (ours, theirs):
        one.globals.update(GLOBALS)
    said = ours.from_string(page).render(mine="me")
    assert said == theirs.from_string(page).render(mine="me").replace("Environment", "Calls")
    assert "(1,)" in said and "_vars" not in said


@pytest.mark.parametrize("escaping", [True, False])
def test_a_macro_is_markup_where_the_page_is_escaped(escaping: bool) -> None:
    macro = "{% macro bold(of, more='!') %}<b>{{ of }}{{ more }}</b>{% endmacro %}"
    page = macro + "{% for a in ['<'] %}{{ bold(a, more='?') }}{% endfor %}"
    for one in (Calls(autoescape=escaping), Environment(autoescape=escaping)):
        assert one.from_string(page).render() == ("<b>&lt;?</b>" if escaping else "<b><?</b>")


def test_a_method_of_a_dictionary_and_a_class_are_called_too() -> None:
    ours = Calls()
    ours.globals.update(GLOBALS)
    assert ours.from_string("{{ held.get('a', '-') }}{{ held.get('c', '-') }}{{ kind(5) }}").render() == "b-5"
