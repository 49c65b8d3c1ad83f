"""Sentences about the settings."""

WORDS: dict[str, tuple[str, str]] = {
    "config.bad_now": (
        "OUTREACH_NOW is no time with an offset: {value}",
        "OUTREACH_NOW ist keine Zeit mit Zeitzone: {value}",
    ),
    "config.bad_now_hint": (
        "Write it like 2026-12-01T09:00+01:00.",
        "Bitte so schreiben: 2026-12-01T09:00+01:00.",
    ),
    "config.unreadable": (
        "The settings cannot be read: {path} ({why}).",
        "Die Einstellungen lassen sich nicht lesen: {path} ({why}).",
    ),
    "config.problems": (
        "The settings need a look: {path}",
        "An den Einstellungen stimmt etwas nicht: {path}",
    ),
    "config.syntax": ("this is not valid TOML: {why}", "das ist kein gültiges TOML: {why}"),
    "config.later": (
        "comes with a later version; please take it out",
        "kommt mit einer späteren Version; bitte herausnehmen",
    ),
    "config.unknown": ("unknown: {name}", "unbekannt: {name}"),
    "config.unknown_near": (
        "unknown: {name}; did you mean {near}?",
        "unbekannt: {name}; ist {near} gemeint?",
    ),
    "config.bad_name": (
        "the name {name} may hold only a–z, 0–9 and hyphens",
        "der Name {name} darf nur a–z, 0–9 und Bindestriche enthalten",
    ),
    "config.not_text": ("must be text in quotes", "muss Text in Anführungszeichen sein"),
    "config.control": (
        "holds a line break or a control character",
        "enthält einen Zeilenumbruch oder ein Steuerzeichen",
    ),
    "config.one_of": (
        "{value} is not possible here; known: {known}",
        "{value} geht hier nicht; bekannt: {known}",
    ),
    "config.number": (
        "must be a whole number from {low} to {high}, not {value}",
        "muss eine ganze Zahl von {low} bis {high} sein, nicht {value}",
    ),
    "config.gap": (
        "{value} is no pause; write it like 3m-11m",
        "{value} ist keine Pause; bitte so schreiben: 3m-11m",
    ),
    "config.missing": ("{key} is missing", "{key} fehlt"),
    "config.address": (
        "“{value}” is not one mail address",
        "„{value}“ ist keine einzelne E-Mail-Adresse",
    ),
    "config.no_such_file": (
        "there is no such file in the workspace: {path}",
        "diese Datei gibt es im Ordner nicht: {path}",
    ),
    "config.timezone": (
        "{value} is no time zone; write it like Europe/Berlin",
        "{value} ist keine Zeitzone; bitte so schreiben: Europe/Berlin",
    ),
    "config.plain": (
        "unencrypted mail is only possible to this machine itself",
        "unverschlüsselt geht nur zum eigenen Rechner",
    ),
    "config.plain_hint": (
        'Use security = "starttls" or "tls".',
        'Bitte security = "starttls" oder "tls" verwenden.',
    ),
    "config.no_secret": (
        "no password and no token is named",
        "weder Passwort noch Token ist genannt",
    ),
    "config.plain_secret": (
        "a secret never stands in this file",
        "ein Geheimnis steht nie in dieser Datei",
    ),
    "config.secret_hint": (
        'Write where it is: password = {{ env = "OUTREACH_SMTP_PASSWORD" }} (or command, file, keyring).',
        'Bitte schreiben, wo es ist: password = {{ env = "OUTREACH_SMTP_PASSWORD" }} (oder command, file, keyring).',
    ),
    "config.outside": ("{path} lies outside the workspace", "{path} liegt außerhalb des Ordners"),
    "config.steps": (
        "steps must name at least one letter",
        "steps muss mindestens einen Brief nennen",
    ),
    "config.steps_hint": (
        'For example: steps = [ {{ template = "long-silence" }} ]',
        'Zum Beispiel: steps = [ {{ template = "long-silence" }} ]',
    ),
    "config.invite_later": (
        'offered times come with a later version; invite = "none" for now',
        'angebotene Zeiten kommen mit einer späteren Version; vorerst invite = "none"',
    ),
    "config.after": (
        '“{value}”: write it like after = "10 business days", at least 5',
        '„{value}“: bitte so schreiben: after = "10 business days", mindestens 5',
    ),
    "config.which_campaign": (
        "Which campaign? Known: {known}",
        "Welche Kampagne? Bekannt: {known}",
    ),
    "config.which_campaign_hint": ("Add --campaign NAME.", "Bitte --campaign NAME anfügen."),
    "config.unknown_campaign": (
        "There is no campaign {name}. Known: {known}",
        "Eine Kampagne {name} gibt es nicht. Bekannt: {known}",
    ),
    "config.no_env": (
        "The password is missing: the variable {name} is not set.",
        "Das Passwort fehlt: Die Variable {name} ist nicht gesetzt.",
    ),
    "config.no_env_hint": (
        "Set it before the call, e.g. read -rs {name} && export {name}; nothing was sent.",
        "Bitte vor dem Aufruf setzen, z. B. read -rs {name} && export {name}; nichts wurde gesendet.",
    ),
    "config.secret_open": (
        "Others can read the secret in {path}.",
        "Andere können das Geheimnis in {path} lesen.",
    ),
    "config.secret_open_hint": ("chmod 600 {path}", "chmod 600 {path}"),
    "config.secret_unreadable": (
        "The secret cannot be read: {path} ({why}).",
        "Das Geheimnis lässt sich nicht lesen: {path} ({why}).",
    ),
    "config.file_open": (
        "Others can write {file}; a password command from it is not run.",
        "Andere können {file} ändern; ein Passwort-Befehl daraus wird nicht ausgeführt.",
    ),
    "config.file_open_hint": ("chmod go-w {file}", "chmod go-w {file}"),
    "config.command_failed": (
        "The password command gave no secret ({why}).",
        "Der Passwort-Befehl lieferte kein Geheimnis ({why}).",
    ),
    "config.command_failed_hint": (
        "Run it by hand and look.",
        "Bitte von Hand aufrufen und ansehen.",
    ),
    "config.no_keyring": ("keyring is not installed.", "keyring ist nicht installiert."),
    "config.no_keyring_hint": (
        "Install outreach-letters[keyring], or use env, command or file.",
        "Bitte outreach-letters[keyring] installieren oder env, command oder file verwenden.",
    ),
    "config.keyring_empty": (
        "The keyring holds no password for {name}.",
        "Im Schlüsselbund liegt kein Passwort für {name}.",
    ),
}
