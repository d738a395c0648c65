"""Sweeps over every route and every file: what each person gets, what nobody changes by looking, what nobody finds."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from jinja2.meta import find_referenced_templates
from sqlalchemy import func, select
from werkzeug.routing import Rule

from commworkflow.actions.contacts import Reachable, add_contact
from commworkflow.actions.delivering import Beginning, begin
from commworkflow.actions.paper import Slip, enter_slip, reserve_slips
from commworkflow.application import ROOT
from commworkflow.records.database import Database
from commworkflow.records.house import House
from commworkflow.records.journal import Journal
from commworkflow.records.releases import File
from commworkflow.rules.contacts import Circle
from commworkflow.rules.paper import SlipKind
from commworkflow.rules.roles import May, ReadingClass
from commworkflow.rules.situation import Intent
from commworkflow.rules.uploads import Upload
from commworkflow.web.access import EVERYBODY, SIGNED_IN, Who, mark_of
from tests.browser import Browser
from tests.cast import CAST, NOW, SAINT_ROCH
from tests.filling import journal_length, message_of
from tests.released import CHLOE, DOMINIQUE, NOTIFICATION, WAYS, a_released, a_submitted, standing_of

Enter = Callable[[str], Browser]


@dataclass(frozen=True, slots=True)
class Objects:
    """One thing of each kind at Saint-Roch. ``common``: a text everybody there reads; ``secret``: one of class C3."""

    incident: str
    common: str
    secret: str
    released: str
    delivery: str
    file: str
    contact: str
    slip: str


@pytest.fixture
def objects(house: House) -> Objects:
    common, secret, released = a_submitted(house), a_submitted(house, NOTIFICATION, CHLOE), a_released(house)
    seal = standing_of(house, DOMINIQUE, released).situation.seal
    beginning = Beginning("AFP", seen=0, means="press", kinds=("docx",))
    intent = Intent(seal=seal, channel="document")
    delivery = begin(house, DOMINIQUE, released, beginning, intent, WAYS.channels, WAYS.writers, NOW)
    incident = standing_of(house, DOMINIQUE, common).incident.uid
    with house.database.read() as session:
        file = session.scalars(select(File.uid)).one()
    (number,) = reserve_slips(house, CAST["farid"].actor, SAINT_ROCH.uid, 1, NOW)
    picture = Upload("fiche.png", "image/png", b"\x89PNG")
    note = Slip(number, SlipKind.NOTE, incident, "", ReadingClass.C1, NOW, "Nour", "Le bloc passe au papier.", picture)
    slip = enter_slip(house, CAST["farid"].actor, SAINT_ROCH.uid, note, NOW)
    cnil = Reachable(Circle.AUTHORITY, "CNIL", "", "", "02 61 91 00 72", "", "", "", None)
    contact = add_contact(house, CAST["alice"].actor, SAINT_ROCH.uid, cnil, NOW)
    return Objects(incident, common, secret, released, delivery, file, contact, slip)


def cases(app: Flask) -> Iterator[tuple[str, Rule, str]]:
    """Every endpoint and method, once for each message it could be asked for."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, sorted(rule.methods or ()))):
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            if "messages/<uid>" in rule.rule:
                yield from ((f"{method} {rule.endpoint} {which}", rule, which) for which in ("common", "secret"))
            else:
                yield f"{method} {rule.endpoint}", rule, ""


def address_of(rule: Rule, objects: Objects, which: str) -> str:
    wanted = {
        "/incidents/": objects.incident,
        "/messages/": getattr(objects, which or "common"),
        "/deliveries/": objects.delivery,
        "/files/": objects.file,
        "/contacts/": objects.contact,
        "/paper/": objects.slip,
        "/people/": CAST["hugo"].uid,
        "/exercise/": CAST["hugo"].uid,
        "/establishments/": SAINT_ROCH.uid,
    }
    uid = next((uid for beginning, uid in wanted.items() if rule.rule.startswith(beginning)), "no-such-thing")
    named = {"uid": uid, "key": NOTIFICATION if "templates" in rule.rule else "transferts_nb", "language": "fr",
             "kind": "people" if "lists" in rule.rule else "docx", "action": "validate", "comment": "no-such-thing",
             "mandate": CAST["hugo"].mandate, "message": "no-such-thing", "filename": "icon.svg"}  # fmt: skip
    return re.sub("<(?:[^<>]+:)?([^<>:]+)>", lambda name: named[name[1]], rule.rule)


NO_PAGES = {
    "static", "health.page", "prints.document", "receipts.file", "journal.export", "paper.scan", "drafts.look",
    "changes.look",
    "preparing.example", "envelope.contents",
}  # fmt: skip
"""These answer with something else than a page."""

PEOPLE = ("", *CAST)
"""A visitor, then the cast in its order."""

ELSEWHERE = {
    "POST sign_in.send", "POST again.send", "POST sign_in.leave", "POST taking_over.leave_to_another",
    "POST exercise.play",
}  # fmt: skip
"""These change who is signed in: test_sign_in.py and test_exercise_bar.py try them."""

#                                  visitor alice bruno chloe domin etien farid gaelle hugo ines  zoe
EXPECTED = """
GET  home.page                         303   200   200   200   200   200   200   200   200   200   200
GET  account.page                      303   200   200   200   200   200   200   200   200   200   200
POST account.password                  401   422   422   422   422   422   422   422   422   422   422
GET  held.page                         303   404   404   404   404   404   404   404   404   404   404
POST held.drop                         401   303   303   303   303   303   303   303   303   303   303
POST languages.choose                  400   400   400   400   400   400   400   400   400   400   400
GET  sign_in.page                      200   303   303   303   303   303   303   303   303   303   303
GET  sign_in.go_on                     303   303   303   303   303   303   303   303   303   303   303
GET  telephone.page                    303   200   200   200   200   200   200   200   200   200   200
GET  telephone.code                    303   404   404   404   404   404   404   404   404   404   404
GET  telephone.trust                   404   404   404   404   404   404   404   404   404   404   404
GET  telephone.authority               404   404   404   404   404   404   404   404   404   404   404
GET  exercise.everybody                200   200   200   200   200   200   200   200   200   200   200
GET  static                            200   200   200   200   200   200   200   200   200   200   200

GET  incidents.everything              303   200   200   200   200   200   200   200   200   403   200
GET  incidents.page                    303   200   200   200   200   200   200   200   200   403   404
GET  incidents.opening                 303   403   200   403   200   200   200   403   403   403   200
POST incidents.opening                 401   403   422   403   422   422   422   403   403   403   422
GET  incidents.change                  303   403   200   403   200   200   200   403   403   403   404
POST incidents.change                  401   403   422   403   422   422   422   403   403   403   404
POST incidents.close                   401   403   422   403   422   422   422   403   403   403   404
POST incidents.reopen                  401   403   422   403   422   422   422   403   403   403   404
GET  facts.page                        303   200   200   200   200   200   200   200   200   403   404
GET  facts.one                         303   200   200   200   200   200   200   200   200   403   404
POST facts.record                      401   422   422   422   422   422   422   422   403   403   404

GET  messages.choose                   303   200   200   200   403   403   200   200   403   403   403
POST messages.start                    401   404   404   404   403   403   404   404   403   403   403
GET  messages.page common              303   200   200   200   200   200   200   200   200   403   404
GET  messages.page secret              303   404   200   200   200   200   404   404   404   403   404
GET  accessibility.page                 200   200   200   200   200   200   200   200   200   200   200
POST drafts.drop common                401   409   403   403   403   403   409   403   403   403   403
POST drafts.drop secret                401   404   403   409   403   403   404   404   403   403   403
POST drafts.keep common                401   409   403   403   403   403   409   403   403   403   403
POST drafts.keep secret                401   404   403   409   403   403   404   404   403   403   403
GET  drafts.look common                 303   200   200   200   403   403   200   200   403   403   403
GET  drafts.look secret                 303   404   200   200   403   403   404   404   403   403   403
GET  search.page                        303   200   200   200   200   200   200   200   200   403   200
POST drafts.meet common                401   409   409   409   403   403   409   409   403   403   403
POST drafts.meet secret                401   404   409   409   403   403   404   404   403   403   403
POST word.take common                  401   409   409   409   403   403   409   409   403   403   403
POST word.take secret                  401   404   409   409   403   403   404   404   403   403   403
GET  drafts.edit   common              303   303   303   303   303   303   303   303   303   403   404
GET  drafts.edit   secret              303   404   303   303   303   303   404   404   404   403   404
POST drafts.save   common              401   409   403   403   403   403   409   403   403   403   403
POST drafts.save   secret              401   404   403   409   403   403   404   404   403   403   403
POST messages.copy common              401   303   403   403   403   403   303   403   403   403   403
POST messages.copy secret              401   404   403   303   403   403   404   404   403   403   403
POST messages.correct common           401   409   403   403   403   403   409   403   403   403   403
POST messages.correct secret           401   404   403   409   403   403   404   404   403   403   403
POST acts.do common                    401   403   403   403   409   409   403   403   403   403   404
POST acts.do secret                    401   404   403   403   409   409   404   404   404   403   404
POST acts.opine common                 401   422   422   422   403   403   422   422   403   403   403
POST acts.opine secret                 401   404   422   422   403   403   404   404   403   403   403
POST comments.make common              401   422   422   422   422   422   422   422   403   403   404
POST comments.make secret              401   404   422   422   422   422   404   404   403   403   404
POST comments.answer common            401   422   422   422   422   422   422   422   403   403   404
POST comments.answer secret            401   404   422   422   422   422   404   404   403   403   404
POST comments.settle common            401   404   404   403   404   404   404   403   403   403   404
POST comments.settle secret            401   404   404   404   404   404   404   404   403   403   404
GET  changes.page common               303   403   403   403   200   200   403   403   403   403   404
GET  changes.page secret               303   403   403   403   200   200   403   403   403   403   404
POST changes.propose common            401   403   403   403   409   409   403   403   403   403   404
POST changes.propose secret            401   403   403   403   409   409   403   403   403   403   404
POST changes.keep common               401   403   403   403   200   200   403   403   403   403   404
POST changes.keep secret               401   403   403   403   200   200   403   403   403   403   404
GET  changes.look common               303   403   403   403   200   200   403   403   403   403   404
GET  changes.look secret               303   403   403   403   200   200   403   403   403   403   404
POST changes.drop common               401   403   403   403   303   303   403   403   403   403   404
POST changes.drop secret               401   403   403   403   303   303   403   403   403   403   404
GET  by_hand.page common               303   403   200   200   403   403   200   403   403   403   403
GET  by_hand.page secret               303   403   200   200   403   403   404   403   403   403   403
POST by_hand.record common             401   403   422   422   403   403   422   403   403   403   403
POST by_hand.record secret             401   403   422   422   403   403   404   403   403   403   403
POST by_hand.answer common             401   404   404   404   404   404   404   404   404   403   404
POST by_hand.answer secret             401   404   404   404   404   404   404   404   404   403   404
GET  delegations.page                  303   403   403   403   200   200   403   403   403   403   200
POST delegations.give                  401   403   403   403   422   422   403   403   403   403   422
POST delegations.take_back             401   403   403   403   404   404   403   403   403   403   404
GET  prepared.choose                   303   200   200   200   200   200   200   200   403   403   404
GET  prepared.page                     303   404   404   404   404   404   404   404   403   403   404
POST prepared.use                      401   404   404   404   404   404   404   404   403   403   404
GET  prints.document common            303   200   200   200   200   200   200   200   200   403   404
GET  prints.document secret            303   404   200   200   200   200   404   404   404   403   404

GET  deliveries.desk common            303   404   404   404   404   404   404   404   404   403   404
GET  deliveries.desk secret            303   404   404   404   404   404   404   404   404   403   404
POST deliveries.begin common           401   404   404   404   404   404   404   404   403   403   404
POST deliveries.begin secret           401   404   404   404   404   404   404   404   403   403   404
GET  deliveries.page                   303   200   200   200   200   200   200   200   200   403   404
POST deliveries.progress               401   303   403   403   303   303   403   403   403   403   404
POST deliveries.end                    401   422   403   403   422   422   403   403   403   403   404
POST deliveries.settle                 401   422   422   422   422   422   422   422   403   403   404
POST receipts.enter                    401   422   422   422   422   422   422   422   403   403   404
GET  receipts.file                     303   200   200   200   200   200   200   200   200   403   404

GET  journal.page                      303   403   200   200   200   200   200   403   403   403   200
GET  journal.export                    303   403   200   200   200   200   200   403   403   403   200
GET  templates.page                    303   200   200   200   200   200   200   200   200   403   200
POST templates.verify                  401   403   303   409   409   409   403   403   403   403   409
POST templates.take_back               401   403   422   422   422   422   403   403   403   403   422
GET  hour.page                         303   200   200   200   200   200   200   403   403   200   200
POST hour.confirm                      401   422   422   422   422   422   422   403   403   422   422
GET  doctor.page                       303   200   200   200   200   200   200   403   403   200   200
GET  health.page                       200   200   200   200   200   200   200   200   200   200   200

GET  contacts.page                     303   200   200   200   200   200   200   200   200   200   200
GET  contacts.new                      303   200   403   403   403   403   200   403   403   200   403
POST contacts.add                      401   422   403   403   403   403   422   403   403   422   403
GET  contacts.one                      303   200   403   403   403   403   404   403   403   404   403
POST contacts.change                   401   422   403   403   403   403   404   403   403   404   403
POST contacts.retire                   401   303   403   403   403   403   404   403   403   404   403
GET  kit.page                          303   200   200   200   200   200   200   200   200   200   200
POST kit.take                          401   422   422   422   422   422   422   422   422   422   422
GET  paper.page                        303   200   200   200   200   200   200   200   200   403   200
GET  paper.new                         303   200   200   200   200   200   200   200   403   403   200
POST paper.enter                       401   422   422   422   422   422   422   422   403   403   422
POST paper.give_up                     401   422   422   422   422   422   422   422   403   403   422
GET  paper.one                         303   200   200   200   200   200   200   200   200   403   404
GET  paper.scan                        303   200   200   200   200   200   200   200   200   403   404

GET  recovery.page                     200   200   200   200   200   200   200   200   200   200   200
POST recovery.send                     422   422   422   422   422   422   422   422   422   422   422
GET  preparing.page                    303   403   403   403   403   403   403   403   403   200   403
GET  preparing.one                     303   403   403   403   403   403   403   403   403   200   403
GET  preparing.example                 303   403   403   403   403   403   403   403   403   200   403
POST preparing.preview                 401   403   403   403   403   403   403   403   403   422   403
POST preparing.confirm                 401   403   403   403   403   403   403   403   403   409   403
GET  envelope.page                     303   403   403   403   403   403   403   403   403   200   403
GET  envelope.contents                 303   403   403   403   403   403   403   403   403   200   403
POST envelope.start_sheet              401   403   403   403   403   403   403   403   403   422   403
POST envelope.sealed                   401   403   403   403   403   403   403   403   403   422   403

GET  people.page                       303   403   403   403   403   403   403   403   403   200   403
GET  people.new                        303   403   403   403   403   403   403   403   403   200   403
POST people.add                        401   403   403   403   403   403   403   403   403   422   403
GET  person.page                       303   403   403   403   403   403   403   403   403   200   403
POST person.change                     401   403   403   403   403   403   403   403   403   422   403
POST person.password                   401   403   403   403   403   403   403   403   403   422   403
POST person.active                     401   403   403   403   403   403   403   403   403   422   403
POST person.give                       401   403   403   403   403   403   403   403   403   422   403
POST person.end                        401   403   403   403   403   403   403   403   403   303   403
GET  establishments.page               303   403   403   403   403   403   403   403   403   200   403
GET  establishments.new                303   403   403   403   403   403   403   403   403   200   403
POST establishments.add                401   403   403   403   403   403   403   403   403   422   403
GET  establishments.one                303   403   403   403   403   403   403   403   403   200   403
POST establishments.change             401   403   403   403   403   403   403   403   403   422   403
"""
"""What each person gets who opens each page, or sends its form empty. Seen from Saint-Roch's objects: Zoé has none."""


def expected() -> dict[str, list[int]]:
    lines = [line.split() for line in EXPECTED.splitlines() if line]
    return {" ".join(words[: -len(PEOPLE)]): [int(word) for word in words[-len(PEOPLE) :]] for words in lines}


def test_every_endpoint_answers_each_person_as_written(
    app: Flask, objects: Objects, browser: Callable[[], Browser], signed_in: Enter
) -> None:
    found: dict[str, list[int]] = {}
    for who in PEOPLE:
        person = signed_in(who) if who else browser()
        token = person.token()
        for name, rule, which in cases(app):
            if name in ELSEWHERE:
                continue
            address = address_of(rule, objects, which)
            sent = person.client.get(address) if name.startswith("GET") else None
            answer = sent or person.client.post(address, data={"csrf_token": token})
            found.setdefault(name, []).append(answer.status_code)
    assert found == expected()


MARKS: Mapping[May | Who, str] = {
    May.RECORD_DECISIONS: "by_hand.page by_hand.record",
    May.ANSWER: "by_hand.answer",
    May.DELEGATE: "delegations.page delegations.give delegations.take_back",
    May.MIND_THE_MACHINE: "hour.page hour.confirm doctor.page",
    May.KEEP_CONTACTS: "contacts.new contacts.add contacts.one contacts.change contacts.retire",
    EVERYBODY: "recovery.page recovery.send health.page static "
    "sign_in.page sign_in.send again.send accessibility.page languages.choose exercise.play exercise.everybody "
    "telephone.trust telephone.authority",
    SIGNED_IN: "home.page account.page account.password held.page held.drop sign_in.go_on sign_in.leave "
    "telephone.page telephone.code taking_over.leave_to_another contacts.page kit.page kit.take",
    May.READ: (
        "search.page incidents.everything incidents.page facts.page facts.one messages.page drafts.edit acts.do "
        "prints.document "
        "deliveries.desk deliveries.page receipts.file templates.page paper.page paper.one paper.scan"
    ),
    May.DRAFT: "messages.choose messages.start messages.copy messages.correct "
    "drafts.save drafts.meet drafts.keep drafts.look drafts.drop word.take",
    May.OPINE: "acts.opine",
    May.DECIDE: "changes.page changes.propose changes.keep changes.look changes.drop",
    May.COMMENT: "comments.make comments.answer comments.settle",
    May.RELEASE: "deliveries.begin deliveries.progress deliveries.end deliveries.settle receipts.enter "
    "prepared.choose prepared.page prepared.use",
    May.RECORD_FACTS: "facts.record paper.new paper.enter paper.give_up",
    May.LEAD_INCIDENTS: "incidents.opening incidents.change incidents.close incidents.reopen",
    May.READ_JOURNAL: "journal.page journal.export",
    May.VERIFY_FORMS: "templates.verify templates.take_back",
    May.ADMINISTER: (
        "people.page people.new people.add person.page person.change person.password person.active person.give "
        "person.end establishments.page establishments.new establishments.add establishments.one establishments.change "
        "preparing.page preparing.one preparing.example preparing.preview preparing.confirm envelope.page "
        "envelope.contents envelope.start_sheet envelope.sealed"
    ),
}
"""What it takes to come in; ``acts.do`` serves every act, and the table of the message's life judges each."""


def test_every_view_bears_the_mark_written_here(app: Flask) -> None:
    marks: dict[May | Who | None, set[str]] = {}
    for endpoint, view in app.view_functions.items():
        marks.setdefault(mark_of(view), set()).add(endpoint)
    assert marks == {mark: set(endpoints.split()) for mark, endpoints in MARKS.items()}


@pytest.mark.parametrize("who", sorted(CAST))
def test_looking_changes_nothing(app: Flask, objects: Objects, signed_in: Enter, database: Database, who: str) -> None:
    person = signed_in(who)
    before = everything_in(database)
    for name, rule, which in cases(app):
        if name.startswith("GET"):
            person.client.get(address_of(rule, objects, which))
    assert everything_in(database) == before


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("who", ["alice", "dominique", "ines"])
def test_every_page_keeps_the_rules_of_the_house_in_both_languages(
    app: Flask, objects: Objects, signed_in: Enter, who: str, language: str
) -> None:
    person = signed_in(who)
    person.post("/language", {"language": language})
    wanted = PEOPLE.index(who)
    opened = [name for name, statuses in expected().items() if name.startswith("GET") and statuses[wanted] == 200]
    for name, rule, which in cases(app):
        if name in opened and name.split()[1] not in NO_PAGES:
            assert person.get(address_of(rule, objects, which)).get("lang") == language, name


def test_another_hospital_finds_nothing(app: Flask, objects: Objects, signed_in: Enter, database: Database) -> None:
    zoe = signed_in("zoe")
    hidden = [objects.incident, objects.common, objects.secret, objects.released, objects.delivery, objects.file]
    hidden += [objects.slip, objects.contact]
    hidden += [message_of(database, uid).number for uid in (objects.common, objects.secret, objects.released)]
    for name, rule, which in cases(app):
        if not name.startswith("GET"):
            continue
        answer = zoe.client.get(address_of(rule, objects, which))
        assert answer.status_code in (403, 404) or "<uid>" not in rule.rule, name
        if answer.status_code == 200:
            assert not [one for one in hidden if one in answer.text], name


@pytest.mark.parametrize("who", ["hugo", "gaelle", "alice", "farid"])
def test_what_is_above_ones_class_is_named_on_no_page(
    app: Flask, objects: Objects, signed_in: Enter, database: Database, who: str
) -> None:
    person = signed_in(who)
    number = message_of(database, objects.secret).number
    for name, rule, which in cases(app):
        if name.startswith("GET") and which != "secret" and rule.endpoint != "static":
            answer = person.client.get(address_of(rule, objects, which))
            page = answer.data.decode("utf-8", "replace")
            assert objects.secret not in page and number not in page, name


def test_an_administrator_sees_no_message(app: Flask, objects: Objects, signed_in: Enter, database: Database) -> None:
    ines = signed_in("ines")
    titles = [message_of(database, uid).number for uid in (objects.common, objects.secret, objects.released)]
    for name, rule, which in cases(app):
        if name.startswith("GET"):
            answer = ines.client.get(address_of(rule, objects, which))
            page = answer.data.decode("utf-8", "replace")
            assert answer.status_code != 200 or not [one for one in titles if one in page], name


PUT_TOGETHER = ("errors/", "deliveries/sheet_")
"""Templates called by a name that is put together: one a kind of failure, one a channel."""


def test_every_template_compiles_and_is_called_by_something(app: Flask) -> None:
    files = sorted(app.jinja_env.list_templates(extensions=["html"]))
    called = set(re.findall(r"\"([a-z_/]+\.html)\"", "".join(path.read_text() for path in sources())))
    for name in files:
        source = (ROOT / "templates" / name).read_text(encoding="utf-8")
        tree = app.jinja_env.parse(source)
        app.jinja_env.compile(source, name)
        called.update(name for name in find_referenced_templates(tree) if name)
    assert {name for name in files if not name.startswith(PUT_TOGETHER)} - called == set()
    assert called - set(files) == set()


def sources() -> Iterator[Path]:
    return (ROOT / "commworkflow").rglob("*.py")


def everything_in(database: Database) -> list[str]:
    """The whole database, line by line."""
    with database.read() as session:
        raw = session.connection().connection.driver_connection
        assert raw is not None
        return list(raw.iterdump())


def test_the_journal_of_the_sweeps_is_gapless(objects: Objects, database: Database) -> None:
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Journal)) == journal_length(database)
