"""Starting a worker: settings read, Redis reached, all of it closed again before there are processes."""

import os

from tunemeld.entrypoints.cli.main import Options
from tunemeld.entrypoints.cli.session import session
from tunemeld.entrypoints.cli.streams import note


def work(options: Options, concurrency: int | None) -> int:
    """Work until the process is told to stop.

    Raises:
        InvalidSettings: with every problem that there is.
        NotDistributed: settings or packages do not allow workers.
        WorkersAway: Redis cannot be reached.
    """
    with session(options) as container:
        container.work_queue().check()
        # Read here, so that what is wrong with them is said once, and not by every process.
        container.do_part()
    from tunemeld.entrypoints.worker.process import run

    for notice in container.notes():
        note(f"Note: {notice}")
    if container.settings().storage == "sqlite":
        note(
            "Note: the store is a file, so that all workers and whoever starts runs must be on this machine."
        )
    return run(container, concurrency=concurrency or os.cpu_count() or 1, tell=note)
