"""Our words on the sheets of the emergency envelope, in their own language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EnvelopeWords:
    """Everything of ours on a start sheet, a sealed page and the envelope's list; slots in braces."""

    tag: str
    printed: str
    start: str
    start_under: str
    steps: tuple[str, ...]
    laptop: str
    stick: str
    stick_fingerprint: str
    keeper: str
    address_here: str
    address_elsewhere: str
    scan: str
    fingerprint: str
    fingerprint_help: str
    not_shared: str
    call_first: str
    sealed: str
    only_for: str
    fold: str
    sign_in: str
    password: str
    password_help: str
    code: str
    code_help: str
    opened: str
    lost: str
    exercise: str
    contents: str
    contents_under: str
    items: tuple[str, ...]
    closed: str


FRENCH = EnvelopeWords(
    tag="fr-FR",
    printed="Imprimé le {day}",
    start="Démarrer la communication de crise",
    start_under="Sans réseau, sans annuaire, sans messagerie : un ordinateur et cette feuille suffisent.",
    steps=(
        "Prenez l’ordinateur et son chargeur. Branchez-le au secteur. Ne le raccordez pas au réseau de l’hôpital.",
        "Allumez-le. Branchez la clé, puis double-cliquez sur « demarrer » (demarrer.bat sous Windows, demarrer.sh "
        "sous Linux).",
        "Comparez l’empreinte affichée à celle notée ci-dessous. Si elle diffère, n’utilisez pas cette clé.",
        "La page s’ouvre. Connectez-vous avec la feuille de votre enveloppe. L’ancienne adresse électronique suffit, "
        "même si la messagerie est morte.",
        "Appelez les personnes ci-dessous. Confirmez l’heure de la machine par téléphone, puis ouvrez l’incident.",
        "Rien ne marche ? Prenez le kit papier : il suffit pour les premières heures.",
    ),
    laptop="L’ordinateur est",
    stick="La clé est",
    stick_fingerprint="Empreinte de la clé",
    keeper="La phrase secrète de la copie est connue de",
    address_here="Sur cette machine",
    address_elsewhere="Depuis un téléphone ou un autre poste du réseau de crise",
    scan="À scanner, une fois la machine démarrée",
    fingerprint="Empreinte de l’autorité (SHA-256)",
    fingerprint_help="Comparez les quatre premiers groupes et les quatre derniers avant de faire confiance.",
    not_shared="La machine n’était pas partagée quand cette feuille a été imprimée : l’adresse et le code s’affichent "
    "au démarrage, page « Téléphone ».",
    call_first="Appeler d’abord",
    sealed="Feuille scellée",
    only_for="À n’ouvrir que par\n{name}",
    fold="plier ici",
    sign_in="Pour vous connecter",
    password="Mot de passe de la première connexion",
    password_help="Tirets compris, en minuscules. Il vous en sera demandé un autre aussitôt : vous seul le connaîtrez.",
    code="Code de secours",
    code_help="Ne sert qu’une fois, si le mot de passe est perdu : page de connexion, « J’ai un code de secours ».",
    opened="Si cette feuille a été ouverte par une autre personne, ou si ce mot de passe est refusé, appelez un "
    "administrateur : il en imprime une nouvelle, et celle-ci ne vaut plus rien.",
    lost="Gardez cette feuille dans l’enveloppe scellée. Personne ne vous demandera ce qui y est écrit, ni par "
    "téléphone, ni par message.",
    exercise="Monde d’exercice",
    contents="Enveloppe de secours : ce qu’elle contient",
    contents_under="À coller sur l’enveloppe. Cochez, datez, signez ; recommencez à chaque changement de personne, "
    "et au moins deux fois par an.",
    items=(
        "La feuille de démarrage, datée de moins de six mois",
        "Une feuille scellée par personne, dans sa propre enveloppe fermée",
        "La clé à jour, et la date de sa dernière copie",
        "La seconde clé est rangée dans un autre bâtiment",
        "L’empreinte de la clé, notée sur la feuille de démarrage",
        "La phrase secrète de la copie, en deux moitiés, chez deux personnes",
        "Le kit papier : fiches de rôle, formulaires vierges, fiches numérotées, stylos",
        "La liste des contacts, imprimée, numéros essayés",
        "Le tableau de garde de la direction, et les délégations publiées",
        "Un chargeur, une rallonge, un téléphone hors réseau et son chargeur",
        "Une imprimante qui marche par câble, une ramette, une cartouche",
    ),
    closed="Fermée le ……/……/……… par ………………………………  Signature",
)

ENGLISH = EnvelopeWords(
    tag="en-GB",
    printed="Printed on {day}",
    start="Start crisis communication",
    start_under="No network, no directory, no mail: a laptop and this sheet are enough.",
    steps=(
        "Take the laptop and its charger. Plug it into the mains. Do not connect it to the hospital's network.",
        "Switch it on. Plug in the stick, double-click “demarrer” (demarrer.bat on Windows, demarrer.sh on Linux).",
        "Compare the fingerprint shown with the one below. If it differs, do not use this stick.",
        "The page opens. Sign in with the page from your envelope. Your e-mail address is enough even if mail is dead.",
        "Call the people below. Confirm the machine's hour by telephone, then open the incident.",
        "Nothing works? Take the paper kit: it is enough for the first hours.",
    ),
    laptop="The laptop is",
    stick="The stick is",
    stick_fingerprint="Fingerprint of the stick",
    keeper="The passphrase of the copy is known to",
    address_here="On this machine",
    address_elsewhere="From a telephone or another machine of the crisis network",
    scan="To be scanned once the machine is started",
    fingerprint="Fingerprint of the authority (SHA-256)",
    fingerprint_help="Compare the first four groups and the last four before you trust it.",
    not_shared="The machine was not shared when this sheet was printed: address and code are shown at start, on the "
    "page “Telephone”.",
    call_first="Call first",
    sealed="Sealed page",
    only_for="To be opened only by\n{name}",
    fold="fold here",
    sign_in="To sign in",
    password="Password for the first sign-in",
    password_help="Hyphens included, in small letters. You are asked for another at once: you alone will know it.",
    code="Recovery code",
    code_help="Works once, if the password is lost: page for signing in, “I have a recovery code”.",
    opened="If somebody else opened this page, or this password is refused, call an administrator: they print a new "
    "page, and this one is worth nothing any more.",
    lost="Keep this page in its sealed envelope. Nobody will ask you for what is on it, by telephone or by message.",
    exercise="World of exercise",
    contents="Emergency envelope: what is in it",
    contents_under="To be glued on the envelope. Tick, date, sign; again at every change of people, and at least twice "
    "a year.",
    items=(
        "The start sheet, less than six months old",
        "A sealed page for each person, in a closed envelope of their own",
        "The stick, up to date, and the date of its last copy",
        "The second stick is kept in another building",
        "The fingerprint of the stick, written on the start sheet",
        "The passphrase of the copy, in two halves, with two people",
        "The paper kit: role cards, blank forms, numbered slips, pens",
        "The list of contacts, printed, numbers tried",
        "The roster of directors on duty, and the delegations as published",
        "A charger, an extension lead, a telephone outside the network and its charger",
        "A printer that works by cable, a ream of paper, a cartridge",
    ),
    closed="Closed on ……/……/……… by ………………………………  Signature",
)


def envelope_words(language: str) -> EnvelopeWords:
    """Return our words in ``language``; French where we have none, as the hospital is."""
    return ENGLISH if language == "en" else FRENCH
