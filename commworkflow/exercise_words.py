"""What the people of the exercise write where the templates' examples name others, or hours of another crisis.

In braces, hours and days of the crisis as it is played: ``{cell}`` is when its crisis cell met, whenever the exercise
is begun. What is not said here is the template's own example.
"""

from collections.abc import Mapping
from datetime import timedelta

from commworkflow.rules.questions import RawAnswer, RawAnswers

HOURS: Mapping[str, timedelta] = {
    "lost_from": timedelta(hours=-8, minutes=-30),
    "alert": timedelta(),
    "cell": timedelta(minutes=30),
    "contained": timedelta(minutes=90),
    "statement": timedelta(hours=6, minutes=45),
}
"""The hours the texts speak of, after the alert: 01:00, 09:30, 10:00, 11:00 and 16:15 of the reference scenario."""

DAYS: Mapping[str, timedelta] = {"today": timedelta(), "tomorrow": timedelta(days=1), "after": timedelta(days=2)}
"""The days the texts speak of, after that of the alert."""

_REMINDER: RawAnswers = {
    "situation": "Un acte malveillant rend indisponibles nos principaux logiciels. Les soins continuent sur papier. "
    "La cellule de crise est réunie depuis {cell}.",
}


def _at(hour: str) -> RawAnswer:
    """An hour of the reference scenario's day, which is moved like the examples."""
    return {"date": "2026-11-20", "time": hour, "estimated": False}


def _service(name: str, state: str, more: str = "") -> Mapping[str, RawAnswer]:
    return {"service": name, "etat": state, "precision": more}


def _need(service: str, trade: str, count: str, when: str) -> Mapping[str, RawAnswer]:
    return {"service": service, "metier": trade, "nombre": {"value": count, "unknown": False}, "quand": when}


_SERVICES = (
    _service("SAMU", "transfere", "appels repris par trois centres de la région"),
    _service("Réanimation", "degrade", "surveillance renforcée au lit du patient"),
    _service("Imagerie et laboratoire", "degrade", "urgences seulement"),
    _service("Consultations et blocs programmés", "normal"),
)

_LOST = (
    "Des données saisies entre {lost_from} et {alert} sont perdues. La recherche d’une copie de données par "
    "l’attaquant est en cours, sans conclusion."
)

_FIRST_REPORT: RawAnswers = {
    "heure_point": _at("12:00"),
    "essentiel": "La prise en charge des patients est assurée, sur papier. Les transferts de 32 patients sont en cours."
    " Les systèmes touchés sont isolés.",
    "changements": "Premier point depuis le constat de {alert} ; la cellule de crise est réunie depuis {cell}.\n"
    "Les appels du SAMU sont repris par trois centres de la région, avec la préfecture et l’agence régionale de "
    "santé.\n"
    "Une seconde cellule suit l’imagerie et le laboratoire.",
    "services": [*_SERVICES, _service("Restauration", "arrete", "distribution du repas interrompue")],
    "avancement": "Les systèmes touchés sont isolés ; aucune extension constatée depuis {contained}.",
    "donnees": _LOST,
    "autorites": "Préfecture et agence régionale de santé : tenues informées par la cellule de crise.\n"
    "Signalement de l’incident : à préparer par le RSSI.\nCNIL : à préparer par la DPO.",
    "promesses": "Point d’information de {statement} : communiqué à préparer.",
    "decisions_attendues": "Autoriser les renforts demandés par les trois directions.",
    "prochain_rapport": _at("14:00"),
}

_SECOND_REPORT: RawAnswers = {
    "heure_point": _at("14:00"),
    "essentiel": "La prise en charge des patients est assurée, sur papier. Les 32 transferts sont terminés. "
    "Le nettoyage des machines a commencé.",
    "changements": "La distribution des repas est rétablie.\n"
    "La seconde cellule a reporté ou transféré les examens d’imagerie et de biologie prévus.",
    "services": [*_SERVICES, _service("Restauration", "normal", "distribution rétablie")],
    "avancement": "Les systèmes touchés sont isolés ; aucune extension constatée depuis {contained}.\n"
    "Nettoyage des machines en cours, réanimation et urgences d’abord.",
    "donnees": _LOST,
    "autorites": "Préfecture et agence régionale de santé : tenues informées par la cellule de crise.\n"
    "Signalement de l’incident : rédigé par le RSSI, à soumettre.\nCNIL : notification initiale à commencer.",
    "promesses": "Point d’information de {statement} : communiqué à rédiger.",
    "decisions_attendues": "Lire le signalement de l’incident dès qu’il est soumis.",
    "prochain_rapport": _at("16:00"),
}

_MOBILISATION: RawAnswers = {
    "besoins": [
        _need("Urgences", "Infirmiers", "4", "{tomorrow} et {after}, de jour"),
        _need("Réanimation", "Aides-soignants", "3", "nuits du {today} au {after}"),
        _need("Laboratoire", "Coursiers", "2", "{tomorrow}, de jour"),
        _need("Restauration et logistique", "Agents", "5", "{tomorrow} et {after}, le matin"),
    ],
}

_INCIDENT: RawAnswers = {
    "ssi_finess_j": "990001234",
    "ssi_decl_nom": "Marchand Dominique",
    "ssi_decl_fct": "Directeur",
    "ssi_decl_tel": "02 61 91 01 00",
    "ssi_tech_nom": "Bruno Le Goff, RSSI",
    "ssi_tech_tel": "02 61 91 01 03",
    "ssi_desc": "À {alert}, la DSI valide une alerte. Un programme malveillant est vu d’abord en réanimation.\n"
    "Il gagne les urgences, le SAMU, puis les principaux services médicaux et administratifs.\n"
    "Les systèmes centraux sont chiffrés : gestion des accès, réseaux, serveurs. "
    "Les logiciels métier ne sont plus accessibles.",
    "ssi_mesures": "Systèmes touchés isolés du réseau.\nPassage des services sur papier.\n"
    "Cellule de crise réunie à {cell} ; seconde cellule pour l’imagerie et le laboratoire.\n"
    "Nettoyage et contrôle des machines avant toute remise en service.",
}

_NOTIFICATION: RawAnswers = {
    "org_siren": "260000012",
    "org_tva": "FR00260000012",
    "org_adresse": "1 avenue de l’Hôpital",
    "legal_civilite": "monsieur",
    "legal_nom": "Marchand",
    "legal_prenom": "Dominique",
    "contact_civilite": "madame",
    "contact_nom": "Fabre",
    "contact_prenom": "Chloé",
    "contact_fonction": "Déléguée à la protection des données",
    "contact_telephone": "02 61 91 01 04",
    "dt_commentaire": "Le début est estimé d’après les premières traces. "
    "Les données saisies entre {lost_from} et {alert} sont perdues.",
    "dt_circonstances": "Alerte donnée par la réanimation, puis confirmée par la direction des systèmes d’information "
    "à {alert}.",
}

_STATEMENT: RawAnswers = {
    "mesures": "La cellule de crise est réunie depuis {cell}.\n"
    "Les systèmes touchés sont isolés du reste du réseau.\n"
    "Les équipes soignantes travaillent sur papier, selon des procédures prévues pour ce cas.\n"
    "Une seconde cellule réorganise l’imagerie et le laboratoire.\n"
    "La distribution des repas, un moment interrompue, est rétablie.",
}

WORDS: Mapping[str, RawAnswers] = {
    "staff-reminder": _REMINDER,
    "situation-report": _FIRST_REPORT,
    "situation-report, the second": _SECOND_REPORT,
    "staff-mobilisation": _MOBILISATION,
    "incident-report": _INCIDENT,
    "cnil-notification": _NOTIFICATION,
    "press-statement": _STATEMENT,
}
"""Raw answers by the template's key and, for a second text of it, the place it has in the story."""
