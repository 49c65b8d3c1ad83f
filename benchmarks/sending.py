"""Mails a second beside mailmerge 2.3.0 against smtp-sink, on loopback and at 40 ms round trip.

Needs Debian's postfix (smtp-sink) and makes a venv of its own for mailmerge. Prints ratios.
"""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SINK = shutil.which("smtp-sink") or "/usr/sbin/smtp-sink"


def free_port() -> int:
    """A port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def delay_proxy(target: int, seconds: float) -> int:
    """A loopback port that passes everything on, each way `seconds` late."""
    port = free_port()

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue = asyncio.Queue()

        async def late() -> None:
            while True:
                due, data = await queue.get()
                await asyncio.sleep(max(0, due - loop.time()))
                if not data:
                    writer.close()
                    return
                writer.write(data)

        task = asyncio.create_task(late())
        while data := await reader.read(65536):
            queue.put_nowait((loop.time() + seconds, data))
        queue.put_nowait((loop.time() + seconds, b""))
        await task

    async def serve() -> None:
        async def one(r: asyncio.StreamReader, w: asyncio.StreamWriter) -> None:
            # The connect itself costs a round trip on a real line.
            await asyncio.sleep(2 * seconds)
            r2, w2 = await asyncio.open_connection("127.0.0.1", target)
            await asyncio.gather(pipe(r, w2), pipe(r2, w), return_exceptions=True)

        server = await asyncio.start_server(one, "127.0.0.1", port)
        await server.serve_forever()

    threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()
    time.sleep(0.3)
    return port


def mailmerge() -> Path:
    """A venv with mailmerge 2.3.0; returns its program."""
    venv = Path(tempfile.gettempdir()) / "outreach-bench-mailmerge"
    if not (venv / "bin/mailmerge").exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin/pip", "install", "-q", "mailmerge==2.3.0"], check=True)
    return venv / "bin/mailmerge"


def run_mailmerge(program: Path, scratch: Path, port: int, n: int) -> float:
    """Seconds mailmerge takes for n mails."""
    folder = scratch / f"mm{port}"
    folder.mkdir()
    (folder / "mailmerge_template.txt").write_text(
        "TO: {{email}}\nSUBJECT: Hello {{name}}\nFROM: a@weber.example\n\nDear {{name}},\n\n"
        + "it has been a while. " * 30
        + "\n"
    )
    (folder / "mailmerge_database.csv").write_text(
        "email,name\n" + "".join(f"p{i}@list.example,Nora{i}\n" for i in range(n))
    )
    (folder / "mailmerge_server.conf").write_text(
        f"[smtp_server]\nhost = 127.0.0.1\nport = {port}\n"
    )
    begin = time.perf_counter()
    subprocess.run(
        [program, "--no-dry-run", "--no-limit"], cwd=folder, check=True, capture_output=True
    )
    return time.perf_counter() - begin


def run_outreach(scratch: Path, port: int, n: int) -> float:
    """Seconds `outreach send --yes` takes for n mails, list and check included."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {
        "PYTHONPATH": str(ROOT)
    }
    folder = scratch / f"o{port}"
    out = [sys.executable, "-m", "outreach"]
    subprocess.run(
        [
            *out,
            "init",
            folder,
            "--lang",
            "en",
            "--email",
            "a@weber.example",
            "--legal-basis",
            "personal",
            "--register",
            "casual",
        ],
        env=env,
        check=True,
        capture_output=True,
    )
    text = (folder / "outreach.toml").read_text()
    head, tail = text[: text.index("[smtp]")], text[text.index("[schedule]") :]
    smtp = f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nauth = "none"\n\n'
    (folder / "outreach.toml").write_text(
        head + smtp + tail.replace("[schedule]", '[schedule]\npace = "off"')
    )
    (folder / "contacts.csv").write_text(
        "email,first_name,last_contact\n"
        + "".join(f"p{i}@list.example,Nora,2023\n" for i in range(n))
    )
    begin = time.perf_counter()
    subprocess.run(
        [*out, "-w", folder, "send", "--yes", "--quiet"], env=env, check=True, capture_output=True
    )
    return time.perf_counter() - begin


def main() -> None:
    """Print mails a second and the ratio, in one run."""
    sink = free_port()
    with (
        tempfile.TemporaryDirectory() as name,
        subprocess.Popen(
            [SINK, *(["-u", "nobody"] if os.getuid() == 0 else []), f"127.0.0.1:{sink}", "200"]
        ) as process,
    ):
        try:
            time.sleep(0.5)
            program = mailmerge()
            for label, port, n in (
                ("loopback", sink, 500),
                ("40 ms round trip", delay_proxy(sink, 0.02), 50),
            ):
                theirs = run_mailmerge(program, Path(name), port, n)
                ours = run_outreach(Path(name), port, n)
                print(
                    f"{label:<18} mailmerge {n / theirs:6.1f}/s   outreach {n / ours:6.1f}/s   ratio {theirs / ours:4.2f}"
                )
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
