"""The shipped templates: filled with its own examples each is a message one could send, and obeys the trade's rules."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from commworkflow.rules.answers import GroupState, examples_of, judge
from commworkflow.rules.blocks import Field, Section, Sections, Table, Use, all_blocks, block_lines
from commworkflow.rules.catalogue import Catalogue, read_folders
from commworkflow.rules.facts import Register, read_facts
from commworkflow.rules.lengths import main_text
from commworkflow.rules.message_templates import Audience, ChannelKey, Ending, Template
from commworkflow.rules.questions import Owed, Question, QuestionType
from commworkflow.rules.roles import ReadingClass, Role
from commworkflow.rules.template_check import check_filled, filled
from commworkflow.rules.text import blocks_from_markdown, word_count
from commworkflow.web.fault_words import sentence_of

ROOT = Path(__file__).parents[2]
LONG_NAME = "Centre hospitalier universitaire de la Côte et de l’Estuaire de Valmont"

# Key, class, who drafts, whose opinion, who releases, channels: the orders of the director, written by hand.
SHIPPED: list[tuple[str, str, str, str, str, str]] = [
    (
        "waiting-statement", "C0", "communication crisis_cell", "rssi",
        "communication director director_on_duty", "document spoken site",
    ),
    (
        "press-statement", "C0", "communication", "rssi dpo",
        "communication director director_on_duty", "document spoken site",
    ),
    (
        "technical-part", "C0", "rssi", "communication",
        "rssi communication director director_on_duty", "spoken document",
    ),
    (
        "language-elements", "C1", "communication", "rssi dpo",
        "communication crisis_cell director director_on_duty", "document spoken",
    ),
    ("incident-report", "C3", "rssi", "dpo", "rssi director director_on_duty", "portal document"),
    ("cnil-notification", "C3", "dpo", "rssi", "dpo director director_on_duty", "portal document"),
    ("patient-notice", "C0", "communication", "dpo", "communication director director_on_duty", "site document"),
    (
        "persons-letter", "C0", "dpo", "rssi communication",
        "dpo communication director director_on_duty", "document site",
    ),
    (
        "staff-reminder", "C1", "communication directorate", "crisis_cell",
        "communication crisis_cell director director_on_duty", "document spoken",
    ),
    (
        "staff-mobilisation", "C1", "directorate", "crisis_cell",
        "directorate crisis_cell director director_on_duty", "document spoken",
    ),
    ("situation-report", "C2", "crisis_cell", "", "crisis_cell", "document spoken"),
]  # fmt: skip
KEYS = [row[0] for row in SHIPPED]
PUBLIC = [row[0] for row in SHIPPED if row[1] == "C0"]
PRINTED = sorted(
    path
    for glob in ("message_templates/*.fr.md", "message_pieces/*.fr.md", "reference/*.toml")
    for path in ROOT.glob(glob)
)
"""Files whose words end up on paper."""


def register() -> Register:
    found = read_facts((ROOT / "reference/facts.toml").read_bytes())
    assert not isinstance(found, tuple)
    return found


REGISTER = register()
CATALOGUE: Catalogue = read_folders([ROOT / "message_templates"], REGISTER)


def template(key: str) -> Template:
    found = CATALOGUE.template(key, "fr")
    assert found is not None, key
    return found


def text_of(key: str) -> Sections:
    return filled(template(key), REGISTER)[1].sections


def lines_of(key: str) -> list[str]:
    return [line for block in all_blocks(text_of(key)) for line in block_lines(block)]


def test_the_eleven_ship_and_none_is_faulty() -> None:
    assert [(file.path.name, [sentence_of(f, "fr") for f in file.faults]) for file in CATALOGUE.faulty] == []
    assert {key for key, language in CATALOGUE.templates if language == "fr"} >= set(KEYS)
    assert len(KEYS) == 11


@pytest.mark.parametrize("row", SHIPPED, ids=KEYS)
def test_who_does_what(row: tuple[str, str, str, str, str, str]) -> None:
    key, reading_class, drafted, opinions, released, channels = row
    found = template(key)
    assert found.reading_class is ReadingClass[reading_class]
    assert " ".join(found.drafted_by) == drafted
    assert " ".join(found.opinions) == opinions
    assert " ".join(found.released_by) == released
    assert " ".join(found.channels) == channels
    assert found.decided_by == (Role.DIRECTOR, Role.DIRECTOR_ON_DUTY)
    assert found.family == key.replace("-", "_")
    acknowledged = key == "situation-report"
    assert found.ending is (Ending.ACKNOWLEDGED if acknowledged else Ending.VALIDATED)


@pytest.mark.parametrize("key", sorted(key for key, _ in CATALOGUE.templates))
def test_filled_with_its_examples_it_is_a_message(key: str) -> None:
    judged, resolved = filled(template(key), REGISTER)
    assert check_filled(template(key), REGISTER) == ()
    assert (judged.problems, judged.missing, judged.waiting, resolved.unfilled) == ((), (), (), ())
    assert set(judged.groups.values()) == {GroupState.COMPLETE}
    assert not [line for line in lines_of(key) if "[[" in line or "{#" in line or "  " in line]


def test_the_waiting_statement_keeps_to_120_words() -> None:
    assert template("waiting-statement").word_limit == 120
    assert word_count(main_text(text_of("waiting-statement"))) <= 120


def test_the_waiting_statement_keeps_to_them_whatever_is_chosen_in_a_hospital_of_a_long_name() -> None:
    read = template("waiting-statement")
    written = "\n\n".join(part.markdown for part in read.sections if part.use is Use.TEXT)
    choices = {q.id: [c.label for c in q.choices] for q in read.questions if q.choices}
    hour = "le vendredi 20 novembre 2026 à 16 h 15 (estimée)"
    said = {q.id: hour if q.type is QuestionType.DATE_TIME else str(q.example) for q in read.questions}
    said |= {"establishment.name": LONG_NAME, "incident.discovered": "vendredi 20 novembre 2026 à 9 h 30"}
    for chosen in product(*choices.values()):
        words = _filled_in(written, said | dict(zip(choices, chosen, strict=True)))
        assert word_count((Section("", "", blocks_from_markdown(words)),)) <= 120, words


@pytest.mark.parametrize("key", ["press-statement", "waiting-statement", "patient-notice"])
def test_the_short_post_fits_the_narrowest_network(key: str) -> None:
    """Whichever of its choices is taken: the longest words of each, in the post of each."""
    read, text = template(key), next(part for part in template(key).sections if part.use is Use.POST)
    longest = {q.id: max((c.label for c in q.choices), key=len) for q in read.questions if q.choices}
    hour = "vendredi 20 novembre 2026 à 16 h 15"
    said = {q.id: longest.get(q.id, q.example if isinstance(q.example, str) else hour) for q in read.questions}
    around = {"establishment.name": LONG_NAME}
    assert text.character_limit == 280 and len(_filled_in(text.markdown, {**said, **around})) <= 280


def _filled_in(markdown: str, said: Mapping[str, str]) -> str:
    return re.sub(r"\[\[([a-z0-9_.]+)\]\]", lambda found: said[found[1]], markdown)


CNIL_SECTIONS: dict[int, str] = {
    1: "cnil_type cnil_ref_initiale",
    2: "org_siren org_nom org_tva org_secteur org_effectif org_adresse org_cp org_ville org_pays",
    3: "legal_civilite legal_nom legal_prenom legal_courriel",
    4: "contact_civilite contact_nom contact_prenom contact_fonction contact_courriel contact_telephone",
    5: "autres_organismes",
    6: "dt_periode_connue dt_debut dt_fin dt_en_cours dt_connaissance dt_commentaire dt_circonstances dt_motif_retard",
    7: "viol_nature viol_origine viol_cause viol_description",
    8: "don_types don_sensibles don_nb_enreg pers_categories pers_nb",
    9: "mesures_avant",
    10: "csq_conf csq_int csq_dispo",
    11: "prej prej_texte gravite",
    12: "mesures_apres",
    13: "info_etat info_date info_nb info_moyen info_contenu info_motif_non info_motif_texte",
    14: "transfront transfront_pays autre_autorite_pd autre_autorite_pd_nom autres_notifs pieces",
}


def test_the_cnil_form_has_its_fourteen_sections_in_order() -> None:
    found = template("cnil-notification")
    assert len(found.groups) == 14
    for number, (group, ids) in enumerate(zip(found.groups, CNIL_SECTIONS.values(), strict=True), 1):
        assert group.label.startswith(f"{number}. ")
        assert " ".join(question.id for question in found.in_group(group.id)) == ids


def asked(key: str, id: str) -> Question:
    question = template(key).question(id)
    assert question is not None, id
    return question


def test_what_the_cnil_lets_wait_for_the_complement() -> None:
    waiting = {question.id for question in template("cnil-notification").questions if question.may_wait}
    assert waiting == {
        "org_tva", "org_effectif", "dt_debut", "dt_fin", "dt_commentaire", "don_nb_enreg", "pers_nb", "mesures_avant",
        "prej_texte",
    }  # fmt: skip


@pytest.mark.parametrize(("kind", "waits"), [("initiale", True), ("complementaire", True), ("complete", False)])
def test_a_notification_that_says_it_is_complete_leaves_nothing_for_the_complement(kind: str, waits: bool) -> None:
    found = template("cnil-notification")
    now, paris = datetime(2026, 11, 22, 18, tzinfo=UTC), ZoneInfo("Europe/Paris")
    answers = {**examples_of(found, now, paris), "cnil_type": kind, "pers_nb": "", "cnil_ref_initiale": "2026-0000"}
    judged = judge(found, answers, now, paris)
    assert (judged.missing, judged.waiting) == (((), ("pers_nb",)) if waits else (("pers_nb",), ()))


@pytest.mark.parametrize(
    ("id", "other", "values"),
    [
        ("cnil_ref_initiale", "cnil_type", "complementaire"),
        ("dt_fin", "dt_en_cours", "no"),
        ("csq_conf", "viol_nature", "confidentialite"),
        ("csq_int", "viol_nature", "integrite"),
        ("csq_dispo", "viol_nature", "disponibilite"),
        ("info_date", "info_etat", "oui prevu"),
        ("info_nb", "info_etat", "oui"),
        ("info_moyen", "info_etat", "oui"),
        ("info_contenu", "info_etat", "oui"),
        ("info_motif_non", "info_etat", "non"),
        ("transfront_pays", "transfront", "yes"),
        ("autre_autorite_pd_nom", "autre_autorite_pd", "yes"),
    ],
)
def test_conditional_questions_of_the_cnil(id: str, other: str, values: str) -> None:
    required = asked("cnil-notification", id).required
    assert (required.owed, required.question, " ".join(required.values)) == (Owed.WHEN_IS, other, values)


def test_the_reasons_for_delay_are_owed_after_72_hours() -> None:
    required = asked("cnil-notification", "dt_motif_retard").required
    assert (required.owed, required.question, required.hours) == (Owed.WHEN_LATE, "dt_connaissance", 72)


@pytest.mark.parametrize(
    ("id", "count"),
    [
        ("viol_nature", 3), ("viol_origine", 11), ("viol_cause", 6), ("don_types", 10), ("don_sensibles", 8),
        ("pers_categories", 11), ("csq_conf", 4), ("csq_int", 3), ("csq_dispo", 3), ("prej", 10), ("gravite", 4),
        ("info_etat", 4), ("info_moyen", 8), ("info_motif_non", 4),
    ],
)  # fmt: skip
def test_the_cnil_lists_are_whole(id: str, count: int) -> None:
    assert len(asked("cnil-notification", id).choices) == count


INCIDENT_BLOCKS: dict[str, str] = {
    "A": "ssi_struct_nom ssi_struct_type ssi_finess_j ssi_finess_g ssi_ght ssi_statut ssi_decl_nom ssi_decl_fct "
    "ssi_decl_tel ssi_decl_mail ssi_tech_nom ssi_tech_tel",
    "B": "ssi_date_constat ssi_date_debut ssi_etat ssi_malv ssi_type ssi_desc ssi_perimetre ssi_si",
    "C": "ssi_donnees ssi_donnees_nature ssi_patient ssi_patient_txt ssi_degrade ssi_degrade_services ssi_territoire "
    "ssi_territoire_txt ssi_plan ssi_plan_date",
    "D": "ssi_mesures ssi_causes ssi_preuve ssi_preuve_txt ssi_appui ssi_appui_nature ssi_presta ssi_cnil ssi_plainte "
    "ssi_anssi ssi_ref",
}


def test_the_incident_report_has_its_four_blocks_in_order() -> None:
    found = template("incident-report")
    assert [group.label[0] for group in found.groups] == list(INCIDENT_BLOCKS)
    for group, ids in zip(found.groups, INCIDENT_BLOCKS.values(), strict=True):
        assert " ".join(question.id for question in found.in_group(group.id)) == ids


@pytest.mark.parametrize("key", ["incident-report", "cnil-notification"])
def test_forms_say_where_they_come_from(key: str) -> None:
    found = template(key)
    assert found.form is not None and found.form.address.startswith("https://")
    assert found.answers_listed and found.audience is Audience.AUTHORITY
    assert {ChannelKey.PORTAL, ChannelKey.DOCUMENT} <= set(found.channels)
    fields = [block for block in all_blocks(text_of(key)) if isinstance(block, Field)]
    assert fields and all(field.values and not field.waiting for field in fields)


NAMED = re.compile(r"RGPD, article|Code de |arrêté du|loi \d|Sources?\u00a0:|publié par")


@pytest.mark.parametrize(("key", "least"), [("cnil-notification", 15), ("incident-report", 10), ("press-statement", 6)])
def test_every_reason_given_names_where_it_comes_from(key: str, least: int) -> None:
    found = template(key)
    reasons = [found.why, *(question.why for question in found.questions if question.why)]
    assert found.why and len(reasons) > least
    assert [reason for reason in reasons if not NAMED.search(reason)] == []


def test_the_letter_has_every_part_of_article_34() -> None:
    assert [section.key for section in template("persons-letter").sections] == [
        "a34_titre", "a34_nature", "a34_donnees", "a34_consequences", "a34_mesures", "a34_conseils", "a34_contact",
        "a34_droits", "a34_suite", "a34_excuses",
    ]  # fmt: skip
    assert "violation de vos données personnelles" in lines_of("persons-letter")[0]


def test_the_twelve_questions_are_asked_in_order() -> None:
    titles = [section.title for section in template("language-elements").sections][1:]
    asked_about = [
        "urgences", "opération", "résultats", "dossier", "volées", "Quelles données", "Depuis quand", "faire",
        "appeler", "payé", "normal", "CNIL",
    ]  # fmt: skip
    assert len(titles) == 12
    for number, (title, word) in enumerate(zip(titles, asked_about, strict=True), 1):
        assert title.startswith(f"{number}. ") and word in title and title.endswith("?")


def test_tables_of_needs_and_services() -> None:
    for key, count in (("situation-report", 1), ("staff-mobilisation", 2)):
        assert sum(isinstance(block, Table) for block in all_blocks(text_of(key))) == count


# What public texts never say: words by rule, checked on the fixed words and on the examples alike.
NEVER = {
    "R01, no attacker": r"lockbit|blackcat|akira|qilin|rhysida|\brusse",
    "R02, no ransom": r"rançon|ultimatum|bitcoin|dark ?web|\.onion",
    "R04, no date of return": r"retour à la normale le|d’ici (?:à|au|lundi|demain)|sous \d+ (?:heures|jours)|80\s?%",
    "R05, nothing absolute on data": r"aucune donnée|données (?:sont|restent) (?:intactes|en sécurité)",
    "R07, no weakness": r"sauvegarde|vpn|cve-|\d+\.\d+\.\d+\.\d+|version \d|windows",
    "R16, nothing minimised": r"simple panne|\bbug\b|sous contrôle|maîtrisé",
    "R17, no promise of no harm": r"aucun patient n’a été|sans conséquence|aucun risque",
    "R21, no investigation act": r"suspect\b|garde à vue|perquisition",
}


@pytest.mark.parametrize("rule", sorted(NEVER))
@pytest.mark.parametrize("key", PUBLIC)
def test_public_texts_never_say(key: str, rule: str) -> None:
    found = template(key)
    words = [*lines_of(key), *(choice.label for question in found.questions for choice in question.choices)]
    assert [line for line in words if re.search(NEVER[rule], line.replace("'", "’"), re.IGNORECASE)] == []


@pytest.mark.parametrize("path", PRINTED, ids=lambda path: path.name)
def test_what_is_printed_has_the_apostrophe_of_print(path: Path) -> None:
    assert re.findall(r"(?<=[^\W\d_])'(?=[^\W\d_])", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("waiting-statement", "à ce stade|le 15|prochain point d’information|presse|02 61 91 00 15|continue"),
        ("press-statement", "à ce stade|le 15|prochain point d’information|presse|ne vous demanderons jamais|apportez"),
        ("technical-part", "à ce stade|prochain point d’information|presse|pas de date"),
        ("language-elements", "à ce stade|le 15|prochain point d’information|ne vous demanderons jamais"),
        ("patient-notice", "à ce stade|le 15|prochain point d’information|ne vous demanderons jamais|apportez"),
        (
            "persons-letter",
            "à ce stade|le 15|réclamation à la cnil|déposer plainte|excuses|ne vous les demanderons jamais",
        ),
        ("staff-reminder", "à ce stade|prochain point d’information|l. 1110-4|l. 121-7|presse"),
        ("staff-mobilisation", "à ce stade|volontaire|avant le vendredi|prochaine information"),
        ("situation-report", "à ce stade|prochain point"),
    ],
)
def test_what_each_text_must_say(key: str, parts: str) -> None:
    text = "\n".join(lines_of(key)).lower().replace("\u00a0", " ")
    assert [part for part in parts.split("|") if part not in text] == []


@pytest.mark.parametrize("key", [*PUBLIC, "language-elements"])
def test_public_sentences_are_short(key: str) -> None:
    sentences = [part for line in lines_of(key) for part in re.split(r"(?<=[.!?;])\s", line.replace("\u00a0", " "))]
    counted = {part: sum(any(c.isalnum() for c in word) for word in part.split(" ")) for part in sentences}
    # A moment in full (« vendredi 20 novembre 2026 à 9 h 30 ») is eight words that nobody can shorten.
    long = {p: n for p, n in counted.items() if n - 7 * len(re.findall(r"\b20\d\d\b", p)) > 25}
    assert long == {}


@pytest.mark.parametrize(
    "fact", ["transferts_nb", "urgences", "prochain_point", "porte_parole", "telephone_information"]
)
def test_two_texts_never_hold_two_values_of_a_fact(fact: str) -> None:
    asking = [key for key in KEYS for question in template(key).questions if question.fact == fact]
    named = [key for key in KEYS if template(key).question(fact) is not None]
    shared = set(named) - {"staff-mobilisation"} if fact == "prochain_point" else set(named)
    assert set(asking) == shared
    assert len(asking) >= 2


SPEAKING_OF_DATA = ("press-statement", "patient-notice", "language-elements")


def test_every_text_says_the_same_of_the_data() -> None:
    """Where nothing is established yet, press, patients and staff read one answer."""
    said = {key: next(c.label for c in asked(key, "donnees").choices if c.key == "analyse") for key in SPEAKING_OF_DATA}
    neither = re.compile(r"À ce stade des investigations, nous ne pouvons ni le confirmer ni l’écarter\.")
    assert [key for key, words in said.items() if not neither.search(words.replace("\u00a0", " "))] == []
    assert said["press-statement"] == said["patient-notice"]


@pytest.mark.parametrize("key", [key for key in KEYS if template(key).portal_form])
def test_source_and_version_make_one_sentence_at_the_head_of_a_form(key: str) -> None:
    """They are sealed as « Source : …, version …, consultée le … »."""
    form = template(key).form
    assert form is not None and ". " not in form.source and form.version[0].islower()


def test_an_hour_that_is_announced_must_be_to_come() -> None:
    announced = {(key, question.id) for key in KEYS for question in template(key).questions if question.to_come}
    points = {(key, question.id) for key in KEYS for question in template(key).questions if "prochain" in question.id}
    assert announced == points | {("staff-mobilisation", "reponse_avant")}
    assert len(points) == 8
