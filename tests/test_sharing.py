"""The world shared with the local network: over TLS, to whoever trusts the hospital's authority, and never in clear."""

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from commworkflow import serving
from commworkflow.application import application
from commworkflow.clock import machine_stopwatch
from commworkflow.commands import serve
from commworkflow.commands.__main__ import main
from commworkflow.records.house import House
from commworkflow.records.schema import DATABASE_NAME, CannotOpen
from commworkflow.rules.worlds import World
from commworkflow.sharing import certificate
from commworkflow.sharing.authority import FOLDER
from commworkflow.sharing.door import Door
from commworkflow.sharing.server import server_behind
from tests.cast import CAST, PASSWORD
from tests.conftest import CHEAP_SETTINGS, FrozenClock
from tests.telephone import Telephone, in_clear

ROOT = Path(__file__).parents[1]
SERVE = (
    "import sys; from pathlib import Path; "
    "from commworkflow import serving; from commworkflow.rules.worlds import World; "
    "serving.serve(World(sys.argv[1]), Path(sys.argv[2]), '127.0.0.1', int(sys.argv[3]), "
    "shared=serving.Shared(int(sys.argv[4])))"
)
THREADS = 2


def a_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Served:
    """A door that is open, and the port behind which it stands."""

    door: Door

    @property
    def port(self) -> int:
        return self.door.port

    def telephone(self, address: str = "127.0.0.1") -> Telephone:
        return Telephone(address, self.port, self.door.authority)


@pytest.fixture
def machine_time() -> FrozenClock:
    """The hour certificates are made at: the one by which Python's own ssl will judge them."""
    from commworkflow.clock import machine_clock

    return FrozenClock(machine_clock())


@pytest.fixture
def served(house: House, clock: FrozenClock, machine_time: FrozenClock) -> Iterator[Served]:
    """The exercise behind its door, on a port of every address of this machine."""
    door = Door(house.folder, "exercise", a_port(), machine_time)
    made = application(house, CHEAP_SETTINGS, clock, door=door)
    limits = serving.limits_of(replace(CHEAP_SETTINGS, threads=THREADS))
    server = server_behind(door, made.wsgi_app, "", limits, machine_stopwatch)
    server.prepare()
    serving_it = threading.Thread(target=server.serve, daemon=True)
    serving_it.start()
    yield Served(door)
    server.stop()
    serving_it.join()


def test_a_director_signs_in_by_every_name_of_the_certificate(served: Served) -> None:
    for name in ("127.0.0.1", "localhost"):
        home = served.telephone(name).sign_in(CAST["dominique"].email, PASSWORD)
        assert (home.status, "Dominique Vasseur" in home.text) == (200, True), name
        assert "exercise-bar" in home.text, "a socket for both families still knows this machine's own address"


def test_whoever_does_not_trust_the_authority_sees_the_warning(served: Served) -> None:
    stranger = ssl.create_default_context()
    with (
        socket.create_connection(("127.0.0.1", served.port)) as line,
        pytest.raises(ssl.SSLCertVerificationError, match=r"unable to get local issuer|self-signed"),
    ):
        stranger.wrap_socket(line, server_hostname="127.0.0.1")


def test_a_certificate_for_another_name_is_not_believed(served: Served) -> None:
    trusting = ssl.create_default_context(cadata=served.door.authority)
    with (
        socket.create_connection(("127.0.0.1", served.port)) as line,
        pytest.raises(ssl.SSLCertVerificationError, match=r"bank\.example"),
    ):
        trusting.wrap_socket(line, server_hostname="bank.example")


def test_another_sites_name_made_to_point_here_gets_plain_words(served: Served) -> None:
    answer = served.telephone().get("/sign-in", host="evil.example")
    assert answer.status == 400 and "csrf_token" not in answer.text
    assert "scannez de nouveau" in answer.text and "scan the" in answer.text


def test_the_cookie_is_for_tls_alone(served: Served) -> None:
    answer = served.telephone().get("/sign-in")
    (cookie,) = answer.headers.get_all("Set-Cookie", [])
    assert cookie.startswith("__Host-commworkflow-exercise=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie
    assert "Strict-Transport-Security" not in answer.headers, "see docs/adr/0011-sharing.md"


def test_what_speaks_in_clear_is_told_to_write_https(served: Served) -> None:
    said = in_clear("127.0.0.1", served.port)
    assert said.startswith("HTTP/1.1 400 ")
    assert "https://" in said and "csrf_token" not in said and "Set-Cookie" not in said


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1], ids=["1.0", "1.1"])
def test_older_than_tls_1_2_is_refused(served: Served, version: ssl.TLSVersion) -> None:
    old = ssl.create_default_context(cadata=served.door.authority)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = version
    old.set_ciphers("ALL:@SECLEVEL=0")
    with (
        socket.create_connection(("127.0.0.1", served.port)) as line,
        pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"),
    ):
        old.wrap_socket(line, server_hostname="127.0.0.1")


def test_a_cipher_of_yesterday_is_refused(served: Served) -> None:
    old = ssl.create_default_context(cadata=served.door.authority)
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    old.set_ciphers("ECDHE-ECDSA-AES128-SHA")
    with (
        socket.create_connection(("127.0.0.1", served.port)) as line,
        pytest.raises(ssl.SSLError, match="HANDSHAKE_FAILURE"),
    ):
        old.wrap_socket(line, server_hostname="127.0.0.1")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
def test_what_is_spoken(served: Served, version: ssl.TLSVersion) -> None:
    trusting = ssl.create_default_context(cadata=served.door.authority)
    trusting.minimum_version = trusting.maximum_version = version
    with (
        socket.create_connection(("127.0.0.1", served.port)) as line,
        trusting.wrap_socket(line, server_hostname="127.0.0.1") as safe,
    ):
        name, spoken, bits = safe.cipher() or ("", "", 0)
    assert spoken == f"TLSv1.{version - ssl.TLSVersion.TLSv1_2 + 2}"
    assert bits >= 128 and ("GCM" in name or "POLY1305" in name)


def test_telephones_that_connect_and_say_nothing_keep_nobody_waiting(served: Served) -> None:
    """A thread each, or a handshake in the accepting loop, and the world would stand still until they give up."""
    silent = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(4 * THREADS)]
    try:
        assert served.telephone().get("/sign-in").status == 200
        assert [line.fileno() for line in silent if _has_ended(line)] == [], "answered before they were given up"
    finally:
        for line in silent:
            line.close()


def _has_ended(line: socket.socket) -> bool:
    line.setblocking(False)
    try:
        return line.recv(1) == b""
    except BlockingIOError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="only there is all of 127.0.0.0/8 this machine")
def test_an_address_given_after_the_start_gets_its_certificate(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    telephone = served.telephone("127.0.0.9")
    with pytest.raises(ssl.SSLCertVerificationError):
        telephone.get("/sign-in")
    monkeypatch.setattr(certificate, "private_addresses", lambda: ("127.0.0.9",))
    assert telephone.get("/sign-in").status == 200


def test_a_telephone_finds_what_to_trust_before_it_trusts(served: Served) -> None:
    telephone = served.telephone()
    page = telephone.get("/trust")
    assert page.status == 200 and "/trust/authority.crt" in page.text
    assert served.door.fingerprint.split()[0] not in page.text, "who forges the page would forge it too"
    handed = telephone.get("/trust/authority.crt")
    assert handed.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert handed.body == served.door.authority and b"PRIVATE" not in handed.body


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "laptop-42"])
def test_nothing_is_opened_in_clear_where_others_reach_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setattr(serving, "_run", lambda *asked: pytest.fail("it was opened"))
    with pytest.raises(CannotOpen, match="Nothing is opened in clear"):
        serving.serve(World.LIVE, tmp_path / "live", host, a_port())
    assert not (tmp_path / "live").exists()


def test_what_the_command_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int, serving.Shared | None]] = []
    monkeypatch.setattr(
        serving, "serve", lambda world, folder, host, port, *, afresh, shared: asked.append((host, port, shared))
    )
    for words in ("", "--share", "--share --host 0.0.0.0", "--share --host 10.0.0.7", "--share --share-port 9443"):
        assert main(["serve", "--world", "live", *words.split()]) == 0
    assert main(["serve", "--world", "exercise", "--share"]) == 0
    here = ("127.0.0.1", 8001)
    assert asked == [
        (*here, None),
        (*here, serving.Shared(8443)),
        (*here, serving.Shared(8443)),
        (*here, serving.Shared(8443, "10.0.0.7")),
        (*here, serving.Shared(9443)),
        ("127.0.0.1", 8000, serving.Shared(8442)),
    ]
    assert serve.SHARED_PORTS == {World.EXERCISE: 8442, World.LIVE: 8443}


@pytest.fixture
def folder(settled: Path, tmp_path: Path) -> Path:
    """The folder of an exercise with its people, whose passwords are cheap to check."""
    made = tmp_path / "exercise"
    made.mkdir()
    shutil.copy(settled / DATABASE_NAME, made / DATABASE_NAME)
    (made / "settings.toml").write_text("password_memory_mb = 1\npassword_passes = 1\n")
    return made


@dataclass(frozen=True, slots=True)
class Process:
    """A server in a process of its own: what it said until it was open."""

    running: subprocess.Popen[str]
    said: list[str]


def started(folder: Path, plain: int, tls: int, *before: str) -> Process:
    command = [*before, sys.executable, "-c", SERVE, "exercise", str(folder), str(plain), str(tls)]
    surroundings = os.environ | {"PYTHONIOENCODING": "utf-8"}
    running = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        env=surroundings,
    )  # fmt: skip
    said = []
    assert running.stdout is not None
    for line in running.stdout:
        said.append(line.rstrip("\n"))
        if line.startswith("open http"):
            break
    return Process(running, said)


@pytest.mark.skipif(os.name == "nt", reason="no SIGTERM there")
@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_both_doors_open_and_close_together(folder: Path, asked: signal.Signals) -> None:
    plain, tls = a_port(), a_port()
    process = started(folder, plain, tls)
    authority = (folder / FOLDER / "authority.pem").read_text()
    trusted = ssl.PEM_cert_to_DER_cert(authority[authority.rindex(ssl.PEM_HEADER) :])
    try:
        assert process.said[-1] == f"open http://127.0.0.1:{plain}"
        assert Telephone("127.0.0.1", tls, trusted).get("/sign-in").status == 200
        assert in_clear("127.0.0.1", plain).startswith("HTTP/1.1 ")
    finally:
        process.running.send_signal(asked)
    assert process.running.wait(timeout=30) == 0
    assert in_clear("127.0.0.1", tls) == in_clear("127.0.0.1", plain) == os.strerror(111)


def test_a_taken_port_of_the_door_is_named(folder: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("", 0))
        holder.listen()
        tls = holder.getsockname()[1]
        with pytest.raises(CannotOpen, match=f"Port {tls}"):
            serving.serve(World.EXERCISE, folder, "127.0.0.1", a_port(), shared=serving.Shared(tls))


def test_an_authority_that_cannot_be_read_stops_the_start_with_its_sentence(folder: Path) -> None:
    (folder / FOLDER).mkdir()
    (folder / FOLDER / "authority.pem").write_bytes(b"cut off")
    with pytest.raises(CannotOpen, match=r"authority\.pem cannot be used"):
        serving.serve(World.EXERCISE, folder, "127.0.0.1", a_port(), shared=serving.Shared(a_port()))


@pytest.fixture
def two_machines() -> Iterator[tuple[str, str, str]]:
    """A laptop and a telephone, each in a network namespace of its own, joined by one cable and nothing else."""
    assert shutil.which("ip") and os.geteuid() == 0, "this test lays a cable: install iproute2, and run it as root"
    laptop, telephone = f"laptop{os.getpid()}", f"telephone{os.getpid()}"
    ends = (f"vl{os.getpid() % 10_000_000}", f"vt{os.getpid() % 10_000_000}")
    try:
        for name in (laptop, telephone):
            _ip("netns", "add", name)
        _ip("link", "add", ends[0], "netns", laptop, "type", "veth", "peer", "name", ends[1], "netns", telephone)
        for name, end, address in ((laptop, ends[0], "10.77.0.1/24"), (telephone, ends[1], "10.77.0.2/24")):
            _ip("-n", name, "address", "add", address, "dev", end)
            _ip("-n", name, "link", "set", end, "up")
            _ip("-n", name, "link", "set", "lo", "up")
        yield laptop, telephone, "10.77.0.1"
    finally:
        for name in (laptop, telephone):
            subprocess.run(["ip", "netns", "delete", name], check=False, capture_output=True)


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True)
    assert done.returncode == 0, f"ip {' '.join(words)}: {done.stderr}"


@pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux's")
def test_a_telephone_in_another_network_signs_in_and_finds_nothing_in_clear(
    folder: Path, two_machines: tuple[str, str, str]
) -> None:
    """No route but the cable between the two: what works here works in a hospital without a network."""
    laptop, telephone, address = two_machines
    process = started(folder, 8001, 8443, "ip", "netns", "exec", laptop)
    try:
        shown = "\n".join(process.said)
        assert f"https://{address}:8443/" in shown and "█" in shown
        authority = (folder / FOLDER / "authority.pem").read_text()
        trusted = folder / "trusted.der"
        trusted.write_bytes(ssl.PEM_cert_to_DER_cert(authority[authority.rindex(ssl.PEM_HEADER) :]))
        words = (address, "8443", "8001", str(trusted), CAST["dominique"].email, PASSWORD)
        seen = subprocess.run(
            ["ip", "netns", "exec", telephone, sys.executable, str(ROOT / "tests" / "telephone.py"), *words],
            capture_output=True, text=True,
        )  # fmt: skip
        assert seen.returncode == 0, seen.stderr
    finally:
        process.running.terminate()
        process.running.wait(timeout=30)
    home, others, plain, clear = seen.stdout.splitlines()
    assert others == "plays others: False", "only the machine itself plays another person in one press"
    assert re.match(r"home: 200 EXERCICE · .+", home), home
    assert plain == f"plain port: {os.strerror(111)}"
    assert clear == "in clear at the door: HTTP/1.1 400 Bad Request"
