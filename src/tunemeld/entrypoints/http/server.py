"""gunicorn inside this process, for settings that were read already."""

from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication

from tunemeld.entrypoints.http import counts, gunicorn_config
from tunemeld.settings import Settings

_NOT_OURS = {"wsgi_app", "on_starting"}


class Server(BaseApplication):  # type: ignore[misc]
    """Serves the API until it is told to stop; `tell` hears the address once it listens.

    `configure_logs` is called in this process and in each worker: what it opens must not be shared by a fork.

    `run` returns nothing: it ends the process, with gunicorn's exit code.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        reload: bool,
        configure_logs: Callable[[], None],
        tell: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._reload = reload
        self._configure_logs = configure_logs
        self._tell = tell
        super().__init__()

    def load_config(self) -> None:
        """gunicorn's settings: those of every server of ours, and what our settings say."""
        for name, value in vars(gunicorn_config).items():
            if name in self.cfg.settings and name not in _NOT_OURS:
                self.cfg.set(name, value)
        self.cfg.set("bind", bound(self._settings))
        self.cfg.set("workers", self._settings.api_workers)
        self.cfg.set("reload", self._reload)
        # Its debugging lines are for who works on gunicorn.
        self.cfg.set("loglevel", self._settings.log_level.lower().replace("debug", "info"))
        self.cfg.set("on_starting", self._on_starting)
        self.cfg.set("when_ready", self._when_ready)

    def load(self) -> Any:
        """The application, in a worker."""
        from tunemeld.entrypoints.http.app import build_app

        self._configure_logs()
        return build_app(self._settings)

    def _on_starting(self, _arbiter: Any) -> None:
        counts.share()
        self._configure_logs()

    def _when_ready(self, arbiter: Any) -> None:
        for listener in arbiter.LISTENERS:
            self._tell(str(listener))


def bound(settings: Settings) -> str:
    """Host and port as gunicorn writes them."""
    host = settings.api_host
    return f"[{host.strip('[]')}]:{settings.api_port}" if ":" in host else f"{host}:{settings.api_port}"
