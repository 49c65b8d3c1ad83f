"""Sentences of the page for a call and of the note after it.

What `brief.say_…` holds is spoken to the person called, not to the reader of the screen: in
their language, and at their distance: ``far`` for Sie and formal English, ``close`` for du
and casual English, ``ihr`` for several people.
"""

WORDS: dict[str, tuple[str, str]] = {
    # -- the head ---------------------------------------------------------------------------
    "brief.title": ("For the call with {name}", "Für das Gespräch mit {name}"),
    "brief.pronounced": ("say: {how}", "gesprochen: {how}"),
    "brief.register_sie": ("German, with Sie", "Deutsch, per Sie"),
    "brief.register_du": ("German, with du", "Deutsch, per du"),
    "brief.register_ihr": ("German, to several (ihr)", "Deutsch, zu mehreren (ihr)"),
    "brief.register_formal": ("English, formal", "Englisch, förmlich"),
    "brief.register_casual": ("English, first names", "Englisch, mit Vornamen"),
    "brief.at_work": ("{role}, {company}", "{role}, {company}"),
    "brief.phone": ("Telephone {number}", "Telefon {number}"),
    "brief.there": (
        "{place}: it is {time} there now ({zone})",
        "{place}: dort ist es jetzt {time} ({zone})",
    ),
    "brief.there_assumed": (
        "Place not known; on your clock it is {time}",
        "Aufenthaltsort unbekannt; bei Ihnen ist es {time}",
    ),
    "brief.wait_hour": (
        "It is early, late or weekend there. Better wait for a working hour.",
        "Dort ist es früh, spät oder Wochenende. Warten Sie lieber eine Arbeitsstunde ab.",
    ),
    "brief.holiday_today": (
        "Holiday there today: {name}. Better another day.",
        "Heute ist dort Feiertag: {name}. Lieber ein anderer Tag.",
    ),
    "brief.holiday_soon": ("Holiday there on {day}: {name}", "Feiertag dort am {day}: {name}"),
    "brief.last": ("Last contact: {day}, {gap} ago", "Letzter Kontakt: {day}, {gap} her"),
    "brief.last_recent": ("Last contact: {day}", "Letzter Kontakt: {day}"),
    "brief.last_unknown": (
        "Last contact not known",
        "Letzter Kontakt unbekannt",
    ),
    "brief.no_calls": (
        "Has asked for no more calls. Please write, or leave it.",
        "Möchte nicht mehr angerufen werden. Schreiben Sie lieber, oder lassen Sie es ruhen.",
    ),
    "brief.no_mail": (
        "Wants no letters. A call may not be welcome either.",
        "Möchte keine Post. Auch ein Anruf ist vielleicht nicht willkommen.",
    ),
    "brief.uncertain_greeting": (
        "How to greet them is not clear from your list; look before you dial.",
        "Die Anrede ist aus Ihrer Liste nicht sicher; sehen Sie vor dem Wählen nach.",
    ),
    # -- before you dial --------------------------------------------------------------------
    "brief.head_before": ("Before you dial", "Bevor Sie wählen"),
    "brief.before_quiet": (
        "Close everything else, and breathe out once.",
        "Alles andere schließen, einmal ausatmen.",
    ),
    "brief.before_aim": (
        "They should feel heard. Without any business it is still a good call.",
        "Ihr Gegenüber soll sich gehört fühlen. Auch ohne Geschäft ist es ein gutes Gespräch.",
    ),
    # -- what we know -----------------------------------------------------------------------
    "brief.head_known": ("What we know", "Was wir wissen"),
    "brief.known_nothing": (
        "Nothing noted yet. All the more to ask.",
        "Noch nichts notiert. Umso mehr gibt es zu fragen.",
    ),
    "brief.ask_again": ("ask again", "bitte neu fragen"),
    "brief.undated": ("no date", "ohne Datum"),
    "brief.from_list": ("your list", "Ihre Liste"),
    "brief.from_you": ("told by you", "von Ihnen notiert"),
    "brief.from_call": ("your note", "Ihre Notiz"),
    "brief.from_letters": ("sent letters", "verschickte Briefe"),
    "brief.fact_promise": ("You promised: {text}", "Sie haben versprochen: {text}"),
    "brief.fact_need": ("Needed then: {text}", "Brauchte damals: {text}"),
    "brief.fact_sent": (
        "Your letter “{subject}”, no answer so far",
        "Ihr Brief „{subject}“, bisher ohne Antwort",
    ),
    "brief.fact_sent_answered": ("Your letter “{subject}”", "Ihr Brief „{subject}“"),
    "brief.fact_call": ("Agreed for {when}", "Verabredet für {when}"),
    "brief.fact_answered": ("Has answered {how}", "Hat {how} geantwortet"),
    # -- how to open ------------------------------------------------------------------------
    "brief.head_open": ("How to open", "So fangen Sie an"),
    "brief.if_not_now": ("If not now", "Wenn es nicht passt"),
    "brief.say_moment_far": (
        "{hello}, this is {me}. Is this a good moment?",
        "{hello}, hier ist {me}. Passt es gerade?",
    ),
    "brief.say_moment_close": (
        "{hello}, it’s {me}. Is this a good moment?",
        "{hello}, hier ist {me}. Hast du gerade einen Moment?",
    ),
    "brief.say_moment_ihr": (
        "{hello}, it’s {me}. Is this a good moment for you all?",
        "{hello}, hier ist {me}. Habt ihr gerade einen Moment?",
    ),
    "brief.say_gap_far": (
        "We haven’t spoken {gap}, and I simply wanted to hear how you are.",
        "Wir haben {gap} nicht miteinander gesprochen, und ich wollte einfach hören, wie es Ihnen geht.",
    ),
    "brief.say_gap_close": (
        "We haven’t talked {gap}, and I just wanted to hear how you are.",
        "Wir haben {gap} nicht miteinander gesprochen, und ich wollte einfach hören, wie es dir geht.",
    ),
    "brief.say_gap_ihr": (
        "We haven’t talked {gap}, and I just wanted to hear how you all are.",
        "Wir haben {gap} nicht miteinander gesprochen, und ich wollte einfach hören, wie es euch geht.",
    ),
    "brief.say_recent_far": (
        "I simply wanted to hear how you are.",
        "Ich wollte einfach hören, wie es Ihnen geht.",
    ),
    "brief.say_recent_close": (
        "I just wanted to hear how you are.",
        "Ich wollte einfach hören, wie es dir geht.",
    ),
    "brief.say_recent_ihr": (
        "I just wanted to hear how you all are.",
        "Ich wollte einfach hören, wie es euch geht.",
    ),
    "brief.say_answer_far": (
        "Thank you for getting back to me. I would like to hear how you are.",
        "Danke, dass Sie sich gemeldet haben. Ich möchte gern hören, wie es Ihnen geht.",
    ),
    "brief.say_answer_close": (
        "Thanks for getting back to me. I’d like to hear how you are.",
        "Danke, dass du dich gemeldet hast. Ich möchte gern hören, wie es dir geht.",
    ),
    "brief.say_answer_ihr": (
        "Thanks for getting back to me. I’d like to hear how you all are.",
        "Danke, dass ihr euch gemeldet habt. Ich möchte gern hören, wie es euch geht.",
    ),
    "brief.heard": ("One thing did reach me: {phrase}", "Eines habe ich mitbekommen: {phrase}"),
    "brief.say_not_now_far": (
        "No trouble at all, thank you for picking up. When would suit you better, or would you rather I did not call?",
        "Das macht nichts, danke fürs Abnehmen. Wann passt es besser? Oder lieber gar nicht?",
    ),
    "brief.say_not_now_close": (
        "No trouble at all, thanks for picking up. When would be better, or would you rather I didn’t call?",
        "Macht gar nichts, danke fürs Rangehen. Wann passt es dir besser? Oder lieber gar nicht?",
    ),
    "brief.say_not_now_ihr": (
        "No trouble at all, thanks for picking up. When would be better for you, or would you rather I didn’t call?",
        "Macht gar nichts, danke fürs Rangehen. Wann passt es euch besser? Oder lieber gar nicht?",
    ),
    # -- two questions, and listening -------------------------------------------------------
    "brief.head_ask": ("Two questions", "Zwei Fragen"),
    "brief.say_person_far": (
        "How are you, and how have the last months been?",
        "Wie geht es Ihnen, und wie waren die letzten Monate?",
    ),
    "brief.say_person_close": (
        "How are you doing, and how have the last months been?",
        "Wie geht es dir, und wie waren die letzten Monate?",
    ),
    "brief.say_person_ihr": (
        "How are you all, and how have the last months been?",
        "Wie geht es euch, und wie waren die letzten Monate?",
    ),
    "brief.say_business_far": (
        "What is most on your mind at the moment?",
        "Was beschäftigt Sie gerade am meisten?",
    ),
    "brief.say_business_close": (
        "What’s most on your mind right now?",
        "Was beschäftigt dich gerade am meisten?",
    ),
    "brief.say_business_ihr": (
        "What’s most on your minds right now?",
        "Was beschäftigt euch gerade am meisten?",
    ),
    "brief.say_outlook_far": ("What are you looking forward to?", "Worauf freuen Sie sich?"),
    "brief.say_outlook_close": ("What are you looking forward to?", "Worauf freust du dich?"),
    "brief.say_outlook_ihr": ("What are you all looking forward to?", "Worauf freut ihr euch?"),
    "brief.head_listen": ("Listening", "Zuhören"),
    "brief.listen_wait": (
        "Count to three, repeat their words.",
        "Bis drei zählen, Gehörtes wiederholen.",
    ),
    "brief.listen_not": (
        "Do not fix, compare or cheer up. They do most of the talking.",
        "Nichts lösen, nicht vergleichen, nicht aufmuntern. Meist spricht der andere.",
    ),
    "brief.say_tell_far": ("Would you like to tell me about it?", "Möchten Sie davon erzählen?"),
    "brief.say_tell_close": ("Do you want to tell me about it?", "Magst du davon erzählen?"),
    "brief.say_tell_ihr": ("Do you want to tell me about it?", "Mögt ihr davon erzählen?"),
    # -- bad news ---------------------------------------------------------------------------
    "brief.head_bad": ("If it is bad news", "Wenn es schlechte Nachrichten sind"),
    "brief.bad_loss": ("Somebody has died", "Jemand ist gestorben"),
    "brief.bad_loss_how": (
        "Drop your plan, cheer nobody up.",
        "Plan vergessen, nichts schönreden.",
    ),
    "brief.say_loss_far": (
        "I am so sorry. May I call you another day?",
        "Das tut mir sehr leid. Darf ich Sie an einem anderen Tag anrufen?",
    ),
    "brief.say_loss_close": (
        "I’m so sorry. Shall I call you another day?",
        "Das tut mir sehr leid. Soll ich dich an einem anderen Tag anrufen?",
    ),
    "brief.say_loss_ihr": (
        "I’m so sorry, for all of you. Shall I call another day?",
        "Das tut mir sehr leid. Soll ich euch an einem anderen Tag anrufen?",
    ),
    "brief.bad_jobs": ("Jobs are going", "Stellen fallen weg"),
    "brief.bad_jobs_how": ("Give no advice.", "Keinen Rat geben."),
    "brief.say_jobs_far": (
        "That is a lot to carry. What would help you now?",
        "Das ist viel auf einmal. Was würde Ihnen jetzt helfen?",
    ),
    "brief.say_jobs_close": (
        "That’s a lot to carry. What would help you now?",
        "Das ist viel auf einmal. Was würde dir jetzt helfen?",
    ),
    "brief.say_jobs_ihr": (
        "That’s a lot to carry. What would help you all now?",
        "Das ist viel auf einmal. Was würde euch jetzt helfen?",
    ),
    "brief.bad_ill": ("Somebody is ill", "Jemand ist krank"),
    "brief.bad_ill_how": (
        "Ask for no details. Write nothing down.",
        "Nicht nachfragen, nichts notieren.",
    ),
    "brief.say_ill_far": (
        "Thank you for telling me. Would you rather talk another time?",
        "Danke, dass Sie es mir sagen. Sprechen wir lieber ein andermal?",
    ),
    "brief.say_ill_close": (
        "Thanks for telling me. Would you rather talk another time?",
        "Danke, dass du es mir sagst. Reden wir lieber ein andermal?",
    ),
    "brief.say_ill_ihr": (
        "Thanks for telling me. Would you all rather talk another time?",
        "Danke, dass ihr es mir sagt. Reden wir lieber ein andermal?",
    ),
    "brief.bad_anger": ("They are angry", "Es gibt Ärger"),
    "brief.bad_anger_how": (
        "Apologise once, defend nothing.",
        "Einmal entschuldigen, nichts verteidigen.",
    ),
    "brief.say_anger_far": (
        "Thank you for saying so. I am sorry. What would put it right?",
        "Danke, dass Sie das offen sagen. Es tut mir leid. Was würde es gutmachen?",
    ),
    "brief.say_anger_close": (
        "Thanks for saying so. I’m sorry. What would put it right?",
        "Danke, dass du das offen sagst. Es tut mir leid. Was würde es gutmachen?",
    ),
    "brief.say_anger_ihr": (
        "Thanks for saying so. I’m sorry. What would put it right for you?",
        "Danke, dass ihr das offen sagt. Es tut mir leid. Was würde es gutmachen?",
    ),
    "brief.bad_unwelcome": ("Not glad you call", "Nicht willkommen"),
    "brief.bad_unwelcome_how": (
        "Accept it. End kindly.",
        "Annehmen, freundlich enden.",
    ),
    "brief.say_unwelcome_far": (
        "I understand. If you prefer, I will not call again.",
        "Das verstehe ich. Wenn Ihnen das lieber ist, rufe ich nicht wieder an.",
    ),
    "brief.say_unwelcome_close": (
        "I understand. If you prefer, I won’t call again.",
        "Das verstehe ich. Wenn dir das lieber ist, rufe ich nicht wieder an.",
    ),
    "brief.say_unwelcome_ihr": (
        "I understand. If you all prefer, I won’t call again.",
        "Das verstehe ich. Wenn euch das lieber ist, rufe ich nicht wieder an.",
    ),
    # -- your side --------------------------------------------------------------------------
    "brief.head_story": ("Your small story", "Ihre kleine Geschichte"),
    "brief.story_prompt": (
        "Two sentences, true, with a turn; then back to them:",
        "Zwei Sätze, wahr, mit einer Wendung; dann zurück zum anderen:",
    ),
    "brief.head_help": ("What you can offer", "Was Sie anbieten können"),
    "brief.help_prompt": (
        "Something you do not sell: an introduction, a tool, an hour of your time.",
        "Etwas, das Sie nicht verkaufen: einen Kontakt, ein Gerät, eine Stunde Zeit.",
    ),
    "brief.head_work": ("If they ask about your work", "Wenn nach Ihrer Arbeit gefragt wird"),
    "brief.work_how": (
        "Two sentences, no price, then ask back.",
        "Zwei Sätze, kein Preis, dann zurückfragen.",
    ),
    "brief.say_back_far": ("And how are things at your end?", "Und wie läuft es bei Ihnen?"),
    "brief.say_back_close": ("And how’s it going at your end?", "Und wie läuft es bei dir?"),
    "brief.say_back_ihr": ("And how are things with you all?", "Und wie läuft es bei euch?"),
    "brief.head_never": ("Better not said", "Besser ungesagt"),
    "brief.say_feel_far": ("I know how you feel", "Ich weiß, wie Sie sich fühlen"),
    "brief.say_feel_close": ("I know how you feel", "Ich weiß, wie du dich fühlst"),
    "brief.say_feel_ihr": ("I know how you all feel", "Ich weiß, wie ihr euch fühlt"),
    "brief.never_least": ("At least …", "Wenigstens …"),
    "brief.never_chance": ("Every crisis is a chance", "Jede Krise ist eine Chance"),
    "brief.say_while_far": ("While I have you …", "Wo ich Sie gerade dranhabe …"),
    "brief.say_while_close": ("While I have you …", "Wo ich dich gerade dranhabe …"),
    "brief.say_while_ihr": ("While I have you all …", "Wo ich euch gerade dranhabe …"),
    "brief.never_quick": ("Just a quick question", "Nur eine kurze Frage"),
    # -- the end ----------------------------------------------------------------------------
    "brief.head_close": ("How to close", "So hören Sie auf"),
    "brief.close_promise": (
        "Repeat what you promised, with its day.",
        "Versprochenes wiederholen, mit Datum.",
    ),
    "brief.say_close_far": (
        "Thank you for your time. Whether and when we talk again is up to you.",
        "Danke für Ihre Zeit. Ob und wann wir wieder sprechen, entscheiden Sie.",
    ),
    "brief.say_close_close": (
        "Thanks for your time. Whether and when we talk again is up to you.",
        "Danke für deine Zeit. Ob und wann wir wieder reden, entscheidest du.",
    ),
    "brief.say_close_ihr": (
        "Thanks for your time. Whether and when we all talk again is up to you.",
        "Danke für eure Zeit. Ob und wann wir wieder reden, entscheidet ihr.",
    ),
    "brief.head_voicemail": ("On voicemail", "Auf dem Anrufbeantworter"),
    "brief.say_voicemail_far": (
        "{hello}, this is {me}. I was thinking of you and wanted to hear how you are. There is no need to call back. All good wishes.",
        "{hello}, hier ist {me}. Ich habe an Sie gedacht und wollte hören, wie es Ihnen geht. Zurückrufen müssen Sie nicht. Alles Gute!",
    ),
    "brief.say_voicemail_close": (
        "{hello}, it’s {me}. I was thinking of you and wanted to hear how you are. No need to call back. Take care.",
        "{hello}, hier ist {me}. Ich habe an dich gedacht und wollte hören, wie es dir geht. Zurückrufen musst du nicht. Mach’s gut!",
    ),
    "brief.say_voicemail_ihr": (
        "{hello}, it’s {me}. I was thinking of you all and wanted to hear how you are. No need to call back. Take care.",
        "{hello}, hier ist {me}. Ich habe an euch gedacht und wollte hören, wie es euch geht. Zurückrufen müsst ihr nicht. Macht’s gut!",
    ),
    "brief.head_after": ("After the call", "Nach dem Gespräch"),
    "brief.after_need": ("What is needed", "Was gebraucht wird"),
    "brief.after_promise": ("What I promised, by when", "Was ich versprochen habe, bis wann"),
    "brief.after_again": ("Call again on, or never", "Wieder anrufen am, oder nie"),
    "brief.after_not": (
        "Nothing about moods, health, family or faith. Then: {command}",
        "Nichts über Stimmung, Gesundheit, Familie oder Glauben. Danach: {command}",
    ),
    # -- the commands -----------------------------------------------------------------------
    "brief.unknown_format": (
        "No such format: {value}. Known are text and md.",
        "Dieses Format gibt es nicht: {value}. Bekannt sind text und md.",
    ),
    "brief.next_note": ("after the call", "nach dem Gespräch"),
    "brief.note_nothing": ("There is nothing to note.", "Es gibt nichts zu notieren."),
    "brief.note_nothing_hint": (
        'For example: outreach note {contact} --need "a printer" --promise "two addresses" --by 2026-12-04',
        'Zum Beispiel: outreach note {contact} --need "einen Drucker" --promise "zwei Adressen" --by 2026-12-04',
    ),
    "brief.ask_need": (
        "What does {name} need? (Enter: nothing)",
        "Was braucht {name}? (Eingabetaste: nichts)",
    ),
    "brief.ask_promise": (
        "What did you promise? (Enter: nothing)",
        "Was haben Sie versprochen? (Eingabetaste: nichts)",
    ),
    "brief.ask_by": (
        "By which day? (4.12.2026; Enter: none)",
        "Bis zu welchem Tag? (4.12.2026; Eingabetaste: ohne)",
    ),
    "brief.ask_when": (
        "When may you call again? (a day, or never; Enter: open)",
        "Wann dürfen Sie wieder anrufen? (ein Tag oder nie; Eingabetaste: offen)",
    ),
    "brief.bad_day": ("Not a day: “{value}”.", "Kein Tag: „{value}“."),
    "brief.bad_day_hint": (
        "Write it like 2026-12-04 or 4.12.2026.",
        "Schreiben Sie ihn wie 2026-12-04 oder 4.12.2026.",
    ),
    "brief.past_day": ("{day} is over already.", "{day} ist schon vorbei."),
    "brief.past_day_hint": (
        "Name today or a later day.",
        "Nennen Sie heute oder einen späteren Tag.",
    ),
    "brief.by_alone": (
        "--by says by when a promise is due, and there is no promise.",
        "--by sagt, bis wann ein Versprechen gilt, und es gibt keines.",
    ),
    "brief.by_alone_hint": ("Add --promise TEXT.", "Ergänzen Sie --promise TEXT."),
    "brief.kind_health": ("health", "Gesundheit"),
    "brief.kind_family": ("family", "Familie"),
    "brief.kind_faith": ("faith", "Glauben"),
    "brief.sensitive": (
        "“{word}” sounds like {kind}. Such things are better not kept: they are not needed for a kind call, and the law protects them (GDPR, Article 9).",
        "„{word}“ klingt nach {kind}. So etwas bleibt besser ungeschrieben: Für ein freundliches Gespräch braucht man es nicht, und das Recht schützt es (DSGVO, Artikel 9).",
    ),
    "brief.sensitive_ask": ("Store it anyway? [y/N]", "Trotzdem aufheben? [j/N]"),
    "brief.sensitive_hint": (
        "Nothing was stored. Write it without that, or say --anyway.",
        "Nichts wurde aufgehoben. Schreiben Sie es ohne das, oder sagen Sie --anyway.",
    ),
    "brief.left_out": ("Left out.", "Weggelassen."),
    "brief.stored_need": ("Noted: {name} needs {text}", "Notiert: {name} braucht {text}"),
    "brief.stored_promise": (
        "Noted: you promised {text}, by {day}. It comes back on that day.",
        "Notiert: versprochen {text}, bis {day}. An dem Tag kommt es wieder.",
    ),
    "brief.stored_promise_open": (
        "Noted: you promised {text}. Without a day it only stands in the next brief.",
        "Notiert: versprochen {text}. Ohne Tag steht es nur auf dem nächsten Blatt.",
    ),
    "brief.stored_note": ("Noted: {text}", "Notiert: {text}"),
    "brief.stored_again": (
        "Noted: you may call {name} again on {day}. It comes back on that day.",
        "Notiert: {name} wieder anrufen am {day}. An dem Tag kommt es wieder.",
    ),
    "brief.stored_never": (
        "Noted: {name} is not to be called again.",
        "Notiert: {name} wird nicht mehr angerufen.",
    ),
    "brief.call_again": ("to call again", "wieder anzurufen"),
    "brief.no_call_text": ("no more calls, please", "bitte keine Anrufe mehr"),
    "brief.done": ("Kept: {text}", "Gehalten: {text}"),
    "brief.no_such_promise": (
        "No open promise to {name} has the number {n}.",
        "Kein offenes Versprechen an {name} hat die Nummer {n}.",
    ),
    "brief.open_promises": ("Open are: {numbers}.", "Offen sind: {numbers}."),
    "brief.open_none": ("None is open.", "Keines ist offen."),
    "brief.letters_wait": (
        "Letters to {name} are still planned. If you have spoken, they should end:",
        "An {name} sind noch Briefe geplant. Haben Sie gesprochen, sollten sie enden:",
    ),
    "brief.task_promise": ("You promised: {text} (by {day})", "Versprochen: {text} (bis {day})"),
    # -- the history ------------------------------------------------------------------------
    "brief.ev_need": ("needs: {text}", "braucht: {text}"),
    "brief.ev_promise": ("you promised: {text}", "versprochen: {text}"),
    "brief.ev_note": ("note: {text}", "Notiz: {text}"),
    "brief.ev_kept": ("promise kept: {text}", "Versprechen gehalten: {text}"),
    "brief.ev_private": ("a note, not shown here", "eine Notiz, hier nicht gezeigt"),
    "brief.ev_private_kept": ("a promise kept", "ein Versprechen gehalten"),
}
