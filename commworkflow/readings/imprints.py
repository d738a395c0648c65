"""What is printed around a text at each moment of its life: the one maker of imprints."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from commworkflow.readings.drafts import letterhead_lines
from commworkflow.readings.standing import Standing
from commworkflow.records.house import House
from commworkflow.rules.answer_words import hour_in_words
from commworkflow.rules.canonical import short_form
from commworkflow.rules.message_templates import Ending
from commworkflow.rules.notice import Imprint, Mark
from commworkflow.rules.roles import Role
from commworkflow.rules.situation import Status

_LEFT = frozenset({Status.RELEASED, Status.WITHDRAWN})

_SIGNS: Mapping[str, Mapping[Role, str]] = {
    "fr": {
        Role.DIRECTOR: "Pour l’établissement, {name}, direction",
        Role.DIRECTOR_ON_DUTY: "Pour l’établissement, {name}, direction de garde",
    },
    "en": {
        Role.DIRECTOR: "For the establishment, {name}, director",
        Role.DIRECTOR_ON_DUTY: "For the establishment, {name}, director on duty",
    },
}
"""How a validation is signed, in the language of the text and not of the page."""


def draft_imprint(house: House, standing: Standing, title: str, now: datetime) -> Imprint:
    """Return the imprint of a text that is still being written: no seal, no signer, the mark of a draft."""
    return _imprint(house, standing, title, standing.message.number, Mark.DRAFT, now)


def sealed_imprint(house: House, standing: Standing, title: str) -> Imprint:
    """Return the imprint of a submitted text before it leaves: its seal, and the mark that says it has not left.

    Dated by the act that brought it where it is, so that the same page prints the same bytes twice.
    """
    if standing.sealed is None:
        raise ValueError("a draft has no seal to print")
    validation = standing.validation
    validated = standing.situation.status is Status.VALIDATED and validation is not None
    mark = Mark.VALIDATED if validated else Mark.DRAFT
    moment = validation.entered_at if validated and validation is not None else standing.sealed.submitted_at
    return _imprint(house, standing, title, standing.message.number, mark, moment)


def release_imprint(house: House, standing: Standing, title: str, number: str, now: datetime) -> Imprint:
    """Return the imprint frozen with a release: its number, its hour, whose decision it rests on.

    It bears no mark, unless it is a report: what nobody validated says so wherever it goes.
    """
    validated = standing.situation.template.ending is Ending.VALIDATED
    return _imprint(house, standing, title, number, Mark.NONE if validated else Mark.INTERNAL, now)


def _imprint(house: House, standing: Standing, title: str, number: str, mark: Mark, moment: datetime) -> Imprint:
    message, sealed = standing.message, standing.sealed
    sealed_now = sealed is not None and standing.situation.seal != ""
    name, *letterhead = _letterhead(standing)
    return Imprint(
        world=house.world,
        language=message.language,
        establishment=name,
        letterhead=tuple(letterhead),
        title=title,
        number=number,
        version=message.number,
        reading_class=standing.situation.reading_class.name,
        mark=mark,
        moment=moment.astimezone(UTC).isoformat(timespec="seconds"),
        dated=hour_in_words(moment, message.language, standing.zone),
        signer=_signer(standing, mark),
        seal=short_form(sealed.seal) if sealed is not None and sealed_now else "",
        text_digest=short_form(sealed.text_digest) if sealed is not None and sealed_now else "",
    )


def _letterhead(standing: Standing) -> list[str]:
    """Name and letterhead as sealed; for a draft, as they stand today: nobody has decided on it yet."""
    if standing.situation.seal == "":
        return [standing.establishment.name, *letterhead_lines(standing.establishment)]
    sealed: list[str] = json.loads(standing.sealed_bytes)["letterhead"]
    return sealed


def _signer(standing: Standing, mark: Mark) -> str:
    """The director's name stands under a text only once the director has validated it."""
    if mark is Mark.DRAFT or standing.validated_as is None:
        return ""
    signs = _SIGNS.get(standing.message.language, _SIGNS["fr"])
    return signs.get(standing.validated_as, "{name}").format(name=standing.signed_as)
