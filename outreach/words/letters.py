"""Sentences of the shelf of letters: `templates`, and what `init` asks about them."""

WORDS: dict[str, tuple[str, str]] = {
    "letters.when_long_silence": (
        "you have simply not spoken for a long time",
        "Sie haben einfach lange nicht miteinander gesprochen",
    ),
    "letters.when_hard_times": (
        "a hard time for them: layoffs, restructuring, a difficult year",
        "eine schwere Zeit: Entlassungen, Umbau, ein schwieriges Jahr",
    ),
    "letters.when_project_ended": (
        "you worked on something together, and it is over",
        "Sie haben etwas zusammen gemacht, und es ist vorbei",
    ),
    "letters.when_owed_answer": (
        "you owe them an answer; begins with an apology",
        "Sie schulden eine Antwort; beginnt mit einer Entschuldigung",
    ),
    "letters.when_former_customer": (
        "they bought from you and stopped; no offer in it",
        "früher Kundschaft, heute nicht mehr; ohne Angebot",
    ),
    "letters.when_partner": (
        "a supplier or partner, about more than work",
        "Lieferant oder Partner, einmal nicht nur zur Arbeit",
    ),
    "letters.when_season": (
        "a greeting at the end of the year, without any request",
        "ein Gruß zum Jahresende, ohne jede Bitte",
    ),
    "letters.when_disaster": (
        "a flood or another disaster, right now: help, nothing else",
        "Hochwasser oder ein anderes Unglück, jetzt: Hilfe, sonst nichts",
    ),
    "letters.when_nudge": (
        "the second letter, shorter and lighter",
        "der zweite Brief, kürzer und leichter",
    ),
    "letters.when_last": (
        "the last letter for now: thanks, and an open door",
        "der letzte Brief fürs Erste: Dank und eine offene Tür",
    ),
    "letters.when_after_reply": (
        "they answered, and you would like to talk",
        "die Antwort ist da, und Sie möchten weiterreden",
    ),
    "letters.here": ("in your folder", "in Ihrem Ordner"),
    "letters.voices": (
        "Each in these voices: {voices}",
        "Jeden gibt es in diesen Stimmen: {voices}",
    ),
    "letters.unknown": (
        "There is no letter “{name}”. There are: {known}.",
        "Einen Brief „{name}“ gibt es nicht. Es gibt: {known}.",
    ),
    "letters.no_voice": (
        "For {name} this letter would have to be in {voice}, which does not exist.",
        "Für {name} müsste dieser Brief in {voice} sein, und das gibt es nicht.",
    ),
    "letters.no_voice_hint": (
        "Look at another voice with --voice, or write the one that is missing.",
        "Eine andere Stimme zeigt --voice; die fehlende können Sie selbst schreiben.",
    ),
    "letters.no_draft": ("Not for {name}: {why}", "Nicht für {name}: {why}"),
    "letters.for": ("{id}, as {name} would get it", "{id}, wie {name} den Brief bekäme"),
    "letters.example_memory": (
        "our stand at the fair, in the middle of a snowstorm",
        "unser Messestand, mitten im Schneetreiben",
    ),
    "letters.kept": (
        "{n} already in your folder and left as they are",
        "{n} liegen schon in Ihrem Ordner und bleiben, wie sie sind",
    ),
    # init
    "letters.ask_language": (
        "Letters in German (de) or English (en)?",
        "Briefe auf Deutsch (de) oder Englisch (en)?",
    ),
    "letters.ask_occasion": ("What are your letters about?", "Worum geht es in Ihren Briefen?"),
    "letters.ask_number": ("Number [1]", "Nummer [1]"),
    "letters.about_none": ("a long silence, nothing else", "langes Schweigen, sonst nichts"),
    "letters.about_crisis_general": ("a difficult year for many", "ein schwieriges Jahr für viele"),
    "letters.about_layoffs": ("people were laid off there", "dort wurden Menschen entlassen"),
    "letters.about_restructuring": ("their firm was restructured", "dort wurde umgebaut"),
    "letters.about_inflation_energy": ("prices and energy costs", "Preise und Energiekosten"),
    "letters.about_project_ended": (
        "a project together that is over",
        "ein gemeinsames Projekt, das vorbei ist",
    ),
    "letters.about_owed_answer": ("an answer you still owe", "eine Antwort, die Sie noch schulden"),
    "letters.about_former_customer": ("former customers", "frühere Kundinnen und Kunden"),
    "letters.about_partner": ("suppliers and partners", "Lieferanten und Partner"),
    "letters.about_season": ("a season's greeting", "ein Gruß zum Jahresende"),
    "letters.about_good_news": ("good news from them", "gute Nachrichten von dort"),
    "letters.about_flood_disaster": (
        "a flood or another disaster, now",
        "Hochwasser oder ein anderes Unglück, jetzt",
    ),
    "letters.unknown_occasion": (
        "“{value}” is no situation this program knows. It knows: {known}.",
        "„{value}“ kenne ich als Lage nicht. Bekannt sind: {known}.",
    ),
    "letters.phrase_line": (
        'situation_phrase = "this year asked a lot of your industry"',
        'situation_phrase = "das Jahr war für Ihre Branche nicht leicht"',
    ),
    "letters.story_line": (
        'own_story = "Our spring was a bumpy one; things have settled since."',
        'own_story = "Bei uns war das Frühjahr holprig, inzwischen läuft es ruhiger."',
    ),
    "letters.ask_phrase": (
        "Say in half a sentence what you noticed, e.g. “this year asked a lot of your industry” (Enter: not now)",
        "Sagen Sie in einem halben Satz, was Sie mitbekommen haben, etwa „das Jahr war für Ihre Branche nicht leicht“ (Enter: jetzt nicht)",
    ),
    "letters.ask_story": (
        "A small true thing about yourself, one sentence, e.g. “our spring was a bumpy one” (Enter: not now)",
        "Eine kleine wahre Sache von Ihnen, ein Satz, etwa „bei uns war das Frühjahr holprig“ (Enter: jetzt nicht)",
    ),
}
