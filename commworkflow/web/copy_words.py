"""The only French and English of a copy that could not be made, read or brought back: key to (French, English).

Pairs, and no catalogue: the command line speaks them too, on a machine where no page is open.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

WORDS: Mapping[str, tuple[str, str]] = {
    "no_world": (
        "Il n’y a pas de monde « {world} » sur cette machine : rien à copier.",
        "There is no “{world}” world on this machine: nothing to copy.",
    ),
    "world_unreadable": (
        "La base de ce monde ne peut pas être lue ({error}). Les copies déjà faites sont intactes : gardez-les.",
        "The database of this world cannot be read ({error}). The copies made before are intact: keep them.",
    ),
    "world_damaged": (
        "La base de ce monde est abîmée ({faults}) : elle n’est pas copiée à la suite des bonnes copies. "
        "Reprenez la dernière copie avec « run.py resume », de préférence sur une autre machine.",
        "The database of this world is damaged ({faults}): it is not copied after the good copies. "
        "Go on from the last copy with “run.py resume”, on another machine if you can.",
    ),
    "world_being_copied": (
        "Une autre copie de ce monde est en cours depuis une minute. Attendez qu’elle finisse, puis recommencez.",
        "Another copy of this world has been under way for a minute. Wait until it ends, then try again.",
    ),
    "disk_full": (
        "Le disque de cette machine est plein : la copie ne peut pas y être préparée. Faites de la place, puis "
        "recommencez. Rien n’est perdu.",
        "The disk of this machine is full: the copy cannot be prepared on it. Make room, then try again. "
        "Nothing is lost.",
    ),
    "disk_failed": (
        "On ne peut pas écrire sur le disque de cette machine ({error}). Rien n’a été changé.",
        "The disk of this machine cannot be written to ({error}). Nothing was changed.",
    ),
    "stick_missing": (
        "La clé n’est pas là ({folder}). Remettez-la, puis recommencez. Les copies qu’elle porte déjà sont intactes.",
        "The stick is not there ({folder}). Put it back, then try again. The copies already on it are intact.",
    ),
    "stick_full": (
        "La clé est pleine ({folder}). Prenez-en une autre, ou faites-y de la place. Les copies qu’elle porte déjà "
        "sont intactes.",
        "The stick is full ({folder}). Take another one, or make room on it. The copies already on it are intact.",
    ),
    "stick_read_only": (
        "On ne peut pas écrire sur la clé ({folder}) : elle est protégée, ou montée en lecture seule. Poussez son "
        "verrou, ou prenez-en une autre. Les copies qu’elle porte déjà sont intactes.",
        "The stick cannot be written to ({folder}): it is write-protected, or mounted read-only. Slide its switch, or "
        "take another one. The copies already on it are intact.",
    ),
    "stick_file_too_large": (
        "La copie dépasse ce que le format de la clé permet ({folder}). Prenez une clé au format exFAT ou NTFS.",
        "The copy is larger than the format of the stick allows ({folder}). Take a stick formatted as exFAT or NTFS.",
    ),
    "stick_failed": (
        "La clé ne répond pas comme elle doit ({folder} : {error}). Prenez-en une autre. Les copies déjà faites sont "
        "intactes.",
        "The stick does not answer as it should ({folder}: {error}). Take another one. The copies made before are "
        "intact.",
    ),
    "not_read_back": (
        "Ce qui vient d’être écrit ne se relit pas ({name}) : la clé est sans doute usée. Cette copie est effacée, les "
        "précédentes restent. Prenez une autre clé.",
        "What has just been written does not read back ({name}): the stick is probably worn out. That copy is deleted, "
        "the earlier ones stay. Take another stick.",
    ),
    "resumed_elsewhere": (
        "Ce monde a été repris à partir de cette clé sur {machine}, le {at}. Si {machine} travaille, arrêtez cette "
        "machine-ci : deux mondes donneraient les mêmes numéros. Rien n’a été écrit sur la clé. Si {machine} est "
        "arrêtée pour de bon, enregistrez sur une autre clé.",
        "This world was resumed from this stick on {machine}, {at}. If {machine} is at work, stop this machine: two "
        "worlds would give the same numbers. Nothing was written on the stick. If {machine} has stopped for good, "
        "save on another stick.",
    ),
    "resumed_already": (
        "Cette clé a déjà servi à reprendre sur {machine}, le {at}. Si {machine} travaille encore, arrêtez-la ou "
        "continuez sur elle : deux mondes donneraient les mêmes numéros. Si elle est arrêtée pour de bon, recommencez "
        "avec --again. Rien n’a été changé.",
        "This stick was already resumed on {machine}, {at}. If {machine} still works, stop it, or go on there: two "
        "worlds would give the same numbers. If it has stopped for good, start again with --again. Nothing was "
        "changed.",
    ),
    "no_copy_there": (
        "Il n’y a pas de copie ici ({folder}). Vérifiez que c’est la bonne clé, et le bon dossier.",
        "There is no copy here ({folder}). Check that this is the right stick, and the right folder.",
    ),
    "several_worlds_there": (
        "Plusieurs mondes sont ici. Dites lequel avec --copy et l’un de ces noms : {names}",
        "There are several worlds here. Say which with --copy and one of these names: {names}",
    ),
    "not_a_copy": (
        "« {name} » n’est pas une copie de commworkflow, ou son début est abîmé. Rien n’a été changé.",
        "“{name}” is no copy of commworkflow, or its beginning is damaged. Nothing was changed.",
    ),
    "copy_of_newer_product": (
        "« {name} » vient d’un commworkflow plus récent. Ouvrez-la avec celui-là. Rien n’a été changé.",
        "“{name}” was made by a newer commworkflow. Open it with that one. Nothing was changed.",
    ),
    "copy_damaged": (
        "« {name} » est abîmée : elle n’est plus ce qui a été écrit. Elle est refusée tout entière, et rien n’a été "
        "changé. Prenez une autre copie.",
        "“{name}” is damaged: it is no longer what was written. All of it is refused, and nothing was changed. Take "
        "another copy.",
    ),
    "latest_copy_damaged": (
        "La dernière copie, « {name} », est abîmée : elle est refusée. Celle d’avant est « {earlier} » : pour repartir "
        "de là, recommencez avec --copy et ce nom. Rien n’a été changé.",
        "The latest copy, “{name}”, is damaged: it is refused. The one before is “{earlier}”: to go on from there, "
        "start again with --copy and that name. Nothing was changed.",
    ),
    "wrong_passphrase": (
        "Ce n’est pas la phrase secrète de « {name} ». Attention aux majuscules et aux accents. La copie est intacte.",
        "This is not the passphrase of “{name}”. Mind capitals and accents. The copy is intact.",
    ),
    "passphrase_short": (
        "La phrase secrète est trop courte : {shortest} signes au moins. Quatre ou cinq mots sans rapport entre eux "
        "conviennent, et se retiennent.",
        "The passphrase is too short: at least {shortest} signs. Four or five words that have nothing to do with each "
        "other will do, and can be remembered.",
    ),
    "passphrase_plain": (
        "La phrase secrète se répète trop : elle se devine. Choisissez quatre ou cinq mots sans rapport entre eux.",
        "The passphrase repeats itself: it can be guessed. Choose four or five words that have nothing to do with each "
        "other.",
    ),
    "passphrases_differ": (
        "Les deux saisies diffèrent. Rien n’a été fait : recommencez.",
        "The two do not agree. Nothing was done: start again.",
    ),
    "passphrase_missing": (
        "Il faut la phrase secrète, et personne n’est là pour la saisir. Lancez la commande dans un terminal, ou "
        "donnez --passphrase-file.",
        "The passphrase is needed, and nobody is here to type it. Run the command in a terminal, or give "
        "--passphrase-file.",
    ),
    "passphrase_file_unreadable": (
        "Le fichier « {name} », qui doit contenir la phrase secrète, ne peut pas être lu.",
        "The file “{name}”, which should hold the passphrase, cannot be read.",
    ),
    "key_damaged": (
        "La clé des copies de ce monde ne peut pas être lue ({name}). Choisissez une nouvelle phrase secrète avec "
        "--new-passphrase : les copies déjà faites gardent la leur.",
        "The key of this world’s copies cannot be read ({name}). Choose a new passphrase with --new-passphrase: the "
        "copies made before keep theirs.",
    ),
    "file_there_already": (
        "« {name} » existe déjà, et une copie n’en remplace jamais une autre. Choisissez un autre nom.",
        "“{name}” is there already, and no copy ever takes the place of another. Choose another name.",
    ),
    "world_in_use": (
        "Un commworkflow tient ouvert le monde « {world} » de cette machine. Fermez-le d’abord. Rien n’a été changé.",
        "A commworkflow has the “{world}” world of this machine open. Close it first. Nothing was changed.",
    ),
    "world_newer": (
        "Le monde « {world} » de cette machine va plus loin que la copie : {here} actes ici (le dernier le {here_at}), "
        "{in_copy} dans la copie. Rien n’a été changé. Pour prendre la copie quand même, en mettant celui-ci de côté : "
        "--replace.",
        "The “{world}” world of this machine goes further than the copy: {here} acts here (the last {here_at}), "
        "{in_copy} in the copy. Nothing was changed. To take the copy all the same, and put this one aside: "
        "--replace.",
    ),
    "world_parted": (
        "Le monde « {world} » de cette machine et celui de la copie ont vécu chacun de leur côté : leur acte {entry} "
        "n’est plus le même. Rien n’a été changé. Pour prendre la copie, en mettant celui-ci de côté : --replace.",
        "The “{world}” world of this machine and that of the copy have each gone their own way: their act {entry} is "
        "no longer the same. Nothing was changed. To take the copy, and put this one aside: --replace.",
    ),
    "world_different": (
        "Cette machine a déjà un autre monde « {world} », qui n’est pas celui de la copie. Rien n’a été changé. Pour "
        "prendre la copie, en mettant celui-ci de côté : --replace.",
        "This machine already has another “{world}” world, which is not that of the copy. Nothing was changed. To take "
        "the copy, and put this one aside: --replace.",
    ),
    "world_here_unreadable": (
        "Le monde « {world} » de cette machine ne peut pas être lu : personne ne peut dire s’il va plus loin que la "
        "copie. Rien n’a été changé. Pour prendre la copie, en mettant celui-ci de côté : --replace.",
        "The “{world}” world of this machine cannot be read: nobody can say whether it goes further than the copy. "
        "Nothing was changed. To take the copy, and put this one aside: --replace.",
    ),
}

_MOMENTS = ("at", "here_at")


def sentence_of(key: str, facts: Mapping[str, str | int], language: str, moment: Callable[[datetime], str]) -> str:
    """Return the sentence of a problem, in French or (any other language) in English; ``moment`` words an hour."""
    worded = {name: _worded(name, value, moment) for name, value in facts.items()}
    return WORDS[key][0 if language == "fr" else 1].format_map(worded)


def _worded(name: str, value: str | int, moment: Callable[[datetime], str]) -> str:
    return moment(datetime.fromisoformat(str(value))) if name in _MOMENTS and value else str(value)
