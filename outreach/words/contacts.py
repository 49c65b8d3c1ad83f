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
    "contacts.no_email_hint": ("Give it the heading email.", "Bitte die Überschrift email geben."),
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
        "“{text}” was saved in the wrong encoding",
        "„{text}“ wurde falsch kodiert gespeichert",
    ),
    "contacts.too_long": ("{n} characters; at most {limit}", "{n} Zeichen; höchstens {limit}"),
    "contacts.no_date": ("“{text}” is no date", "„{text}“ ist kein Datum"),
    "contacts.impossible_date": ("“{text}” does not exist", "„{text}“ gibt es nicht"),
    "contacts.future_date": ("“{text}” lies ahead", "„{text}“ liegt in der Zukunft"),
    "contacts.date_hint": (
        "Write 31.12.2024, 2024-12-31, 12/2024 or 2024.",
        "Bitte 31.12.2024, 2024-12-31, 12/2024 oder 2024 schreiben.",
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
    "contacts.no_address": ("no address", "keine Adresse"),
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
        "byte {offset} is neither UTF-8 nor Windows-1252",
        "Byte {offset} ist weder UTF-8 noch Windows-1252",
    ),
    "contacts.undecodable_hint": (
        "Save the list as CSV UTF-8, or name its encoding with --encoding.",
        "Bitte als CSV UTF-8 speichern oder die Kodierung mit --encoding nennen.",
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
}
