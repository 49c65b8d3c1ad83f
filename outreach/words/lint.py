"""Sentences of the room `lint`; what a rule says stands in the rule itself, in both languages."""

WORDS: dict[str, tuple[str, str]] = {
    # -- rule files and lists that do not read
    "lint.rules_broken": (
        "Some rules cannot be read; until they are mended nothing is checked.",
        "Einige Regeln lassen sich nicht lesen; bis das behoben ist, wird nichts geprüft.",
    ),
    "lint.long_phrase": (
        "the phrase has more than {n} characters",
        "die Wendung hat mehr als {n} Zeichen",
    ),
    "lint.no_word": ("“{phrase}” holds no word", "„{phrase}“ enthält kein Wort"),
    "lint.bad_pattern": (
        "the regular expression “{pattern}” does not read: {why}",
        "der reguläre Ausdruck „{pattern}“ ist nicht lesbar: {why}",
    ),
    "lint.slow_pattern": (
        "“{pattern}” repeats something that repeats without end; on some texts that takes for ever – write {{0,8}} instead of * or + for one of the two",
        "„{pattern}“ wiederholt etwas, das sich selbst endlos wiederholt; bei manchen Texten dauert das ewig – schreiben Sie für eines von beiden {{0,8}} statt * oder +",
    ),
    "lint.empty_pattern": (
        "“{pattern}” also matches nothing at all, so it would be found everywhere",
        "„{pattern}“ passt auch auf gar nichts und würde überall gefunden",
    ),
    "lint.list_hint": (
        "One phrase a line; ~ begins a regular expression, # a comment.",
        "Eine Wendung je Zeile; ~ beginnt einen regulären Ausdruck, # einen Kommentar.",
    ),
    "lint.long_list": (
        "the list has more than {n} phrases",
        "die Liste hat mehr als {n} Wendungen",
    ),
    "lint.no_list": (
        "names the list “{name}”, but there is no lexicon/{languages}/{name}.txt",
        "nennt die Liste „{name}“, aber es gibt keine lexicon/{languages}/{name}.txt",
    ),
    "lint.unreadable": ("cannot be read: {path} ({why})", "ist nicht lesbar: {path} ({why})"),
    "lint.bad_toml": ("is not valid TOML: {why}", "ist kein gültiges TOML: {why}"),
    "lint.one_of": (
        "{key} is “{value}”; possible are: {known}",
        "{key} ist „{value}“; möglich sind: {known}",
    ),
    "lint.no_twin": (
        "{key} is missing in English or in German",
        "{key} fehlt auf Englisch oder auf Deutsch",
    ),
    "lint.no_twin_hint": (
        'Write {key} = {{ en = "…", de = "…" }}',
        'Schreiben Sie {key} = {{ en = "…", de = "…" }}',
    ),
    "lint.not_list": ("{key} has to be a list", "{key} muss eine Liste sein"),
    "lint.not_number": ("{key} has to be a number", "{key} muss eine Zahl sein"),
    "lint.bad_id": (
        "“{id}” is no name for a rule",
        "„{id}“ ist kein Name für eine Regel",
    ),
    "lint.bad_id_hint": (
        "The guideline, a dot and small letters: G11.our-phrases",
        "Die Leitlinie, ein Punkt und Kleinbuchstaben: G11.unsere-floskeln",
    ),
    "lint.unknown_key": ("{key} is not known here", "{key} ist hier nicht bekannt"),
    "lint.known_keys": (
        "A rule of kind {kind} knows: {known}",
        "Eine Regel der Art {kind} kennt: {known}",
    ),
    "lint.needs": (
        "a rule of kind {kind} needs {keys}",
        "eine Regel der Art {kind} braucht {keys}",
    ),
    "lint.unless": ("unless knows only: {known}", "unless kennt nur: {known}"),
    "lint.few_examples": (
        "needs two examples that break the rule and two that keep it",
        "braucht zwei Beispiele, die die Regel verletzen, und zwei, die sie einhalten",
    ),
    "lint.few_examples_hint": (
        'examples = {{ bad = ["…", "…"], good = ["…", "…"] }}; an example is a text or a table with: {known}',
        'examples = {{ bad = ["…", "…"], good = ["…", "…"] }}; ein Beispiel ist ein Text oder eine Tabelle mit: {known}',
    ),
    "lint.twice": (
        "{id} already stands in {other}",
        "{id} steht schon in {other}",
    ),
    # -- allowances
    "lint.l1": (
        "{rule} is allowed here without a reason.",
        "{rule} ist hier ohne Grund erlaubt.",
    ),
    "lint.l1_hint": (
        'Write down why: reason="…". Without it the allowance does not count.',
        'Schreiben Sie dazu, warum: reason="…". Ohne Grund gilt die Erlaubnis nicht.',
    ),
    "lint.l2": (
        "{rule} is allowed here, but nothing needs it.",
        "{rule} ist hier erlaubt, aber nichts braucht es.",
    ),
    "lint.l2_hint": (
        "You can take the allowance out.",
        "Sie können die Erlaubnis herausnehmen.",
    ),
    "lint.l3": (
        "No rule is called {rule}.",
        "Keine Regel heißt {rule}.",
    ),
    "lint.l3_hint": (
        "`outreach lint explain` lists all rules.",
        "`outreach lint explain` zählt alle Regeln auf.",
    ),
    "lint.l4": (
        "{rule} cannot be allowed away.",
        "{rule} lässt sich nicht wegerlauben.",
    ),
    "lint.l4_hint": (
        "A way out and filled-in names belong in every letter. Mend the line instead.",
        "Ein Ausweg und ausgefüllte Namen gehören in jeden Brief. Ändern Sie lieber die Zeile.",
    ),
    "lint.refused": (
        "Nothing goes: in your letters there is something that no letter should carry",
        "Es geht nichts hinaus: In Ihren Briefen steht etwas, das in keinen Brief gehört",
    ),
    "lint.refused_hint": (
        "Mend it and look: outreach lint. Why a rule is there: outreach lint explain G6",
        "Bitte ändern und ansehen: outreach lint. Warum es eine Regel gibt: outreach lint explain G6",
    ),
    "lint.problem": ("{guideline}  {message}", "{guideline}  {message}"),
    "lint.problem_hint": ("{hint}", "{hint}"),
    "lint.warned": ("What you may want to look at", "Was Sie sich ansehen möchten"),
    "lint.warned_in": ("in {n} of {total} letters", "in {n} von {total} Briefen"),
    "lint.in_preview": ("Worth a look", "Einen Blick wert"),
}
