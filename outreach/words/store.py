"""Sentences of the ledger: errors and the lines of a person's history, as long as there is to say."""

WORDS: dict[str, tuple[str, str]] = {
    "store.cannot_open": (
        "The ledger cannot be opened: {path} ({why}).",
        "Das Sendebuch lässt sich nicht öffnen: {path} ({why}).",
    ),
    "store.cannot_open_hint": (
        "Check the folder's permissions and free space; outreach store check says more.",
        "Bitte Rechte und freien Platz des Ordners prüfen; outreach store check sagt mehr.",
    ),
    "store.too_new": (
        "The ledger {path} was written by a newer outreach (schema {have}, this one knows {known}).",
        "Das Sendebuch {path} stammt von einem neueren outreach (Schema {have}, dieses kennt {known}).",
    ),
    "store.too_new_hint": ("Please update outreach.", "Bitte outreach aktualisieren."),
    "store.failed": ("The ledger {path} answered: {why}.", "Das Sendebuch {path} meldet: {why}."),
    "store.failed_hint": (
        "Nothing was sent that is not written down. outreach store check looks at the file.",
        "Es ging nichts hinaus, was nicht aufgeschrieben ist. outreach store check prüft die Datei.",
    ),
    "store.locked": (
        "The ledger {path} is in use by another program ({why}).",
        "Das Sendebuch {path} ist gerade von einem anderen Programm belegt ({why}).",
    ),
    "store.locked_hint": ("Try again in a moment.", "Bitte gleich noch einmal versuchen."),
    "store.full": (
        "The disk is full; the ledger {path} could not be written ({why}).",
        "Die Platte ist voll; ins Sendebuch {path} ließ sich nichts schreiben ({why}).",
    ),
    "store.full_hint": (
        "Make room, then run outreach send again; nothing goes twice.",
        "Bitte Platz schaffen und outreach send noch einmal starten; nichts geht doppelt hinaus.",
    ),
    "store.damaged": (
        "The ledger {path} is damaged ({why}).",
        "Das Sendebuch {path} ist beschädigt ({why}).",
    ),
    "store.damaged_hint": (
        "Put back the newest file from .outreach/backup/ and run outreach store adopt.",
        "Bitte die neueste Datei aus .outreach/backup/ zurücklegen und outreach store adopt aufrufen.",
    ),
    "store.foreign": (
        "This workspace has sent before, but its ledger or key is missing or belongs elsewhere: {path}.",
        "Aus diesem Ordner wurde schon geschrieben, aber Sendebuch oder Schlüssel fehlen oder gehören woandershin: {path}.",
    ),
    "store.foreign_hint": (
        "Copy the folder .outreach/ whole from where it last ran, or run outreach store adopt.",
        "Bitte den Ordner .outreach/ ganz vom letzten Ort herüberkopieren oder outreach store adopt aufrufen.",
    ),
    "store.moved": (
        "This workspace last sent from another computer ({machine}).",
        "Aus diesem Ordner wurde zuletzt auf einem anderen Rechner geschrieben ({machine}).",
    ),
    "store.copied": (
        "This folder is a copy: its letters last went out from {place}.",
        "Dieser Ordner ist eine Kopie: Zuletzt wurde aus {place} geschrieben.",
    ),
    "store.moved_hint": (
        "Make sure the other copy is switched off, then run outreach store adopt.",
        "Bitte sicherstellen, dass die andere Kopie ruht, dann outreach store adopt aufrufen.",
    ),
    "store.late_result": (
        "A late result for {key} was not written down: the row is no longer this run's.",
        "Ein verspätetes Ergebnis für {key} wurde nicht eingetragen: Die Zeile gehört nicht mehr zu diesem Durchlauf.",
    ),
    "store.clock_back": (
        "The clock of this computer is behind: it says {now}, the ledger already knows {high}.",
        "Die Uhr dieses Rechners geht nach: Sie sagt {now}, das Sendebuch kennt schon {high}.",
    ),
    "store.clock_back_hint": (
        "Set the clock right; until then nothing is sent.",
        "Bitte die Uhr richtig stellen; bis dahin wird nichts gesendet.",
    ),
    "store.does_not_add_up": (
        "Campaign {campaign}: {total} mails should be known, {found} are.",
        "Kampagne {campaign}: {total} Mails müssten bekannt sein, {found} sind es.",
    ),
    # history
    "store.ev_approved_one": ("approved by {by}, alone", "freigegeben von {by}, allein"),
    "store.ev_approved": (
        "approved by {by}, with {n} people in all",
        "freigegeben von {by}, zusammen {n} Menschen",
    ),
    "store.ev_claimed": ("on its way: “{subject}”", "unterwegs: „{subject}“"),
    "store.ev_accepted": (
        "accepted by the mail server ({code} {text})",
        "vom Mailserver angenommen ({code} {text})",
    ),
    "store.ev_deferred": (
        "put off by the server, next try {until} ({text})",
        "vom Server vertagt, neuer Versuch {until} ({text})",
    ),
    "store.ev_account": (
        "the mailbox had to pause ({text})",
        "das Postfach musste pausieren ({text})",
    ),
    "store.ev_rejected": (
        "refused by the server ({code} {text})",
        "vom Server abgelehnt ({code} {text})",
    ),
    "store.ev_policy": (
        "refused by a rule of the server ({code} {text})",
        "wegen einer Regel des Servers abgelehnt ({code} {text})",
    ),
    "store.ev_in_doubt": (
        "uncertain whether it arrived ({text})",
        "ungewiss, ob sie ankam ({text})",
    ),
    "store.ev_crashed": (
        "the run ended in the middle of this mail",
        "der Durchlauf brach mitten in dieser Mail ab",
    ),
    "store.ev_resolved_sent": ("{by} says: it was sent", "{by} sagt: Sie ging hinaus"),
    "store.ev_resolved_not_sent": (
        "{by} says: it was not sent",
        "{by} sagt: Sie ging nicht hinaus",
    ),
    "store.ev_held": ("waits for you: {why}", "wartet auf Sie: {why}"),
    "store.ev_released": ("no longer waits: {why}", "wartet nicht mehr: {why}"),
    "store.by_hand": ("by hand", "von Hand"),
    "store.by_guest": ("the guest", "dem Gast"),
    "store.ev_suppressed": ("wants no mail ({source})", "möchte keine Post ({source})"),
    "store.ev_unsuppressed": (
        "taken off the do-not-mail list by {by}: {note}",
        "von {by} aus der Sperrliste genommen: {note}",
    ),
    "store.ev_paused": ("paused by {by}: {reason}", "angehalten von {by}: {reason}"),
    "store.ev_resumed": ("resumed by {by}", "fortgesetzt von {by}"),
    "store.ev_stopped": ("stopped for good by {by}: {reason}", "beendet von {by}: {reason}"),
    "store.ev_changed": (
        "data changed in the list: {columns}",
        "Angaben in der Liste geändert: {columns}",
    ),
    "store.ev_gone": ("no longer in the list", "nicht mehr in der Liste"),
    "store.ev_back": ("in the list again", "wieder in der Liste"),
    "store.ev_adopted": (
        "workspace taken over on {machine} by {by}",
        "Ordner übernommen auf {machine} von {by}",
    ),
    # calls
    "store.slot_taken": (
        "This time is taken already.",
        "Diese Zeit ist schon vergeben.",
    ),
    "store.slot_busy": (
        "At that time your own calendar has something.",
        "Zu dieser Zeit steht schon etwas in Ihrem Kalender.",
    ),
    "store.slot_past": ("This time has passed.", "Diese Zeit ist schon vorbei."),
    "store.slot_taken_hint": (
        "Please choose another time; outreach slots shows what is free.",
        "Bitte eine andere Zeit wählen; outreach slots zeigt, was frei ist.",
    ),
    "store.no_call": ("There is no call {uid}.", "Ein Gespräch {uid} gibt es nicht."),
    "store.no_call_hint": (
        "outreach bookings list shows all of them.",
        "outreach bookings list zeigt alle.",
    ),
    "store.call_ended": (
        "The call of {when} is over or was called off.",
        "Das Gespräch vom {when} ist vorbei oder wurde abgesagt.",
    ),
    "store.call_ended_hint": (
        "Agree a new one: outreach bookings confirm CONTACT TIME",
        "Neu verabreden: outreach bookings confirm KONTAKT ZEIT",
    ),
    "store.ev_offered": (
        "times offered for a call: {times}; the first is kept free until {until}",
        "Zeiten für ein Gespräch angeboten: {times}; die erste bleibt frei bis {until}",
    ),
    "store.ev_offered_open": (
        "times offered for a call: {times}; the offer stands until {until}",
        "Zeiten für ein Gespräch angeboten: {times}; das Angebot gilt bis {until}",
    ),
    "store.ev_offer_withdrawn": (
        "the times offered before no longer count",
        "die früher angebotenen Zeiten gelten nicht mehr",
    ),
    "store.ev_offer_taken": (
        "one of the times offered was taken",
        "eine der angebotenen Zeiten wurde angenommen",
    ),
    "store.ev_offer_ran_out": (
        "the times offered have been open to others since {until}",
        "die angebotenen Zeiten stehen seit {until} wieder allen offen",
    ),
    "store.ev_hold_ran_out": (
        "the time kept free has been free for others since {until}",
        "die freigehaltene Zeit ist seit {until} wieder für andere frei",
    ),
    "store.ev_booked": (
        "call agreed for {when} (by {by}); letters that will not go: {n}",
        "Gespräch verabredet für {when} (von {by}); Briefe, die entfallen: {n}",
    ),
    "store.ev_call_moved": (
        "call moved from {old} to {when} by {by}",
        "Gespräch von {by} verschoben: statt {old} nun {when}",
    ),
    "store.ev_call_cancelled": (
        "call of {when} called off by {by}",
        "Gespräch vom {when} abgesagt von {by}",
    ),
    "store.ev_reminder": (
        "a short word before the call is planned",
        "ein kurzer Gruß vor dem Gespräch ist geplant",
    ),
    "store.ev_call_begun": (
        "a mail about the call did not go before its time came",
        "eine Mail zum Gespräch ging nicht mehr vor dessen Beginn hinaus",
    ),
    # rules: why a row is where it is
    "store.rule_booked": ("a call was agreed", "ein Gespräch wurde verabredet"),
    "store.rule_superseded": (
        "a newer mail about the same call takes its place",
        "eine neuere Mail zum selben Gespräch tritt an ihre Stelle",
    ),
    "store.rule_call_begun": (
        "the time of the call came first",
        "der Beginn des Gesprächs war schneller",
    ),
    "store.rule_": ("ready", "bereit"),
    "store.rule_approval": ("waits for your approval", "wartet auf Ihre Freigabe"),
    "store.rule_ready": ("ready to go", "bereit"),
    "store.rule_after": ("comes after the letter before", "kommt nach dem Brief davor"),
    "store.rule_inbox": (
        "second letters wait until the inbox has been read",
        "zweite Briefe warten, bis das Postfach gelesen wurde",
    ),
    "store.rule_deferred": (
        "the server asked for a later try: {detail}",
        "der Server bat um einen späteren Versuch: {detail}",
    ),
    "store.rule_deferred_too_often": ("put off too often: {detail}", "zu oft vertagt: {detail}"),
    "store.rule_missing_data": ("missing: {detail}", "fehlt: {detail}"),
    "store.rule_missing_data_many": ("a detail is missing", "eine Angabe fehlt"),
    "store.rule_no_variant": ("no letter fits: {detail}", "kein passender Brief: {detail}"),
    "store.rule_too_recent": (
        "you were in touch recently: {detail}",
        "Sie hatten erst kürzlich Kontakt: {detail}",
    ),
    "store.rule_no_greeting": ("no name to greet: {detail}", "kein Name für die Anrede: {detail}"),
    "store.rule_no_trace": (
        "how do you know each other?",
        "Woher kennen Sie sich?",
    ),
    "store.rule_unsendable": (
        "cannot be put into a mail: {detail}",
        "lässt sich nicht in eine Mail fassen: {detail}",
    ),
    "store.rule_noreply": (
        "an address nobody reads: {detail}",
        "eine Adresse, die niemand liest: {detail}",
    ),
    "store.rule_gate": (
        "{detail}: please write or call yourself",
        "{detail}: bitte selbst schreiben oder anrufen",
    ),
    "store.rule_gate_many": (
        "please write or call yourself",
        "bitte selbst schreiben oder anrufen",
    ),
    "store.rule_situation": (
        "look at this one: what does “{detail}” mean for them?",
        "bitte ansehen: Was bedeutet „{detail}“ für diesen Menschen?",
    ),
    "store.rule_situation_many": (
        "look at these: a situation not known here",
        "bitte ansehen: eine Lage, die hier unbekannt ist",
    ),
    "store.rule_disaster": (
        "in an acute disaster only the letter “disaster” goes",
        "in einer akuten Katastrophe geht nur der Brief „disaster“",
    ),
    "store.rule_no_disaster": (
        "the letter is about a disaster, and the list says something else of this person",
        "der Brief spricht von einer Katastrophe, die Liste sagt von diesem Menschen etwas anderes",
    ),
    "store.rule_no_slot": (
        "no time can be kept free for the invitation; outreach slots shows why",
        "für die Einladung lässt sich keine Zeit freihalten; outreach slots zeigt, warum",
    ),
    "store.rule_lint": (
        "the letter says something no letter should: {detail}",
        "im Brief steht etwas, das in keinen Brief gehört: {detail}",
    ),
    "store.rule_lint_lacks": (
        "the letter lacks something every letter needs: {detail}",
        "dem Brief fehlt etwas, das in jeden gehört: {detail}",
    ),
    "store.rule_lint_many": (
        "the letter says something no letter should",
        "im Brief steht etwas, das in keinen Brief gehört",
    ),
    "store.rule_owe_answer": (
        "you owe them an answer; a letter that begins with that is missing",
        "Sie schulden hier eine Antwort; ein Brief, der damit beginnt, fehlt",
    ),
    "store.ev_remembered": ("a shared fact written down", "etwas Gemeinsames notiert"),
    "store.ev_forgot": ("a shared fact taken back", "etwas Gemeinsames gestrichen"),
    "store.rule_gone": ("no longer in the list", "nicht mehr in der Liste"),
    "store.rule_aside": (
        "its row was set aside: {detail}",
        "die Zeile wurde beiseitegelegt: {detail}",
    ),
    "store.rule_same_person": ("the same person as {detail}?", "dieselbe Person wie {detail}?"),
    "store.rule_same_person_many": (
        "perhaps the same person as somebody else",
        "vielleicht dieselbe Person wie jemand anderes",
    ),
    "store.rule_text_changed": ("text changed since approval", "Text seit der Freigabe geändert"),
    "store.rule_new": ("new since approval", "neu seit der Freigabe"),
    "store.rule_policy": (
        "the server refused by a rule: {detail}",
        "der Server lehnte wegen einer Regel ab: {detail}",
    ),
    "store.rule_accepted": (
        "accepted; accepted is not yet delivered",
        "angenommen; das heißt noch nicht zugestellt",
    ),
    "store.rule_rejected": ("refused by the server: {detail}", "vom Server abgelehnt: {detail}"),
    "store.rule_in_doubt": (
        "nobody knows yet whether it was sent: {detail}",
        "noch weiß niemand, ob sie hinausging: {detail}",
    ),
    "store.rule_crashed": (
        "the run broke off in the middle of this mail",
        "der Durchlauf brach mitten in dieser Mail ab",
    ),
    "store.rule_resolved": ("settled by {detail}", "geklärt durch {detail}"),
    "store.rule_suppressed": ("wants no mail: {detail}", "möchte keine Post: {detail}"),
    "store.rule_stopped": ("stopped by hand: {detail}", "von Hand beendet: {detail}"),
    "store.rule_stopped_all": (
        "the campaign was stopped: {detail}",
        "die Kampagne wurde beendet: {detail}",
    ),
    "store.rule_before_failed": (
        "the letter before did not go",
        "der Brief davor ging nicht hinaus",
    ),
    "store.rule_sending": ("on its way right now", "gerade unterwegs"),
    "store.rule_paused": ("paused: {detail}", "angehalten: {detail}"),
    "store.rule_bounced": (
        "came back undeliverable: {detail}",
        "unzustellbar zurückgekommen: {detail}",
    ),
    "store.rule_not_enrolled": ("in no campaign yet", "noch in keiner Kampagne"),
    "store.rule_finished": (
        "all letters of the sequence have gone",
        "alle Briefe sind hinausgegangen",
    ),
    "store.rule_mailbox": ("the mailbox pauses: {detail}", "das Postfach pausiert: {detail}"),
    # history, where time is concerned
    "store.ev_announced": (
        "second letter announced for the next business day",
        "zweiter Brief für den nächsten Werktag angekündigt",
    ),
    "store.ev_looked": (
        "{by} has looked into the inbox of {mailbox}",
        "{by} hat ins Postfach {mailbox} gesehen",
    ),
    "store.ev_answered": ("has answered {how}, says {by}", "hat {how} geantwortet, sagt {by}"),
    "store.ev_answered_note": (
        "has answered {how}, says {by}: {note}",
        "hat {how} geantwortet, sagt {by}: {note}",
    ),
    "store.ev_guard": (
        "{bounced} of the last {sent} first letters came back: no new people for now",
        "{bounced} der letzten {sent} ersten Briefe kamen zurück: vorerst niemand Neues",
    ),
    "store.ev_region_paused": (
        "{region} paused by {by}: {reason}",
        "{region} angehalten von {by}: {reason}",
    ),
    "store.ev_region_resumed": ("{region} resumed by {by}", "{region} fortgesetzt von {by}"),
    # rules of time
    "store.rule_window": ("waits for the hours of writing", "wartet auf die Schreibzeit"),
    "store.rule_gap": ("a pause after the letter before", "eine Pause nach dem vorigen Brief"),
    "store.rule_quota": (
        "at most {detail} letters in 24 hours",
        "höchstens {detail} Briefe in 24 Stunden",
    ),
    "store.rule_quota_many": ("enough letters for 24 hours", "genug Briefe für 24 Stunden"),
    "store.rule_hourly": (
        "at most {detail} letters an hour",
        "höchstens {detail} Briefe in der Stunde",
    ),
    "store.rule_hourly_many": ("enough letters for an hour", "genug Briefe für eine Stunde"),
    "store.rule_ramp": (
        "starting slowly, a few more each day",
        "langsam anfangen, jeden Tag ein paar mehr",
    ),
    "store.rule_canary": (
        "the first five go first; a day later the others follow",
        "erst die ersten fünf; einen Tag später folgen die anderen",
    ),
    "store.rule_guard": (
        "so many letters came back that nobody new is written to until you have looked",
        "so viele Briefe kamen zurück, dass niemand Neues Post bekommt, bis Sie nachgesehen haben",
    ),
    "store.rule_region": (
        "paused where they live: {detail}",
        "dort angehalten, wo sie wohnen: {detail}",
    ),
    "store.rule_organisation": (
        "somebody else of the same firm comes first: {detail}",
        "zuerst kommt jemand anderes aus derselben Firma: {detail}",
    ),
    "store.rule_organisation_many": (
        "one person of a firm at a time",
        "je Firma eine Person nach der anderen",
    ),
    "store.rule_spacing": (
        "five business days between any two letters",
        "fünf Werktage zwischen zwei Briefen",
    ),
    "store.rule_per_year": (
        "enough letters for one year",
        "genug Briefe für ein Jahr",
    ),
    "store.rule_rest": (
        "a rest after the last campaign",
        "eine Ruhezeit nach der letzten Kampagne",
    ),
    "store.rule_announce": (
        "announced today, so that you can say who has called",
        "heute angekündigt, damit Sie sagen können, wer schon angerufen hat",
    ),
    "store.rule_ask": (
        "may the second letter go?",
        "darf der zweite Brief gehen?",
    ),
    "store.rule_stale": (
        "weeks late; does it still fit?",
        "Wochen zu spät; passt er noch?",
    ),
    "store.rule_before": (
        "waits until the letter before is settled",
        "wartet, bis der Brief davor geklärt ist",
    ),
    "store.rule_answered": ("has answered: {detail}", "hat geantwortet: {detail}"),
    "store.way_phone": ("by phone", "am Telefon"),
    "store.way_person": ("in person", "persönlich"),
    "store.way_chat": ("in a chat", "im Chat"),
    "store.way_mail": ("by mail", "per Mail"),
    "store.way_": ("by mail", "per Mail"),
    "store.why_after_business": (
        "the letter before went on {day}, then {days} business days in {place}",
        "der Brief davor ging am {day}, dann {days} Werktage in {place}",
    ),
    "store.why_after_calendar": (
        "the letter before went on {day}, then {days} days",
        "der Brief davor ging am {day}, dann {days} Tage",
    ),
    "store.free_holiday": ("{detail} there: {day}", "dort frei: {detail}, {day}"),
    "store.free_bridge": (
        "a day between {detail} and the weekend: {day}",
        "Brückentag nach {detail}: {day}",
    ),
    "store.free_eve": ("no letters on {day}", "keine Briefe am {day}"),
    "store.free_closed": ("you write no letters: {detail}", "da schreiben Sie nicht: {detail}"),
    "store.free_away": ("you are away: {detail}", "da sind Sie nicht da: {detail}"),
    # what waits for the person
    "store.task_guard": (
        "{bounced} of the last {sent} first letters came back; nobody new is written to",
        "{bounced} der letzten {sent} ersten Briefe kamen zurück; niemand Neues bekommt Post",
    ),
    "store.task_list": (
        "the list has errors; nobody new is written to",
        "die Liste hat Fehler; niemand Neues bekommt Post",
    ),
    "store.task_approve_one": ("one person waits for your yes", "ein Mensch wartet auf Ihr Ja"),
    "store.task_approve": ("{n} people wait for your yes", "{n} Menschen warten auf Ihr Ja"),
    "store.task_inbox_one": (
        "one second letter waits until you have looked into the inbox",
        "ein zweiter Brief wartet, bis Sie ins Postfach gesehen haben",
    ),
    "store.task_inbox": (
        "{n} second letters wait until you have looked into the inbox",
        "{n} zweite Briefe warten, bis Sie ins Postfach gesehen haben",
    ),
    "store.cure_no_trace": (
        "In {file}, line {line}: fill last_contact, shared_memory or personal_line.",
        "In {file}, Zeile {line}: last_contact, shared_memory oder personal_line ausfüllen.",
    ),
    "store.cure_row": (
        "In {file}, line {line}: mend the row; the next run reads it.",
        "In {file}, Zeile {line}: die Zeile berichtigen; der nächste Durchlauf liest sie.",
    ),
    "store.cure_letter": (
        "Add the letter to templates/, or change language or register in {file}, line {line}.",
        "Den Brief in templates/ ergänzen oder Sprache oder Anrede in {file}, Zeile {line} ändern.",
    ),
    "store.cure_gate": (
        "outreach brief {email} helps with it. Nothing goes by itself while {file}, line {line}, says so.",
        "outreach brief {email} hilft dabei. Von selbst geht nichts, solange es so in {file}, Zeile {line} steht.",
    ),
    "store.cure_situation": (
        "In {file}, line {line}: use a word of docs/reference/lists.md; or write to them yourself: outreach brief {email}",
        "In {file}, Zeile {line}: ein Wort aus docs/reference/lists.md nehmen; oder selbst schreiben: outreach brief {email}",
    ),
    "store.cure_disaster": (
        "outreach templates copy disaster brings that letter; or write to them yourself: outreach brief {email}",
        "outreach templates copy disaster holt diesen Brief; oder selbst schreiben: outreach brief {email}",
    ),
    "store.cure_lint": (
        "See it in the letter: outreach preview {email}. It stands in {file}, line {line}, or in the letter itself",
        "Im Brief ansehen: outreach preview {email}. Es steht in {file}, Zeile {line}, oder im Brief selbst",
    ),
    "store.cure_owe_answer": (
        "outreach templates copy owed-answer brings that letter; or write to them yourself: outreach brief {email}",
        "outreach templates copy owed-answer holt diesen Brief; oder selbst schreiben: outreach brief {email}",
    ),
    "store.cure_gone": (
        "Put the row back into {file}, or let the person go: outreach stop {email}",
        "Die Zeile wieder in {file} aufnehmen oder den Menschen herausnehmen: outreach stop {email}",
    ),
}
