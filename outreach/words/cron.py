"""Sentences about running by itself: crontab, timers, the trial, and what doctor says."""

WORDS: dict[str, tuple[str, str]] = {
    # -- in the files -----------------------------------------------------------------------
    "cron.note": (
        "Letters from {root}. To take these lines out: outreach cron remove",
        "Briefe aus {root}. Diese Zeilen wieder entfernen: outreach cron remove",
    ),
    "cron.description": ("outreach: letters from {root}", "outreach: Briefe aus {root}"),
    "cron.check_description": (
        "outreach: trial for {root}, sends nothing",
        "outreach: Probelauf für {root}, sendet nichts",
    ),
    # -- show -------------------------------------------------------------------------------
    "cron.show_crontab": ("crontab (Linux, macOS)", "crontab (Linux, macOS)"),
    "cron.show_systemd": ("systemd, for one user (Linux)", "systemd, für einen Benutzer (Linux)"),
    "cron.show_launchd": ("launchd (macOS)", "launchd (macOS)"),
    "cron.show_launchd_how": (
        "Save it as {path}, then: launchctl bootstrap gui/$(id -u) {path}",
        "Bitte speichern als {path}, dann: launchctl bootstrap gui/$(id -u) {path}",
    ),
    "cron.show_task": ("Task Scheduler (Windows)", "Aufgabenplanung (Windows)"),
    "cron.show_task_how": (
        "Save it as outreach-task.xml, then: schtasks /create /tn {name} /xml outreach-task.xml",
        "Bitte speichern als outreach-task.xml, dann: schtasks /create /tn {name} /xml outreach-task.xml",
    ),
    # -- install ----------------------------------------------------------------------------
    "cron.trying": (
        "A trial first: {kind} starts outreach once and sends nothing.",
        "Zuerst ein Probelauf: {kind} startet outreach einmal und sendet nichts.",
    ),
    "cron.waiting": (
        "waiting for cron, at most {n} s more",
        "warte auf cron, höchstens noch {n} s",
    ),
    "cron.tried": (
        "The trial went well: outreach starts there and can read the secret.",
        "Der Probelauf ist geglückt: outreach startet dort und kann das Geheimnis lesen.",
    ),
    "cron.installed": (
        "{kind} now runs outreach every minute for {root}.",
        "{kind} startet outreach jetzt jede Minute für {root}.",
    ),
    "cron.already": (
        "{kind} already runs outreach every minute for {root}; nothing was changed.",
        "{kind} startet outreach schon jede Minute für {root}; nichts wurde geändert.",
    ),
    "cron.linger": (
        "While you are logged out, nothing runs. To let it run then too: loginctl enable-linger",
        "Solange Sie abgemeldet sind, läuft nichts. Damit es auch dann läuft: loginctl enable-linger",
    ),
    "cron.other_first": (
        "{kind} already runs outreach for {root}; twice would be once too often.",
        "{kind} startet outreach schon für {root}; zweimal wäre einmal zu viel.",
    ),
    "cron.other_first_hint": (
        "Take it out first: outreach cron remove",
        "Bitte erst entfernen: outreach cron remove",
    ),
    "cron.removed": (
        "{kind} no longer runs outreach for {root}.",
        "{kind} startet outreach nicht mehr für {root}.",
    ),
    "cron.nothing_there": (
        "Nothing runs by itself for {root}; there was nothing to take out.",
        "Für {root} läuft nichts von selbst; es war nichts zu entfernen.",
    ),
    # -- what stops it ----------------------------------------------------------------------
    "cron.unwritable": (
        "No crontab and no unit can hold this path: {path}.",
        "Dieser Pfad kann in keiner crontab und keiner Unit stehen: {path}.",
    ),
    "cron.unwritable_hint": (
        "It holds a line break, a control character, or is not UTF-8. Please rename the folder.",
        "Er enthält einen Zeilenumbruch, ein Steuerzeichen oder ist kein UTF-8. Bitte den Ordner umbenennen.",
    ),
    "cron.no_id": (
        "The workspace {path} has no id.",
        "Der Ordner {path} hat keine Kennung.",
    ),
    "cron.no_id_hint": (
        "Put the line of `outreach init` back into outreach.toml: [workspace] id = …",
        "Bitte die Zeile von `outreach init` wieder in die outreach.toml setzen: [workspace] id = …",
    ),
    "cron.torn": (
        "In the crontab the line {mark} stands without its other half.",
        "In der crontab steht die Zeile {mark} ohne ihr Gegenstück.",
    ),
    "cron.torn_hint": (
        "Delete what is left of outreach's lines with crontab -e, then try again; nothing was changed.",
        "Bitte mit crontab -e löschen, was von den Zeilen übrig ist, dann noch einmal; nichts wurde geändert.",
    ),
    "cron.by_hand": (
        "On this system outreach does not set that up by itself.",
        "Auf diesem System richtet outreach das nicht selbst ein.",
    ),
    "cron.by_hand_hint": (
        "`outreach cron show` prints what to set up, and how. With a crontab: outreach cron install --crontab",
        "`outreach cron show` zeigt, was einzurichten ist und wie. Mit crontab: outreach cron install --crontab",
    ),
    "cron.no_crontab": (
        "There is no program named crontab here.",
        "Hier gibt es kein Programm namens crontab.",
    ),
    "cron.no_crontab_hint": (
        "Install cron (Debian: apt install cron), or use systemd: outreach cron install --systemd",
        "Bitte cron installieren (Debian: apt install cron) oder systemd nehmen: outreach cron install --systemd",
    ),
    "cron.crontab_refused": (
        "crontab refused ({words}): {why}",
        "crontab weigert sich ({words}): {why}",
    ),
    "cron.crontab_refused_hint": (
        "Ask whoever runs this machine, or use systemd: outreach cron install --systemd",
        "Bitte die Verwaltung dieses Rechners fragen oder systemd nehmen: outreach cron install --systemd",
    ),
    "cron.no_systemd": (
        "The systemd of this user does not answer: {why}",
        "Das systemd dieses Benutzers antwortet nicht: {why}",
    ),
    "cron.no_systemctl": (
        "there is no program named systemctl",
        "es gibt kein Programm namens systemctl",
    ),
    "cron.no_systemd_hint": (
        "In a container, or after su or sudo, there is none. Log in directly, or run loginctl enable-linger first, or use cron: outreach cron install --crontab",
        "In einem Container oder nach su oder sudo gibt es keines. Bitte direkt anmelden oder zuerst loginctl enable-linger, oder cron nehmen: outreach cron install --crontab",
    ),
    "cron.systemd_refused": (
        "systemd refused ({words}): {why}",
        "systemd weigert sich ({words}): {why}",
    ),
    "cron.systemd_refused_hint": (
        "See journalctl --user -n 20; what was begun has been taken back.",
        "Näheres zeigt journalctl --user -n 20; das Begonnene ist zurückgenommen.",
    ),
    "cron.no_daemon": (
        "The line stood in the crontab for {n} seconds, and no cron ran it.",
        "Die Zeile stand {n} Sekunden in der crontab, und kein cron hat sie ausgeführt.",
    ),
    "cron.no_daemon_hint": (
        "Is cron running (Debian: systemctl enable --now cron)? The line has been taken back. Or use systemd: outreach cron install --systemd",
        "Läuft cron (Debian: systemctl enable --now cron)? Die Zeile ist zurückgenommen. Oder mit systemd: outreach cron install --systemd",
    ),
    "cron.no_start": (
        "{kind} took up the line, but outreach did not start: {why}",
        "{kind} nahm die Zeile auf, aber outreach startete nicht: {why}",
    ),
    "cron.no_start_hint": (
        "Is outreach installed for this user for good, outside temporary folders? Everything has been taken back.",
        "Ist outreach für diesen Benutzer dauerhaft installiert, außerhalb temporärer Ordner? Alles ist zurückgenommen.",
    ),
    "cron.no_words": ("it said nothing", "ohne ein Wort"),
    "cron.failed": (
        "Started by {kind}, outreach could not work, so nothing was set up: {why}",
        "Von {kind} gestartet, konnte outreach nicht arbeiten; eingerichtet wurde nichts: {why}",
    ),
    "cron.as_told": ("{text}", "{text}"),
    "cron.bad_token": (
        "This command is called by `outreach cron install` only.",
        "Diesen Befehl ruft nur `outreach cron install` auf.",
    ),
    # -- cures, by the place of the secret --------------------------------------------------
    "cron.cure_env": (
        'Only your login shell sets {name}; cron and systemd never see it. Put the password into a file instead: install -m 600 /dev/null .outreach/secret, write it there, and in outreach.toml: password = {{ file = ".outreach/secret" }}. With systemd also LoadCredential={credential}:/path/to/file.',
        'Nur Ihre Anmelde-Shell setzt {name}; cron und systemd sehen sie nie. Bitte das Passwort in eine Datei legen: install -m 600 /dev/null .outreach/secret, dort hineinschreiben, und in outreach.toml: password = {{ file = ".outreach/secret" }}. Mit systemd auch LoadCredential={credential}:/Pfad/zur/Datei.',
    ),
    "cron.cure_keyring": (
        'Without your session the keyring stays locked. Put the password into a file instead: install -m 600 /dev/null .outreach/secret, write it there, and in outreach.toml: password = {{ file = ".outreach/secret" }}. With systemd also LoadCredential={credential}:/path/to/file.',
        'Ohne Ihre Sitzung bleibt der Schlüsselbund zu. Bitte das Passwort in eine Datei legen: install -m 600 /dev/null .outreach/secret, dort hineinschreiben, und in outreach.toml: password = {{ file = ".outreach/secret" }}. Mit systemd auch LoadCredential={credential}:/Pfad/zur/Datei.',
    ),
    "cron.cure_command": (
        "Without your session the command finds less: name it with its whole path, and it must not ask anything (no agent, no window).",
        "Ohne Ihre Sitzung findet der Befehl weniger: Bitte mit vollem Pfad nennen, und er darf nichts fragen (kein Agent, kein Fenster).",
    ),
    # -- does it really run? ----------------------------------------------------------------
    "cron.runs": (
        "Runs by itself: {kind}, last {n} min ago",
        "Läuft von selbst: {kind}, zuletzt vor {n} min",
    ),
    "cron.fresh": (
        "Runs by itself: {kind}; this machine has only just started",
        "Läuft von selbst: {kind}; dieser Rechner ist eben erst gestartet",
    ),
    "cron.slept": (
        "Runs by itself: {kind}, last {n} min ago; this machine was asleep",
        "Läuft von selbst: {kind}, zuletzt vor {n} min; dieser Rechner hat geschlafen",
    ),
    "cron.late": (
        "Set up with {kind}, but no run for {n} min, though this machine was awake",
        "Eingerichtet mit {kind}, aber seit {n} min kein Durchlauf, obwohl dieser Rechner wach war",
    ),
    "cron.never": (
        "Set up with {kind}, but it has not run yet",
        "Eingerichtet mit {kind}, lief aber noch nie",
    ),
    "cron.late_cure_crontab": (
        "If that is still so in two minutes: is cron running (systemctl status cron)? Then outreach cron remove and outreach cron install: the trial tells the reason.",
        "Falls das in zwei Minuten noch so ist: Läuft cron (systemctl status cron)? Dann outreach cron remove und outreach cron install: Der Probelauf nennt den Grund.",
    ),
    "cron.late_cure_systemd": (
        "If that is still so in two minutes: systemctl --user list-timers 'outreach-*' and journalctl --user -n 20 tell the reason; while you are logged out it needs loginctl enable-linger.",
        "Falls das in zwei Minuten noch so ist: systemctl --user list-timers 'outreach-*' und journalctl --user -n 20 nennen den Grund; solange Sie abgemeldet sind, braucht es loginctl enable-linger.",
    ),
    "cron.late_cure_launchd": (
        "If that is still so in two minutes: launchctl list | grep letters.outreach tells whether it is loaded and how it ended; outreach cron show names the command that loads it.",
        "Falls das in zwei Minuten noch so ist: launchctl list | grep letters.outreach zeigt, ob es geladen ist und wie es endete; outreach cron show nennt den Befehl zum Laden.",
    ),
    "cron.late_cure_schtasks": (
        "If that is still so in two minutes: the task's last result stands in the Task Scheduler (taskschd.msc).",
        "Falls das in zwei Minuten noch so ist: Das letzte Ergebnis der Aufgabe steht in der Aufgabenplanung (taskschd.msc).",
    ),
    "cron.missing": (
        "Nothing runs by itself: letters go only when you type outreach send",
        "Nichts läuft von selbst: Briefe gehen nur, wenn Sie outreach send eingeben",
    ),
    "cron.missing_cure": (
        "To have it run: outreach cron install (macOS, Windows: outreach cron show)",
        "Damit es läuft: outreach cron install (macOS, Windows: outreach cron show)",
    ),
    "cron.twice": (
        "Set up more than once: {names}",
        "Mehr als einmal eingerichtet: {names}",
    ),
    "cron.twice_cure": (
        "Nobody gets a letter twice because of it, but one is enough: outreach cron remove --crontab",
        "Niemand bekommt deshalb einen Brief zweimal, aber eines genügt: outreach cron remove --crontab",
    ),
}
