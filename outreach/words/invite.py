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
}
