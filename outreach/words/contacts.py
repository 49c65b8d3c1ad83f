"""Sentences about a list of people and what is wrong with it."""

WORDS: dict[str, tuple[str, str]] = {
    "contacts.file_wrong": (
        "The list {file} cannot be used as it is:",
        "Die Liste {file} ist so nicht zu gebrauchen:",
    ),
    "contacts.twice": (
        "the columns “{one}” and “{two}” mean the same",
        "die Spalten „{one}“ und „{two}“ bedeuten dasselbe",
    ),
    "contacts.twice_hint": (
        "Rename or remove one of them.",
        "Bitte eine davon umbenennen oder entfernen.",
    ),
    "contacts.no_email": (
        "no column with addresses; seen: {seen}",
        "keine Spalte mit Adressen; gesehen: {seen}",
    ),
    "contacts.no_email_hint": (
        "The first row needs the headings, one of them email.",
        "In die erste Zeile gehören die Überschriften, darunter email.",
    ),
    "contacts.no_headings": (
        "the first row holds an address, not headings",
        "in der ersten Zeile steht eine Adresse statt Überschriften",
    ),
    "contacts.no_headings_hint": (
        "Put a row above it: email, first_name, last_name …",
        "Bitte eine Zeile darüber setzen: email, vorname, nachname …",
    ),
    "contacts.too_many_columns": (
        "{n} columns; the delimiter was probably misread",
        "{n} Spalten; wohl ein falsches Trennzeichen",
    ),
    "contacts.cells": ("{n} cells instead of {want}", "{n} Zellen statt {want}"),
    "contacts.cells_hint": (
        "Put a cell that holds the delimiter in quotes.",
        "Eine Zelle mit dem Trennzeichen darin bitte in Anführungszeichen setzen.",
    ),
    "contacts.invisible": (
        "invisible characters were taken out",
        "unsichtbare Zeichen wurden entfernt",
    ),
    "contacts.line_break": (
        "a line break in a cell that needs one line",
        "ein Zeilenumbruch, wo nur eine Zeile stehen kann",
    ),
    "contacts.control": ("a control character", "ein Steuerzeichen"),
    "contacts.mojibake": (
        "“{text}” has damaged letters",
        "„{text}“ enthält beschädigte Buchstaben",
    ),
    "contacts.retype": (
        "Type this cell anew.",
        "Bitte diese Zelle neu schreiben.",
    ),
    "contacts.placeholder": (
        "“{text}” is a placeholder that nobody filled",
        "„{text}“ ist ein Platzhalter, den niemand gefüllt hat",
    ),
    "contacts.nobody": (
        "Nobody is in it yet: one row for each person, below headings like email, first_name, last_name.",
        "Noch steht niemand darin: eine Zeile für jeden Menschen, unter Überschriften wie email, vorname, nachname.",
    ),
    "contacts.nothing": (
        "“{text}” counts as empty",
        "„{text}“ zählt als leer",
    ),
    "contacts.too_long": ("{n} characters; at most {limit}", "{n} Zeichen; höchstens {limit}"),
    "contacts.no_date": ("“{text}” is no date", "„{text}“ ist kein Datum"),
    "contacts.impossible_date": ("“{text}” does not exist", "„{text}“ gibt es nicht"),
    "contacts.future_date": ("“{text}” lies ahead", "„{text}“ liegt in der Zukunft"),
    "contacts.date_hint": (
        "Write 31.12.2024, 2024-12-31, 12/2024 or 2024.",
        "Bitte 31.12.2024, 2024-12-31, 12/2024 oder 2024 schreiben.",
    ),
    "contacts.place_unknown": (
        "“{text}” is no country or state known here; your own hours and holidays count. Better: DE-BY, Wien, GB",
        "„{text}“ ist kein bekanntes Land oder Bundesland; es zählen Uhr und Feiertage wie bei Ihnen. Besser: DE-BY, Wien, GB",
    ),
    "contacts.future_hint": (
        "Correct the date, or leave the cell empty.",
        "Bitte das Datum berichtigen oder die Zelle leer lassen.",
    ),
    "contacts.not_understood": (
        "“{text}” is not understood and was left out",
        "„{text}“ ist unverständlich und blieb weg",
    ),
    "contacts.two_addresses": ("“{text}”: two addresses", "„{text}“: zwei Adressen"),
    "contacts.two_addresses_hint": ("One row per person, please.", "Bitte eine Zeile je Mensch."),
    "contacts.bad_address": ("“{text}” is no address", "„{text}“ ist keine Adresse"),
    "contacts.bad_address_hint": (
        "Look for a missing dot or a stray character.",
        "Bitte auf fehlenden Punkt oder ein Zeichen zu viel achten.",
    ),
    "contacts.first_address": (
        "several addresses; {address} is used",
        "mehrere Adressen; verwendet wird {address}",
    ),
    "contacts.no_address": ("no address", "keine Adresse"),
    "contacts.greeting": ("greeting “{text}”: {why}", "Anrede „{text}“: {why}"),
    "contacts.disagree": (
        "{address} stands in line {lines} too, with other words",
        "{address} steht auch in Zeile {lines}, mit anderen Angaben",
    ),
    "contacts.disagree_hint": (
        "Keep the one that is right.",
        "Bitte nur die richtige behalten.",
    ),
    "contacts.noreply": ("nobody reads {address}", "{address} liest niemand"),
    "contacts.reserved": (
        "{domain} is reserved; nothing arrives there",
        "{domain} ist reserviert; dort kommt nichts an",
    ),
    "contacts.scripts": (
        "“{text}” mixes alphabets that look alike",
        "„{text}“ mischt Alphabete, die gleich aussehen",
    ),
    "contacts.encoding": (
        "The encoding {encoding} is unknown.",
        "Die Kodierung {encoding} ist unbekannt.",
    ),
    "contacts.undecodable": (
        "here the list is neither UTF-8 nor Windows-1252",
        "hier ist die Liste weder UTF-8 noch Windows-1252",
    ),
    "contacts.not_in": (
        "somewhere from here on the list is not {encoding}",
        "ab hier ist die Liste nicht durchgehend {encoding}",
    ),
    "contacts.undecodable_hint": (
        "Save the list as CSV UTF-8.",
        "Bitte als CSV UTF-8 speichern.",
    ),
    "contacts.unclosed": (
        "a quote opens here and never closes ({why})",
        "hier öffnet ein Anführungszeichen und schließt nie ({why})",
    ),
    "contacts.quoting": ("broken quoting ({why})", "fehlerhafte Anführungszeichen ({why})"),
    "contacts.quoting_hint": (
        "Inside a quoted cell write each quote twice.",
        "In einer Zelle in Anführungszeichen jedes Anführungszeichen bitte doppelt schreiben.",
    ),
    "contacts.huge_cell": (
        "a cell with more than {n} characters begins here; perhaps a quote never closes",
        "hier beginnt eine Zelle mit mehr als {n} Zeichen; vielleicht schließt ein Anführungszeichen nie",
    ),
    "contacts.long_line": (
        "a line of {n} characters and more: this is no list of people",
        "eine Zeile mit {n} Zeichen und mehr: das ist keine Liste von Menschen",
    ),
    "contacts.other_kind": (
        "this is a file of another kind ({kind}), not a list",
        "das ist eine Datei anderer Art ({kind}), keine Liste",
    ),
    "contacts.folder": ("this is a folder, not a file", "das ist ein Ordner, keine Datei"),
    "contacts.no_file": (
        "this is no ordinary file; a list has to be one",
        "das ist keine gewöhnliche Datei; eine Liste muss eine sein",
    ),
    "contacts.changed": (
        "it changed while it was read",
        "sie hat sich beim Lesen verändert",
    ),
    "contacts.changed_hint": (
        "Let the other program finish saving, then call again; nothing was taken over.",
        "Bitte das andere Programm fertig speichern lassen und noch einmal aufrufen; übernommen wurde nichts.",
    ),
    "contacts.unreadable": ("it cannot be read ({why})", "sie lässt sich nicht lesen ({why})"),
    "contacts.unreadable_hint": (
        "Close it in other programs, or look at its permissions.",
        "Bitte in anderen Programmen schließen oder die Rechte ansehen.",
    ),
    "contacts.bomb": (
        "it would unpack to {mb} MB; refused",
        "sie würde entpackt {mb} MB groß; abgelehnt",
    ),
    "contacts.zip": ("this is a zip file, not a list", "das ist ein Zip-Archiv, keine Liste"),
    "contacts.zip_hint": ("Save it as .xlsx or CSV.", "Bitte als .xlsx oder CSV speichern."),
    "contacts.sheet": (
        "the workbook cannot be read ({why})",
        "die Arbeitsmappe lässt sich nicht lesen ({why})",
    ),
    "contacts.broken_book": ("the workbook is damaged", "die Arbeitsmappe ist beschädigt"),
    "contacts.sheets": (
        "the sheet “{sheet}” is read; not read: {others}",
        "gelesen wird das Blatt „{sheet}“; nicht gelesen: {others}",
    ),
    "contacts.wide_sheet": (
        "a sheet spans {rows} rows and {columns} columns",
        "ein Blatt reicht über {rows} Zeilen und {columns} Spalten",
    ),
    "contacts.wide_sheet_hint": (
        "Delete what stands far below or beside the list, or save it as CSV.",
        "Bitte löschen, was weit unter oder neben der Liste steht, oder als CSV speichern.",
    ),
    "contacts.locked": (
        "the workbook is locked with a password",
        "die Arbeitsmappe ist mit einem Passwort gesperrt",
    ),
    "contacts.locked_hint": (
        "Save it without a password, or as CSV.",
        "Bitte ohne Passwort oder als CSV speichern.",
    ),
}
