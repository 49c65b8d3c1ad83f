"""Sentences about what cannot stand in a mail."""

WORDS: dict[str, tuple[str, str]] = {
    "message.control": (
        "a control character ({code}) in {header}",
        "ein Steuerzeichen ({code}) in {header}",
    ),
    "message.empty_subject": ("the subject is empty", "der Betreff ist leer"),
    "message.bad_address": (
        "{address} cannot be put into a mail",
        "{address} lässt sich nicht in eine Mail schreiben",
    ),
    "message.too_long": ("{header} is too long for a mail", "{header} ist zu lang für eine Mail"),
    "message.self_check": (
        "the finished mail does not read back as intended ({what})",
        "die fertige Mail liest sich nicht wie gewollt ({what})",
    ),
    "message.bad_attachments": (
        "Attachments that cannot go along:",
        "Anlagen, die nicht mitkönnen:",
    ),
    "message.outside": (
        "lies outside the workspace; attachments come only from it",
        "liegt außerhalb des Ordners; Anlagen kommen nur aus ihm",
    ),
    "message.no_file": (
        "is missing, empty or no ordinary file",
        "fehlt, ist leer oder keine gewöhnliche Datei",
    ),
    "message.too_big": ("is larger than {mb} MB", "ist größer als {mb} MB"),
    "message.private": (
        "belongs to outreach itself and is never sent",
        "gehört outreach selbst und wird nie verschickt",
    ),
}
