"""The register of facts: the shipped file, faults with their lines, what a form proposes."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from commworkflow.rules.facts import FactDefinition, Register, fact_words, proposed_facts, read_facts, with_facts
from commworkflow.rules.faults import FaultKey
from commworkflow.rules.questions import QuestionType
from commworkflow.rules.roles import ReadingClass
from commworkflow.rules.template_files import read_template

ROOT = Path(__file__).parents[2]
PARIS = ZoneInfo("Europe/Paris")

STARTING = (
    "incident_malveillant sites urgences deprogrammations_nb transferts_nb transferts_adultes_nb "
    "transferts_enfants_nb telephone messagerie site_internet exfil_etat donnees_types "
    "personnes_concernees_nb volume_go fenetre_perte_debut fenetre_perte_fin derniere_sauvegarde avis_cme "
    "avis_cme_date retour_date_validee retour_validee_par plan_blanc_active porte_parole prochain_point "
    "page_reference canal cnil_etat ars_etat anssi_etat cert_sante_etat plainte_etat prefecture_etat "
    "assureur_etat cnil_recepisse ars_recepisse anssi_recepisse cert_sante_recepisse prefecture_recepisse "
    "plainte_recepisse plainte_pv_date detection connaissance_cnil sous_traitant_alerte connaissance_atteinte "
    "incident_important premiere_prise_de_parole"
)


def shipped() -> Register:
    register = read_facts((ROOT / "reference/facts.toml").read_bytes())
    assert not isinstance(register, tuple), register
    return register


def test_every_starting_fact_ships() -> None:
    assert set(STARTING.split()) - set(shipped()) == set()


@pytest.mark.parametrize(
    ("key", "kind", "reading_class"),
    [
        ("transferts_nb", QuestionType.NUMBER, ReadingClass.C0),
        ("urgences", QuestionType.CHOICE, ReadingClass.C0),
        ("prochain_point", QuestionType.DATE_TIME, ReadingClass.C0),
        ("avis_cme", QuestionType.YES_NO, ReadingClass.C1),
        ("exfil_etat", QuestionType.CHOICE, ReadingClass.C2),
        ("donnees_types", QuestionType.CHOICES, ReadingClass.C2),
        ("derniere_sauvegarde", QuestionType.DATE_TIME, ReadingClass.C2),
        ("cnil_recepisse", QuestionType.LINE, ReadingClass.C2),
    ],
)
def test_type_and_class(key: str, kind: QuestionType, reading_class: ReadingClass) -> None:
    assert (shipped()[key].type, shipped()[key].reading_class) == (kind, reading_class)


def test_choices_are_the_european_five_for_exfiltration() -> None:
    keys = [choice.key for choice in shipped()["exfil_etat"].choices]
    assert keys == ["a_determiner", "non_evaluable", "suspectee", "confirmee", "exclue_preuve"]


GOOD = '[nb]\nlabel = { fr = "Nombre", en = "Number" }\ntype = "number"\nclass = "C0"\n'


@pytest.mark.parametrize(
    ("content", "line", "key"),
    [
        (b"\xff", 0, FaultKey.NOT_UTF8),
        (b"[nb]\nlabel = ", 2, FaultKey.TOML_SYNTAX),
        (b"nb = 3\n", 0, FaultKey.EXPECTED_MAP),
        ((GOOD + 'typ = "x"').encode(), 1, FaultKey.KEY_UNKNOWN),
        (GOOD.replace("[nb]", "[Nb]").encode(), 1, FaultKey.ID_SHAPE),
        (GOOD.replace("number", "nombre").encode(), 1, FaultKey.VALUE_UNKNOWN),
        (GOOD.replace("number", "group").encode(), 1, FaultKey.VALUE_UNKNOWN),
        (GOOD.replace("number", "choice").encode(), 1, FaultKey.CHOICES_MISSING),
        ((GOOD + "[nb.choices]\na = { fr = 'a', en = 'a' }").encode(), 1, FaultKey.CHOICES_UNEXPECTED),
        (GOOD.replace("C0", "C9").encode(), 1, FaultKey.VALUE_UNKNOWN),
        (GOOD.replace(', en = "Number"', "").encode(), 1, FaultKey.KEY_MISSING),
        (GOOD.replace('class = "C0"', "").encode(), 1, FaultKey.KEY_MISSING),
        (GOOD.replace('"number"', "[1]").encode(), 1, FaultKey.VALUE_UNKNOWN),
        (b"a = " + b"[" * 5000, 1, FaultKey.TOML_SYNTAX),
    ],
)
def test_faults_bear_their_line(content: bytes, line: int, key: FaultKey) -> None:
    faults = read_facts(content)
    assert isinstance(faults, tuple)
    assert (line, key) in {(fault.line, fault.key) for fault in faults}


def test_words_of_what_is_known() -> None:
    known = {
        "transferts_nb": {"value": "1200", "unknown": False},
        "urgences": "regulees",
        "prochain_point": {"date": "2026-11-20", "time": "16:15"},
        "porte_parole": "",
        "volume_go": {"value": "douze"},
    }
    assert fact_words(shipped(), known, "fr", PARIS) == {
        "transferts_nb": ("1\u202f200",),
        "urgences": ("régulées par le 15",),
        "prochain_point": ("vendredi 20 novembre 2026 à 16\u00a0h\u00a015",),
    }
    assert fact_words(shipped(), {"urgences": "fermees"}, "en", PARIS) == {"urgences": ("closed",)}


def test_label_falls_back_to_french() -> None:
    fact = FactDefinition("x", {"fr": "Un fait"}, QuestionType.LINE, ReadingClass.C0)
    assert (fact.label("fr"), fact.label("en"), fact.unit("fr")) == ("Un fait", "Un fait", "")


def test_form_reads_the_register_and_proposes() -> None:
    name = "situation-report.fr.md"
    template = read_template(name, (ROOT / "message_templates" / name).read_bytes(), shipped())
    assert not isinstance(template, tuple)
    register = {"transferts_nb": {"value": "32", "unknown": False}, "urgences": "", "messagerie": None}
    shown = with_facts(
        template, {"transferts_nb": {"value": "30"}, "urgences": "ouvertes", "essentiel": "x"}, register, PARIS
    )
    assert shown["transferts_nb"] == {"value": "32", "unknown": False}
    assert (shown["urgences"], shown["essentiel"]) == ("ouvertes", "x")

    def proposed(**typed: object) -> object:
        return proposed_facts(template, typed, shown, PARIS)

    assert proposed(transferts_nb={"value": " 32 ", "unknown": False}) == {}
    assert proposed(transferts_nb={"value": "33"}) == {"transferts_nb": {"value": "33"}}
    assert proposed(transferts_nb={"value": ""}) == {"transferts_nb": {"value": ""}}
    assert proposed(transferts_nb={"value": "trente"}) == {}
    assert proposed(essentiel="autre") == {}
    assert proposed(urgences="fermees") == {"urgences": "fermees"}


def test_no_fact_is_told_twice() -> None:
    labels = [definition.label("fr") for definition in shipped().values()]
    assert len(labels) == len(set(labels))
    assert all(re.fullmatch("[a-z][a-z0-9_]*", key) for key in shipped())
