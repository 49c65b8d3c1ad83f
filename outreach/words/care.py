"""Sentences about what people are going through, what one remembers of them, and the help menu."""

WORDS: dict[str, tuple[str, str]] = {
    # -- flags and situations of a list ----------------------------------------------------
    "care.flag_bereavement": ("bereavement", "Trauerfall"),
    "care.flag_illness": ("illness", "Krankheit"),
    "care.flag_dispute": ("dispute", "Streit"),
    "care.flag_insolvency": ("insolvency", "Insolvenz"),
    "care.flag_complaint": ("complaint", "Beschwerde"),
    "care.flag_dunning": ("unpaid bill", "Mahnung"),
    "care.flags": ("{first}, {rest}", "{first}, {rest}"),
    "care.brief_gate": (
        "In your list: {gate}. Nothing goes to them by itself; take your time for this call.",
        "In Ihrer Liste: {gate}. Von selbst geht nichts hinaus; nehmen Sie sich Zeit für dieses Gespräch.",
    ),
    "care.check_gated_one": (
        "  1 person waits for you, nothing goes by itself: {flag}",
        "  1 Mensch wartet auf Sie, von selbst geht nichts: {flag}",
    ),
    "care.check_gated": (
        "  {n} people wait for you, nothing goes by itself: {flag}",
        "  {n} Menschen warten auf Sie, von selbst geht nichts: {flag}",
    ),
    "care.check_owed_one": (
        "  1 person is owed an answer by you; that letter begins with an apology",
        "  Einem Menschen schulden Sie eine Antwort; der Brief beginnt mit einer Entschuldigung",
    ),
    "care.check_owed": (
        "  {n} people are owed an answer by you; those letters begin with an apology",
        "  {n} Menschen schulden Sie eine Antwort; diese Briefe beginnen mit einer Entschuldigung",
    ),
    "care.flag_slip": (
        "“{word}” is read as: {flag}; nothing goes to this person by itself",
        "„{word}“ gilt als: {flag}; an diesen Menschen geht nichts von selbst",
    ),
    "care.flag_unknown": (
        "not known as a flag and without effect: {words}. Known: bereavement, illness, dispute, insolvency, complaint, dunning",
        "als Merkmal unbekannt und ohne Wirkung: {words}. Bekannt: Trauerfall, Krankheit, Streit, Insolvenz, Beschwerde, Mahnung",
    ),
    "care.situation_unknown": (
        "“{text}” is no situation known here, so this person waits for your look. Known: none, crisis, layoffs, restructuring, energy prices, flood, good news, illness, bereavement",
        "„{text}“ ist keine bekannte Lage; dieser Mensch wartet, bis Sie es angesehen haben. Bekannt: keine, Krise, Entlassungen, Umstrukturierung, Energiepreise, Hochwasser, gute Nachricht, Krankheit, Trauerfall",
    ),
    "care.still_gated": (
        "{name} stays on hold: {flags}. Please write or call yourself. The hold ends when the word is taken out of {file}, line {line}.",
        "{name} bleibt zurückgestellt: {flags}. Bitte selbst schreiben oder anrufen. Das endet, wenn das Wort aus {file}, Zeile {line} verschwindet.",
    ),
    # -- the help menu ----------------------------------------------------------------------
    "care.menu_offers": ("offers are tables", "Angebote sind Tabellen"),
    "care.menu_offers_hint": (
        'Write [[offer]], and below it text = "…".',
        'Bitte [[offer]] schreiben und darunter text = "…".',
    ),
    "care.menu_many": ("more than {most} offers", "mehr als {most} Angebote"),
    "care.menu_text": ("an offer without words", "ein Angebot ohne Worte"),
    "care.menu_text_hint": (
        'Add text = "…", or text = {{ de = "…", en = "…" }}.',
        'Bitte text = "…" ergänzen oder text = {{ de = "…", en = "…" }}.',
    ),
    "care.menu_long": (
        "{n} characters; an offer is one sentence of at most {most}",
        "{n} Zeichen; ein Angebot ist ein Satz mit höchstens {most}",
    ),
    "care.menu_signs": (
        "{{{{ and {{% have no meaning in an offer",
        "{{{{ und {{% bedeuten in einem Angebot nichts",
    ),
    # -- what one remembers of a person -----------------------------------------------------
    "care.remembered": (
        "Written down for {name}. The next letter to them can tell it.",
        "Notiert für {name}. Der nächste Brief kann davon erzählen.",
    ),
    "care.remembered_again": (
        "That is written down for {name} already.",
        "Das ist für {name} schon notiert.",
    ),
    "care.forgotten": ("Taken back: {text}", "Gestrichen: {text}"),
    "care.no_such_memory": (
        "{name} has no number {n}.",
        "Bei {name} gibt es keine Nummer {n}.",
    ),
    "care.no_such_memory_hint": (
        "The numbers: outreach contacts remember {email}",
        "Die Nummern: outreach contacts remember {email}",
    ),
    "care.nothing_known": (
        "Nothing shared is written down for {name} yet.",
        "Für {name} ist noch nichts Gemeinsames notiert.",
    ),
    "care.noted": ("noted", "notiert"),
    "care.in_list": ("list", "Liste"),
    "care.in_letters": ("in letters", "in Briefen"),
    "care.cell_first": (
        "The list has its own words for {name}; letters use those. To use what is written down instead, empty shared_memory in {file}, line {line}.",
        "Die Liste hat eigene Worte für {name}; Briefe nehmen diese. Soll das Notierte gelten, leeren Sie shared_memory in {file}, Zeile {line}.",
    ),
    "care.one_of_many": (
        "Letters take the latest. Take back what no longer holds: outreach contacts remember {email} --forget {n}",
        "Briefe nehmen das Jüngste. Was nicht mehr gilt, streichen Sie: outreach contacts remember {email} --forget {n}",
    ),
    "care.memory_empty": (
        "There is nothing to remember in an empty text.",
        "In einem leeren Text gibt es nichts zu notieren.",
    ),
    "care.memory_long": (
        "{n} characters; one sentence of at most {most} fits into a letter.",
        "{n} Zeichen; in einen Brief passt ein Satz mit höchstens {most}.",
    ),
    "care.memory_signs": (
        "Leave out {{{{ and {{%; they have no meaning here.",
        "Bitte ohne {{{{ und {{%; sie bedeuten hier nichts.",
    ),
    "care.memory_both": (
        "Either a text or --forget, not both.",
        "Entweder ein Text oder --forget, nicht beides.",
    ),
    "care.memory_when": (
        "“{text}” is no day, month or year that was.",
        "„{text}“ ist kein Tag, Monat oder Jahr, das war.",
    ),
    "care.memory_when_hint": (
        "For example --as-of 2021, --as-of 2021-05 or --as-of 12.05.2021",
        "Zum Beispiel --as-of 2021, --as-of 2021-05 oder --as-of 12.05.2021",
    ),
    "care.source": ("from: {source}", "Quelle: {source}"),
    # -- filling in, one person after the other -----------------------------------------------
    "care.enrich_head_one": (
        "One person has nothing shared written down yet.",
        "Für einen Menschen ist noch nichts Gemeinsames notiert.",
    ),
    "care.enrich_head": (
        "{n} people have nothing shared written down yet.",
        "Für {n} Menschen ist noch nichts Gemeinsames notiert.",
    ),
    "care.enrich_how": (
        "A few words each, as you would tell them: “the snow at the fair”. Enter skips, q ends.",
        "Je ein paar Worte, wie Sie es erzählen würden: „den Schnee auf der Messe“. Enter überspringt, q beendet.",
    ),
    "care.enrich_ask": ("  What do you like to think back to?", "  Woran denken Sie gern zurück?"),
    "care.enrich_when": (
        "  When was that? (2021 or 05/2021, Enter: unknown)",
        "  Wann war das? (2021 oder 05/2021, Enter: unbekannt)",
    ),
    "care.enrich_last": ("last contact {when}", "letzter Kontakt {when}"),
    "care.enrich_left_one": ("  One left.", "  Noch einer."),
    "care.enrich_left": ("  {n} left.", "  Noch {n}."),
    "care.enrich_done_one": ("One written down.", "Einer notiert."),
    "care.enrich_done": ("{n} written down.", "{n} notiert."),
    "care.enrich_all": (
        "Everybody in the list has something shared written down.",
        "Für alle in der Liste ist etwas Gemeinsames notiert.",
    ),
}
