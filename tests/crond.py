"""Schedulers to try things with: a stand-in for Debian's cron, the real one, and a user's systemd.

The stand-in is the program `crontab` (it keeps a file, and answers as Debian's does) and a
runner that hands each line to ``/bin/sh`` in the environment cron gives, without waiting for
the minute. The real ones run in a mount namespace of their own, so that nothing of this
machine's crontabs, units or sockets is seen or touched; that takes root.
"""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]

CRONTAB = """\
#!/bin/sh
# Debian's crontab, for one user and one file.
file='{file}'
install() {{
    if [ -s "$file.new" ] && [ -n "$(tail -c 1 "$file.new")" ]; then
        echo "new crontab file is missing newline before EOF, can't install." >&2
        exit 1
    fi
    mv "$file.new" "$file"
}}
case "$1" in
-l) [ -e "$file" ] || {{ echo "no crontab for anna" >&2; exit 1; }}
    LC_ALL=C sed 's/\\r/\\\\r/g; s/\\x08/\\\\b/g' "$file" ;;
-r) rm "$file" 2>/dev/null || {{ echo "no crontab for anna" >&2; exit 1; }} ;;
-e) cp "$file" "$file.new" && /bin/sh -c "$VISUAL '$file.new'" && install ;;
-)  cat >"$file.new" && install ;;
*)  exit 2 ;;
esac
"""

#: What an installed package leaves in its bin folder, for the tree under test.
PROGRAM = """\
#!{python}
import sys
sys.path.insert(0, {root!r})
from outreach.__main__ import main
main()
"""


def write_program(path: Path, text: str) -> Path:
    """An executable file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o755)
    return path


def write_outreach(folder: Path) -> Path:
    """The command `outreach` as a program that needs no environment."""
    return write_program(folder / "outreach", PROGRAM.format(python=sys.executable, root=str(ROOT)))


def as_vixie_reads(command: str) -> str:
    """The command as Debian's cron hands it to the shell: up to a bare %, escapes undone."""
    done, escaped = "", False
    for c in command:
        if escaped:
            done = done[:-1] + c if c in "%\\" else done + c
            escaped = False
        elif c == "%":
            return done
        else:
            done, escaped = done + c, c == "\\"
    return done


class StandIn:
    """A crontab in a file, and the minute whenever a test wants it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "crontab of anna"
        self.home = folder / "home"
        self.home.mkdir()
        #: What cron would have mailed to its user: (command, output).
        self.mails: list[tuple[str, str]] = []
        #: Exit codes of all commands that ran.
        self.codes: list[int] = []
        write_program(folder / "bin" / "crontab", CRONTAB.format(file=self.file))
        self.bin = folder / "bin"

    def read(self) -> bytes | None:
        return self.file.read_bytes() if self.file.exists() else None

    def minute(self) -> None:
        """Run every line once, as cron does each minute."""
        for line in (self.read() or b"").decode("utf-8", "replace").splitlines():
            if line.startswith("* * * * * "):
                command = as_vixie_reads(line.removeprefix("* * * * * "))
                done = subprocess.run(
                    ["/bin/sh", "-c", command],
                    env={
                        "HOME": str(self.home),
                        "LOGNAME": "anna",
                        "SHELL": "/bin/sh",
                        "PATH": "/usr/bin:/bin",
                    },
                    cwd=self.home,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    timeout=60,
                    check=False,
                )
                self.codes.append(done.returncode)
                if done.stdout:
                    self.mails.append((command, done.stdout.decode()))

    @contextmanager
    def running(self) -> Iterator[None]:
        """A cron whose minute comes as soon as the crontab changes."""
        stop = threading.Event()

        def run() -> None:
            seen = self.read()
            while not stop.is_set():
                now = self.read()
                if now != seen:
                    seen = now
                    self.minute()
                stop.wait(0.02)

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


CRON = """\
mount -t tmpfs none /run && mkdir -p /var/spool/cron && mount --bind {spool} /var/spool/cron &&
exec /usr/sbin/cron -f
"""


@contextmanager
def real_cron(folder: Path) -> Iterator[Path]:
    """Debian's cron with no crontabs but ours; yields a folder with the program `crontab`.

    Raises:
        OSError: this machine lets nobody have a mount namespace.
    """
    spool = folder / "spool"
    (spool / "crontabs").mkdir(parents=True)
    # Cron compares whole seconds: what changes in the second of its start it would not see.
    os.utime(spool / "crontabs", (0, 0))
    with _apart(CRON.format(spool=spool), folder / "cron.log") as process:
        _until(lambda: _mounted(process.pid, "/var/spool/cron"), folder / "cron.log")
        text = f'#!/bin/sh\nexec nsenter --mount=/proc/{process.pid}/ns/mnt /usr/bin/crontab "$@"\n'
        yield write_program(folder / "bin" / "crontab", text).parent


# Shared inside, as systemd finds it on a real machine: it hands credentials over by mounts.
SYSTEMD = """\
mount --make-rshared /
mount -t tmpfs none /run && mkdir -p /run/systemd/system || exit
! mountpoint -q /sys/fs/cgroup || umount -R /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup || exit
home=/sys/fs/cgroup/outreach-test-$$
mkdir $home $home/init && echo $$ >$home/init/cgroup.procs || exit
/usr/lib/systemd/systemd --user &
systemd=$!
trap 'kill $systemd' TERM
wait; wait
echo 0 >/sys/fs/cgroup/cgroup.procs
find $home -depth -type d -exec rmdir {} \\;
"""


@contextmanager
def user_systemd(folder: Path) -> Iterator[dict[str, str]]:
    """A systemd as each user has one; yields the environment that leads to it.

    Raises:
        OSError: this machine lets nobody have a mount namespace, or has no cgroup2.
    """
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    ours = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(runtime)}
    with _apart(SYSTEMD, folder / "systemd.log", **ours):
        answer = ["systemctl", "--user", "show", "--property=Version"]
        _until(
            lambda: (
                subprocess.run(
                    answer, env=os.environ | ours, capture_output=True, check=False
                ).returncode
                == 0
            ),
            folder / "systemd.log",
        )
        yield ours


@contextmanager
def _apart(script: str, log: Path, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    """A script in a mount namespace of its own, ended and waited for at the end."""
    if os.geteuid() or not shutil.which("unshare"):
        raise OSError("needs root and unshare")
    with log.open("wb") as said:
        process = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", script],
            # Nothing of the test's surroundings: a scheduler starts with its own.
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", **env},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _mounted(pid: int, where: str) -> bool:
    return f" {where} " in Path(f"/proc/{pid}/mounts").read_text("utf-8")


def _until(there, log: Path) -> None:
    for _ in range(300):
        if there():
            return
        time.sleep(0.05)
    raise OSError(log.read_text("utf-8", "replace") or "it does not come up")
