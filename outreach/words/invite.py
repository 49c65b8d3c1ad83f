"""Sentences about calls that cannot stand in a calendar, and those of the sender's own."""

WORDS: dict[str, tuple[str, str]] = {
    "invite.no_zone": (
        "the call at {moment} has no time zone; a calendar would show another time",
        "dem Gespräch um {moment} fehlt die Zeitzone, der Kalender zeigte eine andere Zeit",
    ),
    "invite.no_such_zone": (
        "there is no time zone {zone}; write it like Europe/Berlin",
        "eine Zeitzone {zone} gibt es nicht; bitte in der Form Europe/Berlin angeben",
    ),
    "invite.backwards": (
        "the call would end at {end}, before it begins at {start}",
        "das Gespräch würde um {end} enden, ehe es um {start} beginnt",
    ),
    "invite.bad_uid": (
        "“{uid}” cannot be the sign by which calendars know a call",
        "„{uid}“ taugt nicht als Kennzeichen eines Gesprächs im Kalender",
    ),
    "invite.bad_link": (
        "“{link}” is no link that can stand in a calendar; it begins with https://",
        "„{link}“ ist kein Link für einen Kalender; er beginnt mit https://",
    ),
    "invite.with": ("Call with {name}", "Gespräch mit {name}"),
    "invite.soon": ("Soon: {title}", "Gleich: {title}"),
    "invite.called_off": ("Called off.", "Abgesagt."),
    # Times as they are typed.
    "invite.typed_unread": (
        "“{text}” is no time I can read.",
        "„{text}“ lässt sich nicht als Zeit lesen.",
    ),
    "invite.typed_hint": (
        "Write it like Tue 10:00, Tue 10am, 1.12. 10:00 or 2026-12-01 10:00.",
        "Bitte so schreiben: Di 10:00, Dienstag 10 Uhr, 1.12. 10:00 oder 2026-12-01 10:00.",
    ),
    "invite.typed_past": ("“{text}” has passed.", "„{text}“ ist schon vorbei."),
    "invite.typed_far": (
        "“{text}” is more than a year ahead.",
        "„{text}“ liegt mehr als ein Jahr voraus.",
    ),
    "invite.which_day": (
        "“{text}” is a time without a day, and fits none or several of those offered.",
        "„{text}“ ist eine Zeit ohne Tag und passt zu keiner oder zu mehreren der angebotenen.",
    ),
    "invite.other_weekday": (
        "“{text}”: that date is {day}.",
        "„{text}“: Dieses Datum ist {day}.",
    ),
    "invite.two_times": (
        "“{text}” fits several times that were offered: {times}.",
        "„{text}“ passt zu mehreren angebotenen Zeiten: {times}.",
    ),
    "invite.two_times_hint": (
        "Please write the date as well, like 2026-12-01 10:00.",
        "Bitte das Datum dazuschreiben, etwa 2026-12-01 10:00.",
    ),
    "invite.no_such_hour": (
        "“{text}” does not exist: the clocks go forward then.",
        "„{text}“ gibt es nicht: Da wird die Uhr vorgestellt.",
    ),
    "invite.hour_twice": (
        "“{text}” comes twice: the clocks go back then. Please choose another time.",
        "„{text}“ gibt es zweimal: Da wird die Uhr zurückgestellt. Bitte eine andere Zeit wählen.",
    ),
    # Calls on the screen.
    "invite.taken_hint": (
        "Please choose another time; outreach slots shows what is free.",
        "Bitte eine andere Zeit wählen; outreach slots zeigt, was frei ist.",
    ),
    # preview
    "invite.card_offer": ("Kept free until {until}.", "Freigehalten bis {until}."),
    "invite.card_invite": (
        "A real invitation; kept free until {until}.",
        "Eine echte Einladung; freigehalten bis {until}.",
    ),
    "invite.card_live": (
        "The times are worked out anew when the letter goes.",
        "Die Zeiten werden beim Versand neu bestimmt.",
    ),
    "invite.card_none": ("No times are named: {why}.", "Es werden keine Zeiten genannt: {why}."),
    "invite.taken_when": ("{when}: {what}", "{when}: {what}"),
    "invite.taken_others": (
        "Still free for {name}: {times}.",
        "Für {name} noch frei: {times}.",
    ),
    "invite.agreed": ("Agreed with {name}:", "Verabredet mit {name}:"),
    "invite.moved_to": ("The call with {name} now is:", "Das Gespräch mit {name} ist jetzt:"),
    "invite.cancelled": (
        "Called off, the call with {name}:",
        "Abgesagt ist das Gespräch mit {name}:",
    ),
    "invite.who_cancels": (
        "Did {name} call it off? The mail then says thank you, else it says sorry. [y/N]",
        "Hat {name} abgesagt? Dann dankt die Mail dafür, sonst bedauert sie es. [j/N]",
    ),
    "invite.no_call": (
        "No call with {name} is coming up.",
        "Mit {name} ist kein kommendes Gespräch verabredet.",
    ),
    "invite.no_call_hint": (
        'outreach bookings confirm {email} "Tue 10:00" agrees one.',
        'outreach bookings confirm {email} "Di 10:00" verabredet eines.',
    ),
    "invite.no_calls": ("No calls yet.", "Noch keine Gespräche."),
    "invite.other_run": (
        "another run is under way",
        "ein anderer Durchlauf ist gerade am Werk",
    ),
    "invite.mail_planned": (
        "The mail to {email} has not gone yet ({reason}); the next run sends it.",
        "Die Mail an {email} ist noch nicht hinaus ({reason}); der nächste Durchlauf verschickt sie.",
    ),
    "invite.mail_sending": (
        "The mail to {email} is going out just now.",
        "Die Mail an {email} geht gerade hinaus.",
    ),
    "invite.mail_accepted": (
        "The mail to {email} is on its way.",
        "Die Mail an {email} ist unterwegs.",
    ),
    "invite.mail_in_doubt": (
        "Whether the mail to {email} went is uncertain ({reason}). Look into your Sent folder; it does not go again by itself.",
        "Ob die Mail an {email} hinaus ist, ist ungewiss ({reason}). Bitte im Ordner „Gesendet“ nachsehen; von selbst geht sie nicht noch einmal.",
    ),
    "invite.mail_held": (
        "The mail to {email} waits for you ({reason}).",
        "Die Mail an {email} wartet auf Sie ({reason}).",
    ),
    "invite.mail_rejected": (
        "The server would not take the mail to {email} ({reason}). Please tell them yourself.",
        "Der Server hat die Mail an {email} abgelehnt ({reason}). Bitte selbst Bescheid geben.",
    ),
    "invite.mail_bounced": (
        "The mail to {email} came back ({reason}). Please tell them yourself.",
        "Die Mail an {email} kam zurück ({reason}). Bitte selbst Bescheid geben.",
    ),
    "invite.mail_cancelled": (
        "No mail goes to {email}: {reason}. Please tell them yourself.",
        "An {email} geht keine Mail: {reason}. Bitte selbst Bescheid geben.",
    ),
    "invite.in_calendar": (
        "For your own calendar it stands in {file}.",
        "Für Ihren eigenen Kalender steht es in {file}.",
    ),
    "invite.state_over": ("over", "vorbei"),
    "invite.state_cancelled": ("called off", "abgesagt"),
    "invite.call": ("call", "Gespräch"),
    "invite.more_calls": (
        "outreach bookings list shows all.",
        "outreach bookings list zeigt alle.",
    ),
    "invite.coming": ("Agreed: {at}  {name}", "Verabredet: {at}  {name}"),
}
