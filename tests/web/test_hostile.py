"""Whatever is sent into whatever field: no failure, nothing that a browser would execute, and nothing typed is lost."""

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from werkzeug.test import TestResponse

from commworkflow.records.database import Database
from commworkflow.records.house import House
from commworkflow.rules.questions import Question, QuestionType
from tests.browser import Browser
from tests.cast import SAINT_ROCH
from tests.filling import Sent, journal_length, message_of, revision_of, template_of
from tests.house_rules import XHTML
from tests.released import (
    ALICE,
    CHLOE,
    DOMINIQUE,
    NOTIFICATION,
    a_draft,
    a_submitted,
    a_validated,
    an_incident,
    standing_of,
)

Enter = Callable[[str], "Attacker"]

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
SCHEMES = ("https:", "mailto:", "tel:", "/", "#", "http://127.0.0.1")
RUNS = {"script", "iframe", "object", "embed", "base", "svg", "math", "style", "frame", "applet", "img", "video"}

PAYLOADS: Mapping[str, str] = {
    "markup": "\"'><script>alert(1)</script></textarea></title><svg onload=alert(1)> \" onfocus=alert(1) x='",
    "links": "[x](javascript:alert(1)) [y](data:text/html,1) <a href=javascript:alert(1)>z</a> [w](JaVaScRiPt:1)",
    "templates": "{{7*7}} {% raw %} ${7*7} [[fact.]] [[establishment.__class__]] %(person)s {0.__class__}",
    "other languages": "=cmd|' /C calc'!A0 '; DROP TABLE message;-- %00 ../../etc/passwd {\"__proto__\": [NaN, 1e999]}",
    "headers": "Objet\r\nBcc: presse@exemple.invalid\r\n\r\n",
    "signs": "a\x00b\x08c\x0bd\x0ce\x1bf\x7fg\x85h\ufdd0i\uffffj\U0010ffffk ur\u00adgen\u200bces\u2060 Ⅷ² ٣ ᵃ 𝟐 ﬁ é",
    "reordered": "Aucune donnée\u202e éilbup étét\u202c",
    "huge": "9" * 400,
    "negative": "-1",
    "not a number": "NaN",
    "blank": " \u00a0\u202f ",
}
ONE_MEGABYTE = "x" * 1_000_000


def corpus(*files: str) -> list[str]:
    """Every text of some files of the corpora, whatever their shape."""
    if not CORPORA.is_dir():
        pytest.skip(f"the corpora are not beside this checkout ({CORPORA})")
    return [text for file in files for text in texts_of(json.loads((CORPORA / file).read_text(encoding="utf-8")))]


def texts_of(found: Any) -> Iterator[str]:
    match found:
        case str():
            yield found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            for part in found:
                yield from texts_of(part)
        case dict():
            for name, part in found.items():
                if name not in ("id", "src", "note", "title", "why"):
                    yield from texts_of(part)


def eight_by_eight(texts: list[str]) -> Iterator[str]:
    for start in range(0, len(texts), 8):
        yield "\n".join(texts[start : start + 8])


def harmless(answer: TestResponse) -> Element:
    """Check that a page fails nowhere and holds nothing a browser would execute; return it."""
    assert answer.status_code < 500, answer.status_code
    if answer.mimetype != "text/html":
        return Element("none")
    page: Element = html5lib.parse(answer.text)
    for element in page.iter():
        tag = str(element.tag).removeprefix(XHTML)
        assert (tag == "script" and element.get("src")) or tag not in RUNS, tag
        for name, value in element.attrib.items():
            assert not str(name).lower().startswith("on") and name not in ("style", "srcdoc"), f"{tag} {name}"
            if name in ("href", "src", "action", "formaction", "xlink:href"):
                assert value.startswith(SCHEMES) or value == "", f"{tag} {name}={value[:80]}"
    return page


def letters(text: str) -> str:
    """What must survive of a text, however it is laid out: its letters and figures, in their order."""
    return "".join(sign for sign in unicodedata.normalize("NFC", text) if sign.isalnum())


def still_there(page: Element, typed: str) -> bool:
    wanted = letters(typed)
    shown = [letters("".join(page.itertext()))]
    shown += [letters(element.get("value") or "") for element in page.iter()]
    return any(wanted in text for text in shown)


class Attacker:
    """Somebody who is signed in and sends anything anywhere; every page that comes back is checked."""

    def __init__(self, browser: Browser) -> None:
        self.browser, self.client, self.token = browser, browser.client, browser.token()

    def open(self, address: str, query: Mapping[str, Any] | None = None) -> Element:
        """Open an address with a query."""
        return harmless(self.client.get(address, query_string=query))

    def send(self, address: str, fields: Mapping[str, Any]) -> Element:
        """Send a form with its token, and return the page it leads to."""
        answer = self.client.post(address, data={"csrf_token": self.token, **fields}, follow_redirects=True)
        assert answer.status_code in (200, 403, 404, 409, 413, 422), answer.status_code
        return harmless(answer)


@pytest.fixture
def enter(signed_in: Callable[[str], Browser]) -> Enter:
    return lambda who: Attacker(signed_in(who))


def everywhere(questions: tuple[Question, ...], text: str, prefix: str = "a.") -> Sent:
    """A text in every field of every question, and where a field is not expected."""
    fields: Sent = {}
    for question in questions:
        name = prefix + question.id
        fields[name] = [text, text] if question.type is QuestionType.CHOICES else text
        for part in ("value", "unknown", "date", "time", "estimated", "no-such-part"):
            fields[f"{name}.{part}"] = text
        if question.type is QuestionType.GROUP:
            fields.update(everywhere(question.fields, text, f"{name}.0."))
    return fields


def test_in_every_field_of_a_form(house: House, enter: Enter, database: Database) -> None:
    uid, chloe = a_draft(house, NOTIFICATION, CHLOE), enter("chloe")
    address, questions = f"/messages/{uid}/edit", template_of(house, NOTIFICATION).questions
    lines = [question.id for question in questions if question.type is QuestionType.LINE]
    for text in PAYLOADS.values():
        typed = {"asked": text, **everywhere(questions, text), "waive.answers_missing": text, f"waive.{text}": text}
        page = chloe.send(address, {**typed, "title": f"titre {text}", "version": text, "shown": text})
        assert still_there(page, f"titre {text}")
        version = str(message_of(database, uid).version)
        typed = {"asked": "", **everywhere(questions, text), "title": "Un titre", "version": version, "submit": text}
        assert still_there(chloe.send(address, typed), text)
        saved = revision_of(database, uid).answers
        assert lines and all(saved[line] == text for line in lines), "a draft keeps answers as they were typed"
        chloe.open(f"/messages/{uid}")


def test_in_a_title_and_every_section(house: House, enter: Enter) -> None:
    uid, alice = a_draft(house), enter("alice")
    for text in PAYLOADS.values():
        for fields in ({"title": f"Titre {text}"}, {"section.faits": text, "section.suite": f"- {text}\n\n## {text}"}):
            version = {"title": "Titre", "version": str(standing_of(house, ALICE, uid).situation.version)}
            page = alice.send(f"/messages/{uid}/edit", {**version, f"section.{text}": text, **fields})
            assert all(still_there(page, value) for value in fields.values())
            alice.open(f"/messages/{uid}")
            alice.open("/")


def test_in_every_field_of_an_act(house: House, enter: Enter, database: Database) -> None:
    dominique, bruno = enter("dominique"), enter("bruno")
    for text in PAYLOADS.values():
        uid = a_submitted(house)
        acts, opinions = f"/messages/{uid}/acts", f"/messages/{uid}/opinions"
        situation = standing_of(house, DOMINIQUE, uid).situation
        seen = {"version": str(situation.version), "seal": situation.seal, "opinion": "0"}
        reasons = {"reason": f"la raison {text}", "waive.opinion_missing:rssi": f"malgré tout {text}"}
        for stale in ("seal", "version", "opinion"):
            page = dominique.send(f"{acts}/validate", {**seen, **reasons, stale: text})
            assert still_there(page, f"malgré tout {text}")
        assert still_there(dominique.send(f"{acts}/return", {**seen, **reasons, "seal": text}), f"la raison {text}")
        assert still_there(bruno.send(opinions, {**seen, "verdict": text, "comment": f"avis {text}"}), f"avis {text}")
        assert message_of(database, uid).status == "submitted"
        page = bruno.send(opinions, {**seen, "verdict": "reserved", "comment": f"avis {text}"})
        assert still_there(page, f"avis {text}")
        dominique.send(f"{acts}/validate", {**seen, "opinion": "1", "not_before": text or "x"})
        assert still_there(dominique.send(f"{acts}/return", {**seen, **reasons}), f"la raison {text}")
    dominique.open("/journal")
    exported = dominique.client.get("/journal.csv").data
    assert exported.count(b"alert(1)") > 1 and b';"=' not in exported and b"\n=" not in exported


def test_in_every_field_of_an_incident(house: House, enter: Enter) -> None:
    incident, dominique = f"/incidents/{an_incident(house)}", enter("dominique")
    for text in PAYLOADS.values():
        described = {"title": f"titre {text}", "nature": f"nature {text}", "discovered_by": f"par {text}"}
        for address, hour in (("/incidents/new", text), (f"{incident}/change", "2026-03-14T03:00")):
            page = dominique.send(address, {**described, "discovered_at": hour, "establishments": SAINT_ROCH.uid})
            assert all(still_there(page, value) for value in described.values())
        dominique.send("/incidents/new", {**described, "discovered_at": "2026-03-14T03:00", "establishments": text})
        assert still_there(dominique.send(f"{incident}/close", {"closed_at": text}), text)
        assert still_there(dominique.send(f"{incident}/reopen", {"reason": f"raison {text}"}), text)
    dominique.open(incident)


def test_in_every_field_of_a_fact(house: House, enter: Enter) -> None:
    facts, dominique = f"/incidents/{an_incident(house)}/facts", enter("dominique")
    kinds = {definition.type: key for key, definition in house.facts.items()}
    for text in PAYLOADS.values():
        said = {"said_by": f"dit {text}", "reason": f"raison {text}"}
        for kind, key in kinds.items():
            value = {"value": [text, text] if kind is QuestionType.CHOICES else text}
            value |= {f"value.{part}": text for part in ("value", "unknown", "date", "time", "estimated", "0.x")}
            page = dominique.send(f"{facts}/{key}", {**value, **said})
            if not still_there(page, f"raison {text}"):
                page = dominique.open(f"{facts}/{key}")
            assert all(still_there(page, one) for one in said.values()), kind
        page = dominique.send(f"{facts}/transferts_nb", {"value.value": "3", **said, "true_at": text or "x"})
        dominique.open(facts)


def test_in_every_part_of_an_address(house: House, enter: Enter, database: Database) -> None:
    uid, incident = a_submitted(house), an_incident(house)
    dominique, alice = enter("dominique"), enter("alice")
    before = journal_length(database)
    for text in PAYLOADS.values():
        names = ("kind", "person", "incident", "message", "before", "_scheme", "_external", "endpoint", text)
        for address in ("/journal", "/journal.csv"):
            dominique.open(address, dict.fromkeys(names, text))
            dominique.open(address, dict.fromkeys(("since", "until"), text))
        dominique.open(f"/incidents/{incident}", {"status": text, "page": text, text: text})
        alice.open(f"/messages/{uid}/edit", {"held": text})
        alice.open(f"/incidents/{incident}/messages/new", {text: text})
        segment = "".join(sign for sign in text if sign not in "/?#\r\n") or "x"
        for path in ("messages/{}", "messages/{}/edit", "messages/{}/desk", "incidents/{}", "incidents/{}/facts",
                     "deliveries/{}", "files/{}", "held/{}", f"incidents/{incident}/facts/{{}}",
                     f"messages/{uid}/print/{{}}"):  # fmt: skip
            dominique.open("/" + path.format(segment))
        for path in (f"/messages/{uid}/acts/{segment}", f"/templates/{segment}/{segment}/verified"):
            dominique.send(path, {"reason": text})
        for template in (f"{text}|{text}", "waiting-statement|fr"):
            alice.send(f"/incidents/{incident}/messages", {"template": template, "establishment": text})
        language = {"language": "en", "back": text, "csrf_token": dominique.token}
        harmless(dominique.client.post("/language", data=language))
    assert journal_length(database) == before


def test_all_the_markup_of_the_corpora_in_a_text(house: House, enter: Enter, database: Database) -> None:
    """In a draft's sections, a hundred at a time; then the text as it reads, on its page."""
    payloads = corpus("xss/bleach_tests.json", "xss/dompurify_expect.json", "xss/pat_xss.json")
    uid = a_draft(house)
    alice = enter("alice")
    for start in range(0, len(payloads), 300):
        some = payloads[start : start + 300]
        version = str(message_of(database, uid).version)
        fields = {"title": "Titre", "version": version, "section.faits": "\n\n".join(some), "section.suite": some[0]}
        alice.send(f"/messages/{uid}/edit", {**fields, "a.action": some[-1], "asked": "1"})
        assert message_of(database, uid).version == int(version) + 1
        alice.open(f"/messages/{uid}")


@pytest.mark.parametrize(
    "files",
    [
        ("unicode/bidi_and_invisible.json", "unicode/trojan_statements.json"),
        ("inject/csv_formula.json", "inject/email_header.json", "inject/filenames.json", "inject/sql.json"),
        ("inject/jinja_sandbox.json", "inject/pat_crlf.json", "inject/pat_ssti_fuzz.json"),
    ],
    ids=["unicode", "inject", "templates"],
)
def test_each_text_of_the_corpora_as_a_reason(
    house: House, enter: Enter, database: Database, files: tuple[str, ...]
) -> None:
    """Eight at a time: sent with an old version, they come back to be copied or corrected."""
    uid = a_submitted(house)
    dominique = enter("dominique")
    seal = standing_of(house, DOMINIQUE, uid).situation.seal
    for text in eight_by_eight(corpus(*files)):
        fields = {"seal": seal, "version": "1", "reason": text, "opinion": "0"}
        page = dominique.send(f"/messages/{uid}/acts/return", fields)
        assert still_there(page, text), repr(text)
    assert message_of(database, uid).status == "submitted", "an old version decides nothing"


def test_the_formulas_of_the_corpora_as_reasons_of_a_fact(house: House, enter: Enter) -> None:
    incident = an_incident(house)
    texts = corpus("inject/csv_formula.json", "unicode/trojan_statements.json")
    dominique = enter("dominique")
    for text in eight_by_eight(texts):
        fields = {"value.value": "3", "said_by": text[:190], "reason": text[:2_000]}
        dominique.send(f"/incidents/{incident}/facts/transferts_nb", fields)
    dominique.open(f"/incidents/{incident}/facts/transferts_nb")


def test_a_megabyte_in_a_field(house: House, enter: Enter, database: Database) -> None:
    uid, secret = a_submitted(house), a_draft(house, NOTIFICATION, CHLOE)
    dominique, chloe, bruno = enter("dominique"), enter("chloe"), enter("bruno")
    before = journal_length(database)
    for action in ("return", "validate"):
        page = dominique.send(f"/messages/{uid}/acts/{action}", {"seal": ONE_MEGABYTE, "version": ONE_MEGABYTE,
                                                                  "reason": ONE_MEGABYTE, "opinion": "9" * 100_000,
                                                                  "waive.x": ONE_MEGABYTE})  # fmt: skip
        assert still_there(page, ONE_MEGABYTE)
    bruno.send(f"/messages/{uid}/opinions", {"verdict": "reserved", "comment": ONE_MEGABYTE})
    dominique.send("/incidents/new", dict.fromkeys(("title", "nature", "discovered_at"), ONE_MEGABYTE))
    page = chloe.send(f"/messages/{secret}/edit", {"title": ONE_MEGABYTE, "version": "1", "shown": ONE_MEGABYTE})
    assert still_there(page, ONE_MEGABYTE)
    assert journal_length(database) == before
    page = chloe.send(f"/messages/{secret}/edit", {"title": "Titre", "version": "1", "asked": "1",
                                                    "a.org_siren": ONE_MEGABYTE})  # fmt: skip
    assert still_there(page, ONE_MEGABYTE), "a draft keeps it, marked as too long"


def test_a_form_larger_than_the_house_takes_is_told(house: House, enter: Enter, database: Database) -> None:
    uid = a_draft(house)
    alice = enter("alice")
    fields = {"csrf_token": alice.token, "title": "Titre", "version": "1"}
    for kind, more in (
        ("application/x-www-form-urlencoded", {"section.faits": "x" * 21_000_000}),
        ("multipart/form-data", {"section.faits": "x" * 9_000_000}),
        ("multipart/form-data", {f"a.{number}": "x" for number in range(6_000)}),
    ):
        answer = alice.client.post(f"/messages/{uid}/edit", data={**fields, **more}, content_type=kind)
        assert answer.status_code == 413, kind
        harmless(answer)
    assert message_of(database, uid).version == 1


@pytest.mark.parametrize(
    "shown",
    ["[" * 20_000, '{"a":' * 10_000, '{"pers_nb": ' + "9" * 5_000 + "}", '{"pers_nb": {"value": 3}}', "null",
     '{"pers_nb": [[[[]]]], "don_types": {"a": 1}, "dt_connaissance": NaN}', '{"pers_nb": "\\ud800"}', "\x00"],
    ids=range(8),
)  # fmt: skip
def test_what_the_form_says_it_was_opened_with_is_anything(house: House, enter: Enter, shown: str) -> None:
    uid = a_draft(house, NOTIFICATION, CHLOE)
    chloe = enter("chloe")
    fields = {"title": "Titre", "version": "1", "asked": "1", "a.pers_nb.value": "3", "shown": shown}
    page = chloe.send(f"/messages/{uid}/edit", fields)
    assert still_there(page, "Titre")
    chloe.send(f"/messages/{uid}/edit", {**fields, "title": ""})


def test_lists_where_one_value_is_expected(house: House, enter: Enter, database: Database) -> None:
    uid = a_validated(house)
    dominique = enter("dominique")
    two = ["un", "deux"]
    fields = dict.fromkeys(("version", "seal", "opinion", "reason", "not_before", "channel", "waive.x"), two)
    for action in ("revoke", "release", "validate"):
        dominique.send(f"/messages/{uid}/acts/{action}", fields)
    dominique.send("/incidents/new", dict.fromkeys(("title", "discovered_at", "nature", "establishments"), two))
    dominique.open("/journal?kind=a&kind=b&since=x&since=y")
    assert message_of(database, uid).status == "validated"


@pytest.mark.parametrize("token", ["", "x", "x" * 10_000, "\x00", "é"])
def test_a_form_without_its_token_does_nothing_and_comes_back(
    house: House, enter: Enter, database: Database, token: str
) -> None:
    uid = a_draft(house)
    alice = enter("alice")
    before = journal_length(database)
    for address in (f"/messages/{uid}/edit", f"/messages/{uid}/acts/discard", f"/messages/{uid}/copy"):
        answer = alice.client.post(address, data={"csrf_token": token, "version": "1", "reason": "Une longue phrase."})
        assert answer.status_code == 400
        assert still_there(harmless(answer), "Une longue phrase.")
    assert journal_length(database) == before


def test_bodies_that_are_no_form(house: House, enter: Enter) -> None:
    uid = a_draft(house)
    alice = enter("alice")
    for kind, body in (
        ("application/json", b'{"title": "x"}'),
        ("text/plain", b"\xff\xfe"),
        ("application/x-www-form-urlencoded", b"title=\xff\xfe"),
        ("application/x-www-form-urlencoded", b"title=%ff%fe&version=%00&=&&a=%ED%A0%80"),
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nTi'),
        ("", b"title"),
    ):
        harmless(alice.client.post(f"/messages/{uid}/edit", data=body, content_type=kind))
