"""gunicorn inside this process, for settings that were read already."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

import tunemeld
from tunemeld.entrypoints.http import gunicorn_config
from tunemeld.settings import Settings

_PACKAGE = Path(tunemeld.__file__).parent

_NOT_OURS = {"wsgi_app", "on_starting"}


class Server(BaseApplication):  # type: ignore[misc]
    """Serves the API until it is told to stop; `tell` hears the address once it listens.

    `configure_logs` is called in this process and in each worker: what it opens must not be shared by a fork.
    With `read_anew`, which gives the settings by the code as it is then, workers are replaced when the code
    changes.

    `run` returns nothing: it ends the process, with gunicorn's exit code.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        read_anew: Callable[[], Any] | None,
        configure_logs: Callable[[], None],
        tell: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._read_anew = read_anew
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
        self.cfg.set("reload", self._read_anew is not None)
        self.cfg.set("reload_extra_files", [f"{_PACKAGE}/**/*.*"])
        # Its debugging lines are for who works on gunicorn.
        self.cfg.set("loglevel", self._settings.log_level.lower().replace("debug", "info"))
        self.cfg.set("on_starting", self._on_starting)
        self.cfg.set("when_ready", self._when_ready)

    def load(self) -> Any:
        """The application, in a worker."""
        self._configure_logs()
        if self._read_anew:
            return self._built_anew(self._read_anew)
        from tunemeld.entrypoints.http.app import build_app

        return build_app(self._settings)

    @staticmethod
    def _built_anew(read_settings: Callable[[], Any]) -> Any:
        """The application of the code as it is now, and not as this process's parent has read it."""
        for name in [name for name in sys.modules if name.partition(".")[0] == "tunemeld"]:
            del sys.modules[name]
        try:
            from tunemeld.entrypoints.http.app import build_app

            return build_app(read_settings())
        except Exception as error:  # of this kind gunicorn shows, and waits until it is mended
            raise SyntaxError(f"{type(error).__name__}: {error}") from error

    def _on_starting(self, _arbiter: Any) -> None:
        gunicorn_config.prepare(reads_code=self._read_anew is None)
        self._configure_logs()

    def _when_ready(self, arbiter: Any) -> None:
        for listener in arbiter.LISTENERS:
            self._tell(str(listener))


def bound(settings: Settings) -> str:
    """Host and port as gunicorn writes them."""
    host = settings.api_host
    return f"[{host.strip('[]')}]:{settings.api_port}" if ":" in host else f"{host}:{settings.api_port}"
