"""gunicorn's own lines go where ours go: one format, no secret, one file."""

from typing import Any

from gunicorn.glogging import Logger


class GunicornLog(Logger):  # type: ignore[misc]
    """Has no handlers of its own; the root's are those that `configure_logs` installs."""

    def setup(self, cfg: Any) -> None:
        """Take over the level, and leave the lines to the root."""
        super().setup(cfg)
        self.error_log.propagate = True

    def _set_handler(self, *_: Any, **__: Any) -> None:
        """Install nothing."""
