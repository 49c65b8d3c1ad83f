"""Help texts of every command and option: one catalogue, as long as there are options."""

WORDS: dict[str, tuple[str, str]] = {
    "help.outreach": (
        "Kind letters to people you have not spoken to for too long, from your own mailbox.\n\nAlone it shows what happened, what waits for you, and what comes next.\n\nExample: outreach demo",
        "Freundliche Briefe an Menschen, mit denen Sie zu lange nicht gesprochen haben, aus Ihrem eigenen Postfach.\n\nAllein zeigt es, was geschah, was auf Sie wartet und was als Nächstes kommt.\n\nBeispiel: outreach demo",
    ),
    "help.opt_workspace": (
        "The folder with outreach.toml; otherwise this folder or one above it.",
        "Der Ordner mit outreach.toml; sonst dieser oder einer darüber.",
    ),
    "help.opt_lang": ("Language of the screen: de or en.", "Sprache der Anzeige: de oder en."),
    "help.opt_version": ("Show the version and stop.", "Die Version zeigen und enden."),
    "help.opt_help": ("Show this page.", "Diese Seite zeigen."),
    "help.opt_install_completion": (
        "Have TAB complete commands and names in bash, zsh, fish or powershell.",
        "TAB in bash, zsh, fish oder powershell Befehle und Namen vervollständigen lassen.",
    ),
    "help.opt_show_completion": (
        "Print what that writes, and write nothing.",
        "Zeigen, was dabei geschrieben würde, und nichts schreiben.",
    ),
    "help.opt_campaign": (
        "Which campaign, if there are several.",
        "Welche Kampagne, wenn es mehrere gibt.",
    ),
    "help.opt_json": ("One JSON object per line.", "Ein JSON-Objekt je Zeile."),
    "help.opt_reason": (
        "Why, in a few words; kept in the history.",
        "Warum, in wenigen Worten; steht dann im Verlauf.",
    ),
    "help.arg_key": (
        "The mail in doubt: its key, or a piece of the person's name.",
        "Die ungewisse Mail: ihr Schlüssel oder ein Stück vom Namen.",
    ),
    "help.arg_task": ("Open this one.", "Diese öffnen."),
    "help.arg_contact": (
        "A piece of a name or address that means one person.",
        "Ein Stück von Name oder Adresse, das einen Menschen meint.",
    ),
    "help.arg_contacts": (
        "Pieces of names or addresses; without any, the first few people.",
        "Stücke von Namen oder Adressen; ohne Angabe die ersten paar Menschen.",
    ),
    "help.arg_address": (
        "Where the test goes: your own address.",
        "Wohin die Probe geht: Ihre eigene Adresse.",
    ),
    "help.arg_file": ("A CSV or Excel list.", "Eine Liste als CSV oder Excel."),
    "help.arg_suppress": (
        "An address, or @domain for all of it.",
        "Eine Adresse, oder @domain für alle dort.",
    ),
    "help.arg_suppress_file": (
        "A file with one address per line; - for standard input.",
        "Eine Datei mit einer Adresse je Zeile; - für die Standardeingabe.",
    ),
    "help.arg_demo": ("Where the demo leaves its files.", "Wo die Vorführung ihre Dateien ablegt."),
    "help.arg_dir": ("The new workspace.", "Der neue Ordner."),
    "help.arg_backup": (
        "Where the copy goes; otherwise .outreach/backup/.",
        "Wohin die Kopie kommt; sonst .outreach/backup/.",
    ),
    "help.send": (
        "Send what is due, at a human pace, and write it down.\n\nThe first time it asks for your approval. Run it again as often as you like: nobody gets a letter twice.\n\nExample: outreach send --dry-run",
        "Senden, was ansteht, in menschlichem Tempo, und es aufschreiben.\n\nBeim ersten Mal bittet es um Ihre Freigabe. Es darf beliebig oft laufen: Niemand bekommt einen Brief zweimal.\n\nBeispiel: outreach send --dry-run",
    ),
    "help.send_dry_run": (
        "Show what would go; nothing is sent.",
        "Zeigen, was hinausginge; nichts wird gesendet.",
    ),
    "help.send_limit": (
        "At most this many mails in this run.",
        "Höchstens so viele Mails in diesem Durchlauf.",
    ),
    "help.send_only": (
        "Only this person (repeat for several).",
        "Nur dieser Mensch (mehrfach für mehrere).",
    ),
    "help.send_yes": (
        "Approve and send without asking, for scripts; never from cron.",
        "Freigeben und senden ohne Rückfrage, für Skripte; nie aus cron.",
    ),
    "help.send_set_aside": (
        "Go on although rows of the list are set aside.",
        "Weitermachen, obwohl Zeilen der Liste beiseiteliegen.",
    ),
    "help.send_quiet": (
        "Say nothing when nothing unusual happens.",
        "Nichts sagen, wenn nichts Besonderes geschieht.",
    ),
    "help.resolve": (
        "Settle a mail in doubt: you have looked whether it was sent.\n\nExample: outreach resolve huber --sent",
        "Eine ungewisse Mail klären: Sie haben nachgesehen, ob sie hinausging.\n\nBeispiel: outreach resolve huber --sent",
    ),
    "help.resolve_sent": (
        "It was sent / it was not and may go again.",
        "Sie ging hinaus / sie ging nicht und darf noch einmal.",
    ),
    "help.pause": (
        'Hold everything, or one person\'s letters, at once.\n\nExample: outreach pause --reason "flood in the valley"',
        'Alles anhalten, oder die Briefe eines Menschen, sofort.\n\nBeispiel: outreach pause --reason "Hochwasser im Tal"',
    ),
    "help.resume": (
        "Take back a pause or a stop by hand.\n\nExample: outreach resume",
        "Eine Pause oder ein Ende von Hand zurücknehmen.\n\nBeispiel: outreach resume",
    ),
    "help.resume_yes": ("Do not ask.", "Nicht nachfragen."),
    "help.stop": (
        'End the campaign, or one person\'s part in it.\n\nExample: outreach stop kraus --reason "we met"',
        'Die Kampagne beenden, oder den Teil eines Menschen.\n\nBeispiel: outreach stop kraus --reason "getroffen"',
    ),
    "help.status": (
        "Counts that add up, and what comes next.\n\nExample: outreach status --list held",
        "Zahlen, die aufgehen, und was als Nächstes kommt.\n\nBeispiel: outreach status --list held",
    ),
    "help.status_list": (
        "Name everybody in one state: planned, held, accepted …",
        "Alle in einem Zustand nennen: planned, held, accepted …",
    ),
    "help.status_csv": ("Write everything to a CSV file.", "Alles in eine CSV-Datei schreiben."),
    "help.bookings": (
        'Calls: agree one, move it, call it off, list them.\n\nExample: outreach bookings confirm huber "Tue 10:00"',
        'Gespräche: verabreden, verschieben, absagen, auflisten.\n\nBeispiel: outreach bookings confirm huber "Di 10:00"',
    ),
    "help.bookings_confirm": (
        'Agree a call, also at a time that was never offered. The guest gets an invitation for the calendar, and no more letters. One that is agreed already moves.\n\nTimes: Di 10:00 · Tue 10am · 1.12. 10:00 · 2026-12-01 10:00, on your own clock.\n\nExample: outreach bookings confirm huber "Tue 10:00"',
        'Ein Gespräch verabreden, auch zu einer Zeit, die nie angeboten war. Der Gast bekommt eine Einladung für den Kalender und keine weiteren Briefe. Ist schon eines verabredet, rückt es auf die neue Zeit.\n\nZeiten: Di 10:00 · Dienstag 10 Uhr · 1.12. 10:00 · 2026-12-01 10:00, nach Ihrer eigenen Uhr.\n\nBeispiel: outreach bookings confirm huber "Di 10:00"',
    ),
    "help.bookings_move": (
        'Give a call another time; the guest is told both.\n\nExample: outreach bookings move huber "Thu 14:00"',
        'Ein Gespräch verschieben; der Gast erfährt die alte und die neue Zeit.\n\nBeispiel: outreach bookings move huber "Do 14:00"',
    ),
    "help.bookings_cancel": (
        "Call a call off, and tell the guest.\n\nExample: outreach bookings cancel huber --theirs",
        "Ein Gespräch absagen und es dem Gast mitteilen.\n\nBeispiel: outreach bookings cancel huber --theirs",
    ),
    "help.bookings_cancel_theirs": (
        "Who cannot come: the guest has said so (the mail thanks), or you (the mail is sorry). Without either it asks; in scripts it is you.",
        "Wer verhindert ist: der Gast hat abgesagt (die Mail dankt dafür) oder Sie (die Mail bedauert es). Ohne Angabe fragt es nach; in Skripten sind Sie es.",
    ),
    "help.bookings_list": (
        "Calls to come, on both clocks, and those that are over.\n\nExample: outreach bookings list",
        "Kommende Gespräche nach beiden Uhren, dazu die vergangenen.\n\nBeispiel: outreach bookings list",
    ),
    "help.arg_call_time": (
        "When: Di 10:00, Tue 10am, 1.12. 10:00 or 2026-12-01 10:00.",
        "Wann: Di 10:00, Dienstag 10 Uhr, 1.12. 10:00 oder 2026-12-01 10:00.",
    ),
    "help.why": (
        "One person: which state, since when, why, and what comes next.\n\nExample: outreach why huber",
        "Ein Mensch: welcher Stand, seit wann, warum und was kommt.\n\nBeispiel: outreach why huber",
    ),
    "help.tasks": (
        "What waits for you, each with its command.\n\nExample: outreach tasks",
        "Was auf Sie wartet, jeweils mit dem Befehl dazu.\n\nBeispiel: outreach tasks",
    ),
    "help.report": (
        "What came of it.\n\nExample: outreach report --html report.html",
        "Was daraus wurde.\n\nBeispiel: outreach report --html bericht.html",
    ),
    "help.report_html": (
        "Write one self-contained page.",
        "Eine einzelne Seite schreiben, die alles enthält.",
    ),
    "help.preview": (
        "What each person gets, exactly as it will be sent.\n\nExample: outreach preview huber",
        "Was jeder Mensch bekommt, genau so, wie es hinausgeht.\n\nBeispiel: outreach preview huber",
    ),
    "help.preview_step": ("Which letter of the sequence.", "Welcher Brief der Folge."),
    "help.preview_all": (
        "Everybody, not only the first three.",
        "Alle, nicht nur die ersten drei.",
    ),
    "help.preview_at": (
        "As if sent at this time (ISO, e.g. 2026-12-01T09:00).",
        "Als ginge er zu dieser Zeit hinaus (ISO, z. B. 2026-12-01T09:00).",
    ),
    "help.preview_html": (
        "Write one page that shows every mail.",
        "Eine Seite schreiben, die jede Mail zeigt.",
    ),
    "help.preview_open": ("Open that page.", "Diese Seite öffnen."),
    "help.preview_eml": (
        "Write the mails as .eml files into this folder.",
        "Die Mails als .eml-Dateien in diesen Ordner schreiben.",
    ),
    "help.test_send": (
        "Send one person's letter to yourself, marked as a test.\n\nExample: outreach test-send anna@example.com huber",
        "Den Brief eines Menschen an sich selbst senden, als Probe gekennzeichnet.\n\nBeispiel: outreach test-send anna@example.com huber",
    ),
    "help.contacts": (
        "The list: check, show, take over.\n\nExample: outreach contacts check customers.csv",
        "Die Liste: prüfen, zeigen, übernehmen.\n\nBeispiel: outreach contacts check kunden.csv",
    ),
    "help.contacts_check": (
        "Read a list and say everything that is wrong with it, at once.\n\nExample: outreach contacts check customers.csv",
        "Eine Liste lesen und alles sagen, was nicht stimmt, auf einmal.\n\nBeispiel: outreach contacts check kunden.csv",
    ),
    "help.contacts_list": (
        "Everybody in the list.\n\nExample: outreach contacts list",
        "Alle in der Liste.\n\nBeispiel: outreach contacts list",
    ),
    "help.contacts_remember": (
        'Write down what you share with a person; without a text, show what is known.\n\nExample: outreach contacts remember huber "the snow"',
        'Notieren, was Sie mit einem Menschen verbindet; ohne Text zeigen, was bekannt ist.\n\nBeispiel: outreach contacts remember huber "den Schnee"',
    ),
    "help.contacts_enrich": (
        "Go through the people of whom nothing shared is known, one by one.\n\nExample: outreach contacts enrich",
        "Die Menschen durchgehen, zu denen nichts Gemeinsames bekannt ist, einen nach dem anderen.\n\nBeispiel: outreach contacts enrich",
    ),
    "help.arg_memory": (
        "What you like to think back to, in your words.",
        "Woran Sie gern zurückdenken, in Ihren Worten.",
    ),
    "help.remember_as_of": (
        "When that was: a year, a month or a day.",
        "Wann das war: ein Jahr, ein Monat oder ein Tag.",
    ),
    "help.remember_source": ("How you know.", "Woher Sie es wissen."),
    "help.remember_forget": (
        "Take back the fact with this number.",
        "Den Eintrag mit dieser Nummer streichen.",
    ),
    "help.contacts_import": (
        "Take over a list into this workspace.\n\nExample: outreach contacts import customers.csv",
        "Eine Liste in diesen Ordner übernehmen.\n\nBeispiel: outreach contacts import kunden.csv",
    ),
    "help.opt_encoding": (
        "Read the file in this encoding, e.g. cp1252.",
        "Die Datei in dieser Kodierung lesen, z. B. cp1252.",
    ),
    "help.templates": (
        "The letters that come with outreach.\n\nExample: outreach templates list",
        "Die Briefe, die outreach mitbringt.\n\nBeispiel: outreach templates list",
    ),
    "help.templates_list": (
        "Which letters there are, and when to use which.\n\nExample: outreach templates list",
        "Welche Briefe es gibt und wann welcher passt.\n\nBeispiel: outreach templates list",
    ),
    "help.templates_show": (
        "A letter as one of your own people would get it.\n\nExample: outreach templates show hard-times kraus",
        "Ein Brief, wie ein Mensch aus Ihrer Liste ihn bekäme.\n\nBeispiel: outreach templates show hard-times kraus",
    ),
    "help.templates_copy": (
        "Copy a letter into your folder, to change it.\n\nExample: outreach templates copy project-ended",
        "Einen Brief in Ihren Ordner kopieren, um ihn zu ändern.\n\nBeispiel: outreach templates copy project-ended",
    ),
    "help.templates_voice": (
        "One voice: de-sie, de-du, de-ihr, en-formal, en-casual.",
        "Eine Stimme: de-sie, de-du, de-ihr, en-formal, en-casual.",
    ),
    "help.templates_source": ("The file itself, to be changed.", "Die Datei selbst, zum Ändern."),
    "help.arg_letter": ("The name of a letter.", "Der Name eines Briefs."),
    "help.arg_letters": ("Names of letters.", "Namen von Briefen."),
    "help.suppress": (
        "The do-not-mail list.\n\nExample: outreach suppress add kraus@example.com",
        "Die Liste derer, die keine Post möchten.\n\nBeispiel: outreach suppress add kraus@example.com",
    ),
    "help.suppress_add": (
        "Never write to an address again.\n\nExample: outreach suppress add kraus@example.com --reason phone",
        "Einer Adresse nie wieder schreiben.\n\nBeispiel: outreach suppress add kraus@example.com --reason Telefon",
    ),
    "help.suppress_remove": (
        'Take an address off the list; needs new consent.\n\nExample: outreach suppress remove kraus@example.com --i-have-new-consent "she asked on 3 May"',
        'Eine Adresse von der Liste nehmen; braucht eine neue Zustimmung.\n\nBeispiel: outreach suppress remove kraus@example.com --i-have-new-consent "bat am 3. Mai darum"',
    ),
    "help.opt_consent": ("Who agreed, when and how.", "Wer wann und wie zugestimmt hat."),
    "help.suppress_list": (
        "Show the do-not-mail list.\n\nExample: outreach suppress list",
        "Die Liste zeigen.\n\nBeispiel: outreach suppress list",
    ),
    "help.suppress_import": (
        "Add many addresses from a file.\n\nExample: outreach suppress import optouts.csv",
        "Viele Adressen aus einer Datei aufnehmen.\n\nBeispiel: outreach suppress import abmeldungen.csv",
    ),
    "help.demo": (
        "The whole job on this machine: example people, real letters, a mail catcher.\n\nExample: outreach demo",
        "Das Ganze auf diesem Rechner: Beispielmenschen, echte Briefe, ein Mailfänger.\n\nBeispiel: outreach demo",
    ),
    "help.init": (
        "Make a new workspace: settings, letters, an empty list.\n\nExample: outreach init my-letters",
        "Einen neuen Ordner anlegen: Einstellungen, Briefe, eine leere Liste.\n\nBeispiel: outreach init meine-briefe",
    ),
    "help.init_lang": (
        "Language of screen and letters: de or en.",
        "Sprache von Anzeige und Briefen: de oder en.",
    ),
    "help.init_register": (
        "How you address people: sie, du, formal, casual.",
        "Wie Sie die Menschen anreden: sie, du, formal, casual.",
    ),
    "help.init_name": (
        "Your name, as it stands under the letters.",
        "Ihr Name, wie er unter den Briefen steht.",
    ),
    "help.init_email": ("Your address.", "Ihre Adresse."),
    "help.init_contacts": ("A list to begin with.", "Eine Liste für den Anfang."),
    "help.init_situation": (
        "What the letters are about: none, layoffs, restructuring, project_ended, season …",
        "Worum es in den Briefen geht: none, layoffs, restructuring, project_ended, season …",
    ),
    "help.init_phrase": (
        "What you noticed of it, in half a sentence.",
        "Was Sie davon mitbekommen haben, in einem halben Satz.",
    ),
    "help.init_story": (
        "A small true thing about yourself, one sentence.",
        "Eine kleine wahre Sache von Ihnen, ein Satz.",
    ),
    "help.init_timezone": ("Your time zone.", "Ihre Zeitzone."),
    "help.init_region": (
        "Your country and region, e.g. DE-BY.",
        "Ihr Land und Ihre Region, z. B. DE-BY.",
    ),
    "help.init_basis": (
        "On what ground you write: existing_customer, contract, personal, consent, other.",
        "Auf welcher Grundlage Sie schreiben: existing_customer, contract, personal, consent, other.",
    ),
    "help.doctor": (
        "Look at everything a send needs, each finding with its cure.\n\nExample: outreach doctor",
        "Alles ansehen, was zum Senden nötig ist, jeder Befund mit Abhilfe.\n\nBeispiel: outreach doctor",
    ),
    "help.cron": (
        "Let it run by itself: every minute, with cron or systemd.\n\nExample: outreach cron install",
        "Es von selbst laufen lassen: jede Minute, mit cron oder systemd.\n\nBeispiel: outreach cron install",
    ),
    "help.cron_show": (
        "Show exactly what install would write.\n\nExample: outreach cron show --all",
        "Genau zeigen, was install schreiben würde.\n\nBeispiel: outreach cron show --all",
    ),
    "help.cron_install": (
        "Set it up, after a trial in which nothing is sent.\n\nExample: outreach cron install",
        "Es einrichten, nach einem Probelauf, bei dem nichts gesendet wird.\n\nBeispiel: outreach cron install",
    ),
    "help.cron_remove": (
        "Take it out again; what is not ours stays as it is.\n\nExample: outreach cron remove",
        "Es wieder entfernen; was nicht von uns ist, bleibt, wie es ist.\n\nBeispiel: outreach cron remove",
    ),
    "help.cron_kind": (
        "With which of the two; otherwise what this machine has.",
        "Womit von beiden; sonst mit dem, was dieser Rechner hat.",
    ),
    "help.cron_all": (
        "Also for the other systems: launchd and Task Scheduler.",
        "Auch für die anderen Systeme: launchd und Aufgabenplanung.",
    ),
    "help.cron_no_check": (
        "Without the trial; for scripts that know.",
        "Ohne den Probelauf; für Skripte, die Bescheid wissen.",
    ),
    "help.cron_check": (
        "The trial's own half, started by cron or systemd.\n\nExample: outreach cron check --token 0123456789abcdef",
        "Die andere Hälfte des Probelaufs, von cron oder systemd gestartet.\n\nBeispiel: outreach cron check --token 0123456789abcdef",
    ),
    "help.cron_token": ("Which trial this is.", "Welcher Probelauf das ist."),
    "help.store": (
        "The care of the ledger.\n\nExample: outreach store backup",
        "Die Pflege des Sendebuchs.\n\nBeispiel: outreach store backup",
    ),
    "help.store_check": (
        "Check the file and whether the counts add up.\n\nExample: outreach store check",
        "Die Datei prüfen und ob die Zahlen aufgehen.\n\nBeispiel: outreach store check",
    ),
    "help.store_backup": (
        "Write a whole copy of the ledger.\n\nExample: outreach store backup",
        "Eine vollständige Kopie des Sendebuchs schreiben.\n\nBeispiel: outreach store backup",
    ),
    "help.store_adopt": (
        "Make this copy of the workspace the one that sends.\n\nExample: outreach store adopt",
        "Diese Kopie des Ordners zu der machen, die sendet.\n\nBeispiel: outreach store adopt",
    ),
    "help.adopt_yes": ("Yes, the other copy is switched off.", "Ja, die andere Kopie ruht."),
    # time
    "help.opt_region": (
        "Everybody in a country or state, e.g. BY, AT, CH-ZH.",
        "Alle in einem Land oder Bundesland, z. B. BY, AT, CH-ZH.",
    ),
    "help.plan": (
        "The whole future, day by day, from the scheduler itself, as if nobody ever answered.\n\nExample: outreach plan --until 2027-03-31",
        "Die ganze Zukunft, Tag für Tag, vom Kalender selbst, so als antwortete niemand.\n\nBeispiel: outreach plan --until 2027-03-31",
    ),
    "help.plan_until": (
        "The last day shown; otherwise twelve months from now.",
        "Der letzte gezeigte Tag; sonst zwölf Monate ab heute.",
    ),
    "help.plan_html": (
        "Write one page with a picture of each month.",
        "Eine Seite schreiben, mit einem Bild von jedem Monat.",
    ),
    "help.send_until": (
        "With --dry-run: show everything up to this day.",
        "Mit --dry-run: alles bis zu diesem Tag zeigen.",
    ),
    "help.send_wait": (
        "Stay, and send each letter at its minute until the last of today. Ctrl-C is always safe.",
        "Bleiben und jeden Brief zu seiner Minute senden, bis zum letzten von heute. Strg-C ist immer sicher.",
    ),
    "help.send_now": (
        "With --only: not at their hour but now. Limits, holds and approval still count.",
        "Mit --only: nicht zu ihrer Zeit, sondern jetzt. Grenzen, Wartendes und Freigabe gelten weiter.",
    ),
    "help.answered": (
        "Somebody phoned, came by or wrote elsewhere: their letters end, as after a reply.\n\nExample: outreach answered huber --by phone",
        "Jemand hat angerufen, kam vorbei oder schrieb anderswo: Seine Briefe enden, wie nach einer Antwort.\n\nBeispiel: outreach answered huber --by phone",
    ),
    "help.answered_by": (
        "How: phone, person, chat or mail.",
        "Wie: phone, person, chat oder mail.",
    ),
    "help.answered_note": ("What was said, for the history.", "Was gesagt wurde, für den Verlauf."),
    "help.inbox": (
        "Say that you have looked into the inbox; second letters go only then, for a day.\n\nExample: outreach inbox --done --answered kraus",
        "Sagen, dass Sie ins Postfach gesehen haben; nur dann gehen zweite Briefe, einen Tag lang.\n\nBeispiel: outreach inbox --done --answered kraus",
    ),
    "help.inbox_done": ("I have looked.", "Ich habe nachgesehen."),
    "help.inbox_answered": (
        "Who has written; may be given several times.",
        "Wer geschrieben hat; darf mehrmals stehen.",
    ),
    "help.slots": (
        "Your free times for calls, day by day, and for the rest why not.\n\nExample: outreach slots --for huber",
        "Ihre freien Zeiten für Gespräche, Tag für Tag, und beim Rest, warum nicht.\n\nBeispiel: outreach slots --for huber",
    ),
    "help.slots_days": (
        "How many days to show; otherwise 14.",
        "Wie viele Tage gezeigt werden; sonst 14.",
    ),
    "help.slots_for": (
        "Also on this person's clock, with the times a letter to them would name.",
        "Auch nach der Uhr dieses Menschen, mit den Zeiten, die ein Brief dorthin nennen würde.",
    ),
    "help.brief": (
        "One page for a call: what you know, how to open, what to do if it is bad news. It prints on one sheet.\n\nExample: outreach brief huber --open",
        "Ein Blatt für das Gespräch: was Sie wissen, wie Sie anfangen, was bei schlechten Nachrichten hilft. Es passt auf eine Seite.\n\nBeispiel: outreach brief huber --open",
    ),
    "help.brief_html": (
        "Write the page to this file, to print or to look at.",
        "Das Blatt in diese Datei schreiben, zum Drucken oder Ansehen.",
    ),
    "help.brief_open": (
        "Write the page and open it in the browser.",
        "Das Blatt schreiben und im Browser öffnen.",
    ),
    "help.brief_format": (
        "How to print it on the screen: text or md.",
        "Wie es auf dem Bildschirm steht: text oder md.",
    ),
    "help.note": (
        'After a call: what is needed, what you promised and by when. Without options it asks.\n\nExample: outreach note huber --promise "two addresses" --by 2026-12-04',
        'Nach dem Gespräch: was gebraucht wird, was Sie versprochen haben und bis wann. Ohne Angaben fragt es nach.\n\nBeispiel: outreach note huber --promise "zwei Adressen" --by 2026-12-04',
    ),
    "help.note_need": (
        "What they need; may be given several times.",
        "Was gebraucht wird; darf mehrmals stehen.",
    ),
    "help.note_promise": ("What you promised.", "Was Sie versprochen haben."),
    "help.note_by": (
        "By which day; it then comes back on that day.",
        "Bis zu welchem Tag; an dem Tag kommt es wieder.",
    ),
    "help.note_note": (
        "Anything else worth knowing; may be given several times.",
        "Was sonst zu wissen lohnt; darf mehrmals stehen.",
    ),
    "help.note_again": (
        "When you may call again: a day, or never.",
        "Wann Sie wieder anrufen dürfen: ein Tag, oder never für nie.",
    ),
    "help.note_done": (
        "You have kept this promise; tasks shows its number.",
        "Dieses Versprechen haben Sie gehalten; die Nummer zeigt tasks.",
    ),
    "help.note_anyway": (
        "Keep it although it speaks of health, family or faith.",
        "Es aufheben, obwohl es von Gesundheit, Familie oder Glauben spricht.",
    ),
    "help.lint": (
        "Check letters for wording that presses, presumes or sells, and for what they lack.\n\nWithout files it checks the letters of the workspace; with files it works anywhere. `outreach lint explain G6` tells what a guideline wants, with examples. The rules and how to write your own: docs/how-to/own-rules.md.\n\nExample: outreach lint letter.md",
        "Briefe auf Worte prüfen, die drängen, unterstellen oder verkaufen, und auf das, was ihnen fehlt.\n\nOhne Dateien prüft es die Briefe des Arbeitsordners, mit Dateien überall. `outreach lint explain G6` sagt, was eine Leitlinie will, mit Beispielen. Die Regeln und wie man eigene schreibt: docs/how-to/own-rules.md.\n\nBeispiel: outreach lint brief.md",
    ),
    "help.arg_templates": (
        "Letters to check; - for standard input; or: explain G6.",
        "Briefe zum Prüfen; - für die Standardeingabe; oder: explain G6.",
    ),
    "help.lint_format": (
        "For people (text) or for programs (json, sarif, github).",
        "Für Menschen (text) oder für Programme (json, sarif, github).",
    ),
    "help.lint_fail_on": (
        "From which level on the exit code is 1.",
        "Ab welcher Stufe der Exit-Code 1 ist.",
    ),
    "help.lint_situation": (
        "The situation the letter is for; otherwise that of its campaign.",
        "Die Lage, für die der Brief ist; sonst die seiner Kampagne.",
    ),
    "help.lint_step": (
        "The letter's number in its sequence; otherwise what the letter says.",
        "Der wievielte Brief es ist; sonst, was der Brief sagt.",
    ),
    "help.lint_self_test": (
        "Try every rule on its own examples.",
        "Jede Regel an ihren eigenen Beispielen erproben.",
    ),
}
