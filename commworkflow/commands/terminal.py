"""What the words about copies say and ask at a terminal: in French where the machine speaks French, else in English."""

import argparse
import os
import platform
import sys
from collections.abc import Mapping
from datetime import datetime
from getpass import getpass
from pathlib import Path

from commworkflow.application import INSTANCE
from commworkflow.clock import machine_clock
from commworkflow.records.copies.problems import CopyProblem
from commworkflow.records.schema import DATABASE_NAME
from commworkflow.rules.worlds import World
from commworkflow.web.copy_words import sentence_of

PASSPHRASE_VARIABLE = "COMMWORKFLOW_PASSPHRASE"

LINES: Mapping[str, tuple[str, str]] = {
    "choose": (
        "Choisissez la phrase secrète qui ouvrira les copies de ce monde (rien ne s’affiche) : ",
        "Choose the passphrase that will open the copies of this world (nothing is shown): ",
    ),
    "choose_again": ("La même, encore une fois : ", "The same once more: "),
    "ask": ("Phrase secrète de cette copie (rien ne s’affiche) : ", "Passphrase of this copy (nothing is shown): "),
    "keep_it": (
        "Écrivez cette phrase et mettez-la dans l’enveloppe de secours : sans elle, personne n’ouvre une copie. Les "
        "copies suivantes ne la redemanderont pas.",
        "Write this passphrase down and put it in the emergency envelope: without it nobody opens a copy. The next "
        "copies do not ask for it again.",
    ),
    "saved": (
        "Enregistré : {name}. {sequence} actes, relus et trouvés entiers.",
        "Saved: {name}. {sequence} acts, read back and found whole.",
    ),
    "same_disk": (
        "Attention : ce dossier est sur le même disque que le monde. Une machine perdue emporte les deux.",
        "Mind: this folder is on the same disk as the world. A lost machine takes both.",
    ),
    "each_decision": (
        "Désormais, une copie y est faite après chaque décision, y compris par le commworkflow déjà ouvert.",
        "From now on a copy is made there after each decision, also by the commworkflow that is already open.",
    ),
    "no_more": (
        "Plus aucune copie n’est faite d’elle-même après les décisions.",
        "No copy is made by itself after decisions any more.",
    ),
    "whole": (
        "{name} est entière : monde « {world} », {sequence} actes, dont le dernier le {last_at} ; {messages} messages, "
        "{decisions} décisions. Faite le {made_at} sur {machine}.",
        "{name} is whole: “{world}” world, {sequence} acts, the last of {last_at}; {messages} messages, {decisions} "
        "decisions. Made {made_at} on {machine}.",
    ),
    "resumed": (
        "Le monde « {world} » est repris de la copie du {made_at}, faite sur {machine} : {sequence} actes, vérifiés un "
        "à un. Ce qui a été fait après n’y est pas. Pour l’ouvrir : python3 run.py {world}. Pour que les copies "
        "continuent : python3 run.py save CLÉ --each-decision",
        "The “{world}” world goes on from the copy of {made_at}, made on {machine}: {sequence} acts, each checked. "
        "What was done after it is not here. To open it: python3 run.py {world}. "
        "To have the copies go on: python3 run.py save STICK --each-decision",
    ),
    "older": (
        "Attention : ce n’est pas la dernière copie. Une autre a été faite le {later_at}.",
        "Mind: this is not the latest copy. Another one was made {later_at}.",
    ),
    "aside": ("Le monde qui était ici est mis de côté : {folder}", "The world that was here is put aside: {folder}"),
    "no_note": (
        "La clé est protégée en écriture : elle ne saura pas dire que ce monde vit maintenant ici. Si l’autre machine "
        "travaille encore, arrêtez-la.",
        "The stick is write-protected: it will not tell anybody that this world now lives here. If the other machine "
        "still works, stop it.",
    ),
}  # fmt: skip
"""What is said and asked, in French and in English; what goes wrong stands in ``web/copy_words.py``."""


def say(key: str, **facts: str | int) -> str:
    """Return a line in the language of this machine."""
    return LINES[key][0 if language() == "fr" else 1].format_map(facts)


def told(problem: CopyProblem) -> int:
    """Say what went wrong, and return the exit code of what could not be done."""
    print(sentence_of(problem.key, problem.facts, language(), hour), file=sys.stderr)
    return 1


def hour(moment: datetime) -> str:
    """Return a moment in the hours of this machine, as it is read aloud."""
    here = moment.astimezone()
    return f"{here:%d/%m/%Y à %H:%M}" if language() == "fr" else f"on {here:%d/%m/%Y at %H:%M}"


def language() -> str:
    """Return fr where the machine speaks French, else en."""
    spoken = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "fr" if spoken.startswith("fr") else "en"


def now() -> datetime:
    """Return the present moment: the machine's, asked once a command."""
    return machine_clock()


def machine() -> str:
    """Return the name of this machine, as its owner gave it."""
    return platform.node() or "?"


def passphrase_option(parser: argparse.ArgumentParser) -> None:
    """Let a script hand the passphrase over in a file; as an argument, every program of the machine could read it."""
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help=f"for scripts; or {PASSPHRASE_VARIABLE} in the environment"
    )


def passphrase(asked: argparse.Namespace, *, chosen_now: bool = False) -> str:
    """Return the passphrase: from the file or variable of a script, else asked here; twice where it is chosen now.

    Raises CopyProblem.
    """
    if asked.passphrase_file is not None:
        try:
            return str(asked.passphrase_file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            raise CopyProblem("passphrase_file_unreadable", name=str(asked.passphrase_file)) from None
    if given := os.environ.get(PASSPHRASE_VARIABLE):
        return given
    if not sys.stdin.isatty():
        raise CopyProblem("passphrase_missing")
    typed = getpass(say("choose" if chosen_now else "ask"))
    if chosen_now and getpass(say("choose_again")) != typed:
        raise CopyProblem("passphrases_differ")
    return typed


def world_option(parser: argparse.ArgumentParser) -> None:
    """Let somebody name the world; unless they do, it is the live one as soon as there is one."""
    parser.add_argument(
        "--world", type=World, choices=list(World), help="live, once there is a live world, unless said"
    )


def folder_of(asked: argparse.Namespace) -> Path:
    """Return the folder of the world that is meant."""
    live = (INSTANCE / World.LIVE / DATABASE_NAME).is_file()
    return INSTANCE / (asked.world or (World.LIVE if live else World.EXERCISE))
