"""`tunemeld api`: serve charts over HTTP, ask a server how it is, read its log."""

import click

from tunemeld.entrypoints.cli.main import Options
from tunemeld.entrypoints.cli.options import printed_as


@click.group(epilog="Example: tunemeld api start --port 8080")
def api() -> None:
    """Serve charts over HTTP, ask a running server how it is, read its log."""


@api.command(
    epilog="Example: tunemeld api start --host 0.0.0.0 --port 8080 --workers 4",
    short_help="Serve charts over HTTP.",
)
@click.option("--host", metavar="HOST", help="The address to listen on, in place of API_HOST.")
@click.option(
    "-p",
    "--port",
    type=click.IntRange(0, 65_535),
    metavar="PORT",
    help="In place of API_PORT; 0 is any free one.",
)
@click.option(
    "-w",
    "--workers",
    type=click.IntRange(1, 1_000),
    metavar="N",
    help="Worker processes, in place of API_WORKERS.",
)
@click.option(
    "--reload/--no-reload",
    default=False,
    show_default=True,
    help="Replace the workers when the code changes.",
)
@click.pass_obj
def start(options: Options, *, host: str | None, port: int | None, workers: int | None, reload: bool) -> int:
    """Serve the charts that are stored, until Ctrl-C; a new one is served within a second or two.

    Logs go to standard error and to LOG_FILE. SIGHUP replaces the workers one after the other, SIGTERM lets
    requests that are under way end first.

    Exit codes: 0 stopped, 1 it cannot listen there, 2 wrong usage or settings.
    """
    from tunemeld.entrypoints.cli.serving import serve

    return serve(options, reload=reload, api_host=host, api_port=port, api_workers=workers)


@api.command(epilog="Example: tunemeld api health --port 8080", short_help="Ask a running server how it is.")
@click.option("--host", metavar="HOST", help="Where it listens, in place of API_HOST.")
@click.option("-p", "--port", type=click.IntRange(1, 65_535), metavar="PORT", help="In place of API_PORT.")
@printed_as("table", "json", meaning="How the findings are printed.")
@click.pass_obj
def health(options: Options, *, host: str | None, port: int | None, form: str) -> int:
    """Ask a running server for /health and up to three charts, and check what comes back.

    Exit codes: 0 all is well, 1 something is wrong or nobody answers, 2 wrong usage or settings.
    """
    from tunemeld.entrypoints.cli.asking import ask
    from tunemeld.entrypoints.cli.overview import print_health
    from tunemeld.entrypoints.cli.streams import say_json

    found = ask(options, api_host=host, api_port=port)
    if form == "json":
        say_json(found.model_dump(mode="json"))
    else:
        print_health(found)
    return 0 if found.overall_healthy else 1


@api.command(epilog="Example: tunemeld api logs --lines 50 --follow", short_help="Read the server's log.")
@click.option(
    "-n",
    "--lines",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    metavar="N",
    help="The last so many lines.",
)
@click.option("-f", "--follow", is_flag=True, help="Go on printing what is added, until Ctrl-C.")
@click.pass_obj
def logs(options: Options, *, lines: int, follow: bool) -> int:
    """Print the end of LOG_FILE, which `tunemeld api start` writes.

    Exit codes: 0 printed, 1 there is no log, 2 wrong usage or settings.
    """
    from tunemeld.entrypoints.cli.log_file import print_log

    return print_log(options, lines=lines, follow=follow)
