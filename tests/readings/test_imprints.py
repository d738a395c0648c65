"""What is printed around a text that left: as it was decided, whatever changed since; what nobody decided says so."""

from dataclasses import replace

from sqlalchemy import select

from commworkflow.actions import establishments, people
from commworkflow.actions.delivering import Beginning, begin
from commworkflow.records.house import House
from commworkflow.records.releases import File
from commworkflow.rules.notice import Mark
from commworkflow.rules.roles import Actor
from commworkflow.rules.situation import Intent
from tests.acting import DOMINIQUE, FARID, INES, release, released, sent, validated
from tests.cast import CAST, NOW, SAINT_ROCH
from tests.documents.looking import open_docx, page_texts
from tests.released import WAYS, WRITERS, seal_of

HANDED_OVER = Beginning("La préfecture", 0, "other", ("pdf", "docx"))
LETTERHEAD = "Direction générale"
THEIRS = replace(establishments.NEW, name=SAINT_ROCH.name, letterhead=LETTERHEAD)


def files_of(house: House, uid: str, who: Actor = DOMINIQUE) -> tuple[list[str], list[str]]:
    """Hand a text over; return the words of each page of the pdf kept, and of the docx: head, feet and body."""
    begin(
        house, who, uid, HANDED_OVER, Intent(seal=seal_of(house, uid), channel="document"), WAYS.channels, WRITERS, NOW
    )
    with house.database.read() as session:
        pdf, docx = session.scalars(select(File.bytes).order_by(File.id))
    document = open_docx(docx)
    section = document.sections[0]
    places = (section.header, section.footer, section.first_page_header, section.first_page_footer, document)
    return page_texts(pdf), ["\n".join(line.text for line in place.paragraphs) for place in places]


def printed(house: House, uid: str) -> str:
    """Everything the files of a released text say."""
    pages, places = files_of(house, uid)
    return " ".join((*pages, *places))


def test_a_report_says_on_every_page_of_its_files_that_nobody_validated_it(house: House) -> None:
    pages, places = files_of(house, sent(house), FARID)
    assert [place for place in (*pages, *places) if Mark.INTERNAL not in place] == []


def test_a_text_that_was_validated_bears_no_such_mark(house: House) -> None:
    said = printed(house, released(house))
    assert [mark for mark in Mark if mark and mark in said] == []


def test_the_letterhead_is_the_one_that_was_sealed(house: House) -> None:
    establishments.change_establishment(house, INES, SAINT_ROCH.uid, THEIRS, NOW)
    uid = validated(house)
    changed = replace(THEIRS, name="Hôpital du Haut-Doubs", letterhead="Direction par intérim")
    establishments.change_establishment(house, INES, SAINT_ROCH.uid, changed, NOW)
    release(house, uid)
    said = printed(house, uid)
    assert LETTERHEAD in said and SAINT_ROCH.name in said
    assert changed.letterhead not in said and changed.name not in said


def test_the_director_signs_by_the_name_they_validated_under(house: House) -> None:
    uid = validated(house)
    renamed = people.Particulars("Dominique Vasseur-Roy", CAST["dominique"].email, "fr")
    people.change_person(house, INES, DOMINIQUE.uid, renamed, NOW)
    release(house, uid)
    said = printed(house, uid)
    assert "Pour l’établissement, Dominique Vasseur, direction" in said
    assert renamed.name not in said
