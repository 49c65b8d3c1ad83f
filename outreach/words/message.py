"""Sentences about what cannot stand in a mail, and about files that cannot go along."""

WORDS: dict[str, tuple[str, str]] = {
    "message.control": (
        "{header} holds an invisible control character ({code}); no mail can carry it there",
        "in {header} steckt ein unsichtbares Steuerzeichen ({code}); das verträgt keine Mail",
    ),
    "message.retype": (
        "Please retype that text; such characters come along when one copies.",
        "Bitte den Text neu eintippen; solche Zeichen kommen beim Kopieren mit.",
    ),
    "message.no_zone": (
        "the moment {date} has no time zone, so the mail would carry a wrong date",
        "dem Zeitpunkt {date} fehlt die Zeitzone, die Mail trüge ein falsches Datum",
    ),
    "message.empty_subject": (
        "the subject is empty; give the letter one",
        "der Betreff ist leer; bitte dem Brief einen geben",
    ),
    "message.bad_address": (
        "{header}: “{address}” is not exactly one mail address",
        "{header}: „{address}“ ist nicht genau eine Mailadresse",
    ),
    "message.bad_value": (
        "{header}: “{value}” cannot stand in a mail",
        "{header}: „{value}“ kann so nicht in einer Mail stehen",
    ),
    "message.too_long": (
        "{header} has a piece of over {most} characters; no mail server takes such a line",
        "{header} hat ein Stück mit über {most} Zeichen; so eine Zeile nimmt kein Mailserver an",
    ),
    "message.bad_file_name": (
        "the attachment's name {name} holds a path or a control character; please rename the file",
        "der Anlagenname {name} enthält einen Pfad oder ein Steuerzeichen; bitte die Datei umbenennen",
    ),
    "message.calendar": (
        "the invitation does not fit its mail ({what}), so the mail stays here",
        "die Einladung passt nicht zu ihrer Mail ({what}), deshalb bleibt die Mail hier",
    ),
    "message.self_check": (
        "the finished mail does not read back as it was meant ({what}), so it stays here",
        "die fertige Mail liest sich nicht so, wie sie gemeint war ({what}), und bleibt deshalb hier",
    ),
    "message.self_check_hint": (
        "This is a fault of outreach; please report it, without the addresses.",
        "Das ist ein Fehler von outreach; bitte melden Sie ihn, ohne die Adressen.",
    ),
    "message.bad_attachments": (
        "Attachments that cannot go along:",
        "Anlagen, die nicht mitkönnen:",
    ),
    "message.outside": (
        "lies outside the workspace",
        "liegt außerhalb des Arbeitsordners",
    ),
    "message.outside_hint": (
        "Copy it into the workspace and name it from there, such as files/offer.pdf.",
        "Bitte in den Arbeitsordner kopieren und von dort aus nennen, etwa files/angebot.pdf.",
    ),
    "message.private": (
        "belongs to outreach itself and is never sent",
        "gehört outreach selbst und wird nie verschickt",
    ),
    "message.private_hint": (
        "Take it out of the letter.",
        "Bitte aus dem Brief herausnehmen.",
    ),
    "message.missing": ("is not there", "ist nicht da"),
    "message.missing_hint": (
        "Put the file there, or correct its name in the letter.",
        "Bitte die Datei dorthin legen oder ihren Namen im Brief berichtigen.",
    ),
    "message.no_file": ("is no ordinary file", "ist keine gewöhnliche Datei"),
    "message.no_file_hint": (
        "Folders and devices cannot be attached; a folder can go as a .zip.",
        "Ordner und Geräte lassen sich nicht anhängen; ein Ordner geht als .zip.",
    ),
    "message.empty_file": ("is empty", "ist leer"),
    "message.empty_file_hint": (
        "Save it again, or take it out of the letter.",
        "Bitte neu speichern oder aus dem Brief herausnehmen.",
    ),
    "message.unreadable": ("cannot be read: {why}", "lässt sich nicht lesen: {why}"),
    "message.unreadable_hint": (
        "Check who may read it, and whether another program holds it open.",
        "Bitte prüfen, wer sie lesen darf und ob ein anderes Programm sie offen hält.",
    ),
    "message.too_big": (
        "is larger than {mb} MB; many mailboxes refuse that",
        "ist größer als {mb} MB; viele Postfächer nehmen das nicht an",
    ),
    "message.too_big_hint": (
        "Make it smaller, or put a link into the letter instead.",
        "Bitte verkleinern oder stattdessen einen Link in den Brief setzen.",
    ),
}
