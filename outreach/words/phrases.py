"""Sentences of the room `phrases`: key → (English, German)."""

WORDS: dict[str, tuple[str, str]] = {
    "phrases.not_a_person": (
        "“{name}” looks like a company or a department. Enter a person's name, or write the greeting into the column salutation.",
        "„{name}“ sieht nach einer Firma oder Abteilung aus. Bitte den Namen einer Person eintragen oder die Anrede in die Spalte salutation schreiben.",
    ),
    "phrases.capitals": (
        "“{name}” is written in capitals. Write the name as it should stand in the letter.",
        "„{name}“ ist in Großbuchstaben geschrieben. Bitte den Namen so schreiben, wie er im Brief stehen soll.",
    ),
    "phrases.small": (
        "“{name}” is written without a capital. Write the name as it should stand in the letter.",
        "„{name}“ ist kleingeschrieben. Bitte den Namen so schreiben, wie er im Brief stehen soll.",
    ),
    "phrases.signs": (
        "“{name}” contains a digit or an @. Enter the name alone.",
        "„{name}“ enthält eine Ziffer oder ein @. Bitte nur den Namen eintragen.",
    ),
    "phrases.comma": (
        "“{name}” contains a comma. Put first name and last name into their own columns.",
        "„{name}“ enthält ein Komma. Bitte Vorname und Nachname in je eine Spalte schreiben.",
    ),
    "phrases.initial": (
        "“{name}” is only an initial. Enter the whole name.",
        "„{name}“ ist nur ein Anfangsbuchstabe. Bitte den ganzen Namen eintragen.",
    ),
    "phrases.who_is_who": (
        "“{name}” seems to be several people, but first and last names do not pair up. Give each person a row, or write the greeting into the column salutation.",
        "„{name}“ sind wohl mehrere Personen, aber Vor- und Nachnamen passen nicht zusammen. Bitte jeder Person eine Zeile geben oder die Anrede in die Spalte salutation schreiben.",
    ),
    "phrases.whose_title": (
        "The row names several people but one title ({title}), so the greeting leaves it out. Write it for each, as in “Dr. / Mag.”, or fill the column salutation.",
        "In der Zeile stehen mehrere Personen, aber nur ein Titel ({title}); die Anrede lässt ihn weg. Bitte für jede einen angeben, etwa „Dr. / Mag.“, oder die Spalte salutation füllen.",
    ),
    "phrases.du_to_several": (
        "The letter says du to one person, but the row names {n}. Set register to ihr, or give each person a row.",
        "Der Brief duzt eine Person, in der Zeile stehen aber {n}. Bitte register auf ihr setzen oder jeder Person eine Zeile geben.",
    ),
    "phrases.many": (
        "One letter would go to {n} people. A letter to one person is more likely to be answered.",
        "Ein Brief ginge an {n} Personen zugleich. Ein Brief an eine Person wird eher beantwortet.",
    ),
    "phrases.nobody_named": (
        "The row names nobody, so the greeting is “{greeting}”. Enter first names if you know them.",
        "Die Zeile nennt niemanden, die Anrede lautet daher „{greeting}“. Bitte Vornamen eintragen, wenn Sie sie kennen.",
    ),
    "phrases.unfinished": (
        "The salutation “{greeting}” breaks off before the name. Complete it, or leave the cell empty.",
        "Die Anrede „{greeting}“ bricht vor dem Namen ab. Bitte ergänzen oder die Zelle leer lassen.",
    ),
    "phrases.impersonal": (
        "The salutation “{greeting}” does not fit a personal letter. Use a name.",
        "Die Anrede „{greeting}“ passt nicht in einen persönlichen Brief. Bitte einen Namen verwenden.",
    ),
}
