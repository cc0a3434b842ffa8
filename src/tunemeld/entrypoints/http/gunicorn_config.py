"""What gunicorn has to be told, also as `gunicorn -c python:tunemeld.entrypoints.http.gunicorn_config`.

Names and meanings: https://docs.gunicorn.org/en/stable/settings.html.
"""

import gc
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any

from tunemeld.entrypoints.http import counts
from tunemeld.entrypoints.http.gunicorn_log import GunicornLog

wsgi_app = "tunemeld.entrypoints.http.gunicorn_config:create_app()"
# Of the worker classes the one that loses no request on a new connection while workers are replaced, and
# nearly the fastest: docs/decisions/0018.
worker_class = "tunemeld.entrypoints.http.worker.Worker"
asgi_loop = "uvloop"
asgi_lifespan = "on"
# Longer than load balancers keep an idle connection open, who would else ask on one that is being closed.
keepalive = 75
graceful_timeout = 30
# Ours is shorter, and answers in the envelope.
limit_request_line = 8190
# Several servers may run for one user, and a home may be read-only.
control_socket_disable = True
logger_class = GunicornLog
# Each worker reads the heartbeat file once a second: memory never waits for a busy disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112


def create_app() -> Any:
    """The application by the settings of the environment, for a worker of plain gunicorn."""
    from tunemeld.entrypoints.http.app import build_app

    return build_app(_settings())


def on_starting(_arbiter: Any) -> None:
    """Check the settings, once and before there are workers."""
    _settings()
    with _said():
        prepare()


def prepare(*, reads_code: bool = True) -> None:
    """Make what workers have in common: the folder of their counts, and the code.

    Whoever replaces a worker is of the same version then, and begins at once.
    """
    _take_as_many_connections_as_may_be()
    counts.announce()
    if reads_code:
        import_module("tunemeld.entrypoints.http.app")
        gc.freeze()  # what nobody collects stays in memory once, and not once for each worker
    # Last, that nothing is left of a start that is interrupted.
    counts.share()


def _take_as_many_connections_as_may_be() -> None:
    """Raise the limit of open files to what the system allows this process; each connection is one."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def child_exit(_arbiter: Any, worker: Any) -> None:
    """Keep what an ended worker has counted, apart from what was true of it alone."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(_arbiter: Any) -> None:
    """Remove the folder of the counts."""
    counts.remove()


@cache
def _settings() -> Any:
    """The settings, with logs set up by them; read once, for this process and its workers."""
    from tunemeld.entrypoints.cli.main import Options
    from tunemeld.entrypoints.cli.serving import checked

    with _said():
        container = checked(Options())
    settings = container.settings()
    container.configure_logs(settings.log_level)
    return settings


@contextmanager
def _said() -> Iterator[None]:
    """End the process where something cannot be used, and say why."""
    from tunemeld.application.errors import TuneMeldError
    from tunemeld.entrypoints.cli.failures import tell

    try:
        yield
    except TuneMeldError as error:
        sys.exit(tell(error))
