"""The contacts' page: numbers that can be pressed on a telephone, kept by a few, read by all who read."""

from collections.abc import Callable

import pytest

from tests.browser import Browser
from tests.cast import SAINT_ROCH
from tests.house_rules import all_of

Enter = Callable[[str], Browser]
CNIL = {
    "establishment": SAINT_ROCH.uid,
    "circle": "authority",
    "organisation": "CNIL",
    "name": "",
    "quality": "Notifications",
    "telephone": "0261910072",
    "other_telephone": "",
    "email": "cnil@autorite.example",
    "note": "Aux heures ouvrées.",
    "checked_at": "2026-03-02T10:00",
}


def english(enter: Enter, who: str) -> Browser:
    person = enter(who)
    person.post("/language", {"language": "en"})
    return person


def test_a_contact_is_added_read_by_everybody_and_changed(signed_in: Enter) -> None:
    alice, hugo = english(signed_in, "alice"), english(signed_in, "hugo")
    alice.get("/contacts/new")
    alice.send("/contacts/new", CNIL)
    hugo.get("/contacts")
    assert hugo.links["02 61 91 00 72"] == "tel:0261910072"
    assert "2 March 2026" in hugo.words and "to be tried" not in hugo.words
    assert not [address for address in hugo.links.values() if address.startswith("/contacts/")]
    alice.get(alice.links["CNIL"])
    alice.send(alice.address, {"telephone": "02 61 91 00 73"})
    hugo.get("/contacts")
    assert "02 61 91 00 73" in hugo.words and "02 61 91 00 72" not in hugo.words


def test_a_contact_is_taken_off_the_list(signed_in: Enter) -> None:
    alice = english(signed_in, "alice")
    alice.post("/contacts/new", CNIL)
    alice.get(alice.links["CNIL"])
    alice.send(f"{alice.address}/retire")
    assert "CNIL" not in alice.words and "off the list" in alice.words


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"telephone": "12"}, "no such telephone number"),
        ({"email": "cnil"}, "e-mail address"),
        ({"telephone": "", "email": ""}, "could not be reached"),
        ({"organisation": ""}, "This is needed"),
        ({"checked_at": "2027-01-01T10:00"}, "has not come yet"),
        ({"circle": "friends"}, "Choose among the answers offered."),
    ],
)
def test_what_cannot_be_kept_is_told_and_nothing_typed_is_lost(
    signed_in: Enter, changes: dict[str, str], told: str
) -> None:
    alice = english(signed_in, "alice")
    alice.post("/contacts/new", {**CNIL, **changes}, 422)
    assert told in alice.words
    form = next(form for form in all_of(alice.page, "form") if form.get("data-unsaved") is not None)
    assert alice.shown(form) == {**alice.shown(form), **CNIL, **changes, "circle": alice.shown(form)["circle"]}


def test_who_may_not_read_messages_nor_keep_contacts_is_told_who_may(signed_in: Enter) -> None:
    signed_in("ines").get("/contacts")
    signed_in("hugo").get("/contacts/new", 403)


def test_another_hospitals_contact_is_not_to_be_found(signed_in: Enter) -> None:
    alice, zoe = english(signed_in, "alice"), english(signed_in, "zoe")
    alice.post("/contacts/new", CNIL)
    zoe.get("/contacts")
    assert "CNIL" not in zoe.words
