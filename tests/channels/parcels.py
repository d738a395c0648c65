"""Parcels for the tests of the channels."""

from commworkflow.documents import DOCUMENTS, render_files
from commworkflow.documents.html import render_html
from commworkflow.documents.plain import render_plain
from commworkflow.rules.blocks import Field, Heading, Item, ListBlock, Paragraph, Run, Section, Warning
from commworkflow.rules.channels import Filled, Writers
from commworkflow.rules.notice import Imprint, Mark, Parcel
from commworkflow.rules.worlds import World

WRITERS = Writers(render_plain, render_html, render_files, frozenset(DOCUMENTS))

IMPRINT = Imprint(
    world=World.EXERCISE,
    language="fr",
    establishment="Centre hospitalier Saint-Roch",
    letterhead=("12 rue des Lilas",),
    title="Information aux patients",
    number="E-C-2026-0001",
    version="E-2026-001-01",
    reading_class="C0",
    mark=Mark.NONE,
    moment="2026-03-14T08:30:00+00:00",
    dated="samedi 14 mars 2026 à 9 h 30",
    signer="",
    seal="AAAA-BBBB-CCCC-DDDD",
    text_digest="EEEE-FFFF-GGGG-HHHH",
)

NOTICE = Parcel(
    (
        Section("warnings", "", (Warning("EXERCICE – texte fictif."),)),
        Section(
            "soins",
            "Vos soins",
            (
                Paragraph(
                    (Run("Les urgences restent "), Run("ouvertes", strong=True), Run(" <jour & nuit> à 18\u00a0h."))
                ),
                Heading(2, (Run("Ce que vous pouvez faire"),)),
                ListBlock(False, (Item((Run("Appelez le 15"),)), Item((Run("Apportez vos résultats"),)))),
            ),
        ),
    ),
    IMPRINT,
)

FORM = Parcel(
    (
        Section("warnings", "", (Warning("Ordre proposé, non vérifié."),)),
        Section("preamble", "Objet", (Paragraph((Run("Notification initiale."),)),)),
        Section(
            "violation",
            "La violation",
            (
                Field("discovered", "Date de la découverte", ("samedi 14 mars 2026 à 9 h 30",)),
                Field("categories", "Catégories", ("identité", "santé")),
                Field("persons", "Nombre de personnes", ("à préciser dans le complément",), waiting=True),
            ),
        ),
        Section("contact", "Contact", (Field("dpo", "Délégué", ("Chloé Nadir",)),)),
    ),
    IMPRINT,
)


def filled(*ticks: str, **words: str) -> Filled:
    return Filled(frozenset(ticks), {name.replace("why_", "why."): word for name, word in words.items()})
