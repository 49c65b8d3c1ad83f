"""Sentences about letters and what they lack."""

WORDS: dict[str, tuple[str, str]] = {
    "merge.template": ("The letter {path} needs a look:", "Am Brief {path} stimmt etwas nicht:"),
    "merge.no_head": (
        "the head between two lines of +++ is missing",
        "der Kopf zwischen zwei Zeilen +++ fehlt",
    ),
    "merge.no_head_hint": (
        'Begin the file with +++, then subject = "…", then +++.',
        'Bitte die Datei mit +++ beginnen, dann subject = "…", dann +++.',
    ),
    "merge.bad_head": ("the head cannot be read: {why}", "der Kopf lässt sich nicht lesen: {why}"),
    "merge.voice": (
        "lang {lang} and register {register} do not go together",
        "lang {lang} und register {register} passen nicht zusammen",
    ),
    "merge.voice_hint": (
        "Possible: de with sie, du or ihr; en with formal or casual.",
        "Möglich: de mit sie, du oder ihr; en mit formal oder casual.",
    ),
    "merge.subject": (
        "the subject is missing or has more than one line",
        "der Betreff fehlt oder hat mehr als eine Zeile",
    ),
    "merge.subject_hint": (
        'Write one short line into the head: subject = "…".',
        'Bitte eine kurze Zeile in den Kopf schreiben: subject = "…".',
    ),
    "merge.unknown_key": ("unknown in the head: {key}", "im Kopf unbekannt: {key}"),
    "merge.known_keys": ("Possible: {known}.", "Möglich: {known}."),
    "merge.voice_clash": (
        "the id {id} says another voice than {voice}",
        "die Kennung {id} sagt etwas anderes als {voice}",
    ),
    "merge.voice_clash_hint": (
        "Set the id to {id}, or remove lang and register.",
        "Bitte als id {id} eintragen oder lang und register weglassen.",
    ),
    "merge.twice": ("{other} has the id {id} too", "auch {other} hat die Kennung {id}"),
    "merge.twice_hint": (
        "Give one of the two another id.",
        "Bitte einem der beiden eine andere id geben.",
    ),
    "merge.step": ("step {step} is no number from 1 on", "step {step} ist keine Zahl ab 1"),
    "merge.step_hint": (
        "Write step = 1 for a first letter, step = 2 for a second.",
        "Bitte step = 1 für einen ersten Brief schreiben, step = 2 für einen zweiten.",
    ),
    "merge.format": ("there is no format {format}", "ein Format {format} gibt es nicht"),
    "merge.format_hint": (
        'Write format = "markdown" or format = "text", or leave it out.',
        'Bitte format = "markdown" oder format = "text" schreiben oder die Zeile weglassen.',
    ),
    "merge.not_text": ("{key} is not one line of text", "{key} ist keine Zeile Text"),
    "merge.not_text_hint": ('Write {key} = "…".', 'Bitte {key} = "…" schreiben.'),
    "merge.not_list": ("{key} is not a list of texts", "{key} ist keine Liste von Texten"),
    "merge.not_list_hint": (
        'Write {key} = ["…", "…"].',
        'Bitte {key} = ["…", "…"] schreiben.',
    ),
    "merge.unfit": (
        "a character that no letter can carry: {code}",
        "ein Zeichen, das kein Brief tragen kann: {code}",
    ),
    "merge.unfit_hint": (
        "Delete it, and save the file as UTF-8.",
        "Bitte löschen und die Datei als UTF-8 speichern.",
    ),
    "merge.leftover": (
        "“{text}” would be sent as it stands",
        "„{text}“ ginge so hinaus, wie es dasteht",
    ),
    "merge.leftover_hint": (
        "Write {{{{ first_name }}}} where a name from the list belongs.",
        "Bitte {{{{ first_name }}}} schreiben, wo etwas aus der Liste stehen soll.",
    ),
    "merge.excess": (
        "nested too deep, or too long, for a letter",
        "für einen Brief zu tief verschachtelt oder zu lang",
    ),
    "merge.deep": (
        "quotes or lists are nested too deep",
        "Zitate oder Listen sind zu tief verschachtelt",
    ),
    "merge.deep_hint": (
        "Take some of the > or list marks away.",
        "Bitte einige der Zeichen > oder der Listenpunkte entfernen.",
    ),
    "merge.move_name": (
        "“{name}” is no name for a move",
        "„{name}“ ist kein Name für einen Abschnitt",
    ),
    "merge.syntax": (
        "the template is not well-formed: {why}",
        "die Vorlage ist nicht wohlgeformt: {why}",
    ),
    "merge.refused": (
        "“{what}” is not possible in a letter",
        "„{what}“ ist in einem Brief nicht möglich",
    ),
    "merge.allowed": (
        "Letters know {{{{ names }}}}, {{% if %}}, {{% for time in slots %}} and {{% move %}}.",
        "Briefe kennen {{{{ Namen }}}}, {{% if %}}, {{% for zeit in slots %}} und {{% move %}}.",
    ),
    "merge.no_filter": (
        "there is no filter {name}, only {known}",
        "einen Filter {name} gibt es nicht, nur {known}",
    ),
    "merge.filter_words": (
        "the filter {name} is written with the wrong words in brackets",
        "beim Filter {name} stimmt nicht, was in den Klammern steht",
    ),
    "merge.unknown_letter": (
        "There is no letter {name}. Known: {known}",
        "Einen Brief {name} gibt es nicht. Bekannt: {known}",
    ),
    "merge.no_variant": ("{name} has no variant {voice}", "{name} gibt es nicht als {voice}"),
    "merge.undefined": ("nobody provides {name}", "niemand liefert {name}"),
    "merge.undefined_hint": (
        "Add a column of that name to the list, or a fact under [campaign.NAME.facts].",
        "Bitte eine Spalte dieses Namens in die Liste aufnehmen oder unter [campaign.NAME.facts] eintragen.",
    ),
    "merge.too_recent": (
        "you were in touch less than six weeks ago",
        "Ihr letzter Kontakt ist keine sechs Wochen her",
    ),
    "merge.no_greeting": ("no name to greet", "kein Name für die Anrede"),
    "merge.missing": ("missing: {fields}", "fehlt: {fields}"),
    "merge.no_opening": ("the first line", "die erste Zeile"),
    "merge.too_long": ("the letter grows without bound", "der Brief wird uferlos"),
    "merge.too_long_hint": (
        "Say less inside {{% for %}}.",
        "Bitte innerhalb von {{% for %}} weniger schreiben.",
    ),
}
