"""Bringing lists in: looked at first, then all of it in one act and one entry, or nothing at all."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from commworkflow.actions.act import NotFound
from commworkflow.actions.import_steps import Effect
from commworkflow.actions.importing import Moved, Preview, bring_in, look
from commworkflow.records.base import new_uid
from commworkflow.records.contacts import Contact
from commworkflow.records.house import House
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.records.sign_ins import SignInSession
from commworkflow.rules import roles
from commworkflow.rules.list_rows import RowKey
from commworkflow.rules.lists import ListKind
from commworkflow.rules.roles import Actor, Role
from tests.acting import contents, entries, nothing_done, one_entry
from tests.cast import CAST, LONG_AGO, NOW, SAINT_ROCH, VAL_D_OR, uid_of
from tests.keeping import last_told

INES = CAST["ines"].actor
PEOPLE, MANDATES = ListKind.PEOPLE, ListKind.MANDATES
PLACES, CONTACTS = ListKind.ESTABLISHMENTS, ListKind.CONTACTS
NEW = "nom;courriel;telephone;langue\nNina Weber;nina@hopital.example;06 12 34 56 78;anglais\n"


def brought_in(house: House, kind: ListKind, text: str, actor: Actor = INES, now: datetime = NOW) -> Preview:
    return bring_in(house, actor, kind, text, look(house, actor, kind, text, now).seen, now)


def effects(preview: Preview) -> list[tuple[int, str, str]]:
    return [(change.line, change.effect.value, change.name) for change in preview.changes]


def faults(
    house: House, kind: ListKind, text: str, actor: Actor = INES, now: datetime = NOW
) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.key) for fault in look(house, actor, kind, text, now).faults]


def person(house: House, email: str) -> Person:
    with house.database.read() as session:
        return session.scalars(select(Person).where(Person.email == email)).one()


def test_looking_writes_nothing(house: House) -> None:
    before = contents(house)
    preview = look(house, INES, PEOPLE, NEW, NOW)
    assert effects(preview) == [(2, "added", "Nina Weber")]
    assert contents(house) == before


def test_people_are_added_in_one_act_without_a_password(house: House) -> None:
    with one_entry(house, "list_brought_in"):
        brought_in(house, PEOPLE, NEW + "Omar Diaz;OMAR@hopital.example;;\n")
    nina, omar = person(house, "nina@hopital.example"), person(house, "omar@hopital.example")
    assert (nina.name, nina.telephone, nina.language, nina.password_hash) == ("Nina Weber", "06 12 34 56 78", "en", "")
    assert (omar.telephone, omar.language, omar.active) == ("", "fr", True)


def test_somebody_known_is_changed_and_the_change_is_shown(house: House) -> None:
    text = "nom;courriel;telephone\nAlice Martin-Dupré;alice@hopital.example;06 12 34 56 78\n"
    (change,) = look(house, INES, PEOPLE, text, NOW).changes
    shown = [(one.column, one.before, one.after) for one in change.differences]
    assert (change.effect, change.name) == (Effect.CHANGED, "Alice Martin")
    assert shown == [("nom", "Alice Martin", "Alice Martin-Dupré"), ("telephone", "", "06 12 34 56 78")]
    brought_in(house, PEOPLE, text)
    assert person(house, "alice@hopital.example").name == "Alice Martin-Dupré"


def test_an_empty_cell_takes_nothing_away(house: House) -> None:
    brought_in(house, PEOPLE, "nom;courriel;telephone\nAlice Martin;alice@hopital.example;06 12 34 56 78\n")
    preview = look(house, INES, PEOPLE, "nom;courriel;telephone\nAlice Martin;alice@hopital.example;\n", NOW)
    assert [change.effect for change in preview.changes] == [Effect.SAME]
    assert not preview.does_something


def test_a_list_with_one_fault_is_not_brought_in_at_all(house: House) -> None:
    text = NEW + "Omar Diaz;pas une adresse;;\n"
    seen = look(house, INES, PEOPLE, text, NOW).seen
    with nothing_done(house, raises=Moved):
        bring_in(house, INES, PEOPLE, text, seen, NOW)


def test_a_list_that_changes_nothing_makes_no_entry(house: House) -> None:
    text = "nom;courriel\nAlice Martin;alice@hopital.example\n"
    with nothing_done(house, raises=Moved):
        bring_in(house, INES, PEOPLE, text, look(house, INES, PEOPLE, text, NOW).seen, NOW)


def test_what_was_shown_is_what_is_done_or_nothing(house: House) -> None:
    """Somebody adds the same person between the preview and its confirmation."""
    seen = look(house, INES, PEOPLE, NEW, NOW).seen
    brought_in(house, PEOPLE, "nom;courriel\nN. Weber;nina@hopital.example\n")
    before = entries(house)
    with pytest.raises(Moved) as told:
        bring_in(house, INES, PEOPLE, NEW, seen, NOW)
    assert effects(told.value.preview) == [(2, "changed", "N. Weber")]
    assert entries(house) == before
    assert person(house, "nina@hopital.example").name == "N. Weber"


def test_line_ends_that_a_browser_writes_change_nothing_of_the_preview(house: House) -> None:
    shown = look(house, INES, PEOPLE, NEW, NOW)
    bring_in(house, INES, PEOPLE, NEW.replace("\n", "\r\n"), shown.seen, NOW)
    assert person(house, "nina@hopital.example").name == "Nina Weber"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("Alice MARTIN;am@hopital.example", [(2, "nom", RowKey.NAME_ALIKE)]),
        ("Somebody;álice@hopital.example", [(2, "courriel", RowKey.ADDRESS_ALIKE)]),
        ("\u0410nna Weber;anna@hopital.example", [(2, "nom", RowKey.TWO_ALPHABETS)]),
        ("Anna Weber;\u0430nna@hopital.example", [(2, "courriel", RowKey.TWO_ALPHABETS)]),
        ("Anna Weber;a@hopital.example\nAnna Wéber;b@hopital.example", [(3, "nom", RowKey.NAME_ALIKE)]),
        ("Alice Martin;hugo@hopital.example", [(2, "nom", RowKey.NAME_ALIKE)]),
        ("Anna Weber;a@hopital.example\nAnna Weber;a@hopital.example", [(3, "courriel", RowKey.TWICE)]),
        ("Alicé Martin;ａlice@hopital.example", []),
    ],
)
def test_a_list_brings_in_nobody_who_could_be_taken_for_somebody_else(
    house: House, rows: str, told: list[tuple[int, str, RowKey]]
) -> None:
    assert faults(house, PEOPLE, f"nom;courriel\n{rows}\n") == told


def test_two_of_one_name_from_before_can_stand_in_a_list(house: House) -> None:
    with house.database.write() as session:
        session.execute(update(Person).where(Person.email == "hugo@hopital.example").values(name="Alice Martin"))
        session.commit()
    assert faults(house, PEOPLE, "nom;courriel;telephone\nAlice Martin;hugo@hopital.example;06 12 34 56 78\n") == []


def test_whoever_administers_nothing_brings_in_nothing(house: House) -> None:
    with pytest.raises(NotFound):
        look(house, CAST["dominique"].actor, PEOPLE, NEW, NOW)
    with nothing_done(house, raises=NotFound):
        bring_in(house, CAST["dominique"].actor, PEOPLE, NEW, "", NOW)


def test_somebody_of_another_hospital_is_left_alone(house: House) -> None:
    assert faults(house, PEOPLE, "nom;courriel\nZ;zoe@hopital.example\n") == [(2, "courriel", RowKey.KEPT_ELSEWHERE)]


def test_somebody_who_also_works_elsewhere_is_left_alone(house: House) -> None:
    give(house, "alice", VAL_D_OR.uid, Role.READER)
    text = "nom;courriel\nA;alice@hopital.example\n"
    assert faults(house, PEOPLE, text) == [(2, "courriel", RowKey.KEPT_ELSEWHERE)]


def test_mandates_are_given_in_the_establishments_own_hours(house: House) -> None:
    sitting = sit(house, "alice")
    text = (
        "courriel;etablissement;role;debut;fin;acte\n"
        "alice@hopital.example;centre hospitalier SAINT-ROCH;Directeur de garde;20/11/2026 18:00;23/11/2026;Tableau\n"
    )
    with one_entry(house, "list_brought_in"):
        preview = brought_in(house, MANDATES, text)
    assert effects(preview) == [(2, "added", "Alice Martin")]
    given = mandates(house, "alice")[-1]
    assert (given.role, given.deed, given.revoked_at) == (Role.DIRECTOR_ON_DUTY, "Tableau", None)
    assert given.from_at == datetime(2026, 11, 20, 17, tzinfo=UTC)
    assert given.until_at == datetime(2026, 11, 23, 23, tzinfo=UTC)
    assert ended(house, sitting) == NOW, "whoever's rights change is signed out"


def test_a_mandate_held_already_is_not_given_twice_and_its_end_can_be_set(house: House) -> None:
    same = "courriel;role\nalice@hopital.example;communication\n"
    assert [change.effect for change in look(house, INES, MANDATES, same, NOW).changes] == [Effect.SAME]
    ending = "courriel;role;fin\nalice@hopital.example;communication;01/12/2026\n"
    (change,) = brought_in(house, MANDATES, ending).changes
    assert [(one.before, one.after) for one in change.differences] == [("", "02/12/2026 00:00")]
    (held,) = mandates(house, "alice")
    assert held.until_at == datetime(2026, 12, 1, 23, tzinfo=UTC)


TERM = "courriel;role;debut;fin\n{}@hopital.example;directeur;{};{}\n"
"""A directorship from an hour to an hour, as a list says it."""


@pytest.mark.parametrize(
    ("who", "later", "fault"),
    [
        ("ines", timedelta(minutes=2), RowKey.OWN_ROLE_IN_THE_PAST),
        ("alice", timedelta(days=8), RowKey.ROLE_IN_THE_PAST),
    ],
)
def test_an_end_that_has_come_is_not_moved(house: House, who: str, later: timedelta, fault: RowKey) -> None:
    """What was done meanwhile would be covered by a right that nobody held."""
    brought_in(house, MANDATES, TERM.format(who, "14/03/2026 09:30", "14/03/2026 09:31"))
    longer = TERM.format(who, "14/03/2026 09:30", "01/12/2026 00:00")
    assert faults(house, MANDATES, longer, now=NOW + later) == [(2, "debut", fault)]
    assert mandates(house, who)[-1].until_at == NOW + timedelta(minutes=1)


def test_an_end_is_not_set_where_it_would_have_come_already(house: House) -> None:
    """Who validated the texts of this morning was a director then."""
    held_since = "07/02/2025 09:30"
    yesterday = TERM.format("etienne", held_since, "13/03/2026 12:00")
    assert faults(house, MANDATES, yesterday) == [(2, "fin", RowKey.ENDS_BEFORE)]
    assert faults(house, MANDATES, TERM.format("etienne", held_since, "14/03/2026 09:31")) == []


def test_an_end_before_what_the_journal_tells_is_past_even_where_the_clock_was_set_back(house: House) -> None:
    brought_in(house, PEOPLE, NEW, now=NOW + timedelta(hours=2))
    text = TERM.format("etienne", "07/02/2025 09:30", "14/03/2026 {}")
    assert faults(house, MANDATES, text.format("11:30")) == [(2, "fin", RowKey.ENDS_BEFORE)]
    brought_in(house, MANDATES, text.format("11:31"))


def test_a_list_that_says_what_was_held_is_brought_in_again(house: House) -> None:
    """The table of those on duty keeps its lines of last week."""
    text = TERM.format("alice", "14/03/2026 09:30", "14/03/2026 09:31")
    brought_in(house, MANDATES, text)
    later = look(house, INES, MANDATES, text, NOW + timedelta(days=8))
    assert ([change.effect for change in later.changes], later.faults) == ([Effect.SAME], ())


def test_the_journal_says_from_when_to_when_a_list_gives_its_mandates(house: House) -> None:
    row = "alice@hopital.example;communication;;15/03/2026 09:30\n"
    brought_in(house, MANDATES, TERM.format("hugo", "14/03/2026 09:30", "") + row)
    assert last_told(house).facts["terms"] == (
        f"2026-03-14T08:30:00+00:00/ {LONG_AGO.isoformat()}/2026-03-15T08:30:00+00:00"
    )


def test_a_mandate_that_was_taken_back_is_given_again(house: House) -> None:
    revoke(house, "alice")
    (change,) = look(house, INES, MANDATES, "courriel;role\nalice@hopital.example;communication\n", NOW).changes
    assert change.effect is Effect.ADDED


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("nobody@hopital.example;;lecteur;;;", ("courriel", RowKey.PERSON_UNKNOWN)),
        ("zoe@hopital.example;;lecteur;;;", ("courriel", RowKey.KEPT_ELSEWHERE)),
        ("alice@hopital.example;Clinique du Val d'Or;lecteur;;;", ("etablissement", RowKey.ESTABLISHMENT_UNKNOWN)),
        ("alice@hopital.example;;direction;;;", ("direction", RowKey.DIRECTORATE_NEEDED)),
        ("alice@hopital.example;;lecteur;;20/11/2026;19/11/2026", ("fin", RowKey.ENDS_BEFORE)),
        ("alice@hopital.example;;lecteur;;;13/03/2026 12:00", ("fin", RowKey.ENDS_BEFORE)),
        ("alice@hopital.example;;lecteur;;demain;", ("debut", "not_a_date")),
        ("alice@hopital.example;;lecteur;;13/03/2026 09:29;", ("debut", RowKey.ROLE_IN_THE_PAST)),
        ("ines@hopital.example;;lecteur;;14/03/2026 09:29;", ("debut", RowKey.OWN_ROLE_IN_THE_PAST)),
    ],
)
def test_a_mandate_that_cannot_be_given_is_told(house: House, row: str, fault: tuple[str, str]) -> None:
    text = f"courriel;etablissement;role;direction;debut;fin\n{row}\n"
    assert faults(house, MANDATES, text) == [(2, *fault)]


def test_no_establishment_loses_its_last_administrator_to_a_list(house: House) -> None:
    text = "courriel;role;fin\nines@hopital.example;administrateur;01/12/2026\n"
    seen = look(house, INES, MANDATES, text, NOW).seen
    with nothing_done(house, raises=Moved) as told:
        bring_in(house, INES, MANDATES, text, seen, NOW)
    assert isinstance(told.value, Moved)
    (fault,) = told.value.preview.faults
    assert (fault.key, fault.facts) == (RowKey.ADMINISTRATOR_LEFT, {"establishment": SAINT_ROCH.name})


def test_a_list_that_ends_one_administrator_and_names_another_is_brought_in(house: House) -> None:
    text = "courriel;role;fin\nines@hopital.example;administrateur;01/12/2026\nalice@hopital.example;administrateur;\n"
    preview = brought_in(house, MANDATES, text)
    assert [change.effect for change in preview.changes] == [Effect.CHANGED, Effect.ADDED]


def test_an_exercise_in_which_nobody_has_a_password_takes_lists_too(house: House) -> None:
    with house.database.write() as session:
        session.execute(update(Person).values(password_hash=""))
        session.commit()
    assert brought_in(house, PEOPLE, NEW).count(Effect.ADDED) == 1


def test_who_administers_several_establishments_says_which(house: House) -> None:
    give(house, "ines", VAL_D_OR.uid, Role.ADMINISTRATOR)
    both = Actor(INES.uid, INES.name, "fr", (*INES.mandates, administering(VAL_D_OR.uid)))
    row = "courriel;role;etablissement\nalice@hopital.example;lecteur;{}\n"
    assert faults(house, MANDATES, row.format(""), both) == [(2, "etablissement", RowKey.ESTABLISHMENT_NEEDED)]
    assert faults(house, MANDATES, row.format(VAL_D_OR.name), both) == []


def test_an_establishment_is_added_with_its_administrator_or_changed_by_name(house: House) -> None:
    text = "nom;finess;fuseau\nCentre hospitalier Saint-Roch;99 0001234;\nHôpital du Lac;;Indian/Reunion\n"
    preview = brought_in(house, PLACES, text)
    assert effects(preview) == [(2, "changed", SAINT_ROCH.name), (3, "added", "Hôpital du Lac")]
    with house.database.read() as session:
        lake = session.scalars(select(Establishment).where(Establishment.name == "Hôpital du Lac")).one()
        roch = session.scalars(select(Establishment).where(Establishment.uid == SAINT_ROCH.uid)).one()
        keeper = session.scalars(select(Mandate).where(Mandate.establishment_id == lake.id)).one()
    assert (roch.finess, roch.zone, lake.zone, keeper.role) == (
        "990001234",
        "Europe/Paris",
        "Indian/Reunion",
        Role.ADMINISTRATOR,
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("nom\nClinique du Val d'Or\n", ("nom", RowKey.NAME_TAKEN)),
        ("nom;finess\nX;12\n", ("finess", "not_a_finess")),
        ("nom;fuseau\nX;Paris\n", ("fuseau", "not_a_zone")),
        ("nom;site\nX;www.x.example\n", ("site", "not_a_site")),
    ],
)
def test_an_establishment_that_cannot_be_kept_is_told(house: House, text: str, fault: tuple[str, str]) -> None:
    assert faults(house, PLACES, text) == [(2, *fault)]


def test_contacts_are_added_and_found_again_by_their_name(house: House) -> None:
    text = "cercle;organisme;telephone;verifie_le\nautorité;CNIL;02 61 91 00 72;02/03/2026\n"
    brought_in(house, CONTACTS, text)
    again = text.replace("00 72", "00 73").replace("CNIL", "cnil")
    (change,) = brought_in(house, CONTACTS, again).changes
    assert [(one.column, one.before, one.after) for one in change.differences] == [
        ("organisme", "CNIL", "cnil"),
        ("telephone", "02 61 91 00 72", "02 61 91 00 73"),
    ]
    with house.database.read() as session:
        (kept,) = session.scalars(select(Contact)).all()
    assert (kept.telephone, kept.circle) == ("02 61 91 00 73", "authority")
    assert kept.checked_at == datetime(2026, 3, 1, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("autorité;CNIL;;", ("telephone", RowKey.TELEPHONE_OR_ADDRESS)),
        ("autorité;CNIL;02 61 91 00 72;15/03/2026", ("verifie_le", RowKey.TO_COME)),
        ("autorité;CNIL;02 61 91 00 72;hier", ("verifie_le", "not_a_date")),
    ],
)
def test_a_contact_that_cannot_be_kept_is_told(house: House, row: str, fault: tuple[str, str]) -> None:
    assert faults(house, CONTACTS, f"cercle;organisme;telephone;verifie_le\n{row}\n") == [(2, *fault)]


def administering(place: str) -> roles.Mandate:
    return roles.Mandate("there", place, Role.ADMINISTRATOR, LONG_AGO)


def give(house: House, who: str, place: str, role: Role) -> None:
    with house.database.write() as session:
        session.add(
            Mandate(
                uid=new_uid(),
                person_id=session.scalars(select(Person.id).where(Person.uid == CAST[who].uid)).one(),
                establishment_id=session.scalars(select(Establishment.id).where(Establishment.uid == place)).one(),
                role=role,
                from_at=LONG_AGO,
            )
        )
        session.commit()


def mandates(house: House, who: str) -> list[Mandate]:
    with house.database.read() as session:
        statement = select(Mandate).join(Person, Person.id == Mandate.person_id).where(Person.uid == CAST[who].uid)
        return list(session.scalars(statement.order_by(Mandate.id)))


def revoke(house: House, who: str) -> None:
    with house.database.write() as session:
        held = session.scalars(select(Mandate).where(Mandate.uid == uid_of(f"mandate of {CAST[who].name}"))).one()
        held.revoked_at = NOW - timedelta(days=1)
        session.commit()


def sit(house: House, who: str) -> str:
    uid = new_uid()
    with house.database.write() as session:
        number = session.scalars(select(Person.id).where(Person.uid == CAST[who].uid)).one()
        session.add(SignInSession(uid=uid, token_hash=uid, person_id=number, made_at=NOW, seen_at=NOW))
        session.commit()
    return uid


def ended(house: House, sitting: str) -> datetime | None:
    with house.database.read() as session:
        return session.scalar(select(SignInSession.ended_at).where(SignInSession.uid == sitting))
