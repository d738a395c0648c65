"""One file of ``message_templates/``: from its bytes to a template, or to every fault with its line.

A file is a head (YAML between two lines of ``---``, read as strings only) and a body (sections of small Markdown with
``[[placeholders]]``). No logic in it, no expression: the hospital changes these files without a developer.
"""

import hashlib
from collections.abc import Collection, Sequence

from commworkflow.rules.blocks import Use
from commworkflow.rules.facts import Register
from commworkflow.rules.faults import Fault, FaultKey
from commworkflow.rules.headed_files import Headed, headed, named
from commworkflow.rules.message_templates import Audience, ChannelKey, Ending, Form, Template
from commworkflow.rules.questions import Group
from commworkflow.rules.roles import ROLES, May, ReadingClass, Role
from commworkflow.rules.template_body import check_placeholders, read_sections
from commworkflow.rules.template_lengths import read_lengths
from commworkflow.rules.template_questions import ID, Asked, read_questions
from commworkflow.rules.template_yaml import Keys, Scalar

HEAD_KEYS = (
    "title", "family", "audience", "when", "why", "class", "drafted by", "opinions of", "ending", "decided by",
    "released by", "channels", "holds for", "words at most", "lengths", "answers listed", "form", "groups", "questions",
)  # fmt: skip
FORM_KEYS = ("name", "authority", "source", "version", "verified on", "address")


def read_template(file_name: str, content: bytes, register: Register | None) -> Template | tuple[Fault, ...]:
    """Return the template of one file, or every fault found in it.

    ``register``: the facts that questions and placeholders may name; None for a file kept at its first use, whose facts
    may have left the register since.
    """
    faults: list[Fault] = []
    name, file = named(file_name, faults), headed(content, faults)
    if name is None or file is None:
        return tuple(faults)
    template = _template(*name, hashlib.sha256(content).hexdigest(), file, register, faults)
    return tuple(sorted(faults, key=lambda fault: fault.line)) if faults else template


def _template(
    key: str, language: str, digest: str, file: Headed, register: Register | None, faults: list[Fault]
) -> Template:
    keys = Keys(file.head, HEAD_KEYS, faults)
    reading_class = _reading_class(keys)
    listed = keys.yes_no("answers listed", otherwise=False)
    labelled = keys.labels("groups")
    groups = tuple(Group(id.text, label) for id, label in labelled)
    around = Asked(groups, listed, reading_class, register)
    placed = read_questions(keys.maps("questions"), around, faults)
    _check_groups(keys, [id for id, _ in labelled], {entry.question.group for entry in placed})
    placed_sections = read_sections(file.body, file.first_line, faults)
    check_placeholders(placed_sections, placed, around, faults)
    channels, form = keys.members("channels", ChannelKey, needed=True), _form(keys, faults)
    sections = read_lengths(keys, placed_sections, channels, faults)
    if not listed and not any(section.use is Use.TEXT for section in sections):
        faults.append(Fault(file.first_line - 1, FaultKey.SECTIONS_MISSING))
    if ChannelKey.PORTAL in channels and not (form and listed):
        keys.fault(keys.line("channels"), FaultKey.PORTAL_NEEDS_FORM)
    audience, ending = keys.member("audience", Audience), _ending(keys)
    if ending is Ending.ACKNOWLEDGED and audience is not Audience.CELL:
        keys.fault(keys.line("ending"), FaultKey.ONLY_REPORTS_ACKNOWLEDGED)
    return Template(
        key=key,
        language=language,
        digest=digest,
        title=keys.text("title", needed=True),
        family=_family(keys),
        audience=audience or Audience.CELL,
        when=keys.text("when", needed=True),
        reading_class=reading_class,
        drafted_by=_roles(keys, "drafted by", May.DRAFT, reading_class),
        opinions=_roles(keys, "opinions of", May.OPINE, reading_class, needed=False),
        ending=ending,
        decided_by=_roles(keys, "decided by", May.DECIDE, reading_class),
        released_by=_roles(keys, "released by", May.RELEASE, reading_class),
        channels=channels,
        holds_hours=keys.hours("holds for"),
        word_limit=keys.number("words at most"),
        answers_listed=listed,
        form=form,
        groups=groups,
        questions=tuple(entry.question for entry in placed),
        sections=sections,
        why=keys.text("why"),
    )


def _family(keys: Keys) -> str:
    family = keys.text("family", needed=True)
    if family and not ID.fullmatch(family):
        keys.fault(keys.line("family"), FaultKey.ID_SHAPE, id=family[:100])
    return family


def _reading_class(keys: Keys) -> ReadingClass:
    text = keys.text("class", needed=True)
    if text in ReadingClass.__members__:
        return ReadingClass[text]
    if text:
        known = ", ".join(ReadingClass.__members__)
        keys.fault(keys.line("class"), FaultKey.VALUE_UNKNOWN, name="class", value=text[:100], known=known, nearest="")
    return ReadingClass.C3


def _roles(keys: Keys, name: str, act: May, reading_class: ReadingClass, *, needed: bool = True) -> tuple[Role, ...]:
    """Return the roles named, each of which must be able to do the act and to read the message."""
    roles = keys.members(name, Role, needed=needed)
    for role in roles:
        powers = ROLES[role]
        if act not in powers.acts:
            keys.fault(keys.line(name), FaultKey.ROLE_MAY_NOT, name=name, role=role.value)
        elif powers.reads is None or powers.reads < reading_class:
            keys.fault(keys.line(name), FaultKey.ROLE_CANNOT_READ, role=role.value, reading_class=reading_class.name)
    return roles


def _ending(keys: Keys) -> Ending:
    return keys.member("ending", Ending, otherwise=Ending.VALIDATED) or Ending.VALIDATED


def _form(keys: Keys, faults: list[Fault]) -> Form | None:
    pairs = keys.pairs("form")
    if pairs is None:
        return None
    form = Keys(pairs, FORM_KEYS, faults)
    return Form(
        name=form.text("name", needed=True),
        authority=form.text("authority", needed=True),
        source=form.text("source", needed=True),
        version=form.text("version", needed=True),
        verified_on=form.day("verified on"),
        address=form.text("address"),
    )


def _check_groups(keys: Keys, ids: Sequence[Scalar], asked: Collection[str]) -> None:
    for id in ids:
        if not ID.fullmatch(id.text):
            keys.fault(id.line, FaultKey.ID_SHAPE, id=id.text[:100])
        elif id.text not in asked:
            keys.fault(id.line, FaultKey.GROUP_EMPTY, group=id.text)
