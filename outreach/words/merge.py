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
    "merge.unknown_key": ("unknown in the head: {key}", "im Kopf unbekannt: {key}"),
    "merge.syntax": (
        "the template is not well-formed: {why}",
        "die Vorlage ist nicht wohlgeformt: {why}",
    ),
    "merge.refused": (
        "“{what}” is not possible in a letter",
        "„{what}“ ist in einem Brief nicht möglich",
    ),
    "merge.allowed": (
        "Letters know {{{{ names }}}}, {{% if %}}, {{% for %}} (not nested) and {{% move %}}.",
        "Briefe kennen {{{{ Namen }}}}, {{% if %}}, {{% for %}} (nicht verschachtelt) und {{% move %}}.",
    ),
    "merge.no_filter": ("there is no filter {name}", "einen Filter {name} gibt es nicht"),
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
    "merge.too_long": ("The letter {path} grows without bound.", "Der Brief {path} wird uferlos."),
}
