"""The only French and English of a faulty file and of a wrong answer: key to (French, English), slots for facts."""

from collections.abc import Mapping

from commworkflow.rules.answer_values import Problem, ProblemKey
from commworkflow.rules.faults import Fault, FaultKey

WORDS: Mapping[str, tuple[str, str]] = {
    FaultKey.FILE_NAME: (
        "Le nom « {name} » n’est pas celui d’un modèle. Écrivez par exemple « communique-court.fr.md ».",
        "The name “{name}” is not that of a template. Write for example “short-statement.en.md”.",
    ),
    FaultKey.FILE_UNREADABLE: (
        "Le fichier ne peut pas être lu ({problem}).",
        "The file cannot be read ({problem}).",
    ),
    FaultKey.FILE_TOO_LARGE: (
        "Le fichier dépasse {limit} kilo-octets : un modèle est un texte court.",
        "The file is larger than {limit} kilobytes: a template is a short text.",
    ),
    FaultKey.FILE_EMPTY: ("Le fichier est vide.", "The file is empty."),
    FaultKey.NOT_UTF8: (
        "Le fichier n’est pas écrit en UTF-8. Enregistrez-le de nouveau en choisissant « UTF-8 ».",
        "The file is not written in UTF-8. Save it again and choose “UTF-8”.",
    ),
    FaultKey.BYTE_ORDER_MARK: (
        "Le fichier commence par une marque invisible. Enregistrez-le en « UTF-8 », sans « BOM ».",
        "The file starts with an invisible mark. Save it as “UTF-8”, without “BOM”.",
    ),
    FaultKey.FORBIDDEN_CHARACTER: (
        "Un caractère change l’ordre de lecture ({name}). Effacez-le.",
        "A character changes the order of reading ({name}). Delete it.",
    ),
    FaultKey.UNSEEN_CHARACTER: (
        "Un caractère ne se voit pas ({name}). Effacez-le.",
        "A character cannot be seen ({name}). Delete it.",
    ),
    FaultKey.LANGUAGE_UNKNOWN: (
        "La langue « {language} » du nom du fichier n’existe pas.",
        "There is no language “{language}”, as the name of the file says.",
    ),
    FaultKey.HEAD_MISSING: (
        "Le fichier doit commencer par une ligne « --- », puis dire ce qu’est le modèle (title, family…).",
        "The file must start with a line “---”, then say what the template is (title, family…).",
    ),
    FaultKey.HEAD_UNCLOSED: (
        "La seconde ligne « --- », qui finit l’en-tête, manque.",
        "The second line “---”, which ends the head, is missing.",
    ),
    FaultKey.YAML_SYNTAX: (
        "Cette ligne, ou celle d’avant, ne se lit pas. Vérifiez les espaces du début. Mettez entre guillemets droits "
        "un texte qui contient deux-points. (Détail : {problem}.)",
        "This line, or the one before, cannot be read. Check the spaces it starts with. Put a text that holds a colon "
        "between straight quotation marks. (Detail: {problem}.)",
    ),
    FaultKey.YAML_ANCHOR: (
        "Les renvois (« &{name} », « *{name} ») ne sont pas admis. Répétez le texte.",
        "References (“&{name}”, “*{name}”) are not allowed. Repeat the text.",
    ),
    FaultKey.YAML_TAG: (
        "Les types (« {name} ») ne sont pas admis : tout est texte.",
        "Types (“{name}”) are not allowed: everything is text.",
    ),
    FaultKey.YAML_DOCUMENTS: ("L’en-tête contient plusieurs documents.", "The head holds several documents."),
    FaultKey.YAML_DEPTH: ("L’en-tête est trop imbriqué.", "The head is nested too deeply."),
    FaultKey.TOML_SYNTAX: ("Cette ligne ne se lit pas ({problem}).", "This line cannot be read ({problem})."),
    FaultKey.KEY_TWICE: (
        "« {name} » est écrit deux fois (déjà à la ligne {first}).",
        "“{name}” is written twice (already at line {first}).",
    ),
    FaultKey.KEY_NOT_TEXT: ("Le nom d’une rubrique doit être un texte.", "The name of an entry must be text."),
    FaultKey.KEY_UNKNOWN: (
        "« {name} » n’est pas une rubrique connue. Vouliez-vous écrire « {nearest} » ?",
        "“{name}” is not a known entry. Did you mean “{nearest}”?",
    ),
    FaultKey.KEY_MISSING: ("Il manque « {name} ».", "“{name}” is missing."),
    FaultKey.EXPECTED_TEXT: ("« {name} » doit être un texte.", "“{name}” must be text."),
    FaultKey.EXPECTED_LIST: ("« {name} » doit être une liste.", "“{name}” must be a list."),
    FaultKey.EXPECTED_MAP: (
        "« {name} » doit être une suite de lignes « nom: texte ».",
        "“{name}” must be lines of “name: text”.",
    ),
    FaultKey.EXPECTED_YES_NO: (
        "« {name} » vaut « yes » ou « no », et non « {value} ».",
        "“{name}” is “yes” or “no”, not “{value}”.",
    ),
    FaultKey.EXPECTED_NUMBER: (
        "« {name} » doit être un nombre entier, et non « {value} ».",
        "“{name}” must be a whole number, not “{value}”.",
    ),
    FaultKey.EXPECTED_HOURS: (
        "« {name} » s’écrit « 12 hours » ou « 2 days », et non « {value} ».",
        "“{name}” is written “12 hours” or “2 days”, not “{value}”.",
    ),
    FaultKey.EXPECTED_DAY: (
        "« {name} » s’écrit comme « 2026-11-22 », et non « {value} ».",
        "“{name}” is written like “2026-11-22”, not “{value}”.",
    ),
    FaultKey.VALUE_UNKNOWN: (
        "« {value} » n’est pas admis pour « {name} ». Valeurs admises : {known}.",
        "“{value}” is not allowed for “{name}”. Allowed: {known}.",
    ),
    FaultKey.VALUE_TWICE: (
        "« {value} » est deux fois dans « {name} ».",
        "“{value}” is twice in “{name}”.",
    ),
    FaultKey.ROLE_MAY_NOT: (
        "Le rôle « {role} » n’a pas le droit demandé par « {name} ».",
        "The role “{role}” does not have the right that “{name}” asks for.",
    ),
    FaultKey.ROLE_CANNOT_READ: (
        "Le rôle « {role} » ne lit pas les messages de classe {reading_class}.",
        "The role “{role}” does not read messages of class {reading_class}.",
    ),
    FaultKey.ONLY_REPORTS_ACKNOWLEDGED: (
        "Seul un point de situation (audience « cell ») part sans validation : écrivez « ending: validated ».",
        "Only a situation report (audience “cell”) leaves without validation: write “ending: validated”.",
    ),
    FaultKey.PORTAL_NEEDS_FORM: (
        "Le canal « portal » demande un formulaire (« form ») et « answers listed: yes ».",
        "The channel “portal” needs a form (“form”) and “answers listed: yes”.",
    ),
    FaultKey.ID_SHAPE: (
        "« {id} » n’est pas un identifiant : lettres minuscules sans accent, chiffres et « _ », une lettre d’abord.",
        "“{id}” is not an identifier: lower-case letters without accents, digits and “_”, a letter first.",
    ),
    FaultKey.ID_TWICE: ("Deux questions portent le nom « {id} ».", "Two questions bear the name “{id}”."),
    FaultKey.GROUP_UNKNOWN: (
        "Le groupe « {group} » n’est pas dans « groups ». Vouliez-vous écrire « {nearest} » ?",
        "The group “{group}” is not in “groups”. Did you mean “{nearest}”?",
    ),
    FaultKey.GROUP_EMPTY: ("Aucune question n’est du groupe « {group} ».", "No question is of the group “{group}”."),
    FaultKey.CHOICES_MISSING: ("Cette question à choix n’a pas de « choices ».", "This question has no “choices”."),
    FaultKey.CHOICES_UNEXPECTED: (
        "Seules les questions « choice » et « choices » ont des choix.",
        "Only questions of type “choice” or “choices” have choices.",
    ),
    FaultKey.FIELDS_MISSING: ("Ce groupe répété n’a pas de « fields ».", "This repeated group has no “fields”."),
    FaultKey.FIELDS_UNEXPECTED: (
        "Seules les questions de type « group » ont des « fields ».",
        "Only questions of type “group” have “fields”.",
    ),
    FaultKey.GROUP_IN_GROUP: (
        "Un groupe répété ne peut pas en contenir un autre.",
        "A repeated group cannot hold another.",
    ),
    FaultKey.REQUIRED_TWICE: (
        "Écrivez « required » ou « required when », pas les deux.",
        "Write “required” or “required when”, not both.",
    ),
    FaultKey.REQUIRED_WHEN_SHAPE: (
        "« {text} » ne se comprend pas. Trois formes : « x is a or b », « x is answered », "
        "« more than 72 hours since x ».",
        "“{text}” cannot be understood. Three forms: “x is a or b”, “x is answered”, “more than 72 hours since x”.",
    ),
    FaultKey.REQUIRED_WHEN_UNKNOWN: (
        "« required when » nomme « {id} », qui n’est pas une autre question. Vouliez-vous écrire « {nearest} » ?",
        "“required when” names “{id}”, which is not another question. Did you mean “{nearest}”?",
    ),
    FaultKey.REQUIRED_WHEN_VALUE: (
        "« {value} » n’est pas une réponse de « {id} ». Réponses : {known}.",
        "“{value}” is not an answer of “{id}”. Answers: {known}.",
    ),
    FaultKey.REQUIRED_WHEN_TYPE: (
        "« required when » ne peut pas lire « {id} », de type « {type} », de cette façon.",
        "“required when” cannot read “{id}”, of type “{type}”, in this way.",
    ),
    FaultKey.WAIT_NEEDS_LISTED: (
        "« may wait » n’a de sens que dans un formulaire (« answers listed: yes »).",
        "“may wait” has a meaning only in a form (“answers listed: yes”).",
    ),
    FaultKey.TO_COME_TYPE: (
        "« to come » n’a de sens que pour une date et une heure (« type: date-time »), pas pour « {type} ».",
        "“to come” has a meaning only for a date and hour (“type: date-time”), not for “{type}”.",
    ),
    FaultKey.FACT_UNKNOWN: (
        "Le fait « {fact} » n’est pas au registre. Vouliez-vous écrire « {nearest} » ?",
        "The fact “{fact}” is not in the register. Did you mean “{nearest}”?",
    ),
    FaultKey.FACT_TYPE: (
        "Le fait « {fact} » est de type « {type} » : la question doit l’être aussi.",
        "The fact “{fact}” is of type “{type}”: the question must be too.",
    ),
    FaultKey.FACT_CHOICE: (
        "« {value} » n’est pas une valeur du fait « {fact} ». Vouliez-vous écrire « {nearest} » ?",
        "“{value}” is not a value of the fact “{fact}”. Did you mean “{nearest}”?",
    ),
    FaultKey.FACT_CLASS: (
        "Le fait « {fact} » est de classe {theirs} : il ne peut pas entrer dans un message de classe {ours}.",
        "The fact “{fact}” is of class {theirs}: it cannot enter a message of class {ours}.",
    ),
    FaultKey.FACT_TWICE: (
        "« {id} » et « {other} » lisent le même fait « {fact} ».",
        "“{id}” and “{other}” read the same fact “{fact}”.",
    ),
    FaultKey.EXAMPLE_MISSING: (
        "La question « {id} » n’a pas d’exemple (« example »).",
        "The question “{id}” has no example.",
    ),
    FaultKey.EXAMPLE_SHAPE: (
        "L’exemple de « {id} » n’a pas la forme d’une réponse de type « {type} ».",
        "The example of “{id}” does not have the shape of an answer of type “{type}”.",
    ),
    FaultKey.EXAMPLE_WRONG: (
        "L’exemple de « {id} » n’est pas une réponse acceptable. {problem}",
        "The example of “{id}” is not an acceptable answer. {problem}",
    ),
    FaultKey.TEXT_BEFORE_SECTION: (
        "Ce texte n’est dans aucune section. Une section commence par « ## Titre {{#nom}} ».",
        "This text is in no section. A section starts with “## Title {{#name}}”.",
    ),
    FaultKey.SECTIONS_MISSING: ("Le modèle n’a aucun texte.", "The template has no text."),
    FaultKey.SECTION_KEY_MISSING: (
        "La section « {title} » n’a pas de nom. Écrivez « ## {title} {{#nom}} ». À l’intérieur, un titre est « ### ».",
        "The section “{title}” has no name. Write “## {title} {{#name}}”; inside a section a heading is “###”.",
    ),
    FaultKey.SECTION_TWICE: ("Deux sections portent le nom « {key} ».", "Two sections bear the name “{key}”."),
    FaultKey.SECTION_EMPTY: ("La section « {key} » est vide.", "The section “{key}” is empty."),
    FaultKey.HEADING_LEVEL: (
        "Un titre s’écrit « ## » (section) ou « ### » (dans une section).",
        "A heading is written “##” (section) or “###” (inside a section).",
    ),
    FaultKey.PLACEHOLDER_SHAPE: (
        "« {text} » commence comme un emplacement et n’en est pas un. Écrivez « [[nom_de_la_question]] ».",
        "“{text}” starts like a placeholder and is none. Write “[[name_of_the_question]]”.",
    ),
    FaultKey.PLACEHOLDER_UNKNOWN: (
        "« [[{name}]] » ne correspond à rien. Vouliez-vous écrire « [[{nearest}]] » ?",
        "“[[{name}]]” stands for nothing. Did you mean “[[{nearest}]]”?",
    ),
    FaultKey.PLACEHOLDER_IN_TITLE: (
        "Un titre de section ne peut pas contenir d’emplacement « [[…]] ».",
        "The title of a section cannot hold a placeholder “[[…]]”.",
    ),
    FaultKey.QUESTION_UNUSED: (
        "La réponse à « {id} » n’est écrite nulle part dans le texte. Ajoutez « [[{id}]] » ou retirez la question.",
        "The answer to “{id}” is written nowhere in the text. Add “[[{id}]]” or take the question out.",
    ),
    FaultKey.WORDS_OVER: (
        "Rempli avec ses exemples, le texte a {words} mots ; la limite est {limit}.",
        "Filled with its examples, the text has {words} words; the limit is {limit}.",
    ),
    FaultKey.FAMILY_UNKNOWN: (
        "Aucun modèle n’est de la famille « {family} ». Nom le plus proche : « {nearest} ».",
        "No template is of the family “{family}”. Nearest name: “{nearest}”.",
    ),
    FaultKey.PIECE_EMPTY: (
        "Le texte manque sous la seconde ligne « --- ».",
        "The text is missing under the second line “---”.",
    ),
    FaultKey.LENGTH_SECTION_UNKNOWN: (
        "« lengths » nomme la section « {section} », qui n’est pas dans le texte. Nom le plus proche : « {nearest} ».",
        "“lengths” names the section “{section}”, which is not in the text. Nearest name: “{nearest}”.",
    ),
    FaultKey.LENGTH_TWICE: (
        "« lengths » parle deux fois de la section « {section} ».",
        "“lengths” speaks of the section “{section}” twice.",
    ),
    FaultKey.LENGTH_LEAVES_NOWHERE: (
        "Une section « for: {use} » part par le canal « {channel} », que ce modèle n’autorise pas. Ajoutez-le à "
        "« channels » ou retirez la section.",
        "A section “for: {use}” leaves by the channel “{channel}”, which this template does not allow. Add it to "
        "“channels” or take the section out.",
    ),
    FaultKey.LENGTH_UNTITLED: (
        "La section « {section} » n’a pas de titre. Qui la valide doit savoir à quoi elle sert. Écrivez « ## Affiche "
        "{{#{section}}} ».",
        "The section “{section}” has no title. Whoever validates it must know what it is for. Write “## Poster "
        "{{#{section}}}”.",
    ),
    FaultKey.LENGTH_OVER: (
        "Remplie avec ses exemples, la section « {section} » est trop longue : {words} mots, {characters} caractères.",
        "Filled with its examples, the section “{section}” is too long: {words} words, {characters} characters.",
    ),
    "missing": ("Il manque une réponse.", "An answer is missing."),
    ProblemKey.ANSWER_SHAPE: (
        "Cette réponse n’a pas pu être lue. Répondez de nouveau.",
        "This answer could not be read. Please answer again.",
    ),
    ProblemKey.ANSWER_CHARACTER: (
        "Un caractère caché change l’ordre de lecture ({name}). Effacez le texte et tapez-le de nouveau.",
        "A hidden character changes the order of reading ({name}). Delete the text and type it again.",
    ),
    ProblemKey.ANSWER_TOO_LONG: (
        "La réponse dépasse {limit} caractères.",
        "The answer is longer than {limit} characters.",
    ),
    ProblemKey.ONE_LINE_ONLY: ("Écrivez la réponse sur une seule ligne.", "Write the answer on one line."),
    ProblemKey.NOT_A_NUMBER: (
        "Écrivez un nombre entier, en chiffres, par exemple 1 200.",
        "Write a whole number in digits, for example 1200.",
    ),
    ProblemKey.NUMBER_AND_UNKNOWN: (
        "Donnez un nombre ou cochez « inconnu », pas les deux.",
        "Give a number or tick “unknown”, not both.",
    ),
    ProblemKey.DATE_NEEDED: ("Il manque la date.", "The date is missing."),
    ProblemKey.NOT_A_DATE: (
        "Cette date n’existe pas. Écrivez par exemple 20/11/2026.",
        "There is no such date. Write for example 20/11/2026.",
    ),
    ProblemKey.DATE_TOO_FAR: ("Cette année n’est pas plausible.", "This year is not plausible."),
    ProblemKey.TIME_NEEDED: (
        "Il manque l’heure. Si elle n’est pas connue, cochez « estimée ».",
        "The hour is missing. If it is not known, tick “estimated”.",
    ),
    ProblemKey.NOT_A_TIME: (
        "Cette heure n’existe pas. Écrivez par exemple 9:30.",
        "There is no such hour. Write for example 9:30.",
    ),
    ProblemKey.HOUR_SKIPPED: (
        "Cette heure n’a pas existé : cette nuit-là, on est passé à l’heure d’été.",
        "This hour did not exist: the clocks went forward that night.",
    ),
    ProblemKey.NOT_A_CHOICE: ("Choisissez parmi les réponses proposées.", "Choose among the answers offered."),
    ProblemKey.NOT_A_TELEPHONE: (
        "Ce numéro de téléphone n’existe pas. Écrivez par exemple 02 61 91 00 10, 15 ou +32 2 555 12 12.",
        "There is no such telephone number. Write for example 02 61 91 00 10, 15 or +32 2 555 12 12.",
    ),
    ProblemKey.NOT_AN_EMAIL: (
        "Cette adresse électronique n’est pas complète. Écrivez par exemple nom@exemple.fr.",
        "This e-mail address is not complete. Write for example name@example.org.",
    ),
    ProblemKey.TOO_MANY_ENTRIES: ("Il y a plus de {limit} lignes.", "There are more than {limit} entries."),
}

_NO_GUESS = (
    " Vouliez-vous écrire «  » ?",
    " Vouliez-vous écrire « [[]] » ?",
    " Did you mean “”?",
    " Did you mean “[[]]”?",
)


def sentence_of(found: Fault | Problem, language: str) -> str:
    """Return the sentence of a fault or problem, in French or (any other language) in English."""
    column = 0 if language == "fr" else 1
    facts = dict(found.facts)
    if found.key is FaultKey.EXAMPLE_WRONG:
        facts["problem"] = WORDS[facts["problem"]][column].format_map(facts)
    sentence = WORDS[found.key][column].format_map(facts)
    for no_guess in _NO_GUESS:
        sentence = sentence.replace(no_guess, "")
    return sentence
