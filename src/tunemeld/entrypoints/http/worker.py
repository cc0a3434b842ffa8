"""The process that answers: gunicorn's asgi worker, made to end in time."""

import asyncio
import signal
from typing import Any

from gunicorn.asgi.protocol import ASGIProtocol
from gunicorn.workers import gasgi

_ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)
# Enough for a request on a connection that was made just now; who asks for nothing is not waited for.
_SILENT_SECONDS = 2.0
_LOOK_SECONDS = 0.05
FIRST_HEAD_SECONDS = 60.0
"""How long a new connection may take to say what it wants."""


class PatientProtocol(ASGIProtocol):  # type: ignore[misc]
    """A connection that has to ask within a minute: gunicorn would wait for the first head for ever.

    Its requests need no task of their own, which gunicorn makes for applications that go on after their
    answer: ours do not, and a tenth of the time is saved.
    """

    def connection_made(self, transport: Any) -> None:
        """Begin, and set the timer that ends an idle connection, as gunicorn does between requests."""
        super().connection_made(transport)
        self._keepalive_handle = self.worker.loop.call_later(FIRST_HEAD_SECONDS, self._keepalive_timeout)

    async def _serve_http_request(self, request: Any, sockname: Any, peername: Any) -> Any:
        """Answer one request; whether the connection may be kept."""
        may_be_kept = await self._handle_http_request(request, sockname, peername)
        if self._flow_control is not None and self._flow_control.write_paused:
            # It was given up, since nobody reads it: nor will anybody read its end.
            self.transport.abort()
        return may_be_kept


class Worker(gasgi.ASGIWorker):  # type: ignore[misc]
    """Ends as soon as what is under way has been answered, and also where it is told to while it begins."""

    asgi: Any
    nr_conns: int

    def init_process(self) -> None:
        """Begin; signals wait until the loop runs, since uvloop forgets those that come before."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        gasgi.ASGIProtocol = PatientProtocol  # there is no other way to name it
        super().init_process()

    def load_wsgi(self) -> None:
        """Load the application, and count from then on what it is busy with."""
        super().load_wsgi()
        self._app, self.asgi = self.asgi, self._answer
        self._under_way = 0

    def run(self) -> None:
        """Serve until told to end."""
        self.loop.call_soon(signal.pthread_sigmask, signal.SIG_UNBLOCK, _ENDING)
        super().run()

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        is_request = scope["type"] == "http"
        self._under_way += is_request
        try:
            await self._app(scope, receive, send)
        finally:
            self._under_way -= is_request

    async def _shutdown(self) -> None:
        """Let requests end; gunicorn would also wait for connections that ask for nothing, half a minute."""
        for server in self.servers:
            server.close()
        if end_streams := getattr(self._app, "end_streams", None):  # code with a mistake in it has none
            end_streams()
        begun = self.loop.time()
        while self.nr_conns > 0 and not self._quick_shutdown:
            waited = self.loop.time() - begun
            if waited > (self.cfg.graceful_timeout if self._under_way else _SILENT_SECONDS):
                break
            await asyncio.sleep(_LOOK_SECONDS)
        self.nr_conns = 0
        await super()._shutdown()
        if self._quick_shutdown and self.lifespan:  # gunicorn leaves out for Ctrl-C what takes no time here
            await self.lifespan.shutdown()
