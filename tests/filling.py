"""What a person types into the forms of the product: raw answers as the fields of a form, and a text's way through."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from commworkflow.records.database import Database
from commworkflow.records.house import House
from commworkflow.records.journal import Journal
from commworkflow.records.messages import Message, Revision
from commworkflow.rules.answers import examples_of
from commworkflow.rules.message_templates import Template
from commworkflow.rules.questions import Question, QuestionType
from tests.browser import Browser, Fields
from tests.cast import NOW, SAINT_ROCH
from tests.house_rules import all_of, text_of

Sent = dict[str, str | list[str]]
PARIS = ZoneInfo(SAINT_ROCH.zone)


def template_of(house: House, key: str) -> Template:
    found = house.shelf.catalogue.template(key, "fr")
    assert found is not None, key
    return found


def sent_as(question: Question, raw: Any, name: str) -> Sent:
    """Return the fields a browser sends for one raw answer: the way back of ``web/questions.py``."""
    match question.type:
        case QuestionType.GROUP:
            entries = enumerate(raw or [])
            return {
                key: value
                for number, entry in entries
                for field in question.fields
                for key, value in sent_as(field, entry.get(field.id, ""), f"{name}.{number}.{field.id}").items()
            }
        case QuestionType.CHOICES:
            return {name: list(raw or [])}
        case QuestionType.NUMBER | QuestionType.DATE_TIME:
            parts = raw if isinstance(raw, Mapping) else {}
            return {f"{name}.{part}": "1" if value is True else value for part, value in parts.items() if value}
        case _:
            return {name: raw or ""}


def typed_at(template: Template, now: datetime) -> dict[str, Any]:
    """Return a template's own examples as they would be typed at ``now``: an hour that is announced is of tomorrow."""
    tomorrow = {"date": f"{now + timedelta(days=1):%Y-%m-%d}"}
    announced = {question.id for question in template.questions if question.to_come}
    raw = examples_of(template, now, PARIS)
    return {id: {**answer, **tomorrow} if id in announced else answer for id, answer in raw.items()}


def filled(template: Template) -> Sent:
    """Return every field of a template's form, filled with its own examples."""
    raw = examples_of(template, NOW, PARIS)
    fields: Sent = {"asked": "1"}
    for question in template.questions:
        fields.update(sent_as(question, raw.get(question.id), f"a.{question.id}"))
    return fields


def begin(browser: Browser, incident: str, key: str) -> str:
    """Choose a template on its page; return the uid of the draft whose form is then open."""
    browser.get(f"/incidents/{incident}/messages/new")
    form = next(form for form in all_of(browser.page, "form") if f"{key}|fr" in _values(form))
    shown = {field.get("name") or "": field.get("value") or "" for field in all_of(form, "input")}
    browser.post(form.get("action") or "", shown, token=False)
    return browser.address.split("/")[2]


def write(
    browser: Browser, uid: str, fields: Fields | None = None, status: int = 200, *, submit: bool = False
) -> Element:
    """Fill the form of a draft that is open, and press one of its buttons."""
    button: Fields = {"submit": ""} if submit else {"save": ""}
    return browser.send(f"/messages/{uid}/edit", {**(fields or {}), **button}, status)


def act(browser: Browser, uid: str, action: str, fields: Fields | None = None, status: int = 200) -> Element:
    """Press the button of an act on the page of a message, which must be open."""
    return browser.send(f"/messages/{uid}/acts/{action}", fields, status)


def forms_of(browser: Browser) -> set[str]:
    """Where the forms of the page lead, those of its frame left out."""
    (main,) = all_of(browser.page, "main")
    return {form.get("action") or browser.address for form in all_of(main, "form")}


def fields_shown(browser: Browser) -> dict[str, str | list[str]]:
    """What stands in the fields of the page's main part, by name, as a browser would send it."""
    (main,) = all_of(browser.page, "main")
    return browser.shown(main)


def by_id(page: Element, id: str) -> Element:
    return next(element for element in page.iter() if element.get("id") == id)


def has_id(page: Element, id: str) -> bool:
    return any(element.get("id") == id for element in page.iter())


def summary_of(page: Element) -> list[str]:
    """Where the links of the error summary lead; each one must be on the page."""
    (summary,) = [box for box in all_of(page, "div") if "error-summary" in (box.get("class") or "")]
    targets = [(link.get("href") or "").removeprefix("#") for link in all_of(summary, "a")]
    assert targets and all(has_id(page, target) for target in targets), targets
    assert all(text_of(link) for link in all_of(summary, "a"))
    return targets


def journal_length(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.max(Journal.sequence))) or 0


def kinds_since(database: Database, length: int) -> list[str]:
    """The kinds of the entries made since the journal had that length, in their order."""
    with database.read() as session:
        entries = select(Journal.kind).where(Journal.sequence > length).order_by(Journal.sequence)
        return list(session.scalars(entries))


def message_of(database: Database, uid: str) -> Message:
    with database.read() as session:
        return session.scalars(select(Message).where(Message.uid == uid)).one()


def revision_of(database: Database, uid: str) -> Revision:
    with database.read() as session:
        revisions = select(Revision).join(Message, Message.id == Revision.message_id).where(Message.uid == uid)
        return session.scalars(revisions.order_by(Revision.number.desc()).limit(1)).one()


def _values(form: Element) -> set[str]:
    return {field.get("value") or "" for field in all_of(form, "input")}
