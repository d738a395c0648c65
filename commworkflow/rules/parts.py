"""Who has which part in a message: the roles its template names for an act, or that the act itself is given to."""

from collections.abc import Callable

from commworkflow.rules.message_templates import Template
from commworkflow.rules.roles import May, Role, roles_that

Named = Callable[[Template], tuple[Role, ...]]


def drafters(template: Template) -> tuple[Role, ...]:
    """Those who write it."""
    return template.drafted_by


def advisers(template: Template) -> tuple[Role, ...]:
    """Those whose opinion is asked for."""
    return template.opinions


def deciders(template: Template) -> tuple[Role, ...]:
    """Those who decide whether it may leave."""
    return template.decided_by


def releasers(template: Template) -> tuple[Role, ...]:
    """Those who let it out."""
    return template.released_by


def concerned(template: Template) -> tuple[Role, ...]:
    """Whoever has any part in the text: they write it, speak of it, decide on it or let it out."""
    parts = (template.drafted_by, template.opinions, template.decided_by, template.released_by)
    return tuple(dict.fromkeys(role for part in parts for role in part))


def recorders(template: Template) -> tuple[Role, ...]:
    """Whoever writes a decision down is no part of the text: no template names them."""
    return roles_that(May.RECORD_DECISIONS)


def signers(template: Template) -> tuple[Role, ...]:
    """A word is answered for by whoever gave it, even once their duty is over: what counts is whose word it was."""
    return roles_that(May.ANSWER)
