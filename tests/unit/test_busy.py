"""Calendars from files and addresses, read from a real server on loopback."""

import os
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trustme

from outreach import busy
from outreach.busy import forget_others, name_of, read

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DATA = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


class Server:
    """An HTTP server that answers each path by a function of its request."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.routes: dict = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.asked.append((self.path, dict(self.headers)))
                self.close_connection = True
                outer.routes[self.path](self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if context:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def url(self, path: str, host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def answer(status: int = 200, body: bytes = DATA, **headers: str):
    def give(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        try:
            handler.wfile.write(body)
        except OSError:
            return  # who reads has had enough

    return give


@pytest.fixture
def server():
    one = Server()
    yield one
    one.close()


@pytest.fixture
def asks(tmp_path, server):
    """Read a path of the server (or a whole address)."""

    def of(path: str, now: datetime = NOW, **more):
        source = path if "://" in path else server.url(path)
        return read(source, tmp_path, tmp_path / "busy", now, **more)

    return of


def key(content) -> str:
    assert content.data == b""
    assert content.problem.text("de") != content.problem.text("en")
    return content.problem.key.partition(".")[2]


# -- files --------------------------------------------------------------------------------


def test_a_file_is_read_with_its_age(tmp_path):
    """Content and time of the last change come from the file itself."""
    (tmp_path / "c.ics").write_bytes(DATA)
    os.utime(tmp_path / "c.ics", (NOW.timestamp(), NOW.timestamp()))
    found = read("c.ics", tmp_path, tmp_path / "busy", NOW)
    assert (found.name, found.data, found.as_of, found.problem) == ("c.ics", DATA, NOW, None)
    assert read(str(tmp_path / "c.ics"), tmp_path, tmp_path, NOW).data == DATA


def test_what_is_no_readable_file_is_a_problem(tmp_path, monkeypatch):
    """Missing, a folder, a pipe or too large: each is told, and none is waited for."""
    (tmp_path / "folder").mkdir()
    names = {"none.ics": "missing", "a\0b": "missing", "folder": "no_file"}
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.ics")
        names["pipe.ics"] = "no_file"
    monkeypatch.setattr(busy, "MAX_BYTES", 10)
    (tmp_path / "big.ics").write_bytes(DATA)
    names["big.ics"] = "too_big"
    told = {name: key(read(name, tmp_path, tmp_path / "busy", NOW)) for name in names}
    assert told == names


# -- addresses ----------------------------------------------------------------------------


def test_an_address_is_read_and_asked_only_for_what_is_new(server, asks):
    """The second time the server is asked whether anything changed, and may say no."""
    server.routes["/a.ics"] = answer(ETag='"1"', Last_Modified="Tue, 24 Nov 2026 08:00:00 GMT")
    assert asks("/a.ics").data == DATA
    server.routes["/a.ics"] = answer(304, b"")
    later = NOW + timedelta(hours=1)
    found = asks("/a.ics", later)
    assert (found.data, found.as_of, found.problem) == (DATA, later, None)
    first, second = (headers for _, headers in server.asked)
    assert "If-None-Match" not in first
    assert second["If-None-Match"] == '"1"'
    assert second["If-Modified-Since"] == "Tue, 24 Nov 2026 08:00:00 GMT"


def test_a_person_sees_only_the_host_of_an_address(server, asks):
    """Addresses of calendars are secrets: neither the name nor a copy's name holds them."""
    assert name_of("https://cal.example.com/secret-42/basic.ics?k=1") == "cal.example.com"
    server.routes["/secret-42.ics"] = answer(404, b"")
    found = asks("/secret-42.ics")
    assert found.name == "127.0.0.1"
    assert "secret" not in found.problem.text("en")


@pytest.mark.parametrize("status", [500, 503, 429])
def test_while_a_server_is_out_of_order_the_copy_stands_in(server, asks, status):
    """With the copy's own age, and told why; without a copy it is a problem."""
    server.routes["/a.ics"] = answer(status, b"")
    assert key(asks("/a.ics")) == "status"
    server.routes["/a.ics"] = answer()
    asks("/a.ics")
    server.routes["/a.ics"] = answer(status, b"")
    found = asks("/a.ics", NOW + timedelta(days=2))
    assert (found.data, found.as_of, found.problem) == (DATA, NOW, None)
    assert found.not_refreshed.key == "calls.status"


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_server_that_says_no_is_believed(server, asks, status):
    """An address that was taken back closes the calendar although there is a copy."""
    server.routes["/a.ics"] = answer()
    asks("/a.ics")
    server.routes["/a.ics"] = answer(status, DATA)
    assert key(asks("/a.ics")) == "status"


def test_redirects_stay_on_their_host(server, asks):
    """Up to three within the host are followed; to another host, port or scheme none is."""
    server.routes["/a"] = answer(302, b"", Location="/b")
    server.routes["/b"] = answer(307, b"", Location=server.url("/c"))
    server.routes["/c"] = answer(301, b"", Location="d")
    server.routes["/d"] = answer()
    assert asks("/a").data == DATA
    for place in (
        "https://elsewhere.example/a.ics",
        server.url("/d", host="localhost"),
        f"http://127.0.0.1:{server.port + 1}/d",
        f"http://u:p@127.0.0.1:{server.port}/d",
        "file:///etc/hostname",
        "ftp://127.0.0.1/d",
    ):
        server.routes["/x"] = answer(302, b"", Location=place)
        assert key(asks("/x")) == "elsewhere", place
    server.routes["/x"] = answer(302, b"", Location="//[")
    assert key(asks("/x")) == "unreachable"


def test_redirects_in_a_circle_end(server, asks):
    """After three the search is over."""
    server.routes["/a"] = answer(302, b"", Location="/a")
    assert key(asks("/a")) == "round"
    assert len(server.asked) == 4


def test_too_much_is_not_taken(server, asks, monkeypatch):
    """A calendar without end is cut off, whatever length it claims."""
    monkeypatch.setattr(busy, "MAX_BYTES", 1000)
    server.routes["/a"] = answer(200, b"x" * 1001)
    assert key(asks("/a")) == "too_big"

    def endless(handler):
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"64\r\n" + b"x" * 100 + b"\r\n")

    server.routes["/b"] = endless
    assert key(asks("/b")) == "too_big"


def test_half_an_answer_is_no_calendar(server, asks):
    """A line that breaks leaves less than was promised, and that is told."""
    server.routes["/a"] = answer(200, DATA, Content_Length="500")
    assert key(asks("/a")) == "cut"


def test_a_slow_server_is_given_up(server, asks, monkeypatch):
    """A byte now and then does not keep a run waiting: the limit is one for everything."""
    monkeypatch.setattr(busy, "TIMEOUT", 0.4)
    done, sent = threading.Event(), []

    def drip(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        while not done.wait(0.05):
            try:
                handler.wfile.write(b"x")
                handler.wfile.flush()
                sent.append(1)
            except OSError:
                return

    server.routes["/a"] = drip
    assert key(asks("/a")) == "slow"
    done.set()
    assert 0 < len(sent) < 1000, "it was given up before all had come"


def test_nobody_there_is_told(server, asks):
    """A closed port is a problem of its own words."""
    server.close()
    try:
        assert key(asks("/a")) == "unreachable"
    finally:
        server.close = lambda: None


def test_a_rehearsal_asks_this_machine_only(server, asks, monkeypatch):
    """Loopback is read as ever; with a peer elsewhere a rehearsal ends, and so does plain http."""
    server.routes["/a.ics"] = answer()
    assert asks("/a.ics", loopback_only=True).data == DATA
    assert busy._is_loopback("::ffff:127.0.0.1")
    assert busy._is_loopback("::1%lo")
    # For documentation only (RFC 5737): nobody answers there.
    assert not busy._is_loopback("203.0.113.5")
    monkeypatch.setattr(busy, "_is_loopback", lambda _: False)
    asked = len(server.asked)
    assert key(asks("/a.ics")) == "web_plain"
    assert len(server.asked) == asked


def test_a_copy_of_the_future_or_half_a_copy_is_not_used(server, asks, tmp_path):
    """What a rehearsal kept, or what a crash cut short, is read anew."""
    server.routes["/a.ics"] = answer(ETag='"1"')
    asks("/a.ics", NOW + timedelta(days=400))
    asks("/a.ics")
    (copy,) = (tmp_path / "busy").glob("*.copy")
    copy.write_bytes(copy.read_bytes()[:-5])
    asks("/a.ics")
    assert not any("If-None-Match" in headers for _, headers in server.asked)


@pytest.mark.skipif(os.name != "posix", reason="file modes are a POSIX matter")
def test_copies_are_private_and_go_with_their_address(server, asks, tmp_path):
    """Nobody else reads them, and a calendar no longer named leaves nothing behind."""
    server.routes["/a.ics"] = server.routes["/b.ics"] = answer()
    asks("/a.ics")
    asks("/b.ics")
    copies = list((tmp_path / "busy").glob("*.copy"))
    assert [c.stat().st_mode & 0o077 for c in [*copies, tmp_path / "busy"]] == [0, 0, 0]
    forget_others([server.url("/a.ics"), "file.ics"], tmp_path / "busy")
    assert len(list((tmp_path / "busy").glob("*.copy"))) == 1
    forget_others([], tmp_path / "nowhere")


def test_https_is_read_only_with_a_certificate_that_holds(tmp_path, monkeypatch):
    """An address with webcal is https; a certificate nobody vouches for is refused."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server = Server(context)
    server.routes["/a.ics"] = answer()
    server.routes["/down"] = answer(302, b"", Location="http://127.0.0.1/a.ics")
    try:
        source = server.url("/a.ics", scheme="webcal")
        assert key(read(source, tmp_path, tmp_path / "busy", NOW)) == "unreachable"
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        assert read(source, tmp_path, tmp_path / "busy", NOW).data == DATA
        monkeypatch.setattr(busy, "_is_loopback", lambda _: False)
        kept = read(source, tmp_path, tmp_path / "busy", NOW, loopback_only=True)
        assert (kept.data, kept.not_refreshed.key) == (DATA, "calls.rehearsal")
        assert len(server.asked) == 1
        down = server.url("/down", scheme="https")
        assert key(read(down, tmp_path, tmp_path / "busy", NOW)) == "elsewhere"
    finally:
        server.close()
