"""Sentences of a sending run: asking, telling, refusing."""

WORDS: dict[str, tuple[str, str]] = {
    "send.already_running": (
        "Another run is at work in this workspace.",
        "In diesem Ordner läuft schon ein Durchlauf.",
    ),
    "send.already_running_hint": (
        "Nothing to do: it will send what is due.",
        "Es ist nichts zu tun: Er sendet, was ansteht.",
    ),
    "send.template_unreadable": (
        "The letter {path} cannot be read: {why}.",
        "Der Brief {path} lässt sich nicht lesen: {why}.",
    ),
    "send.template_problems": (
        "The letters need a look before anything can be sent:",
        "An den Briefen stimmt etwas nicht; vorher geht nichts hinaus:",
    ),
    "send.list_missing": (
        "The list {path} cannot be read.",
        "Die Liste {path} lässt sich nicht lesen.",
    ),
    "send.list_missing_hint": (
        "Check its name and place, or name another file: outreach contacts import FILE",
        "Bitte Namen und Ort prüfen oder eine andere Datei nennen: outreach contacts import DATEI",
    ),
    "send.rows_disagree": (
        "several rows with this address disagree; keep one of them",
        "mehrere Zeilen mit dieser Adresse widersprechen sich; bitte nur eine behalten",
    ),
    "send.steps_changed": (
        "Campaign {campaign} has already sent; its letters may only be added to at the end.",
        "Aus der Kampagne {campaign} ging schon Post hinaus; ihre Briefe dürfen nur am Ende mehr werden.",
    ),
    "send.steps_changed_hint": (
        "Put the steps back as they were, or begin a new [campaign.NAME].",
        "Bitte die Schritte wiederherstellen oder eine neue [campaign.NAME] beginnen.",
    ),
    "send.real_ledger": (
        "This workspace has sent real mail; rehearsals need one of their own.",
        "Aus diesem Ordner ging schon echte Post hinaus; Proben brauchen einen eigenen.",
    ),
    "send.real_ledger_hint": (
        'Unset OUTREACH_NOW and pace = "off", or rehearse in a new folder: outreach init probe',
        'Bitte OUTREACH_NOW und pace = "off" weglassen oder in einem neuen Ordner proben: outreach init probe',
    ),
    "send.no_server": ("No mail server is set up yet.", "Es ist noch kein Mailserver eingetragen."),
    "send.no_server_hint": (
        "Fill in [smtp] in outreach.toml: provider or host, username, password.",
        "Bitte [smtp] in outreach.toml ausfüllen: provider oder host, username, password.",
    ),
    "send.aside_one": (
        "We can write to {people} of {total} people; {n} row stands with its reason in {file}.",
        "{people} von {total} können wir anschreiben; {n} Zeile liegt mit Grund in {file}.",
    ),
    "send.aside_many": (
        "We can write to {people} of {total} people; {n} rows stand with their reasons in {file}.",
        "{people} von {total} können wir anschreiben; {n} liegen mit Grund in {file}.",
    ),
    "send.aside_hint": (
        "Nothing was sent. Mend the rows, or go on without them: outreach send --set-aside",
        "Nichts wurde gesendet. Bitte die Zeilen berichtigen oder ohne sie weitermachen: outreach send --set-aside",
    ),
    "send.go_on": ("{question} Go on? [y/N]", "{question} Weitermachen? [j/N]"),
    "send.no_basis": (
        "For {n} people it is not noted on what ground you write to them.",
        "Bei {n} Menschen ist nicht vermerkt, auf welcher Grundlage Sie ihnen schreiben.",
    ),
    "send.no_basis_hint": (
        'Set legal_basis under [campaign.{campaign}] in outreach.toml, e.g. legal_basis = {{ value = "existing_customer", reason = "" }}, or fill the column legal_basis.',
        'Bitte legal_basis unter [campaign.{campaign}] in outreach.toml setzen, z. B. legal_basis = {{ value = "existing_customer", reason = "" }}, oder die Spalte legal_basis füllen.',
    ),
    "send.ask_basis": ("How do you know these {n} people?", "Woher kennen Sie diese {n} Menschen?"),
    "send.basis_existing_customer": ("they bought from me", "sie haben bei mir gekauft"),
    "send.basis_contract": ("we worked together", "wir haben zusammengearbeitet"),
    "send.basis_personal": ("we know each other personally", "wir kennen uns persönlich"),
    "send.basis_consent": (
        "they agreed to get mail from me",
        "sie haben zugestimmt, Post von mir zu bekommen",
    ),
    "send.basis_other": ("something else, or mixed", "anders oder gemischt"),
    "send.ask_number": ("Number (1–5):", "Nummer (1–5):"),
    "send.ask_why": ("In one sentence:", "In einem Satz:"),
    "send.unapproved_one": (
        "The letters to one person wait for your approval; nothing was sent.",
        "Die Briefe an einen Menschen warten auf Ihre Freigabe; nichts wurde gesendet.",
    ),
    "send.unapproved": (
        "The letters to {n} people wait for your approval; nothing was sent.",
        "Die Briefe an {n} Menschen warten auf Ihre Freigabe; nichts wurde gesendet.",
    ),
    "send.unapproved_hint": (
        "Run outreach send in a terminal and look at them; in scripts: outreach send --yes",
        "Bitte outreach send in einem Terminal aufrufen und ansehen; in Skripten: outreach send --yes",
    ),
    "send.approve_head_one": ("One letter from {sender}", "Ein Brief von {sender}"),
    "send.approve_head": ("{n} letters from {sender}", "{n} Briefe von {sender}"),
    "send.and_more": ("… {n} more", "… {n} weitere"),
    "send.approve_counts": (
        "ready: {ready} · waiting for you: {held}{why} · left out: {out}",
        "bereit: {ready} · wartet auf Sie: {held}{why} · außen vor: {out}",
    ),
    "send.stop_any_time": (
        "Stop at any time: outreach pause",
        "Anhalten jederzeit: outreach pause",
    ),
    "send.approve_question": (
        "One to me first [t] · look [v] · go [y] · no [N]",
        "Einen zuerst an mich [t] · ansehen [v] · los [j] · nein [N]",
    ),
    "send.copy_kept": (
        "there is a copy of it in .outreach/sent/{month}, but the ledger knows nothing of it",
        "in .outreach/sent/{month} liegt eine Kopie von ihr, aber das Sendebuch weiß nichts davon",
    ),
    "send.look_later": (
        "Their second letters: outreach preview --step 2",
        "Die zweiten Briefe an sie: outreach preview --step 2",
    ),
    "send.nothing_sent": ("Nothing was sent.", "Nichts wurde gesendet."),
    "send.finishing": ("Finishing the mail in hand …", "Die angefangene Mail wird noch fertig …"),
    "send.lost_one": (
        "The run before this one broke off: one mail is uncertain and is not repeated.",
        "Der vorige Durchlauf brach ab: Eine Mail ist ungewiss und wird nicht wiederholt.",
    ),
    "send.lost": (
        "The run before this one broke off: {n} mails are uncertain and are not repeated.",
        "Der vorige Durchlauf brach ab: {n} Mails sind ungewiss und werden nicht wiederholt.",
    ),
    "send.summary": ("This run: {parts}", "Dieser Durchlauf: {parts}"),
    "send.paused": ("{name} is paused: {reason}", "{name} ist angehalten: {reason}"),
    "send.paused_bare": ("{name} is paused.", "{name} ist angehalten."),
    "send.mailbox_rests": (
        "The mailbox rests until {until}: {why}",
        "Das Postfach ruht bis {until}: {why}",
    ),
    "send.mailbox_rests_forever": (
        "The mailbox rests until you have looked: {why}",
        "Das Postfach ruht, bis Sie nachgesehen haben: {why}",
    ),
    "send.doubts_hint": ("something is uncertain", "etwas ist ungewiss"),
    "send.nothing_due": ("Nothing is due.", "Es steht nichts an."),
    "send.dry_one": (
        "One letter would go; nothing was sent.",
        "Ein Brief würde hinausgehen; nichts wurde gesendet.",
    ),
    "send.dry": (
        "{n} letters would go, one after the other; nothing was sent.",
        "{n} Briefe würden nacheinander hinausgehen; nichts wurde gesendet.",
    ),
    "send.dry_next": ("the letters themselves", "die Briefe selbst"),
    "send.dry_none": (
        "Nothing would go at this moment.",
        "In diesem Augenblick ginge nichts hinaus.",
    ),
    "send.changed_for": (
        "What the changed text means for {name} (- before, + now):",
        "Was der geänderte Text für {name} heißt (- vorher, + jetzt):",
    ),
    "send.changed_settings": (
        "The settings behind the letters have changed; {name} gets a letter that is no longer the approved one.",
        "Die Einstellungen hinter den Briefen haben sich geändert; der Brief an {name} ist nicht mehr der freigegebene.",
    ),
    "send.list_broken": (
        "People already written to go on; nobody new is written to until this is mended. {what}",
        "Wer schon Post bekam, bleibt dabei; niemand Neues wird angeschrieben, bis das behoben ist. {what}",
    ),
    "send.now_needs_only": (
        "--now is for people you name.",
        "--now gilt nur für Menschen, die Sie nennen.",
    ),
    "send.now_needs_only_hint": (
        "For example: outreach send --now --only huber",
        "Zum Beispiel: outreach send --now --only huber",
    ),
    "send.until_needs_dry_run": (
        "--until goes with --dry-run: a real run sends what is due now.",
        "--until gehört zu --dry-run: Ein echter Durchlauf sendet, was jetzt ansteht.",
    ),
    "send.until_needs_dry_run_hint": (
        "For example: outreach send --dry-run --until 2027-01-31",
        "Zum Beispiel: outreach send --dry-run --until 2027-01-31",
    ),
    "send.wait_alone": (
        "--wait stays until the evening; it does not go with --dry-run or --now.",
        "--wait bleibt bis zum Abend; es passt nicht zu --dry-run oder --now.",
    ),
    "send.wait_alone_hint": ("Leave one of them out.", "Bitte eines davon weglassen."),
    "send.unknown_way": (
        "{value} is no way to answer.",
        "{value} ist keine Art zu antworten.",
    ),
    "send.unknown_way_hint": (
        "Known: phone, person, chat, mail.",
        "Bekannt: phone (Telefon), person (persönlich), chat, mail.",
    ),
    "send.answered_one": (
        "{name} has answered. One letter that was still to come will not go.",
        "{name} hat geantwortet. Ein Brief, der noch kommen sollte, geht nicht mehr.",
    ),
    "send.answered_none": (
        "{name} has answered. No letter was still to come.",
        "{name} hat geantwortet. Es stand kein Brief mehr aus.",
    ),
    "send.answered": (
        "{name} has answered. {n} letters that were still to come will not go.",
        "{name} hat geantwortet. {n} Briefe, die noch kommen sollten, gehen nicht mehr.",
    ),
    "send.answered_doubt": (
        "One mail is still uncertain and stays so: {key}",
        "Eine Mail ist noch ungewiss und bleibt es: {key}",
    ),
    "send.inbox_by_hand": (
        "outreach does not read the inbox yet; you do.",
        "outreach liest das Postfach noch nicht; das tun Sie.",
    ),
    "send.inbox_by_hand_hint": (
        "Look into it, then say so: outreach inbox --done (with --answered NAME for everybody who wrote)",
        "Bitte hineinsehen und dann sagen: outreach inbox --done (mit --answered NAME für alle, die geschrieben haben)",
    ),
    "send.looked": (
        "Noted: you have looked into the inbox. Second letters may go for the next 24 hours.",
        "Vermerkt: Sie haben ins Postfach gesehen. Zweite Briefe dürfen die nächsten 24 Stunden gehen.",
    ),
    "send.person_or_region": (
        "A person or a region, not both at once.",
        "Ein Mensch oder eine Region, nicht beides zugleich.",
    ),
    "send.person_or_region_hint": (
        "Two commands, one for each.",
        "Bitte zwei Befehle, einen für jedes.",
    ),
    "send.unknown_region": ("{value} is no place I know.", "{value} ist kein Ort, den ich kenne."),
    "send.unknown_region_hint": (
        "A country or a state, for example: --region BY, --region AT-9, --region Schweiz",
        "Ein Land oder Bundesland, zum Beispiel: --region BY, --region AT-9, --region Schweiz",
    ),
    "send.region_paused": (
        "Paused: {name}. {n} people there get nothing until you resume.",
        "Angehalten: {name}. {n} Menschen dort bekommen nichts, bis Sie fortsetzen.",
    ),
    "send.region_paused_one": (
        "Paused: {name}. One person there gets nothing until you resume.",
        "Angehalten: {name}. Ein Mensch dort bekommt nichts, bis Sie fortsetzen.",
    ),
    "send.region_paused_none": (
        "Paused: {name}. Nobody in your lists lives there.",
        "Angehalten: {name}. In Ihren Listen wohnt dort niemand.",
    ),
    "send.region_not_paused": ("{name} is not paused.", "{name} ist nicht angehalten."),
    "send.nothing_lifted": (
        "Left as it was: nothing was resumed.",
        "Es bleibt, wie es war; nichts wurde fortgesetzt.",
    ),
    "send.not_paused": (
        "Nothing is paused or stopped.",
        "Nichts ist angehalten oder beendet.",
    ),
    "send.region_resumed": ("Resumed: {name}.", "Fortgesetzt: {name}."),
    "send.login_rests": (
        "The mail server refused the login, and is not asked again on its own: {why}",
        "Der Mailserver hat die Anmeldung abgelehnt und wird nicht von selbst noch einmal gefragt: {why}",
    ),
    "send.named": ("{name}: {state} – {reason}", "{name}: {state} – {reason}"),
    "send.named_next": (
        "{name}: {state}, {at} – {reason}",
        "{name}: {state}, {at} – {reason}",
    ),
    "send.nobody": ("Nobody is in {file} yet.", "In {file} steht noch niemand."),
    "send.nothing_due_held": (
        "Nothing is due; letters that wait for you: {n}.",
        "Es steht nichts an; Briefe, die auf Sie warten: {n}.",
    ),
}
