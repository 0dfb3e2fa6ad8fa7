"""The process itself: connections, crowds, outages, kills, TLS."""

import http.client
import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.interfaces.simulator import envelopes
from tests.interfaces.simulator.caller import Caller, exchange_bytes
from tests.interfaces.simulator.envelopes import build_dashboard, build_purchase
from tests.simulator_process import SimulatorProcess

CROWD = 32


def write_certificate(folder: Path) -> tuple[Path, Path]:
    """Write a self-signed certificate for 127.0.0.1 and its key, and return both paths."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "simulator")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / "certificate.pem", folder / "key.pem"
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate_file, key_file


class TestConnection:
    """A connection…"""

    def test_is_kept_for_the_next_request(self, simulator: SimulatorProcess) -> None:
        connection = http.client.HTTPConnection(urlsplit(simulator.url).netloc, timeout=10)
        connection.request("GET", "/control/ledger")
        connection.getresponse().read()
        before = connection.sock

        connection.request("GET", "/control/ledger")

        assert connection.getresponse().status == 200
        assert connection.sock is before
        connection.close()

    def test_that_stays_silent_holds_up_nobody(
        self, caller: Caller, simulator: SimulatorProcess
    ) -> None:
        parts = urlsplit(simulator.url)
        silent = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10)

        received = caller.post(build_dashboard(), timeout=2)

        assert received.status == 200
        silent.close()

    def test_that_breaks_off_in_the_middle_of_a_request_books_nothing(
        self, simulator: SimulatorProcess
    ) -> None:
        parts = urlsplit(simulator.url)
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as torn:
            torn.sendall(b"POST /simulator/v1/soap HTTP/1.1\r\nContent-Length: 5000\r\n\r\n<half")

        assert simulator.calls() == []


class TestCrowd:
    """Many callers at the same moment…"""

    def test_book_one_receipt_number_once(self, simulator: SimulatorProcess) -> None:
        barrier = threading.Barrier(CROWD)

        def post(_: int) -> str:
            with Caller(simulator.soap_url) as caller:
                barrier.wait()
                return caller.post(build_purchase()).code

        with ThreadPoolExecutor(CROWD) as pool:
            codes = sorted(pool.map(post, range(CROWD)))

        assert codes == ["", *["LOY-00175"] * (CROWD - 1)]
        assert len(simulator.ledger()) == 1
        assert simulator.balance(envelopes.RICH) == 1569

    def test_are_each_booked_under_their_own_number(self, simulator: SimulatorProcess) -> None:
        def post(number: int) -> int:
            with Caller(simulator.soap_url) as caller:
                return caller.post(build_purchase("1.00", receipt_number=f"R-{number}")).status

        with ThreadPoolExecutor(CROWD) as pool:
            statuses = set(pool.map(post, range(200)))

        assert statuses == {200}
        assert len(simulator.ledger()) == 200
        assert simulator.balance(envelopes.RICH) == 1520


class TestOutage:
    """An outage…"""

    def test_closes_the_listening_socket(self, own_simulator: SimulatorProcess) -> None:
        own_simulator.trouble("refuse_connection", seconds=1)

        with pytest.raises(ConnectionRefusedError):
            exchange_bytes(own_simulator.soap_url, build_purchase())

    def test_cuts_connections_that_were_kept(self, own_simulator: SimulatorProcess) -> None:
        connection = http.client.HTTPConnection(urlsplit(own_simulator.url).netloc, timeout=10)
        connection.request("GET", "/control/ledger")
        connection.getresponse().read()

        own_simulator.trouble("refuse_connection", seconds=1)

        assert connection.sock.recv(1) == b""
        connection.close()

    def test_ends_by_itself(self, own_simulator: SimulatorProcess) -> None:
        own_simulator.trouble("refuse_connection", seconds=0.3)

        time.sleep(0.8)

        assert own_simulator.ledger() == []

    def test_may_follow_another(self, own_simulator: SimulatorProcess) -> None:
        own_simulator.trouble("refuse_connection", seconds=0.2)
        time.sleep(0.6)

        own_simulator.trouble("refuse_connection", seconds=0.2)
        time.sleep(0.6)

        assert own_simulator.ledger() == []


class TestKill:
    """A killed simulator…"""

    def test_still_knows_what_it_has_booked(self, own_simulator: SimulatorProcess) -> None:
        exchange_bytes(own_simulator.soap_url, build_purchase())

        own_simulator.kill()
        own_simulator.start()

        assert [entry["receipt_number"] for entry in own_simulator.ledger()] == ["R-1"]
        assert b"LOY-00175" in exchange_bytes(own_simulator.soap_url, build_purchase())

    def test_has_booked_everything_it_confirmed_under_load(
        self, own_simulator: SimulatorProcess
    ) -> None:
        confirmed: list[str] = []

        def post_until_killed(lane: int) -> None:
            with Caller(own_simulator.soap_url) as caller:
                for number in range(10_000):
                    name = f"R-{lane}-{number}"
                    caller.post(build_purchase("1.00", receipt_number=name))
                    confirmed.append(name)

        with ThreadPoolExecutor(4) as pool:
            lanes = [pool.submit(post_until_killed, lane) for lane in range(4)]
            time.sleep(0.5)
            own_simulator.kill()

        own_simulator.start()
        booked = {entry["receipt_number"] for entry in own_simulator.ledger()}
        assert all(isinstance(lane.exception(), requests.RequestException) for lane in lanes)
        assert len(confirmed) > 10
        assert set(confirmed) <= booked
        assert own_simulator.balance(envelopes.RICH) == 1320 + len(booked)

    def test_is_healthy_when_started_again(self, own_simulator: SimulatorProcess) -> None:
        own_simulator.trouble("http_500", calls=None)

        own_simulator.kill()
        own_simulator.start()

        assert own_simulator.troubles() == []

    def test_differs_from_a_stopped_one_that_says_goodbye(
        self, own_simulator: SimulatorProcess
    ) -> None:
        assert own_simulator.stop() == 0


class TestTls:
    """TLS…"""

    def test_is_spoken_with_a_certificate(self, tmp_path: Path) -> None:
        certificate, key = write_certificate(tmp_path)
        process = SimulatorProcess(
            tmp_path / "s.sqlite3", "--certificate", str(certificate), "--key", str(key)
        )

        with process:
            url = urlsplit(process.url)
            context = ssl.create_default_context(cafile=certificate)
            connection = http.client.HTTPSConnection(url.netloc, timeout=10, context=context)
            connection.request("GET", "/simulator/v1/soap?wsdl")
            wsdl = connection.getresponse().read().decode()
            connection.close()

        assert url.scheme == "https"
        assert f'location="https://{url.netloc}/simulator/v1/soap"' in wsdl


class TestCredentials:
    """The credentials…"""

    def test_may_come_from_the_environment(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SIMULATOR_PARTNER", "ENVOPTIK")
        monkeypatch.setenv("SIMULATOR_USERNAME", "env")
        monkeypatch.setenv("SIMULATOR_PASSWORD", "env-secret")

        with (
            SimulatorProcess(tmp_path / "s.sqlite3") as process,
            Caller(process.soap_url, "env", "env-secret") as caller,
        ):
            received = caller.post(
                build_purchase(partner="ENVOPTIK", username="env", password="env-secret")
            )

        assert (received.status, received.code) == (200, "")
