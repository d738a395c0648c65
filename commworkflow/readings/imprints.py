"""What is printed around a text at each moment of its life: the one maker of imprints."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from commworkflow.readings.drafts import letterhead_lines
from commworkflow.readings.standing import Standing
from commworkflow.records.house import House
from commworkflow.rules.answer_words import hour_in_words
from commworkflow.rules.by_hand import Basis, Confirmation
from commworkflow.rules.canonical import short_form
from commworkflow.rules.message_templates import Ending
from commworkflow.rules.notice import Imprint, Mark
from commworkflow.rules.roles import Role
from commworkflow.rules.situation import Status

_UNDECIDED: Mapping[Status, Mark] = {Status.REFUSED: Mark.REFUSED, Status.DISCARDED: Mark.DISCARDED}
"""The marks of the texts that never left and never will; any other that nobody validated is a draft."""

_DELEGATED: Mapping[str, str] = {
    "fr": "Pour le directeur et par délégation, {name}",
    "en": "For the director and by delegation, {name}",
}
"""How a delegate signs (CRPA L.212-1, general knowledge, to be verified), before the function they sign in."""

_BY_HAND: Mapping[str, Mapping[Basis, Mapping[Confirmation | None, str]]] = {
    "fr": {
        Basis.TELEPHONE: {
            None: "Validé par téléphone le {said}, à confirmer.",
            Confirmation.CONFIRMED: "Validé par téléphone le {said}, confirmé le {answered}.",
            Confirmation.CONTESTED: "Validation par téléphone du {said}, contestée le {answered}.",
        },
        Basis.PAPER: {
            None: "Validé sur papier le {said}, à confirmer.",
            Confirmation.CONFIRMED: "Validé sur papier le {said}, confirmé le {answered}.",
            Confirmation.CONTESTED: "Validation sur papier du {said}, contestée le {answered}.",
        },
    },
    "en": {
        Basis.TELEPHONE: {
            None: "Validated by telephone on {said}, to be confirmed.",
            Confirmation.CONFIRMED: "Validated by telephone on {said}, confirmed on {answered}.",
            Confirmation.CONTESTED: "Validation by telephone of {said}, contested on {answered}.",
        },
        Basis.PAPER: {
            None: "Validated on paper on {said}, to be confirmed.",
            Confirmation.CONFIRMED: "Validated on paper on {said}, confirmed on {answered}.",
            Confirmation.CONTESTED: "Validation on paper of {said}, contested on {answered}.",
        },
    },
}
"""What everything made from a text says of a validation without a screen, in the language of the text."""

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
    """Return the imprint of a text that was never submitted as it stands: no seal, no signer, the mark that says so."""
    return _imprint(house, standing, title, standing.message.number, _unvalidated(standing), now)


def sealed_imprint(house: House, standing: Standing, title: str) -> Imprint:
    """Return the imprint of a submitted text before it leaves: its seal, and the mark that says it has not left.

    Dated by the act that brought it where it is, so that the same page prints the same bytes twice.
    """
    if standing.sealed is None:
        raise ValueError("a draft has no seal to print")
    validation = standing.validation
    validated = standing.situation.status is Status.VALIDATED and validation is not None
    mark = Mark.VALIDATED if validated else _unvalidated(standing)
    moment = validation.entered_at if validated and validation is not None else standing.sealed.submitted_at
    return _imprint(house, standing, title, standing.message.number, mark, moment)


def _unvalidated(standing: Standing) -> Mark:
    return _UNDECIDED.get(standing.situation.status, Mark.DRAFT)


def release_imprint(house: House, standing: Standing, title: str, number: str, now: datetime) -> Imprint:
    """Return the imprint frozen with a release: its number, its hour, whose decision it rests on.

    It bears no mark, unless it is a report: what nobody validated says so wherever it goes.
    """
    validated = standing.situation.template.ending is Ending.VALIDATED
    mark = Mark.NONE if validated else Mark.INTERNAL
    return _imprint(house, standing, title, number, mark, now, standing.situation.actor.name)


_PREPARED: Mapping[str, tuple[str, str, str]] = {
    "fr": (
        "Texte préparé et validé le {said}, complété par {name}.",
        "Texte préparé et validé le {said}, complété et diffusé par {name}.",
        "Texte préparé et validé le {said}, complété par {name}, diffusé par {releaser}.",
    ),
    "en": (
        "Text prepared and validated on {said}, finished by {name}.",
        "Text prepared and validated on {said}, finished and released by {name}.",
        "Text prepared and validated on {said}, finished by {name}, released by {releaser}.",
    ),
}
"""What is said of a text validated in calm: before it leaves, let out by who finished it, let out by another."""


def rests_on(standing: Standing, releaser: str = "") -> tuple[str, ...]:
    """Return what is said, beside the text, of a validation that no director gave on a screen; nothing otherwise.

    ``releaser``: who lets it out, by name; empty before it leaves.
    """
    if standing.validation is not None and standing.validation.basis == Basis.PREPARED:
        return (_prepared(standing, standing.validation.said_at, releaser),)
    if standing.hand is None or standing.validation is None:
        return ()
    hand, language = standing.hand, standing.message.language
    said = _BY_HAND.get(language, _BY_HAND["fr"])[Basis(hand.decision.basis)][hand.recorded.answer]
    answered = "" if hand.confirmation is None else hour_in_words(hand.confirmation.at, language, standing.zone)
    return (said.format(said=hour_in_words(hand.decision.said_at, language, standing.zone), answered=answered),)


def _prepared(standing: Standing, said_at: datetime, releaser: str) -> str:
    before, by_one, by_two = _PREPARED.get(standing.message.language, _PREPARED["fr"])
    words = before if not releaser else by_one if releaser == standing.submitter else by_two
    said = hour_in_words(said_at, standing.message.language, standing.zone)
    return words.format(said=said, name=standing.submitter, releaser=releaser)


def _imprint(
    house: House, standing: Standing, title: str, number: str, mark: Mark, moment: datetime, releaser: str = ""
) -> Imprint:
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
        notes=() if mark is Mark.DRAFT else rests_on(standing, releaser),
    )


def _letterhead(standing: Standing) -> Sequence[str]:
    """Name and letterhead as sealed; for a draft, as they stand today: nobody has decided on it yet."""
    if standing.situation.seal == "":
        return [standing.establishment.name, *letterhead_lines(standing.establishment)]
    return standing.sealed_words.letterhead


def _signer(standing: Standing, mark: Mark) -> str:
    """The director's name stands under a text only once the director has validated it."""
    if mark is Mark.DRAFT or standing.validated_as is None:
        return ""
    if standing.validation is not None and standing.validation.on_behalf_of_id is not None:
        signed = _DELEGATED.get(standing.message.language, _DELEGATED["fr"]).format(name=standing.signed_as)
        return f"{signed}, {standing.function}" if standing.function else signed
    signs = _SIGNS.get(standing.message.language, _SIGNS["fr"])
    return signs.get(standing.validated_as, "{name}").format(name=standing.signed_as)
