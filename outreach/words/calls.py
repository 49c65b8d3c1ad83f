"""Sentences of the room `calls`."""

WORDS: dict[str, tuple[str, str]] = {
    # What is wrong with a calendar.
    "calls.no_calendar": (
        "this is no calendar in the iCalendar form (.ics)",
        "das ist kein Kalender im iCalendar-Format (.ics)",
    ),
    "calls.unreadable": ("the calendar is damaged: {why}", "der Kalender ist beschädigt: {why}"),
    "calls.bad_event": (
        "the entry “{what}” cannot be understood: {why}",
        "der Eintrag „{what}“ ist nicht zu verstehen: {why}",
    ),
    "calls.no_start": ("it has no beginning", "er hat keinen Anfang"),
    "calls.twice": ("{name} stands there twice", "{name} steht zweimal da"),
    "calls.unknown_zone": (
        "nobody knows its time zone {zone}",
        "seine Zeitzone {zone} kennt niemand",
    ),
    "calls.too_much": (
        "an entry repeats so often that following it would take for ever",
        "ein Eintrag wiederholt sich so oft, dass das Nachrechnen kein Ende hätte",
    ),
    "calls.too_many": (
        "it has more than {most} entries",
        "er hat mehr als {most} Einträge",
    ),
    "calls.missing": ("there is no such file", "diese Datei gibt es nicht"),
    "calls.no_file": ("this is no file", "das ist keine Datei"),
    "calls.file_refused": ("it cannot be opened: {why}", "sie lässt sich nicht öffnen: {why}"),
    "calls.too_big": (
        "it is larger than {mb} MB",
        "er ist größer als {mb} MB",
    ),
    "calls.stale": (
        "it is {age} days old, and older than {most} days counts as out of date",
        "er ist {age} Tage alt, und ab {most} Tagen gilt er als veraltet",
    ),
    "calls.unreachable": (
        "the address does not answer: {why}",
        "die Adresse antwortet nicht: {why}",
    ),
    "calls.slow": (
        "the address did not answer within {seconds} seconds",
        "die Adresse hat nicht innerhalb von {seconds} Sekunden geantwortet",
    ),
    "calls.status": (
        "the address answers {status} instead of a calendar",
        "die Adresse antwortet {status} statt mit einem Kalender",
    ),
    "calls.elsewhere": (
        "the address sends us on to another place, which we do not follow",
        "die Adresse verweist an eine andere Stelle; dorthin gehen wir nicht",
    ),
    "calls.round": (
        "the address sends us round in a circle",
        "die Adresse schickt uns im Kreis",
    ),
    "calls.cut": (
        "the answer broke off half-way",
        "die Antwort brach mittendrin ab",
    ),
    "calls.rehearsal": (
        "a rehearsal speaks to this machine only",
        "eine Probe spricht nur mit diesem Rechner",
    ),
    # What `slots` shows.
    "calls.head": (
        "Times for calls of {minutes} minutes, on your clock ({zone}):",
        "Zeiten für Gespräche von {minutes} Minuten, nach Ihrer Uhr ({zone}):",
    ),
    "calls.no_booking": (
        "No times are offered: outreach.toml has no [booking].",
        "Es werden keine Zeiten angeboten: In outreach.toml gibt es kein [booking].",
    ),
    "calls.no_booking_hint": (
        'Add it like this, and every letter can name times:\n\n[booking]\nduration = "20m"\nhours = {{ tue = "10:00-12:00", thu = "14:00-16:00" }}\nbusy = ["calendar.ics"]',
        'So kommt es hinein, und jeder Brief kann Zeiten nennen:\n\n[booking]\nduration = "20m"\nhours = {{ di = "10:00-12:00", do = "14:00-16:00" }}\nbusy = ["calendar.ics"]',
    ),
    "calls.closed_eyes": (
        "No times are offered, because your calendar cannot be read:",
        "Es werden keine Zeiten angeboten, weil Ihr Kalender nicht lesbar ist:",
    ),
    "calls.closed_eyes_hint": (
        "Better no time than one you do not have. Letters say “name a time that suits you” meanwhile. Please export the calendar again, or mend [booking] busy in outreach.toml.",
        "Lieber keine Zeit als eine, die Sie nicht haben. Die Briefe sagen solange „nennen Sie eine Zeit, die Ihnen passt“. Bitte den Kalender neu exportieren oder [booking] busy in outreach.toml richtigstellen.",
    ),
    "calls.blind": (
        "Letters name no times for now. {name}: {why}",
        "Die Briefe nennen zurzeit keine Zeiten. {name}: {why}",
    ),
    "calls.doc_free": ("Times for calls: {n} are free", "Zeiten für Gespräche: {n} sind frei"),
    "calls.doc_calendar": ("Calendar: {name}", "Kalender: {name}"),
    "calls.doc_calendar_bad": (
        "Calendar {name}: {why}; letters name no times for now",
        "Kalender {name}: {why}; die Briefe nennen zurzeit keine Zeiten",
    ),
    "calls.doc_calendar_old": (
        "Calendar {name}: not refreshed, {why}",
        "Kalender {name}: nicht aufgefrischt, {why}",
    ),
    "calls.doc_calendar_hint": (
        "Export it again, or mend [booking] busy in outreach.toml.",
        "Bitte neu exportieren, oder [booking] busy in outreach.toml richtigstellen.",
    ),
    "calls.no_calendars": (
        "No calendar is named ([booking] busy), so only your hours count.",
        "Es ist kein Kalender genannt ([booking] busy); es zählen nur Ihre Zeiten.",
    ),
    "calls.read_now": ("Read: {name}", "Gelesen: {name}"),
    "calls.read": ("Read: {name}, as of {when}", "Gelesen: {name}, Stand {when}"),
    "calls.read_old": (
        "Read: {name}, as of {when}; not refreshed now: {why}",
        "Gelesen: {name}, Stand {when}; gerade nicht zu erneuern: {why}",
    ),
    "calls.free_one": ("free, one time", "frei, eine Zeit"),
    "calls.free_many": ("free, {n} times", "frei, {n} Zeiten"),
    "calls.total_one": ("One time is free.", "Eine Zeit ist frei."),
    "calls.total_many": ("{n} times are free.", "{n} Zeiten sind frei."),
    "calls.total_none": ("No time is free.", "Keine Zeit ist frei."),
    "calls.why_weekday": ("no hours on this weekday", "an diesem Wochentag keine Zeiten"),
    "calls.why_short": (
        "the hours are shorter than a call",
        "die Zeiten sind kürzer als ein Gespräch",
    ),
    "calls.why_override": (
        "no hours on this day, as you set it",
        "an diesem Tag keine Zeiten, wie von Ihnen festgelegt",
    ),
    "calls.why_holiday": ("holiday: {detail}", "Feiertag: {detail}"),
    "calls.why_eve": ("the day before a great feast", "Heiligabend oder Silvester"),
    "calls.why_closed": ("closed days", "geschlossene Tage"),
    "calls.why_away": ("away", "abwesend"),
    "calls.why_clocks": ("the clocks change", "die Uhr wird umgestellt"),
    "calls.why_notice": ("too soon", "zu kurzfristig"),
    "calls.why_horizon": ("too far ahead", "zu weit voraus"),
    "calls.why_taken": ("call: {detail}", "Gespräch: {detail}"),
    "calls.why_held": ("kept free for {detail}", "freigehalten für {detail}"),
    "calls.why_busy": ("busy ({detail})", "belegt ({detail})"),
    "calls.why_buffer": ("kept free around it", "freier Abstand"),
    "calls.why_per_day": (
        "the day is full (per_day = {detail})",
        "der Tag ist voll (per_day = {detail})",
    ),
    "calls.offer_for": (
        "A letter to {name} that goes now would name, on their clock ({zone}):",
        "Ein Brief an {name}, der jetzt hinausginge, würde nennen, nach der Uhr dort ({zone}):",
    ),
    "calls.there": ("{span} there", "dort {span}"),
    "calls.offer_held": (
        "{at}, kept free until {until}",
        "{at}, frei gehalten bis {until}",
    ),
    "calls.offer_none": (
        "A letter to {name} that goes now would name no times: {why}.",
        "Ein Brief an {name}, der jetzt hinausginge, würde keine Zeiten nennen: {why}.",
    ),
    "calls.none_none_free": (
        "nothing is free two to twelve business days after it is read",
        "zwei bis zwölf Werktage nach dem Lesen ist nichts frei",
    ),
    "calls.none_zone": (
        "your free times are outside working hours there",
        "Ihre freien Zeiten liegen außerhalb der Arbeitszeit dort",
    ),
    "calls.none_all_held": (
        "all free times are kept for others",
        "alle freien Zeiten sind für andere reserviert",
    ),
    "calls.none_too_few": (
        "only one time is free, and that is no choice",
        "nur eine Zeit ist frei, und das ist keine Wahl",
    ),
    "calls.none_no_booking": (
        "outreach.toml has no [booking]",
        "in outreach.toml gibt es kein [booking]",
    ),
    "calls.none_unreadable": (
        "your calendar cannot be read",
        "Ihr Kalender ist nicht lesbar",
    ),
    "calls.crowded": (
        "{people} letters will name times, and only {slots} are free. Many will find theirs gone. More hours in [booking], or fewer letters a day, help.",
        "{people} Briefe werden Zeiten nennen, und nur {slots} sind frei. Viele finden ihre dann vergeben. Mehr Stunden in [booking] oder weniger Briefe am Tag helfen.",
    ),
    "calls.bad_days": (
        "{value} days cannot be shown; from 1 to 92 can",
        "{value} Tage lassen sich nicht zeigen; 1 bis 92 gehen",
    ),
}
