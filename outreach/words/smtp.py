"""Sentences of the room `smtp`: key → (English, German)."""

WORDS: dict[str, tuple[str, str]] = {
    # opening
    "smtp.unknown_host": (
        "There is no mail server called {host}.",
        "Einen Mailserver namens {host} gibt es nicht.",
    ),
    "smtp.unknown_host_hint": (
        "Check host under [smtp] in outreach.toml, and whether this computer is online.",
        "Bitte host unter [smtp] in outreach.toml prüfen, und ob dieser Rechner online ist.",
    ),
    "smtp.no_connection": (
        "No connection to the mail server {where}: {why}.",
        "Keine Verbindung zum Mailserver {where}: {why}.",
    ),
    "smtp.silent": (
        "The mail server {where} did not answer within {seconds} seconds.",
        "Der Mailserver {where} hat {seconds} Sekunden lang nicht geantwortet.",
    ),
    "smtp.hung_up": (
        "The mail server {where} hung up before a session began.",
        "Der Mailserver {where} hat aufgelegt, bevor eine Sitzung begann.",
    ),
    "smtp.port_hint": (
        'Nothing was sent. Check host, port and security under [smtp]: usually port 587 goes with "starttls", port 465 with "tls".',
        'Es ging nichts hinaus. Bitte host, port und security unter [smtp] prüfen: meist gehört Port 587 zu "starttls", Port 465 zu "tls".',
    ),
    "smtp.not_now": (
        "The mail server {where} will not take mail just now: {answer}.",
        "Der Mailserver {where} nimmt gerade keine Post an: {answer}.",
    ),
    "smtp.later": (
        "Nothing was sent. Please try again later.",
        "Es ging nichts hinaus. Bitte später noch einmal versuchen.",
    ),
    "smtp.no_starttls": (
        "The mail server {where} offers no encryption (STARTTLS); the login was not sent.",
        "Der Mailserver {where} bietet keine Verschlüsselung an (STARTTLS); die Anmeldung wurde nicht abgeschickt.",
    ),
    "smtp.no_starttls_hint": (
        'Try security = "tls" with port 465. If it worked yesterday, somebody in this network may be listening: try another one.',
        'Versuchen Sie security = "tls" mit Port 465. Ging es gestern noch, liest in diesem Netz vielleicht jemand mit: bitte ein anderes nehmen.',
    ),
    "smtp.open_line": (
        'security = "none" is for a server on this computer only; {where} is at {peer}.',
        'security = "none" ist nur für einen Server auf diesem Rechner da; {where} steht bei {peer}.',
    ),
    "smtp.open_line_hint": (
        'Nothing was sent. Set security = "starttls" or "tls" under [smtp].',
        'Es ging nichts hinaus. Bitte unter [smtp] security = "starttls" oder "tls" setzen.',
    ),
    "smtp.rehearsal": (
        "This is a rehearsal, and {where} is a real server (at {peer}).",
        "Dies ist eine Probe, und {where} ist ein echter Server (bei {peer}).",
    ),
    "smtp.rehearsal_hint": (
        'Nothing was sent. Rehearse with a server on this computer; for real letters use a workspace without OUTREACH_NOW and with pace = "human".',
        'Es ging nichts hinaus. Proben Sie mit einem Server auf diesem Rechner; für echte Briefe nehmen Sie einen Ordner ohne OUTREACH_NOW und mit pace = "human".',
    ),
    "smtp.ca_file": (
        "The certificate file {path} cannot be used: {why}.",
        "Die Zertifikatsdatei {path} ist nicht brauchbar: {why}.",
    ),
    "smtp.ca_file_hint": (
        "ca_file under [smtp] must name a PEM file with your own certificate authority; leave it empty for ordinary providers.",
        "ca_file unter [smtp] muss eine PEM-Datei mit Ihrer eigenen Zertifizierungsstelle nennen; bei üblichen Anbietern bleibt es leer.",
    ),
    "smtp.certificate": (
        "The certificate of the mail server {where} cannot be trusted: {why}.",
        "Dem Zertifikat des Mailservers {where} ist nicht zu trauen: {why}.",
    ),
    "smtp.certificate_hint": (
        "Nothing was sent, not even the login. Check host under [smtp]; a server of your own needs ca_file.",
        "Es ging nichts hinaus, auch die Anmeldung nicht. Bitte host unter [smtp] prüfen; ein eigener Server braucht ca_file.",
    ),
    "smtp.cert_early": ("it is not valid yet", "es gilt noch nicht"),
    "smtp.cert_expired": ("it has expired", "es ist abgelaufen"),
    "smtp.cert_unknown": (
        "nobody this computer knows has signed it",
        "niemand, den dieser Rechner kennt, hat es unterschrieben",
    ),
    "smtp.cert_name": ("it belongs to another name", "es gehört zu einem anderen Namen"),
    "smtp.no_tls": (
        "No encrypted line to the mail server {where} ({why}).",
        "Keine verschlüsselte Verbindung zum Mailserver {where} ({why}).",
    ),
    # login
    "smtp.no_password": (
        "The mail server {where} takes no login by password (it offers: {have}).",
        "Der Mailserver {where} nimmt keine Anmeldung mit Passwort an (er bietet: {have}).",
    ),
    "smtp.no_xoauth2": (
        "The mail server {where} takes no login by token, XOAUTH2 (it offers: {have}).",
        "Der Mailserver {where} nimmt keine Anmeldung mit Token an, XOAUTH2 (er bietet: {have}).",
    ),
    "smtp.no_mechanism_hint": (
        "Nothing was sent. Ask your provider which login it wants; it is auth under [smtp].",
        "Nichts wurde gesendet. Bitte beim Anbieter nachsehen, welche Anmeldung er verlangt; sie steht als auth unter [smtp].",
    ),
    "smtp.login_refused": (
        "The mail server {where} refused the login of {user}: {answer}.",
        "Der Mailserver {where} hat die Anmeldung von {user} abgelehnt: {answer}.",
    ),
    "smtp.hint_password": (
        "Nothing was sent; it was tried once only, so that nothing gets locked. Check username and password under [smtp].",
        "Nichts wurde gesendet; es war ein Versuch, damit nichts gesperrt wird. Bitte Benutzername und Passwort unter [smtp] prüfen.",
    ),
    "smtp.hint_app_password": (
        "This provider wants an app password, not the one you log in with on the web. You make one in the provider's account settings, under security.",
        "Dieser Anbieter verlangt ein App-Passwort, nicht das aus dem Browser. Sie legen es in den Kontoeinstellungen des Anbieters unter Sicherheit an.",
    ),
    "smtp.hint_microsoft": (
        'Microsoft has switched off passwords for this mailbox. Use auth = "xoauth2" and a token command.',
        'Microsoft hat Passwörter für dieses Postfach abgeschaltet. Nehmen Sie auth = "xoauth2" und einen Token-Befehl.',
    ),
    "smtp.hint_token": (
        "The token may have run out or lack the right to send. Run the token command by hand and look.",
        "Das Token ist vielleicht abgelaufen oder darf nicht senden. Bitte den Token-Befehl von Hand aufrufen und ansehen.",
    ),
    "smtp.login_not_now": (
        "The mail server {where} cannot check the login of {user} just now: {answer}.",
        "Der Mailserver {where} kann die Anmeldung von {user} gerade nicht prüfen: {answer}.",
    ),
    "smtp.login_lost": (
        "The connection to {where} broke while {user} was logging in.",
        "Die Verbindung zu {where} brach ab, während {user} sich anmeldete.",
    ),
    # one mail
    "smtp.not_open": (
        "Not sent: the connection to {where} no longer stood.",
        "Nicht gesendet: Die Verbindung zu {where} stand nicht mehr.",
    ),
    "smtp.too_big": (
        "Not sent: the mail has {size} bytes, {where} takes {limit}. Smaller attachments help.",
        "Nicht gesendet: Die Mail hat {size} Bytes, {where} nimmt höchstens {limit}. Kleinere Anhänge helfen.",
    ),
    "smtp.bad_address": (
        "Not sent: {to} is no address a mail server could be given.",
        "Nicht gesendet: {to} ist keine Adresse, die man einem Mailserver geben kann.",
    ),
    "smtp.reserved": (
        "Not sent: {to} is an address for examples only; nothing ever arrives there. Please correct it in your list.",
        "Nicht gesendet: {to} ist eine Adresse nur für Beispiele, dort kommt nie etwas an. Bitte in Ihrer Liste berichtigen.",
    ),
    "smtp.no_smtputf8": (
        "Not sent: {where} cannot write to addresses with letters like those in {to}.",
        "Nicht gesendet: {where} kann nicht an Adressen mit Zeichen wie in {to} schreiben.",
    ),
    "smtp.lost_before_data": (
        "Not sent: the connection to {where} broke before the letter went out.",
        "Nicht gesendet: Die Verbindung zu {where} brach ab, bevor der Brief hinausging.",
    ),
    "smtp.silent_before_data": (
        "Not sent: {where} stopped answering before the letter went out.",
        "Nicht gesendet: {where} antwortete nicht mehr, bevor der Brief hinausging.",
    ),
    "smtp.lost_after_data": (
        "Perhaps sent: the connection to {where} broke while the letter went out.",
        "Vielleicht gesendet: Die Verbindung zu {where} brach ab, während der Brief hinausging.",
    ),
    "smtp.silent_after_data": (
        "Perhaps sent: {where} did not say whether it took the letter.",
        "Vielleicht gesendet: {where} hat nicht gesagt, ob der Brief angenommen ist.",
    ),
    "smtp.odd_answer": (
        "The mail server gave an answer that fits no rule: {answer}",
        "Der Mailserver gab eine Antwort, die zu keiner Regel passt: {answer}",
    ),
}
