"""The whole job on one machine: example people, real letters, real SMTP to a catcher.

The catcher is a small mail server on loopback that this module starts, in a thread of
its own. It takes mail for the demo only, refuses one address as real servers do, and
forwards nothing.
"""

import re
import shutil
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from outreach import campaign as shell
from outreach import clock
from outreach.campaign import Held, Job, Limits, Made
from outreach.errors import UsageError
from outreach.words import current, say, several


class _Catcher(socketserver.StreamRequestHandler):
    """Just enough of RFC 5321 for one client: EHLO, MAIL, RCPT, DATA, RSET, QUIT."""

    timeout = 20

    def handle(self) -> None:
        self._say("220 catcher.example ready")
        refuse = getattr(self.server, "refuse", "")
        while line := self.rfile.readline(2000):
            words_ = line.decode("ascii", "replace").strip()
            verb = words_[:4].upper()
            if verb == "EHLO":
                self._say(
                    "250-catcher.example", "250-8BITMIME", "250-SMTPUTF8", "250 SIZE 10000000"
                )
            elif verb == "RCPT" and refuse and refuse in words_.lower():
                self._say("550 5.1.1 no such user")
            elif verb == "DATA":
                self._say("354 go on")
                self._swallow()
                self._say("250 2.0.0 Ok")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 2.1.0 Ok")

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def _swallow(self) -> None:
        while (line := self.rfile.readline(100_000)) not in (b".\r\n", b""):
            del line


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    refuse = ""


@contextmanager
def catcher(refuse: str = "") -> Iterator[int]:
    """A mail catcher on a free loopback port; gives the port, ends with the block."""
    with _Server(("127.0.0.1", 0), _Catcher) as server:
        server.refuse = refuse.lower()
        threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def run_demo(folder: Path) -> None:
    """Show the whole job in a new folder and leave its files to look at.

    Raises:
        UsageError: the folder exists and is no former demo.
    """
    _clear(folder)
    from outreach.cli.beginning import example_contacts, write_workspace
    from outreach.config import load

    with catcher(refuse=_refused_address(example_contacts())) as port:
        server = f'host = "127.0.0.1"\nport = {port}\nsecurity = "none"\nauth = "none"'
        language = current()
        write_workspace(
            folder,
            language=language,
            register="sie" if language == "de" else "formal",
            name="Anna Weber",
            email="anna@weber.example",
            timezone="Europe/Berlin",
            region="DE-BY",
            contacts=example_contacts(),
            basis="existing_customer",
            server=server,
        )
        (folder / ".outreach" / "demo").write_text("", "utf-8")
        _rehearse(folder)
        ws = load(folder)
        store, secret = shell.open_store(ws)
        with store:
            _tell(Job(ws, ws.campaign(None), store, secret), folder, port)


def _clear(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        if not (folder / ".outreach" / "demo").exists():
            raise UsageError(
                say("cli.demo_exists", folder=folder.resolve()), say("cli.demo_exists_hint")
            )
        shutil.rmtree(folder)


def _rehearse(folder: Path) -> None:
    # A demo is a rehearsal for life: it speaks to this machine only, without pauses, and shows
    # one letter each, since a second one would be due in two weeks.
    path = folder / "outreach.toml"
    text = path.read_text("utf-8").replace("[schedule]", '[schedule]\npace = "off"', 1)
    path.write_text(re.sub(r"^  \{ template = .nudge.*\n", "", text, flags=re.MULTILINE), "utf-8")


def _refused_address(path: Path) -> str:
    """The last written-to address of the example list: somebody has to be refused."""
    from outreach.contacts import Policy, read
    from outreach.model import Contact

    with path.open("rb") as file:
        people = [
            c
            for c in read(file, path.name, Policy(today=clock.now().date()))
            if isinstance(c, Contact)
        ]
    return [c.email for c in people if not c.get("opted_out")][-1]


def _tell(job: Job, folder: Path, port: int) -> None:
    from outreach.cli.screen import dim, next_step, out, styled

    def step(number: int, key: str, **args: object) -> None:
        label = str(say(f"cli.demo_{key.removesuffix('_one')}"))
        text = str(say(f"cli.demo_{key}_text", **args))
        styled(f" {number}  {label:<22}{text}")

    out(say("cli.demo_head"))
    out()
    now = clock.now()
    with shell.run_lock(job.workspace):
        report = shell.bring_up_to_date(job, now)
        step(1, "list", people=report.people, voices=_voices(job), aside=report.aside)
        shell.check_letters(job, now)
        counts = job.store.counts(job.campaign.name)
        step(2, "letters", ready=counts["planned"], held=counts["held"])
        _plan(job, step)
        step(4, "approval", n=shell.approve(job, "demo", now))
        step(5, "sending", port=port)
        out()
        _show_four(job)
        run = shell.send_due([job], shell.transport_for, Limits())
    refused = next((d for d in run.done if d.state == "rejected"), None)
    _count(job, refused)
    _leave(job, folder)
    styled(dim(say("cli.demo_again", folder=folder)))
    next_step(
        "outreach init my-letters" if current() == "en" else "outreach init meine-briefe",
        say("cli.demo_next"),
    )


def _plan(job: Job, step: Callable[..., None]) -> None:
    """What the pace of a person would make of it; the demo itself does not wait."""
    from outreach.cli.planning import day_words, future_of

    future = future_of(shell.Desk([job], human=True), clock.now())
    days = list(future.days())
    if days:
        first, last = days[0], days[-1]
        key = "plan" if len(days) > 1 else "plan_one"
        step(3, key, n=len(first[1]), day=day_words(first[0]), last=day_words(last[0]))


def _voices(job: Job) -> str:
    from collections import Counter

    from outreach.merge import voice

    tally: Counter[str] = Counter()
    for c in job.store.contacts(job.campaign.contacts):
        language, register = voice(c, str(job.setting.language), str(job.setting.register))
        tally["en" if language == "en" else register] += 1
    return " · ".join(f"{n} {say(f'cli.voice_{v}')}" for v, n in tally.most_common())


def _show_four(job: Job) -> None:
    """Two letters in German and two in English, each in a voice of its own."""
    from outreach.cli.letters import Moments, made_for, show_mail

    shown: dict[str, list[str]] = {"de": [], "en": []}
    for _, contact, made in made_for(job, Moments(job, clock.now())):
        if isinstance(made, Made):
            variant = made.letter.draft.variant
            voices = shown[job.letters.by_id(variant).language]
            if variant not in voices and len(voices) < 2:
                voices.append(variant)
                show_mail(contact, made)


def _count(job: Job, refused: object) -> None:
    from outreach.campaign import Done
    from outreach.cli.screen import out, state_word, styled

    counts = job.store.counts(job.campaign.name)
    parts = " · ".join(f"{n} {state_word(s)}" for s, n in counts.items() if n)
    styled(f" 6  {say('cli.demo_result')!s:<22}{parts}")
    pad = " " * 26
    out(
        f"{pad}{say('cli.demo_sum', total=sum(counts.values()), people=job.store.people(job.campaign.name))}"
    )
    if isinstance(refused, Done):
        out(f"{pad}{say('cli.demo_refused', name=refused.contact.name, text=refused.reason)}")


def _leave(job: Job, folder: Path) -> None:
    from outreach.cli.letters import Moments, made_for
    from outreach.cli.reporting import write_report
    from outreach.cli.screen import out
    from outreach.cli.sheets import write_page

    now = clock.now()
    write_page(
        job,
        [
            m
            for m in made_for(job, Moments(job, now))
            if not isinstance(m[2], Held) or m[0].state != "cancelled"
        ],
        folder / "preview.html",
        now,
    )
    write_report(job, folder / "report.html")
    n = len(list((folder / ".outreach" / "sent").glob("*/*.eml")))
    out()
    out(several(n, "cli.demo_left_one", "cli.demo_left", folder=folder))
