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
        "Mend it and look: outreach lint. Why a rule is there: outreach lint explain {guideline}",
        "Bitte ändern und ansehen: outreach lint. Warum es eine Regel gibt: outreach lint explain {guideline}",
    ),
    "lint.problem": ("{guideline}  {message}", "{guideline}  {message}"),
    "lint.problem_hint": ("{hint}", "{hint}"),
    "lint.warned": ("What you may want to look at", "Was Sie sich ansehen möchten"),
    "lint.warned_in": ("in {n} of {total} letters", "in {n} von {total} Briefen"),
    "lint.in_preview": ("Worth a look", "Einen Blick wert"),
    # -- the screen
    "lint.too_long": (
        "{path} has more than {n} characters; no letter is that long.",
        "{path} hat mehr als {n} Zeichen; so lang ist kein Brief.",
    ),
    "lint.option": (
        "{option} knows no “{value}”; possible are: {known}",
        "{option} kennt „{value}“ nicht; möglich sind: {known}",
    ),
    "lint.which": (
        "Which letter? There is no workspace here.",
        "Welcher Brief? Hier ist kein Arbeitsordner.",
    ),
    "lint.which_hint": (
        "Name a file, or - for standard input: outreach lint letter.md",
        "Nennen Sie eine Datei, oder - für die Standardeingabe: outreach lint brief.md",
    ),
    "lint.no_letters": (
        "There are no letters in {path}.",
        "In {path} liegen keine Briefe.",
    ),
    "lint.not_utf8": ("{path} is not UTF-8.", "{path} ist nicht in UTF-8 geschrieben."),
    "lint.no_file": ("{path} cannot be read: {why}", "{path} lässt sich nicht lesen: {why}"),
    "lint.quoted": ("“{match}”", "„{match}“"),
    "lint.offer": ("To copy into the letter:", "Zum Hineinkopieren in den Brief:"),
    "lint.offer_question": (
        "Put this line into {path}, before the farewell? [y/N]",
        "Diese Zeile in {path} setzen, vor den Gruß? [j/N]",
    ),
    "lint.offer_done": (
        "It stands in {path} now.",
        "Sie steht jetzt in {path}.",
    ),
    "lint.problem_offer": (
        "{hint} To copy into the letter: {offer}",
        "{hint} Zum Hineinkopieren in den Brief: {offer}",
    ),
    "lint.no_moves": (
        "No moves are marked in this text, so only wording that breaks a rule was looked for. Whether something is missing was not checked, apart from the way out.",
        "In diesem Text sind keine Abschnitte mit move markiert. Darum wurde nur gesucht, was eine Regel verletzt; ob etwas fehlt, wurde nur beim Ausweg geprüft.",
    ),
    "lint.footer": (
        "Checks wording and order, not feelings.",
        "Geprüft sind Worte und Reihenfolge, nicht Gefühle.",
    ),
    "lint.verdict_ready": ("Ready", "Bereit"),
    "lint.verdict_review": ("Look again", "Noch einmal ansehen"),
    "lint.verdict_rewrite": ("Rewrite", "Umschreiben"),
    "lint.level_error": ("rewrite", "umschreiben"),
    "lint.level_warning": ("look again", "ansehen"),
    "lint.level_info": ("note", "Hinweis"),
    "lint.error_one": ("1 place to rewrite", "1 Stelle zum Umschreiben"),
    "lint.error_many": ("{n} places to rewrite", "{n} Stellen zum Umschreiben"),
    "lint.warning_one": ("1 to look at again", "1 zum Ansehen"),
    "lint.warning_many": ("{n} to look at again", "{n} zum Ansehen"),
    "lint.info_one": ("1 note", "1 Hinweis"),
    "lint.info_many": ("{n} notes", "{n} Hinweise"),
    "lint.allowed_one": ("1 allowed with a reason", "1 mit Grund erlaubt"),
    "lint.allowed_many": ("{n} allowed with a reason", "{n} mit Grund erlaubt"),
    "lint.missing": ("lacks", "fehlt"),
    "lint.bad": ("not", "nicht"),
    "lint.good": ("but", "lieber"),
    "lint.no_rule": (
        "No guideline and no rule is called {name}; there are {known}.",
        "Keine Leitlinie und keine Regel heißt {name}; es gibt {known}.",
    ),
    "lint.test_missed": (
        "{rule} does not find its bad example: {text}",
        "{rule} findet sein schlechtes Beispiel nicht: {text}",
    ),
    "lint.test_wrong": (
        "{rule} finds fault with its good example: {text}",
        "{rule} beanstandet sein gutes Beispiel: {text}",
    ),
    "lint.test_done": (
        "{rules} rules on {examples} examples of their own: {n} came out otherwise.",
        "{rules} Regeln an {examples} eigenen Beispielen: {n} anders ausgegangen.",
    ),
    "lint.g1": ("gap named", "Abstand benannt"),
    "lint.g2": ("situation seen", "Lage gesehen"),
    "lint.g3": ("does not dwell", "ohne Verweilen"),
    "lint.g4": ("no pep talk", "ohne Sprüche"),
    "lint.g5": ("open question", "offene Frage"),
    "lint.g6": ("no pressure", "ohne Druck"),
    "lint.g7": ("no guessing", "nichts unterstellt"),
    "lint.g8": ("own story", "Eigenes"),
    "lint.g9": ("same team", "auf einer Seite"),
    "lint.g10": ("help first", "Hilfe zuerst"),
    "lint.g11": ("no selling", "kein Verkaufen"),
    "lint.g12": ("years in mind", "auf Jahre"),
    "lint.g13": ("a choice to talk", "Wahl beim Reden"),
    "lint.g14": ("a person signs", "ein Mensch"),
    "lint.g15": ("true, personal", "wahr, persönlich"),
    "lint.g16": ("short, plain", "kurz, schlicht"),
    "lint.g17": ("a way out", "Ausweg"),
}
