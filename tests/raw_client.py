"""A client that sends whatever bytes a test wants, and what a server makes of them."""

import socket
from contextlib import suppress
from pathlib import Path

from tests.api_server import ApiServer

HEAD = "Host: localhost\r\nConnection: close\r\n"
"""What every request has that ends its connection."""
ALIVE = f"GET /health/live HTTP/1.1\r\n{HEAD}\r\n".encode()
"""A request that is always answered."""


def connected(server: ApiServer) -> socket.socket:
    """A connection of its own."""
    return socket.create_connection(server.address, timeout=30)


def sent(server: ApiServer, said: bytes) -> bytes:
    """All that comes back for these bytes; a server that has heard enough may close before it has all."""
    answer = b""
    with connected(server) as client, suppress(ConnectionError):
        with suppress(ConnectionError):
            client.sendall(said)
        while part := client.recv(65_536):
            answer += part
    return answer


def status(answer: bytes) -> int:
    """The status of the first answer among these bytes."""
    return int(answer.split(b" ", 2)[1])


def open_connections(server: ApiServer) -> int:
    """How many sockets the workers hold, listening ones among them."""
    links = [link for worker in server.workers() for link in Path(f"/proc/{worker}/fd").iterdir()]
    return sum(_leads_to(link).startswith("socket:") for link in links)


def _leads_to(link: Path) -> str:
    with suppress(FileNotFoundError):  # closed meanwhile
        return str(link.readlink())
    return ""
