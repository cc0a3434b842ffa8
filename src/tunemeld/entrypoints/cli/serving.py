"""Starting the server: settings read, the address free, logs in both places, then gunicorn takes over."""

import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tunemeld.application.errors import TuneMeldError
from tunemeld.container import Container
from tunemeld.entrypoints.cli.main import Options
from tunemeld.entrypoints.cli.session import session
from tunemeld.entrypoints.cli.streams import note
from tunemeld.settings import Settings


class CannotListen(TuneMeldError):
    """Raised when a server cannot listen where it should; the message says why, and what to do."""


def serve(options: Options, *, reload: bool, **overrides: str | int | None) -> int:
    """Serve until the process is told to stop.

    Raises:
        InvalidSettings: with every problem that there is.
        CannotListen: the address is taken, not this machine's, or needs more rights.
    """
    container = checked(options, **overrides)
    _check_address(container.settings())
    from tunemeld.entrypoints.http.server import Server

    for notice in container.notes():
        note(f"Note: {notice}")
    Server(
        container.settings(),
        read_anew=(lambda: _settings_anew(options, overrides)) if reload else None,
        configure_logs=_Logs(container).configure,
        tell=lambda address: note(f"Serving on {address}; a browser shows the charts there. Ctrl-C ends it."),
    ).run()
    return 0


def checked(options: Options, **overrides: object) -> Container:
    """The container of what can be served, nothing of it open.

    Raises:
        TuneMeldError: settings, or the files that they name, cannot be used.
    """
    # Its store is closed before there are workers: no connection survives a fork.
    with session(options, reads_only=False, **overrides) as container:
        # Read here, so that what is wrong with them is said once, and not by every worker.
        container.charts(), container.corrections()
    return container


def _settings_anew(options: Options, overrides: Mapping[str, object]) -> Any:
    # Of the code as it is now, where that was forgotten.
    from tunemeld.settings import load_settings

    return load_settings(options.env, log_level=options.log_level, **overrides)


class _Logs:
    """The lines go to standard error, and to LOG_FILE where that can be written when the server begins."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._file: Path | None = container.settings().log_file

    def configure(self) -> None:
        """Open both; of what cannot be opened its workers hear nothing more."""
        level = self._container.settings().log_level
        try:
            self._container.configure_logs(level, file=self._file)
        except OSError as error:  # such as a read-only container: its log is standard error
            note(f"Warning: no log at {self._file} ({error.strerror}): standard error has it all.")
            self._file = None
            self._container.configure_logs(level)


def _check_address(settings: Settings) -> None:
    host, port = settings.api_host.strip("[]"), settings.api_port
    try:
        for family, kind, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[:1]:
            with socket.socket(family, kind) as tried:
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                tried.bind(address)
    except OSError as error:
        raise CannotListen(
            f"cannot listen on {settings.api_host}:{port} ({error.strerror}): choose another address by "
            "--host and --port"
        ) from error
