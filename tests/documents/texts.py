"""Texts for the tests of the documents: a press statement, a form, and what is printed around them."""

import dataclasses
from typing import Any

from commworkflow.rules.blocks import (
    Block,
    Field,
    Heading,
    Item,
    ListBlock,
    Paragraph,
    Run,
    Section,
    Sections,
    Table,
    Warning,
)
from commworkflow.rules.notice import Imprint, Mark
from commworkflow.rules.worlds import World

RELEASED = Imprint(
    world=World.LIVE,
    language="fr",
    establishment="Centre hospitalier de Valmont",
    letterhead=("12, avenue des Tilleuls, 76540 Valmont", "Standard de secours 02 35 00 00 00"),
    title="Point de situation : incident malveillant sur le système d’information",
    number="C-2026-0012",
    version="2026-001-04",
    reading_class="C0",
    mark=Mark.NONE,
    moment="2026-11-20T15:15:00+00:00",
    dated="vendredi 20 novembre 2026 à 16 h 15",
    signer="Pour l’établissement, Claire Vasseur, direction",
    seal="7K3M-QX9T-0B4D-W2HZ",
    text_digest="N4VE-8JRC-51TY-GP6A",
    notes=("Remplace le communiqué C-2026-0011.",),
)


def imprint(**changed: Any) -> Imprint:
    """Return the imprint of a released text, some of its parts changed."""
    return dataclasses.replace(RELEASED, **changed)


EXERCISE = imprint(world=World.EXERCISE, number="E-C-2026-0012", mark=Mark.DRAFT)


def said(*runs: Run | str) -> Paragraph:
    """Return a paragraph of these runs."""
    return Paragraph(tuple(Run(run) if isinstance(run, str) else run for run in runs))


def text_of(*blocks: Block) -> Sections:
    """Return a text of one untitled section."""
    return (Section("text", "", blocks),)


def _entry(words: str, *lists: ListBlock) -> Item:
    return Item((Run(words),), lists)


PRESS: Sections = (
    Section(
        "situation",
        "Ce qui s’est passé",
        (
            said(
                "Le vendredi 20 novembre 2026 à 9 h 30, la direction informatique a constaté un ",
                Run("incident malveillant", strong=True),
                " sur son système d’information.\nLa cellule de crise s’est réunie à 10 h.",
            ),
            said("Aucune hypothèse sur l’origine de l’incident ne peut être confirmée."),
        ),
    ),
    Section(
        "soins",
        "Les soins continuent",
        (
            said("En cas d’urgence vitale, composez le ", Run("15", strong=True, emphasis=True), "."),
            ListBlock(
                False,
                (
                    _entry("Les consultations prévues ont lieu."),
                    _entry(
                        "19 patients et 13 enfants ont été transférés :",
                        ListBlock(True, (_entry("réanimation et dialyse ;"), _entry("oncologie pédiatrique."))),
                    ),
                    _entry("Les examens non urgents sont reportés."),
                ),
            ),
            said("Les équipes travaillent dans cet ordre :"),
            ListBlock(True, (_entry("accueillir ;"), _entry("soigner ;"), _entry("rappeler."))),
            Table(
                "État des services à 16 h",
                ("Service", "État", "Où s’adresser"),
                (("Urgences", "Ouvertes", "Sur place"), ("Imagerie", "Urgences seulement", "Médecin traitant")),
            ),
        ),
    ),
    Section(
        "suite",
        "Prochain point",
        (
            Heading(2, (Run("Pour les proches"),)),
            said(
                "Un numéro est ouvert : ",
                Run("02 35 00 ", link="tel:+33235000002"),
                Run("00 02", strong=True, link="tel:+33235000002"),
                ". La page ",
                Run("du Centre hospitalier", link="https://www.ch-valmont.example/situation?a=1&b=2"),
                " est à jour.",
            ),
            Heading(3, (Run("Presse"),)),
            said(Run("Prochain point lundi 23 novembre 2026 à 18 h.", emphasis=True)),
        ),
    ),
)

FORM: Sections = (
    Section("warnings", "", (Warning("Ordre et libellés proposés, non vérifiés."),)),
    Section(
        "declarant",
        "1. Responsable du traitement",
        (
            Field("nom", "Nom de l’organisme", ("Centre hospitalier de Valmont",)),
            Field("dpo", "Délégué à la protection des données", ("Hélène Aubry", "dpo@ch-valmont.example")),
        ),
    ),
    Section(
        "violation",
        "2. La violation",
        (
            Field("debut", "Début de la violation", ("Vendredi 20 novembre 2026 à 1 h (estimé)",)),
            Field("fin", "Fin de la violation", ("À préciser dans le complément",), waiting=True),
            Field(
                "circ", "Circonstances", ("Des postes affichaient des fichiers illisibles.\nLe réseau a été isolé.",)
            ),
            Field("vide", "Sans réponse", ()),
            Table("Périodes", ("Du", "Au"), (("1 h", "9 h 30"),)),
        ),
    ),
)

LONG: Sections = (
    *PRESS,
    *(
        Section(f"part{number}", f"Partie {number}", (said("Les soins continuent, sur papier. " * 40),))
        for number in range(1, 7)
    ),
)
"""A text of several pages: heads and feet are looked for on each."""
