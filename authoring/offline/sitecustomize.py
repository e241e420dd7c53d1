"""Python imports this at start when its folder is on PYTHONPATH: it cuts the network, leaving this machine's own ports.

Lectures are built and tested with it, so one that needs a download fails where it is written.
"""

import sys
from typing import Any

_LOCAL = ("127.0.0.1", "::1", "localhost", "")


def _deny(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in ("socket.connect", "socket.getaddrinfo"):
        return
    address = arguments[1] if event == "socket.connect" else arguments[0]
    host = address[0] if isinstance(address, tuple) else address
    is_unix_path = event == "socket.connect" and not isinstance(address, tuple)
    if host is not None and not is_unix_path and host not in _LOCAL:
        raise OSError(f"no network while lectures run: {host} was asked for; use a bundled data set from helpers.data")


sys.addaudithook(_deny)
