"""Loaded by the server of the browser tests: writes down every address that the process connects to or looks up."""

import os
import sys
from pathlib import Path

_LOG = Path(os.environ["TEST_CONNECTIONS_LOG"])


def _record(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else f"unix:{address!r}"
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    with _LOG.open("a", encoding="utf-8") as log:
        log.write(f"{host}\n")


sys.addaudithook(_record)
