"""One file of ``message_templates/``: from its bytes to a template, or to every fault with its line.

A file is a head (YAML between two lines of ``---``, read as strings only) and a body (sections of small Markdown with
``[[placeholders]]``). No logic in it, no expression: the hospital changes these files without a developer.
"""

import hashlib
import re
from collections.abc import Collection, Sequence

from babel import Locale, UnknownLocaleError

from commworkflow.rules.characters import ForbiddenCharacter, tidy
from commworkflow.rules.facts import Register
from commworkflow.rules.faults import Fault, FaultKey
from commworkflow.rules.message_templates import Audience, ChannelKey, Ending, Form, Template
from commworkflow.rules.questions import Group
from commworkflow.rules.roles import ROLES, May, ReadingClass, Role
from commworkflow.rules.template_body import check_placeholders, read_sections
from commworkflow.rules.template_questions import ID, Asked, read_questions
from commworkflow.rules.template_yaml import Keys, Scalar, read_head

LARGEST_FILE = 262_144

HEAD_KEYS = (
    "title", "family", "audience", "when", "class", "drafted by", "opinions of", "ending", "decided by", "released by",
    "channels", "holds for", "words at most", "answers listed", "form", "groups", "questions",
)  # fmt: skip
FORM_KEYS = ("name", "authority", "source", "version", "verified on", "address")

_FILE_NAME = re.compile(r"([a-z][a-z0-9-]{0,59})\.([a-z]{2}(?:-[A-Z]{2})?)\.md")
_RULE = "---"


def read_template(file_name: str, content: bytes, register: Register | None) -> Template | tuple[Fault, ...]:
    """Return the template of one file, or every fault found in it.

    ``register``: the facts that questions and placeholders may name; None for a file kept at its first use, whose facts
    may have left the register since.
    """
    faults: list[Fault] = []
    named = _FILE_NAME.fullmatch(file_name)
    if not named:
        faults.append(Fault(0, FaultKey.FILE_NAME, {"name": file_name[:100]}))
    elif not _is_language(named[2]):
        faults.append(Fault(0, FaultKey.LANGUAGE_UNKNOWN, {"language": named[2]}))
    text = _readable(content, faults)
    if text is None or not named:
        return tuple(faults)
    template = _template(named[1], named[2], hashlib.sha256(content).hexdigest(), text, register, faults)
    return tuple(sorted(faults, key=lambda fault: fault.line)) if template is None or faults else template


def _is_language(code: str) -> bool:
    try:
        Locale.parse(code, sep="-")
    except UnknownLocaleError:
        return False
    return True


def _readable(content: bytes, faults: list[Fault]) -> str | None:
    """Return the text of a file, or None (and why) where it cannot be read as one."""
    if len(content) > LARGEST_FILE:
        faults.append(Fault(0, FaultKey.FILE_TOO_LARGE, {"limit": str(LARGEST_FILE // 1024)}))
        return None
    if content.startswith(b"\xef\xbb\xbf"):
        faults.append(Fault(1, FaultKey.BYTE_ORDER_MARK))
        content = content[3:]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        faults.append(Fault(content.count(b"\n", 0, error.start) + 1, FaultKey.NOT_UTF8))
        return None
    if not text.strip():
        faults.append(Fault(0, FaultKey.FILE_EMPTY))
        return None
    return _tidied(text, faults)


def _tidied(text: str, faults: list[Fault]) -> str:
    """Return the text in NFC with plain line ends; characters nobody sees are a fault of the file, never dropped."""
    lines = []
    for number, line in enumerate(re.split("\r\n?|\n", text), 1):
        try:
            tidied = tidy(line)
        except ForbiddenCharacter as forbidden:
            faults.append(Fault(number, FaultKey.FORBIDDEN_CHARACTER, {"name": forbidden.name}))
            lines.append("")
            continue
        if tidied.removed:
            faults.append(Fault(number, FaultKey.UNSEEN_CHARACTER, {"name": ", ".join(tidied.removed)[:200]}))
        lines.append(tidied.text.replace("\n", " "))
    return "\n".join(lines)


def _template(
    key: str, language: str, digest: str, text: str, register: Register | None, faults: list[Fault]
) -> Template | None:
    lines = text.split("\n")
    if lines[0].rstrip() != _RULE:
        faults.append(Fault(1, FaultKey.HEAD_MISSING))
        return None
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _RULE), 0)
    if not end:
        faults.append(Fault(1, FaultKey.HEAD_UNCLOSED))
        return None
    head = read_head("\n".join(lines[1:end]), 2, faults)
    if head is None:
        return None
    keys = Keys(head, HEAD_KEYS, faults)
    reading_class = _reading_class(keys)
    listed = keys.yes_no("answers listed", otherwise=False)
    labelled = keys.labels("groups")
    groups = tuple(Group(id.text, label) for id, label in labelled)
    around = Asked(groups, listed, reading_class, register)
    placed = read_questions(keys.maps("questions"), around, faults)
    _check_groups(keys, [id for id, _ in labelled], {entry.question.group for entry in placed})
    sections = read_sections(lines[end + 1 :], end + 2, faults)
    if not listed and not sections:
        faults.append(Fault(end + 1, FaultKey.SECTIONS_MISSING))
    check_placeholders(sections, placed, around, faults)
    channels, form = keys.members("channels", ChannelKey, needed=True), _form(keys, faults)
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
        sections=tuple(entry.section for entry in sections),
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
