"""contacts and suppress: who is written to, and who never is."""

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from outreach import clock, words
from outreach.cli import context
from outreach.cli.context import CampaignArg, JsonArg
from outreach.cli.remembering import enrich, remember
from outreach.cli.screen import Stop, json_line, next_step, out, state, table, when, who
from outreach.cli.usage import App
from outreach.config import find, load
from outreach.errors import InputError, OutreachError, Problem, UsageError
from outreach.model import Contact
from outreach.words import say, several

contacts_app = App(no_args_is_help=True)
suppress_app = App(no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(contacts_app, name="contacts", help="help.contacts")
    app.add_typer(suppress_app, name="suppress", help="help.suppress")


@contacts_app.command("check", help="help.contacts_check")
def check(
    file: Annotated[Path | None, typer.Argument(help="help.arg_file", metavar="[FILE]")] = None,
    encoding: Annotated[str, typer.Option("--encoding", help="help.opt_encoding")] = "",
    as_json: JsonArg = False,
) -> None:
    path, region, language, register_ = _list_and_defaults(file)
    from outreach.contacts import Policy
    from outreach.schedule.places import place_of

    policy = Policy(
        today=clock.now().date(),
        region=region,
        encoding=encoding,
        is_region=lambda cell: place_of(cell, region)[1] != "unknown",
    )
    try:
        reading, tally = _count(path, policy, language, register_)
        if reading.conflicts:
            # Only now it is known who is not written to: their first rows were counted.
            reading, tally = _count(path, policy, language, register_, reading.conflicts)
    except InputError as error:
        if as_json and error.problems:
            for p in error.problems:
                _problem_json(p)
            raise Stop(65) from error
        raise
    if as_json:
        found = [*tally.problems(), *reading.disagreements, *reading.warnings]
        for p in [*found, *tally.doubts(path.name)]:
            _problem_json(p)
        raise Stop(65 if tally.asides or reading.conflicts else 0)
    _show_check(path, reading, tally)
    raise Stop(65 if tally.asides or reading.conflicts else 0)


def _list_and_defaults(file: Path | None) -> tuple[Path, str, str, str]:
    """The list to look at with region, language and register of its sender, if there is one."""
    root = find(state.workspace or Path.cwd())
    if root is None:
        if file is None:
            raise UsageError(say("cli.which_file"), say("cli.which_file_hint"))
        lang = words.current()
        return file, "DE" if lang == "de" else "", lang, "sie" if lang == "de" else "formal"
    try:
        ws = load(root)
    except OutreachError:
        if file is None:
            raise
        return file, "DE", words.current(), "sie"
    if not ws.campaigns:
        # Where no list is named either, this says what is missing.
        path, box = file or root / ws.campaign(None).contacts, ws.mailboxes["main"]
        return path, box.region, box.language, box.register
    camp = next(iter(ws.campaigns.values()))
    box = ws.mailboxes[camp.mailbox]
    return (
        file or root / camp.contacts,
        box.region,
        camp.language or box.language,
        camp.register or box.register,
    )


def _count(
    path: Path, policy: Any, language: str, register_: str, out_of: frozenset[str] = frozenset()
) -> "tuple[Any, _Tally]":
    """The list, read to its end, and what it holds; nobody whose address is in `out_of`."""
    from outreach.contacts import read
    from outreach.files import open_list

    tally = _Tally(language, register_)
    with open_list(path, path.name) as stream:
        reading = read(stream, path.name, policy)
        for row in reading:
            if not isinstance(row, Contact) or row.address not in out_of:
                tally.add(row)
    return reading, tally


class _Tally:
    """What `contacts check` remembers of a list: counts and a bounded number of examples."""

    def __init__(self, language: str, register_: str) -> None:
        self.language, self.register = language, register_
        self.asides: list[Any] = []
        self.voices: Counter[str] = Counter()
        self.greetings: dict[str, tuple[bool, int, str]] = {}
        self.opted_out: Counter[str] = Counter()
        self.gated: Counter[str] = Counter()
        self.owed = 0

    def add(self, row: Any) -> None:
        """Count one row."""
        if not isinstance(row, Contact):
            self.asides.append(row)
        elif row.get("opted_out"):
            self.opted_out[row.get("opted_out")] += 1
        else:
            self.gated.update(row.gates[:1])
            self.owed += row.owes_answer and not row.gates
            self._greet(row)

    def _greet(self, c: Contact) -> None:
        from outreach.merge import voice
        from outreach.phrases import salutation

        language, register_ = voice(c, self.language, self.register)
        greeting = salutation(c, language, register_)
        if greeting is None:
            self.voices["unclear"] += 1
            return
        self.voices["en" if language == "en" else register_] += 1
        if greeting.doubtful or len(self.greetings) < 200:
            self.greetings.setdefault(
                greeting.text, (greeting.doubtful, c.line, str(greeting.why or ""))
            )

    def doubts(self, file: str) -> list[Problem]:
        """Greetings that a person should look at: a company, capitals, an initial in a name."""
        return [
            Problem(file, line, say("contacts.greeting", text=text, why=why), level="warning")
            for text, (doubtful, line, why) in self.greetings.items()
            if doubtful
        ]

    def problems(self) -> list[Problem]:
        """All row problems, in the order of the file."""
        return [p for a in self.asides for p in a.problems]


def _problem_json(p: Problem) -> None:
    json_line(
        file=p.file,
        line=p.line,
        column=p.column,
        level=p.level,
        what=str(p.what),
        hint=str(p.hint or ""),
    )


def _show_check(path: Path, reading: Any, tally: _Tally) -> None:
    delimiter = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}.get(
        reading.delimiter, "sheet"
    )
    head = [
        path.name,
        str(several(reading.rows, "cli.rows_one", "cli.rows")),
        reading.encoding,
        str(say(f"cli.sep_{delimiter}")),
    ]
    line = " · ".join(head)
    if reading.samples:
        line += f"        {', '.join(reading.samples)} – {say('cli.read_right')}"
    out(line)
    out()
    _show_asides(path, reading, tally)
    _show_left_out(reading, tally)
    for p in reading.warnings[:20]:
        out(f"  {p}")
    if len(reading.warnings) > 20:
        out(f"  {say('send.and_more', n=len(reading.warnings) - 20)}")
    _show_greetings(tally)
    if not reading.rows:
        out(say("contacts.nobody"))
        return
    total = sum(tally.voices.values())
    parts = " · ".join(f"{n} {say(f'cli.voice_{v}')}" for v, n in tally.voices.most_common())
    out()
    out(several(total, "cli.people_one", "cli.people", parts=parts))
    if find(state.workspace or Path.cwd()):
        next_step("outreach preview", say("cli.next_letters"))
    else:
        next_step(f"outreach init --contacts {path}", say("cli.next_workspace"))


def _show_left_out(reading: Any, tally: _Tally) -> None:
    """Who gets nothing, who waits for a person, and whose letter begins with an apology."""
    for source, n in tally.opted_out.items():
        out(several(n, "cli.opted_out_one", "cli.opted_out", source=source))
    if reading.no_address:
        out(several(reading.no_address, "cli.no_address_one", "cli.no_address"))
    if reading.merged:
        out(several(reading.merged, "cli.merged_one", "cli.merged"))
    for flag, n in tally.gated.items():
        out(several(n, "care.check_gated_one", "care.check_gated", flag=say(f"care.flag_{flag}")))
    if tally.owed:
        out(several(tally.owed, "care.check_owed_one", "care.check_owed"))


def _show_asides(path: Path, reading: Any, tally: _Tally) -> None:
    if not tally.asides and not reading.conflicts:
        return
    n = len(tally.asides) + len(reading.conflicts)
    target = path.with_name(f"{path.stem}.aside.csv")
    wrote = ""
    if tally.asides and not target.exists():
        from outreach.campaign import write_asides

        try:
            write_asides(path, tally.asides, reading.headings)
            wrote = f" → {target.name}"
        except OSError:
            wrote = ""
    elif tally.asides:
        wrote = f" → {target.name}"
    out(f"  {several(n, 'cli.set_aside_one', 'cli.set_aside')}{wrote}")
    for p in sorted([*tally.problems(), *reading.disagreements], key=lambda p: p.line):
        out(f"     {p}")


def _show_greetings(tally: _Tally) -> None:
    doubtful = {t: g for t, g in tally.greetings.items() if g[0]}
    if doubtful:
        out(several(len(doubtful), "cli.doubtful_one", "cli.doubtful"))
        for text, (_, line, why) in doubtful.items():
            out(f"     {say('cli.line', n=line)}  {say('cli.quoted', text=text)}  {why}")
    plain = [t for t, g in tally.greetings.items() if not g[0]]
    for text in plain[:12]:
        out(f"     {text},")
    if len(plain) > 12:
        out(f"     {say('send.and_more', n=len(plain) - 12)}")


@contacts_app.command("list", help="help.contacts_list")
def list_(as_json: JsonArg = False, campaign: CampaignArg = None) -> None:
    with context.job(campaign) as job:
        from outreach.campaign import bring_up_to_date

        bring_up_to_date(job, clock.now())
        for c in job.store.contacts(job.campaign.contacts):
            if as_json:
                json_line(
                    contact=c.email,
                    line=c.line,
                    **{k: v for k, v in c.fields.items() if k not in ("contact", "line")},
                )
            else:
                table(
                    [
                        [
                            f"{c.name:<30.30}",
                            f"{c.email:<34.34}",
                            " · ".join(x for x in (c.get("company"), c.get("last_contact")) if x),
                        ]
                    ]
                )
        if not as_json:
            next_step("outreach preview")


@contacts_app.command("import", help="help.contacts_import")
def import_(
    file: Annotated[Path | None, typer.Argument(help="help.arg_file", metavar="[FILE]")] = None,
    campaign: CampaignArg = None,
) -> None:
    with context.job(campaign) as job:
        from outreach.campaign import enrol, read_list

        target = job.workspace.root / job.campaign.contacts
        if file is not None and file.resolve() != target.resolve():
            _copy_list(file, target)
        report = read_list(job, clock.now())
        enrol(job, clock.now())
        if report.changed:
            out(say("cli.imported", people=report.people, new=report.new, aside=report.aside))
        else:
            out(say("cli.import_unchanged"))
        next_step("outreach preview", say("cli.next_letters"))


def _copy_list(file: Path, target: Path) -> None:
    """Put another list in the place of the campaign's; the old one is kept beside it."""
    from outreach.files import open_list

    with open_list(file, file.name) as stream:
        data = stream.read()
    if data[:2] == b"PK" and target.suffix != ".xlsx":
        raise UsageError(say("cli.xlsx_place", file=file.name), say("cli.xlsx_place_hint"))
    if target.exists():
        target.replace(target.with_name(f"{target.name}.before"))
    target.write_bytes(data)


contacts_app.command("remember", help="help.contacts_remember")(remember)
contacts_app.command("enrich", help="help.contacts_enrich")(enrich)

# -- the do-not-mail list -------------------------------------------------------------------


@suppress_app.command("add", help="help.suppress_add")
def add(
    address: Annotated[list[str], typer.Argument(help="help.arg_suppress")],
    reason: Annotated[str, typer.Option("--reason", help="help.opt_reason")] = "",
    campaign: CampaignArg = None,
) -> None:
    with context.job(campaign) as job:
        for item in address:
            n = job.store.suppress(_folded(item), "manual", reason, who(), clock.now())
            out(several(n, "cli.suppressed_one", "cli.suppressed", address=item))
        next_step("outreach status")


def _folded(text: str) -> str:
    from outreach.contacts import fold_address

    try:
        if text.startswith("@"):
            return fold_address(f"x{text}")[1:]
        return fold_address(text)
    except ValueError as error:
        raise UsageError(say("cli.bad_address", address=text)) from error


@suppress_app.command("remove", help="help.suppress_remove")
def remove(
    address: Annotated[str, typer.Argument(help="help.arg_suppress")],
    note: Annotated[str, typer.Option("--i-have-new-consent", help="help.opt_consent")] = "",
    campaign: CampaignArg = None,
) -> None:
    if not note:
        raise UsageError(
            say("cli.consent_needed", address=address),
            say("cli.consent_needed_hint", address=address),
        )
    with context.job(campaign) as job:
        if not job.store.unsuppress(_folded(address), note, who(), clock.now()):
            raise UsageError(say("cli.not_suppressed", address=address))
        out(say("cli.unsuppressed", address=address))


@suppress_app.command("list", help="help.suppress_list")
def suppressed(as_json: JsonArg = False, campaign: CampaignArg = None) -> None:
    with context.job(campaign) as job:
        rows = job.store.suppressions()
        for address, reason, source, at in rows:
            if as_json:
                json_line(
                    address=address,
                    reason=reason,
                    source=source,
                    since=at.isoformat() if at else None,
                )
            else:
                table(
                    [
                        [
                            f"{address:<40.40}",
                            when(at, job.mailbox.timezone),
                            source or str(say(f"cli.reason_{reason}")),
                        ]
                    ]
                )
        if not rows and not as_json:
            out(say("cli.nobody_suppressed"))


@suppress_app.command("import", help="help.suppress_import")
def import_list(
    file: Annotated[Path, typer.Argument(help="help.arg_suppress_file")],
    campaign: CampaignArg = None,
) -> None:
    from outreach.contacts import fold_address

    try:
        lines = (sys.stdin.read() if str(file) == "-" else file.read_text("utf-8-sig")).splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            say("send.list_missing", path=file), say("send.list_missing_hint")
        ) from error
    good, problems = [], []
    for number, line in enumerate(lines, 1):
        cell = line.replace(";", ",").split(",")[0].strip().strip('"')
        if not cell or (number == 1 and "@" not in cell):
            continue
        try:
            good.append(
                fold_address(f"x{cell}")[1:] if cell.startswith("@") else fold_address(cell)
            )
        except ValueError:
            problems.append(Problem(file.name, number, say("cli.bad_address", address=cell)))
    if problems:
        raise InputError(say("cli.import_nothing"), problems=problems)
    with context.job(campaign) as job:
        job.store.suppress_all(good, "imported", file.name, who(), clock.now())
        out(several(len(good), "cli.suppress_imported_one", "cli.suppress_imported"))
