"""Start the pretend PAYBACK: `python -m interfaces.simulator --help`."""

import argparse
import os
import signal
import ssl
import sys
from pathlib import Path
from types import FrameType

from interfaces.simulator.access import Credentials
from interfaces.simulator.application import Application
from interfaces.simulator.server import Server
from interfaces.simulator.store import Store

DEMO_PARTNER = "DEMOOPTIK"
DEMO_USERNAME = "demo"
DEMO_PASSWORD = "demo-secret"  # noqa: S105 - opens nothing but this simulator


def main() -> None:
    """Serve until SIGTERM or SIGINT; one line on standard output says that it is ready."""
    options = read_options()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    server = Server((options.host, options.port), load_tls(options), frozenset(options.allow_host))
    store = Store(options.file)
    credentials = Credentials(
        partner=options.partner, username=options.username, password=options.password
    )
    server.application = Application(store, credentials, server.begin_outage)
    try:
        sys.stdout.write(f"PAYBACK simulator ready at {server.build_address()}/\n")
        sys.stdout.flush()
        server.run()
    finally:
        server.server_close()
        store.close()


def read_options() -> argparse.Namespace:
    """Return the command line, completed from the environment and the demo's defaults."""
    parser = argparse.ArgumentParser(prog="python -m interfaces.simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8765, help="0 takes any free one")
    parser.add_argument("--file", type=Path, default=Path("var/simulator.sqlite3"))
    for name, default in (
        ("partner", DEMO_PARTNER),
        ("username", DEMO_USERNAME),
        ("password", DEMO_PASSWORD),
    ):
        variable = f"SIMULATOR_{name.upper()}"
        parser.add_argument(
            f"--{name}", default=os.environ.get(variable, default), help=f"or ${variable}"
        )
    parser.add_argument(
        "--allow-host", action="append", default=[], help="a further name in Host; may be repeated"
    )
    parser.add_argument("--certificate", type=Path, help="PEM file; with it, TLS is spoken")
    parser.add_argument("--key", type=Path, help="PEM file of the certificate's key")
    return parser.parse_args()


def load_tls(options: argparse.Namespace) -> ssl.SSLContext | None:
    """Return the context for TLS 1.2 or newer, None without a certificate."""
    if options.certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(options.certificate, options.key)
    return context


def stop(signal_number: int, frame: FrameType | None) -> None:
    """End the process in an orderly way."""
    del signal_number, frame
    raise SystemExit(0)


if __name__ == "__main__":
    main()
