"""Sentences of the command line: one catalogue, as long as there is to say."""

WORDS: dict[str, tuple[str, str]] = {
    "cli.section_daily": ("Every day", "Jeden Tag"),
    "cli.section_calls": ("Calls", "Gespräche"),
    "cli.section_letters": ("Letters", "Briefe"),
    "cli.section_people": ("People", "Menschen"),
    "cli.section_more": ("More", "Mehr"),
    "cli.section_setup": ("Setting up", "Einrichten"),
    "cli.section_arguments": ("Arguments", "Angaben"),
    "cli.section_commands": ("Commands", "Befehle"),
    "cli.section_options": ("Options", "Optionen"),
    # how a command is called
    "cli.usage": ("Usage:", "Aufruf:"),
    "cli.default": ("otherwise {value}", "sonst {value}"),
    "cli.meta_address": ("ADDRESS", "ADRESSE"),
    "cli.meta_args": ("ARGS", "ANGABEN"),
    "cli.meta_command": ("COMMAND", "BEFEHL"),
    "cli.meta_contact": ("CONTACT", "KONTAKT"),
    "cli.meta_date": ("DATE", "DATUM"),
    "cli.meta_dir": ("DIR", "ORDNER"),
    "cli.meta_file": ("FILE", "DATEI"),
    "cli.meta_letter": ("LETTER", "BRIEF"),
    "cli.meta_key": ("KEY", "SCHLÜSSEL"),
    "cli.meta_name": ("NAME", "NAME"),
    "cli.meta_number": ("NUMBER", "ZAHL"),
    "cli.meta_options": ("OPTIONS", "OPTIONEN"),
    "cli.meta_state": ("STATE", "ZUSTAND"),
    "cli.meta_text": ("TEXT", "TEXT"),
    "cli.meta_time": ("TIME", "ZEIT"),
    # a call that went wrong
    "cli.io": ("{path} cannot be used: {why}.", "{path} lässt sich nicht verwenden: {why}."),
    "cli.the_screen": ("The output", "Die Ausgabe"),
    "cli.all_about": ("How it is called: {command} --help", "Wie es geht: {command} --help"),
    "cli.perhaps": ("Did you mean {guess}? {more}", "Meinten Sie {guess}? {more}"),
    "cli.no_such_command": (
        "{command} has no command {name}.",
        "{command} kennt keinen Befehl {name}.",
    ),
    "cli.no_such_option": (
        "{command} has no option {option}.",
        "{command} kennt keine Option {option}.",
    ),
    "cli.extra_words": (
        "{command} does not know what to do with: {words}.",
        "{command} kann damit nichts anfangen: {words}.",
    ),
    "cli.missing": ("{command} still needs {what}.", "{command} braucht noch {what}."),
    "cli.missing_hint": ("{what}: {help} {more}", "{what}: {help} {more}"),
    "cli.missing_command": (
        "{command} still needs a command.\n\n{help}",
        "{command} braucht noch einen Befehl.\n\n{help}",
    ),
    "cli.needs_value": ("{option} needs a value.", "{option} braucht einen Wert."),
    "cli.takes_no_value": ("{option} takes no value.", "{option} nimmt keinen Wert an."),
    "cli.wants_number": (
        "{option} wants a whole number, 1 or more.",
        "{option} braucht eine ganze Zahl ab 1.",
    ),
    "cli.bad_call": ("This call does not work: {text}", "So lässt es sich nicht aufrufen: {text}"),
    "cli.unknown_shell": (
        "{value} is no shell with completion. Known: {known}",
        "Für {value} gibt es keine Vervollständigung. Bekannt: {known}",
    ),
    "cli.completion_installed": (
        "TAB completes commands and names from the next terminal on: {path}",
        "Ab dem nächsten Terminal vervollständigt TAB Befehle und Namen: {path}",
    ),
    "cli.next": ("Next:", "Weiter:"),
    "cli.welcome": (
        "outreach writes to people you have not spoken to for too long.",
        "outreach schreibt Menschen, mit denen Sie zu lange nicht gesprochen haben.",
    ),
    "cli.welcome_demo": (
        "watch the whole job on this machine",
        "das Ganze auf diesem Rechner ansehen",
    ),
    "cli.welcome_init": ("begin with your own list", "mit der eigenen Liste beginnen"),
    "cli.welcome_help": ("all commands", "alle Befehle"),
    "cli.no_workspace": (
        "There is no outreach.toml in {path} or above it.",
        "In {path} und darüber liegt keine outreach.toml.",
    ),
    "cli.no_workspace_hint": (
        "Begin with outreach init, or name the folder: outreach --workspace DIR …",
        "Bitte mit outreach init beginnen oder den Ordner nennen: outreach --workspace ORDNER …",
    ),
    "cli.nobody": ("Nobody in the list is called {piece}.", "In der Liste heißt niemand {piece}."),
    "cli.nobody_hint": (
        "outreach contacts list shows everybody.",
        "outreach contacts list zeigt alle.",
    ),
    "cli.several_people": (
        "{piece} means several people: {names}",
        "{piece} meint mehrere Menschen: {names}",
    ),
    "cli.several_people_hint": (
        "Please give more of the name, or the address.",
        "Bitte mehr vom Namen oder die Adresse angeben.",
    ),
    # states of a mail
    "cli.state_planned": ("planned", "geplant"),
    "cli.state_held": ("waiting for you", "wartet auf Sie"),
    "cli.state_sending": ("on its way", "unterwegs"),
    "cli.state_accepted": ("accepted", "angenommen"),
    "cli.state_bounced": ("undeliverable", "unzustellbar"),
    "cli.state_rejected": ("refused by the server", "vom Server abgelehnt"),
    "cli.state_in_doubt": ("uncertain", "ungewiss"),
    "cli.state_cancelled": ("will not go", "entfällt"),
    # states of a person
    "cli.person_waiting": ("planned", "geplant"),
    "cli.person_held": ("waits for you", "wartet auf Sie"),
    "cli.person_paused": ("paused", "angehalten"),
    "cli.person_in_doubt": ("uncertain", "ungewiss"),
    "cli.person_opted_out": ("wants no mail", "möchte keine Post"),
    "cli.person_bounced": ("undeliverable", "unzustellbar"),
    "cli.person_rejected": ("refused by the server", "vom Server abgelehnt"),
    "cli.person_stopped": ("stopped", "beendet"),
    "cli.person_finished": ("written to", "angeschrieben"),
    "cli.person_answered": ("has answered", "hat geantwortet"),
    "cli.person_booked": ("call agreed", "verabredet"),
    "cli.in_campaign": ("campaign", "Kampagne"),
    "cli.letter": ("letter", "Brief"),
    "cli.letter_first": ("first letter {at}", "erster Brief {at}"),
    "cli.letter_later": (
        "letter {n} {at}, if no answer comes",
        "Brief {n} {at}, wenn keine Antwort kommt",
    ),
    "cli.zone": ("time zone", "Zeitzone"),
    "cli.zone_contact": ("from the list", "aus der Liste"),
    "cli.zone_country": ("from the country", "aus dem Land"),
    "cli.zone_sender": ("yours, as none is known", "Ihre, weil keine bekannt ist"),
    "cli.person_not_enrolled": ("in no campaign", "in keiner Kampagne"),
    "cli.together": ("together", "zusammen"),
    "cli.aside_one": (
        "Besides, one row of the list is set aside.",
        "Daneben liegt eine Zeile der Liste beiseite.",
    ),
    "cli.aside_many": (
        "Besides, {n} rows of the list are set aside.",
        "Daneben liegen {n} Zeilen der Liste beiseite.",
    ),
    "cli.never_run": ("Nothing has been sent yet.", "Noch ging nichts hinaus."),
    "cli.last_run": ("Last run: {at}", "Letzter Durchlauf: {at}"),
    "cli.last_run_old": (
        "That is more than a business day ago.",
        "Das ist über einen Werktag her.",
    ),
    "cli.is_rehearsal": (
        "This workspace is a rehearsal: it only speaks to this machine.",
        "Dieser Ordner ist eine Probe: Er spricht nur mit diesem Rechner.",
    ),
    "cli.next_plan": ("all of it, day by day", "alles, Tag für Tag"),
    "cli.waits_for_you": ("Waits for you", "Wartet auf Sie"),
    "cli.more_tasks": ("and more: outreach tasks", "und mehr: outreach tasks"),
    "cli.opens_first": ("opens the first of them", "öffnet das Erste davon"),
    "cli.region_paused": (
        "Paused for {region}: {reason}",
        "Angehalten für {region}: {reason}",
    ),
    "cli.region_paused_bare": ("Paused for {region}.", "Angehalten für {region}."),
    "cli.people_paused": ("Paused: {names}", "Angehalten: {names}"),
    "cli.no_such_task": ("There is no task {n}.", "Eine Aufgabe {n} gibt es nicht."),
    "cli.no_such_task_hint": (
        "outreach tasks lists them.",
        "outreach tasks zeigt, welche es gibt.",
    ),
    "cli.way_out": ("What settles it:", "Was es klärt:"),
    "cli.ways_out": ("What settles it, one of:", "Was es klärt, eines davon:"),
    "cli.next_preview": ("the letters to these people", "die Briefe an diese Menschen"),
    "cli.next_letters": ("the letters to these people", "die Briefe an diese Menschen"),
    "cli.next_workspace": ("a workspace for this list", "ein Ordner für diese Liste"),
    "cli.unknown_state": (
        "{state} is no state. Known: {known}",
        "{state} ist kein Zustand. Bekannt: {known}",
    ),
    "cli.wrote_rows": ("Written: {path} (rows: {n})", "Geschrieben: {path} (Zeilen: {n})"),
    "cli.wrote": ("Written: {path}", "Geschrieben: {path}"),
    "cli.wrote_eml_one": ("One mail written to {folder}", "Eine Mail nach {folder} geschrieben"),
    "cli.wrote_eml": ("{n} mails written to {folder}", "{n} Mails nach {folder} geschrieben"),
    "cli.because": ("reason", "Grund"),
    "cli.since": ("since", "seit"),
    "cli.earliest": ("earliest", "frühestens"),
    "cli.history": ("history", "Verlauf"),
    "cli.no_tasks": ("Nothing waits for you.", "Nichts wartet auf Sie."),
    "cli.report_head_one": ("{name}: one person", "{name}: ein Mensch"),
    "cli.report_head": ("{name}: {people} people", "{name}: {people} Menschen"),
    "cli.report_letters": ("{head}, {letters} letters", "{head}, {letters} Briefe"),
    "cli.report_honest": (
        "Accepted means that the mail server took it, not yet that it was read. Nothing is tracked.",
        "Angenommen heißt, dass der Mailserver sie nahm, noch nicht, dass jemand sie las. Nichts wird verfolgt.",
    ),
    "cli.resolve_which": ("Was it sent or not?", "Ging sie hinaus oder nicht?"),
    "cli.resolve_which_hint": (
        "Look in your Sent folder, then add --sent or --not-sent.",
        "Bitte im Ordner „Gesendet“ nachsehen, dann --sent oder --not-sent anfügen.",
    ),
    "cli.not_in_doubt": (
        "{key} is not in doubt (state: {state}).",
        "{key} ist nicht ungewiss (Zustand: {state}).",
    ),
    "cli.not_in_doubt_hint": (
        "outreach tasks shows what is uncertain.",
        "outreach tasks zeigt, was noch ungewiss ist.",
    ),
    "cli.run_active": (
        "A run could still be holding this mail.",
        "Ein Durchlauf könnte diese Mail noch in der Hand haben.",
    ),
    "cli.run_active_hint": (
        "Wait until it is over (half an hour at most).",
        "Bitte warten, bis er vorbei ist (höchstens eine halbe Stunde).",
    ),
    "cli.no_doubt": ("No mail to {name} is in doubt.", "Keine Mail an {name} ist ungewiss."),
    "cli.several_doubts": (
        "{n} mails to {name} are in doubt; name one by its key.",
        "{n} Mails an {name} sind ungewiss; bitte eine mit ihrem Schlüssel nennen.",
    ),
    "cli.resolved_sent": ("Noted as sent: {key}", "Als gesendet vermerkt: {key}"),
    "cli.resolved_not_sent": ("Planned again: {key}", "Wieder geplant: {key}"),
    "cli.resolved_over": (
        "It did not go, and will not go any more ({reason}): {key}",
        "Sie ging nicht hinaus und geht auch nicht mehr ({reason}): {key}",
    ),
    "cli.paused": (
        "Paused: {name}. Nothing more goes until you resume.",
        "Angehalten: {name}. Bis Sie fortsetzen, geht nichts mehr.",
    ),
    "cli.resume_question": ("Resume? [y/N]", "Fortsetzen? [j/N]"),
    "cli.resumed": (
        "Resumed: {name}. Letters planned again: {n}.",
        "Fortgesetzt: {name}. Wieder geplante Briefe: {n}.",
    ),
    "cli.stopped_one": (
        "Stopped: {name}. One mail will not go.",
        "Beendet: {name}. Eine Mail geht nicht hinaus.",
    ),
    "cli.stopped": (
        "Stopped: {name}. {n} mails will not go.",
        "Beendet: {name}. {n} Mails gehen nicht hinaus.",
    ),
    "cli.stopped_hint": (
        "{command} takes it back.",
        "{command} nimmt es zurück.",
    ),
    "cli.preview_more": (
        "… and {n} more: outreach preview --all",
        "… und {n} weitere: outreach preview --all",
    ),
    "cli.preview_held_one": ("One person waits:", "Ein Mensch wartet:"),
    "cli.preview_held": ("{n} people wait:", "{n} Menschen warten:"),
    "cli.nobody_yet": ("The list is empty.", "Die Liste ist leer."),
    "cli.to": ("To:", "An:"),
    "cli.subject": ("Subject:", "Betreff:"),
    "cli.goes": ("Time:", "Zeit:"),
    "cli.bad_time": ("{value} is no time.", "{value} ist keine Zeit."),
    "cli.bad_time_hint": (
        "Write it like 2026-12-01T09:00.",
        "Bitte so schreiben: 2026-12-01T09:00.",
    ),
    "cli.no_such_step": (
        "There is no step {step}; the campaign has {n}.",
        "Einen Schritt {step} gibt es nicht; die Kampagne hat {n}.",
    ),
    "cli.bad_address": (
        "{address} is not one valid address.",
        "{address} ist keine einzelne gültige Adresse.",
    ),
    "cli.no_letter": (
        "No letter can be made for this test yet.",
        "Für diese Probe lässt sich noch kein Brief machen.",
    ),
    "cli.no_letter_hint": ("outreach preview says why.", "outreach preview sagt, warum."),
    "cli.test_unwanted": (
        "{address} wants no mail, not even a test.",
        "{address} möchte keine Post, auch keine Probe.",
    ),
    "cli.test_reader": (
        "{address} stands in your list; a test would be a letter to them.",
        "{address} steht in Ihrer Liste; eine Probe wäre dort schon ein Brief.",
    ),
    "cli.test_other_hint": (
        "Nothing was sent. Name an address of your own: outreach test-send me@example.com",
        "Nichts wurde gesendet. Bitte eine eigene Adresse nennen: outreach test-send ich@example.com",
    ),
    "cli.test_mark": ("[Test]", "[Probe]"),
    "cli.test_sent": (
        "Sent to {address}: the letter to {name}, marked as a test. It does not count.",
        "An {address} gesendet: der Brief an {name}, als Probe gekennzeichnet. Er zählt nicht.",
    ),
    "cli.test_refused": (
        "The server did not take the test to {address}: {text}",
        "Der Server nahm die Probe an {address} nicht an: {text}",
    ),
    # contacts
    "cli.which_file": ("Which list?", "Welche Liste?"),
    "cli.which_file_hint": (
        "Name it: outreach contacts check FILE",
        "Bitte nennen: outreach contacts check DATEI",
    ),
    "cli.quoted": ("“{text}”", "„{text}“"),
    "cli.rows_one": ("one row", "eine Zeile"),
    "cli.rows": ("{n} rows", "{n} Zeilen"),
    "cli.sep_comma": ("comma", "Komma"),
    "cli.sep_semicolon": ("semicolon", "Semikolon"),
    "cli.sep_tab": ("tab", "Tabulator"),
    "cli.sep_pipe": ("pipe", "senkrechter Strich"),
    "cli.sep_sheet": ("Excel", "Excel"),
    "cli.read_right": ("read correctly?", "richtig gelesen?"),
    "cli.set_aside_one": ("one row set aside", "eine Zeile beiseitegelegt"),
    "cli.set_aside": ("{n} rows set aside", "{n} Zeilen beiseitegelegt"),
    "cli.opted_out_one": (
        "  1 has opted out ({source}) and gets nothing",
        "  1 hat abbestellt ({source}) und bekommt nichts",
    ),
    "cli.opted_out": (
        "  {n} have opted out ({source}) and get nothing",
        "  {n} haben abbestellt ({source}) und bekommen nichts",
    ),
    "cli.no_address_one": ("  1 row has no address", "  1 Zeile ist ohne Adresse"),
    "cli.no_address": ("  {n} rows have no address", "  {n} Zeilen sind ohne Adresse"),
    "cli.merged_one": (
        "  1 row was there twice and agreed",
        "  1 Zeile stand doppelt da und stimmte überein",
    ),
    "cli.merged": (
        "  {n} rows were there twice and agreed",
        "  {n} Zeilen standen doppelt da und stimmten überein",
    ),
    "cli.doubtful_one": ("  1 greeting, please look:", "  1 Anrede bitte ansehen:"),
    "cli.doubtful": ("  {n} greetings, please look:", "  {n} Anreden bitte ansehen:"),
    "cli.line": ("line {n}", "Zeile {n}"),
    "cli.people_one": ("One person: {parts}", "Ein Mensch: {parts}"),
    "cli.people": ("{n} people: {parts}", "{n} Menschen: {parts}"),
    "cli.voice_sie": ("Sie", "Sie"),
    "cli.voice_du": ("du", "du"),
    "cli.voice_ihr": ("ihr", "ihr"),
    "cli.voice_en": ("English", "English"),
    "cli.voice_unclear": ("unclear", "unklar"),
    "cli.imported": (
        "People in the list: {people} · new: {new} · rows set aside: {aside}",
        "Menschen in der Liste: {people} · neu: {new} · Zeilen beiseitegelegt: {aside}",
    ),
    "cli.import_unchanged": ("The list has not changed.", "Die Liste ist unverändert."),
    "cli.xlsx_place": (
        "{file} is an Excel file; this campaign expects a CSV.",
        "{file} ist eine Excel-Datei; diese Kampagne erwartet CSV.",
    ),
    "cli.xlsx_place_hint": (
        'Put it into the workspace as contacts.xlsx and set contacts = "contacts.xlsx" in outreach.toml.',
        'Bitte als contacts.xlsx in den Ordner legen und contacts = "contacts.xlsx" in outreach.toml setzen.',
    ),
    "cli.suppressed_one": (
        "{address} gets no more mail; one planned letter was cancelled.",
        "{address} bekommt keine Post mehr; ein geplanter Brief entfällt.",
    ),
    "cli.suppressed": (
        "{address} gets no more mail; {n} planned letters were cancelled.",
        "{address} bekommt keine Post mehr; {n} geplante Briefe entfallen.",
    ),
    "cli.consent_needed": (
        "{address} asked for no mail; that is only taken back with new consent.",
        "{address} wollte keine Post; zurücknehmen lässt sich das nur mit neuer Zustimmung.",
    ),
    "cli.consent_needed_hint": (
        'outreach suppress remove {address} --i-have-new-consent "who, when, how"',
        'outreach suppress remove {address} --i-have-new-consent "wer, wann, wie"',
    ),
    "cli.not_suppressed": (
        "{address} is not on the do-not-mail list.",
        "{address} steht nicht auf der Liste.",
    ),
    "cli.unsuppressed": (
        "{address} may be written to again. Letters already cancelled stay cancelled.",
        "{address} darf wieder Post bekommen. Entfallene Briefe bleiben entfallen.",
    ),
    "cli.reason_manual": ("by hand", "von Hand"),
    "cli.reason_imported": ("imported", "eingelesen"),
    "cli.reason_opted_out": ("opted out", "abbestellt"),
    "cli.nobody_suppressed": ("Nobody is on the do-not-mail list.", "Auf der Liste steht niemand."),
    "cli.import_nothing": (
        "Nothing was taken over; these lines need a look:",
        "Nichts wurde übernommen; diese Zeilen brauchen einen Blick:",
    ),
    "cli.suppress_imported_one": (
        "One address taken over; it gets no more mail.",
        "Eine Adresse übernommen; sie bekommt keine Post mehr.",
    ),
    "cli.suppress_imported": (
        "{n} addresses taken over; they get no more mail.",
        "{n} Adressen übernommen; sie bekommen keine Post mehr.",
    ),
    # init
    "cli.init_lang_unknown": (
        "{value} is no language here. Known: {known}",
        "{value} ist hier keine Sprache. Bekannt: {known}",
    ),
    "cli.init_register_unknown": (
        "{value} is no form of address. Known: {known}",
        "{value} ist keine Anredeform. Bekannt: {known}",
    ),
    "cli.init_exists": (
        "There is already an outreach.toml in {folder}.",
        "In {folder} liegt schon eine outreach.toml.",
    ),
    "cli.init_exists_hint": (
        "Choose another folder; nothing was touched.",
        "Bitte einen anderen Ordner wählen; nichts wurde angerührt.",
    ),
    "cli.ask_name": (
        "Your name, as it stands under the letters:",
        "Ihr Name, wie er unter den Briefen steht:",
    ),
    "cli.ask_email": ("Your mail address:", "Ihre E-Mail-Adresse:"),
    "cli.ask_again": (
        "Letters need a sender; nothing was written.",
        "Briefe brauchen einen Absender; nichts wurde geschrieben.",
    ),
    "cli.ask_again_hint": (
        "Once more: outreach init, or with --name and --email.",
        "Bitte noch einmal: outreach init, oder mit --name und --email.",
    ),
    "cli.init_example": (
        "The sender there is still an example: please set name and email in outreach.toml.",
        "Als Absender steht dort noch ein Beispiel: bitte name und email in outreach.toml setzen.",
    ),
    "cli.ask_register_de": (
        "Sie oder du, wenn die Liste nichts anderes sagt? [sie]",
        "Sie oder du, wenn die Liste nichts anderes sagt? [sie]",
    ),
    "cli.ask_register_en": (
        "Formal or casual, where the list does not say? [formal]",
        "Formal or casual, where the list does not say? [formal]",
    ),
    "cli.unknown_basis": (
        "{value} is no ground. Known: {known}",
        "{value} ist keine Grundlage. Bekannt: {known}",
    ),
    "cli.init_done": ("A new workspace in {folder}:", "Neu angelegt in {folder}:"),
    "cli.init_toml": ("your settings; look at it once", "Ihre Einstellungen; bitte einmal ansehen"),
    "cli.init_csv": ("your people; any columns you like", "Ihre Menschen; Spalten nach Belieben"),
    "cli.init_menu": (
        "what you can offer that you do not sell",
        "was Sie anbieten können, ohne es zu verkaufen",
    ),
    "cli.init_templates": ("the letters, yours to change", "die Briefe, zum Ändern gedacht"),
    "cli.init_state": (
        "the ledger and its key; keep them together",
        "Sendebuch und Schlüssel; bitte zusammenhalten",
    ),
    "cli.no_letters": (
        "The shipped letters are missing from this installation.",
        "Dieser Installation fehlen die mitgelieferten Briefe.",
    ),
    "cli.no_letters_hint": (
        "Please install outreach-letters again.",
        "Bitte outreach-letters neu installieren.",
    ),
    # demo
    "cli.demo_exists": (
        "{folder} exists and is no former demo.",
        "{folder} gibt es schon, und es ist keine frühere Vorführung.",
    ),
    "cli.demo_exists_hint": (
        "Choose another folder: outreach demo DIR",
        "Bitte einen anderen Ordner wählen: outreach demo ORDNER",
    ),
    "cli.demo_head": (
        "A dozen people from the example list, one letter each, no account needed.",
        "Ein Dutzend Menschen aus der Beispielliste, je ein Brief, kein Konto nötig.",
    ),
    "cli.demo_list": ("Reading the list", "Die Liste lesen"),
    "cli.demo_list_text": (
        "{people} people: {voices}; {aside} set aside",
        "{people} Menschen: {voices}; {aside} beiseitegelegt",
    ),
    "cli.demo_letters": ("Writing the letters", "Die Briefe schreiben"),
    "cli.demo_letters_text": (
        "each made once and checked: ready {ready}, waiting for you {held}",
        "jeder einmal gemacht und geprüft: bereit {ready}, wartet auf Sie {held}",
    ),
    "cli.demo_plan": ("The plan", "Der Plan"),
    "cli.demo_plan_text": (
        "at a person's pace: {n} on {day}, the last on {last}; nothing on a holiday",
        "in menschlichem Tempo: {n} am {day}, der letzte am {last}; nichts an Feiertagen",
    ),
    "cli.demo_plan_one_text": (
        "at a person's pace: all {n} on {day}; nothing on a holiday",
        "in menschlichem Tempo: alle {n} am {day}; nichts an Feiertagen",
    ),
    "cli.demo_approval": ("Your approval", "Ihre Freigabe"),
    "cli.demo_approval_text": (
        "given for {n} people, for this demo only; otherwise send asks",
        "für {n} Menschen gegeben, nur hier; sonst fragt send",
    ),
    "cli.demo_sending": ("Sending", "Senden"),
    "cli.demo_sending_text": (
        "real SMTP to a mail catcher on this machine (127.0.0.1:{port}), pauses off",
        "echtes SMTP an einen Mailfänger auf diesem Rechner (127.0.0.1:{port}), ohne Pausen",
    ),
    "cli.demo_result": ("What came of it", "Was daraus wurde"),
    "cli.demo_sum": (
        "together {total}, for {people} people. Nobody was written to twice.",
        "zusammen {total}, bei {people} Menschen. Niemand bekam zweimal Post.",
    ),
    "cli.demo_refused": (
        "The server refused {name} ({text}); the others went on.",
        "Der Server lehnte {name} ab ({text}); die anderen gingen weiter.",
    ),
    "cli.demo_left_one": (
        "Left in {folder}/: preview.html (open it), report.html, one mail in .outreach/sent/, the ledger in .outreach/state.db",
        "In {folder}/ liegen: preview.html (bitte öffnen), report.html, eine Mail in .outreach/sent/, das Sendebuch in .outreach/state.db",
    ),
    "cli.demo_left": (
        "Left in {folder}/: preview.html (open it), report.html, {n} mails in .outreach/sent/, the ledger in .outreach/state.db",
        "In {folder}/ liegen: preview.html (bitte öffnen), report.html, {n} Mails in .outreach/sent/, das Sendebuch in .outreach/state.db",
    ),
    "cli.demo_again": (
        "To try things: cd {folder}, then outreach status · outreach why huber · outreach send",
        "Zum Ausprobieren: cd {folder}, dann outreach status · outreach why huber · outreach send",
    ),
    "cli.demo_next": ("your own list, your own words", "Ihre Liste, Ihre Worte"),
    # doctor and store
    "cli.doc_ok": ("ok   ", "gut  "),
    "cli.doc_bad": ("look ", "offen"),
    "cli.doc_config": ("settings: {path}", "Einstellungen: {path}"),
    "cli.doc_store": ("ledger: in order ({kind})", "Sendebuch: in Ordnung ({kind})"),
    "cli.kind_new": ("nothing sent yet", "noch nichts gesendet"),
    "cli.kind_real": ("real mail", "echte Post"),
    "cli.kind_rehearsal": ("rehearsal", "Probe"),
    "cli.doc_synced": (
        "this folder seems to be synced by {name}",
        "dieser Ordner wird anscheinend von {name} abgeglichen",
    ),
    "cli.doc_synced_hint": (
        "Move the workspace to a folder that only this computer writes.",
        "Bitte den Ordner dorthin legen, wo nur dieser Rechner schreibt.",
    ),
    "cli.doc_disk": ("disk: enough room", "Platte: genug Platz"),
    "cli.doc_disk_full": ("disk: only {mb} MB free", "Platte: nur noch {mb} MB frei"),
    "cli.doc_disk_hint": (
        "Make some room; a full disk stops sending.",
        "Bitte Platz schaffen; eine volle Platte hält das Senden an.",
    ),
    "cli.doc_letters": (
        "list and letters: readable ({n} letters)",
        "Liste und Briefe: lesbar ({n} Briefe)",
    ),
    "cli.doc_hasty": (
        "pace: less than a minute between two letters",
        "Tempo: weniger als eine Minute zwischen zwei Briefen",
    ),
    "cli.doc_hasty_hint": (
        'Nobody writes so fast, and servers notice: gap = "3m-11m".',
        'So schnell schreibt niemand, und Server merken das: gap = "3m-11m".',
    ),
    "cli.doc_night": (
        "hours: letters before seven or after nine in the evening",
        "Schreibzeiten: Briefe vor sieben Uhr oder nach neun Uhr abends",
    ),
    "cli.doc_night_hint": (
        'Office hours are kinder: windows = ["09:00-11:00", "14:00-16:00"].',
        'Bürozeiten sind freundlicher: windows = ["09:00-11:00", "14:00-16:00"].',
    ),
    "cli.doc_no_ramp": (
        "pace: many letters on the first day",
        "Tempo: viele Briefe schon am ersten Tag",
    ),
    "cli.doc_no_ramp_hint": (
        "Should something be wrong, many have seen it; a slow start is kinder (docs/reference/settings.md).",
        "Wenn etwas nicht stimmt, haben es viele gesehen; langsam anfangen ist besser (docs/reference/settings.md).",
    ),
    "cli.doc_clock": ("clock: {now}, {zone}", "Uhr: {now}, {zone}"),
    "cli.doc_server": (
        "mail server: {host}:{port}, {security}, signed in as {user}",
        "Mailserver: {host}:{port}, {security}, angemeldet als {user}",
    ),
    "cli.doc_server_open": (
        "mail server: {host}:{port}, without encryption or login",
        "Mailserver: {host}:{port}, ohne Verschlüsselung und Anmeldung",
    ),
    "cli.store_good": ("The ledger is in order: {path}", "Das Sendebuch ist in Ordnung: {path}"),
    "cli.backup_exists": (
        "{path} exists; a backup never overwrites.",
        "{path} gibt es schon; eine Sicherung überschreibt nichts.",
    ),
    "cli.adopt_yes": (
        "Is the other copy of this workspace switched off?",
        "Ruht die andere Kopie dieses Ordners?",
    ),
    "cli.adopt_yes_hint": (
        "If so: outreach store adopt --yes",
        "Wenn ja: outreach store adopt --yes",
    ),
    "cli.adopt_question": (
        "From now on only this copy sends. Is the other one switched off? [y/N]",
        "Ab jetzt sendet nur diese Kopie. Ruht die andere? [j/N]",
    ),
    "cli.adopted": (
        "This copy is now the one that sends: {path}",
        "Diese Kopie ist jetzt die, die sendet: {path}",
    ),
}
