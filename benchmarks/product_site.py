"""The cycle of the product: created, saved, submitted, listed twice, read, validated, released, read."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from zoneinfo import ZoneInfo

from benchmarks.steps import LENGTH, Ask, Steps, text_of
from commworkflow.application import INSTANCE, ROOT, read_register, read_templates
from commworkflow.rules.answers import examples_of
from commworkflow.rules.message_templates import Template
from commworkflow.rules.questions import RawAnswer

TEMPLATE = "staff-reminder"
"""Written by four of the exercise's people, decided by three; with questions, facts and an opinion owed."""

WRITERS = ("Alice Renard", "Gaëlle Morvan", "Marc Tessier", "Sonia Lopez")
DECIDERS = ("Dominique Marchand", "Étienne Roussel", "Nour Haddad")
_WRITER, _DECIDER = range(2)

_PART = re.compile(r'action="/exercise/play/([^"]+)".*?<button[^>]*>([^<]+)', re.DOTALL)
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_INCIDENT = re.compile(r'href="/incidents/([0-9a-f-]{36})')
_PLACE = re.compile(r'name="establishment"[^>]*?value="([^"]+)"')
_SEEN = re.compile(r'name="(version|seal|opinion)" value="([^"]*)"')
_WAIVER = re.compile(r'name="(waive\.[^"]+)"')


class ProductSite:
    """The product, in an exercise of its own."""

    def __init__(self) -> None:
        self._tokens: dict[tuple[int, int], str] = {}
        self._incident = self._place = ""
        self._typed = typed_into(_template())

    def arrive(self, number: int) -> Steps:
        """Sign a writer and a decider in, and find the incident."""
        for browser, people in ((_WRITER, WRITERS), (_DECIDER, DECIDERS)):
            page = (yield Ask(browser, "GET", "/sign-in")).text
            parts = {unescape(name).strip(): uid for uid, name in _PART.findall(page)}
            play = f"/exercise/play/{parts[people[number % len(people)]]}"
            yield Ask(browser, "POST", play, {"csrf_token": _found(_TOKEN, page)}, wants=303)
            page = (yield Ask(browser, "GET", "/")).text
            self._tokens[number, browser] = _found(_TOKEN, page)
            self._incident = _found(_INCIDENT, page)
        page = (yield Ask(_WRITER, "GET", f"/incidents/{self._incident}/messages/new")).text
        self._place = _found(_PLACE, page)

    def cycle(self, number: int) -> Steps:
        """Take a message from its template to its release: nine requests."""
        write, decide = self._token(number, _WRITER), self._token(number, _DECIDER)
        chosen = {"template": f"{TEMPLATE}|fr", "establishment": self._place}
        made = yield Ask(_WRITER, "POST", f"/incidents/{self._incident}/messages", write | chosen, wants=303)
        message = made.location.removesuffix("/edit")
        yield Ask(_WRITER, "POST", f"{message}/edit", write | {"version": "1"} | self._typed, wants=303)
        yield Ask(_WRITER, "POST", f"{message}/acts/submit", write | {"version": "2"}, wants=303)
        # The list of the floor holds what was submitted: so does this one.
        for _ in range(2):
            yield Ask(_DECIDER, "GET", f"/incidents/{self._incident}?status=submitted")
        page = (yield Ask(_DECIDER, "GET", message)).text
        seen = dict(_SEEN.findall(page))
        waived = dict.fromkeys(_WAIVER.findall(page), "Décidé sans attendre.")
        yield Ask(_DECIDER, "POST", f"{message}/acts/validate", decide | seen | waived, wants=303)
        later = {"version": str(int(seen["version"]) + 1)}
        yield Ask(_DECIDER, "POST", f"{message}/acts/release", decide | seen | later, wants=303)
        yield Ask(_WRITER, "GET", message)

    def _token(self, number: int, browser: int) -> dict[str, str]:
        return {"csrf_token": self._tokens[number, browser]}


def typed_into(template: Template) -> dict[str, str]:
    """Return the fields of a form filled with the template's own examples; its first section makes the text 3 kB."""
    answers = examples_of(template, datetime.now(UTC), ZoneInfo("Europe/Paris"))
    facts = {question.id: answers[question.id] for question in template.questions if question.fact}
    answered: dict[str, str] = {}
    for name, answer in answers.items():
        answered |= _fields(f"a.{name}", answer)
    first, *others = template.sections
    beside = sum(map(len, [*answered.values(), *(section.markdown for section in others)]))
    text = {f"section.{first.key}": text_of(LENGTH - beside)}
    return {"title": template.title, "asked": "1", "shown": json.dumps(facts)} | answered | text


def _fields(name: str, answer: RawAnswer) -> dict[str, str]:
    if isinstance(answer, Mapping):
        return {f"{name}.{part}": value for part, value in answer.items() if isinstance(value, str)}
    return {name: str(answer)}


def _template() -> Template:
    catalogue = read_templates(INSTANCE / "none", read_register(ROOT / "reference" / "facts.toml"))
    found = catalogue.template(TEMPLATE, "fr")
    if found is None:
        raise LookupError(f"the benchmark needs the template {TEMPLATE}")
    return found


def _found(pattern: re.Pattern[str], page: str) -> str:
    match = pattern.search(page)
    if match is None:
        raise LookupError(f"the page shows nothing like {pattern.pattern}")
    return match[1]
