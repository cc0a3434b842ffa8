"""`tunemeld scheduler`: have the pipeline run when it is due."""

import click

from tunemeld.entrypoints.cli.main import Options, leave_at_once


@click.group(epilog="Example: tunemeld scheduler start")
def scheduler() -> None:
    """Have lists fetched and plays counted when it is time."""


@scheduler.command(
    epilog="Example: tunemeld scheduler start",
    short_help="Run the pipeline when it is due.",
)
@click.option("--distributed", is_flag=True, help="Have runs done by workers (`tunemeld worker start`).")
@click.pass_obj
def start(options: Options, *, distributed: bool) -> int:
    """Run the pipeline by SCHEDULE_PLAYLISTS and SCHEDULE_COUNTS, until Ctrl-C.

    Whatever was missed runs at once, once. Of several schedulers on one store one does a job, and another
    takes over where it falls silent. SIGTERM and Ctrl-C end the run that is under way at its next step, and
    a second one ends it at once.

    Exit codes: 0 stopped, 1 a defect, 2 wrong usage or settings, 130 ended at once.
    """
    from tunemeld.entrypoints.cli.scheduling import keep_schedule

    keep_schedule(options, distributed=distributed)
    # Calls upstream that are still under way are waited for by nobody.
    leave_at_once(0)
