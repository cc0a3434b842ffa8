"""A server that speaks to its sockets as a test tells it, for faults that no HTTP library would commit."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Behaviour = Callable[[socket.socket], None]


@contextmanager
def raw_server(behave: Behaviour) -> Iterator["RawServer"]:
    """A server on a free port of 127.0.0.1 that reads each request and then does what `behave` does."""
    server = RawServer(behave)
    try:
        yield server
    finally:
        server.close()


class RawServer:
    """Keeps the requests it read; every connection is served in a thread of its own and then closed."""

    def __init__(self, behave: Behaviour) -> None:
        self.requests: list[str] = []
        self.closing = threading.Event()
        self._behave = behave
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.url = f"http://{self.address}"
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def close(self) -> None:
        """Stop, and wait until every thread has ended."""
        self.closing.set()
        # Closing a listener does not wake the thread that accepts from it; a connection does.
        socket.create_connection(self._listener.getsockname()).close()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self.closing.is_set():
                connection.close()
                return
            thread = threading.Thread(target=self._serve, args=[connection])
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            request = b""
            while b"\r\n\r\n" not in request and (more := connection.recv(65536)):
                request += more
            self.requests.append(request.decode("latin-1"))
            self._behave(connection)


def sending(*parts: bytes) -> Behaviour:
    """Send the parts, then hang up."""
    return lambda connection: connection.sendall(b"".join(parts))


def resetting(connection: socket.socket) -> None:
    """Break the connection off, so that the client sees a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def dripping(start: bytes, *, drop: bytes, every: float) -> Behaviour:
    """Send `start`, and then one drop after the other until the client has had enough."""

    def drip(connection: socket.socket) -> None:
        connection.sendall(start)
        connection.settimeout(every)
        while True:
            with suppress(TimeoutError):
                if not connection.recv(1):
                    return
            connection.sendall(drop)

    return drip


def silent(connection: socket.socket) -> None:
    """Say nothing until the client hangs up, whatever it still sends."""
    while connection.recv(65536):
        pass
