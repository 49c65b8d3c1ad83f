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
    "config.not_list": (
        "must be a list in square brackets with something in it",
        "muss eine Liste in eckigen Klammern sein, und nicht leer",
    ),
    "config.weekday": (
        "“{value}” is no weekday; write mon, tue, wed, thu, fri, sat or sun",
        "„{value}“ ist kein Wochentag; bitte mo, di, mi, do, fr, sa oder so schreiben",
    ),
    "config.window": (
        "“{value}” is no time of the day; write it like 09:00-11:00",
        "„{value}“ ist keine Tageszeit; bitte so schreiben: 09:00-11:00",
    ),
    "config.window_order": (
        "“{value}” ends before it begins; hours lie within one day",
        "„{value}“ endet, bevor es anfängt; Zeiten liegen innerhalb eines Tages",
    ),
    "config.windows_overlap": (
        "two of the writing hours overlap at {at}; please make them one",
        "zwei Schreibzeiten überschneiden sich um {at}; bitte eine daraus machen",
    ),
    "config.ramp": (
        'must be {{ start = 5, step = 2 }} or "off"',
        'muss {{ start = 5, step = 2 }} oder "off" sein',
    ),
    "config.rest": (
        '“{value}”: write it like rest = "180 days"',
        '„{value}“: bitte so schreiben: rest = "180 days"',
    ),
    "config.span": (
        "“{value}” names no days; write 12-23..01-06 (each year), 2027-05-01..2027-05-14 or 2027-05-28",
        "„{value}“ nennt keine Tage; bitte 12-23..01-06 (jedes Jahr), 2027-05-01..2027-05-14 oder 2027-05-28 schreiben",
    ),
    "config.no_such_day": (
        "“{value}”: there is no such day; write month-day or year-month-day",
        "„{value}“: diesen Tag gibt es nicht; bitte Monat-Tag oder Jahr-Monat-Tag schreiben",
    ),
    "config.span_order": (
        "“{value}” ends before it begins; please turn the two days round",
        "„{value}“ endet, bevor es anfängt; bitte die beiden Tage tauschen",
    ),
    "config.over_year": (
        "{n} letters, but max_per_year allows {most} to one person",
        "{n} Briefe, aber max_per_year erlaubt {most} an einen Menschen",
    ),
    "config.over_year_hint": (
        "Take letters out, or set [schedule] max_per_year = {n}.",
        "Bitte Briefe herausnehmen oder [schedule] max_per_year = {n} setzen.",
    ),
    "config.missing": ("{key} is missing", "{key} fehlt"),
    "config.address": (
        "“{value}” is not one mail address",
        "„{value}“ ist keine einzelne E-Mail-Adresse",
    ),
    "config.no_such_file": (
        "there is no such file: {path}",
        "diese Datei gibt es nicht: {path}",
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
    "config.plain_secret": (
        "a secret never stands in this file",
        "ein Geheimnis steht nie in dieser Datei",
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
    "config.no_booking_url": (
        'invite = "link" needs the address of your booking page',
        'invite = "link" braucht die Adresse Ihrer Terminseite',
    ),
    "config.no_booking_url_hint": (
        'Set [booking] booking_url = "https://…", or invite = "offer".',
        'Bitte [booking] booking_url = "https://…" setzen, oder invite = "offer".',
    ),
    "config.duration": (
        "“{value}” is no length of a call; write it like 20m, from 15m to 60m",
        "„{value}“ ist keine Gesprächsdauer; bitte so schreiben: 20m, von 15m bis 60m",
    ),
    "config.minutes": (
        "“{value}”: write it like 10m, at most {most}m",
        "„{value}“: bitte so schreiben: 10m, höchstens {most}m",
    ),
    "config.notice": (
        "“{value}”: write it like 24h or 2 business days, at most 30 days",
        "„{value}“: bitte so schreiben: 24h oder 2 business days, höchstens 30 Tage",
    ),
    "config.days": (
        "“{value}”: write it like {usual} days, from 1 to {most}",
        "„{value}“: bitte so schreiben: {usual} days, von 1 bis {most}",
    ),
    "config.share": (
        "must be a share above 0 and up to 1, like 0.1, not {value}",
        "muss ein Anteil über 0 und bis 1 sein, etwa 0.1, nicht {value}",
    ),
    "config.weekday_twice": (
        "this weekday stands there twice; please make it one",
        "dieser Wochentag steht zweimal da; bitte einen daraus machen",
    ),
    "config.no_hours": (
        "a call of {minutes} minutes fits into none of the hours",
        "in keine der Zeiten passt ein Gespräch von {minutes} Minuten",
    ),
    "config.override_day": (
        "“{value}” is no day; write it like 2026-12-01",
        "„{value}“ ist kein Tag; bitte so schreiben: 2026-12-01",
    ),
    "config.web_plain": (
        "only https:// addresses can be read; http:// would show the calendar to anybody on the way",
        "nur Adressen mit https:// lassen sich lesen; bei http:// läse unterwegs jeder mit",
    ),
    "config.web_address": (
        "this is no web address; write it like https://example.com/…",
        "das ist keine Webadresse; bitte so schreiben: https://example.com/…",
    ),
    "config.web_login": (
        "name and password do not belong in the address; calendars have a private address to share instead",
        "Name und Passwort gehören nicht in die Adresse; Kalender haben stattdessen eine private Adresse zum Teilen",
    ),
    "config.after": (
        '“{value}”: write it like after = "10 business days" or "14 calendar days"',
        '„{value}“: bitte so schreiben: after = "10 business days" oder "14 calendar days"',
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
    "config.file_open_hint": (
        "It must be yours alone to write: chmod go-w {file}",
        "Nur Sie dürfen sie ändern können: chmod go-w {file}",
    ),
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
    "config.not_utf8": (
        "from this line on the file is not UTF-8",
        "ab dieser Zeile ist die Datei kein UTF-8",
    ),
    "config.not_utf8_hint": (
        "Save it as UTF-8 in your editor.",
        "Bitte im Editor als UTF-8 speichern.",
    ),
    "config.known_here": (
        "Known here: {known}",
        "Hier bekannt: {known}",
    ),
    "config.not_table": (
        "must be a table, [{name}] with its keys below",
        "muss eine Tabelle sein: [{name}], darunter ihre Schlüssel",
    ),
    "config.not_flag": (
        "must be true or false, not {value}",
        "muss true oder false sein, nicht {value}",
    ),
    "config.bad_text_file": (
        "cannot be read as UTF-8 text: {path}",
        "lässt sich nicht als UTF-8-Text lesen: {path}",
    ),
    "config.region": (
        "{value} is no country or part of one; write it like DE or DE-BY",
        "{value} ist kein Land und kein Teil davon; bitte so schreiben: DE oder DE-BY",
    ),
    "config.host": (
        "{value} is no server name; a port has its own key, port = 587",
        "{value} ist kein Servername; der Port hat einen eigenen Schlüssel: port = 587",
    ),
    "config.no_host_hint": (
        'Name the server, or take a known one: provider = "gmail".',
        'Bitte den Server nennen oder einen bekannten nehmen: provider = "gmail".',
    ),
    "config.main_twice": (
        "the mailbox main is [sender] and [smtp]; a further one needs another name",
        "das Postfach main steht in [sender] und [smtp]; ein weiteres braucht einen anderen Namen",
    ),
    "config.secret_place": (
        "must name one place: env, command, file, keyring or credential",
        "muss genau einen Ort nennen: env, command, file, keyring oder credential",
    ),
    "config.password_hint": (
        'Write where it is: password = {{ env = "OUTREACH_SMTP_PASSWORD" }} (or command, file, keyring).',
        'Bitte schreiben, wo es ist: password = {{ env = "OUTREACH_SMTP_PASSWORD" }} (oder command, file, keyring).',
    ),
    "config.token_hint": (
        'Name the program that prints it: token = {{ command = "my-token-command" }}.',
        'Bitte das Programm nennen, das ihn ausgibt: token = {{ command = "mein-token-befehl" }}.',
    ),
    "config.template": (
        "“{value}” names no letter; write it like long-silence",
        "„{value}“ nennt keinen Brief; bitte so schreiben: long-silence",
    ),
    "config.first_step": (
        "the first letter follows none; please take {key} out",
        "der erste Brief folgt auf keinen; bitte {key} herausnehmen",
    ),
    "config.after_short": (
        "{value}: at least {least} lie between two letters",
        "{value}: zwischen zwei Briefen liegen mindestens {least}",
    ),
    "config.many_steps": (
        "at most {most} letters to one person",
        "höchstens {most} Briefe an einen Menschen",
    ),
    "config.fact_name": (
        "{name} cannot be used in a letter; only a–z, 0–9 and _, a letter first",
        "{name} lässt sich in keinem Brief verwenden; nur a–z, 0–9 und _, vorn ein Buchstabe",
    ),
    "config.no_campaign": (
        "There is no campaign yet.",
        "Es gibt noch keine Kampagne.",
    ),
    "config.no_campaign_hint": (
        "Add [campaign.reconnect] with steps to outreach.toml.",
        "Bitte [campaign.reconnect] mit steps in outreach.toml eintragen.",
    ),
    "config.secret_empty": (
        "The secret is empty (from: {kind}).",
        "Das Geheimnis ist leer (aus: {kind}).",
    ),
    "config.no_credential": (
        "systemd hands over no credential named {name}.",
        "systemd übergibt kein Geheimnis namens {name}.",
    ),
    "config.no_credential_hint": (
        "Add LoadCredential={name}:/path/to/file to the unit.",
        "Bitte LoadCredential={name}:/Pfad/zur/Datei in die Unit eintragen.",
    ),
    "config.keyring_shut": (
        "The keyring cannot be opened ({why}).",
        "Der Schlüsselbund lässt sich nicht öffnen ({why}).",
    ),
    "config.keyring_empty_hint": (
        "Store it: keyring set outreach {name}",
        "Bitte ablegen: keyring set outreach {name}",
    ),
    "config.no_rules_folder": (
        "there is no folder {path} in this workspace",
        "in diesem Arbeitsordner gibt es keinen Ordner {path}",
    ),
    "config.no_rule": (
        "“{rule}” is no rule; write its name as `outreach lint explain` lists it, or a pattern like G16.*",
        "„{rule}“ ist keine Regel; schreiben Sie den Namen, wie `outreach lint explain` ihn nennt, oder ein Muster wie G16.*",
    ),
    "config.rule_stays": (
        "{rule} always counts, as an error: a way out belongs in every letter",
        "{rule} gilt immer und als Fehler: Ein Ausweg gehört in jeden Brief",
    ),
    "config.rule_quotes": (
        'write the rule in quotes: level."{rule}.name" = "info"',
        'schreiben Sie die Regel in Anführungszeichen: level."{rule}.name" = "info"',
    ),
}
