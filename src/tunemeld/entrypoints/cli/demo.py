"""`tunemeld demo`: the sample catalogue's last weeks in a store of their own, as if followed all along."""

import click

from tunemeld.entrypoints.cli.main import Options


@click.command(epilog="Example: tunemeld demo --serve")
@click.option("--serve", is_flag=True, help="Serve the page and the API over them afterwards, until Ctrl-C.")
@click.option("--host", metavar="HOST", help="The address to listen on, in place of API_HOST.")
@click.option(
    "-p",
    "--port",
    type=click.IntRange(0, 65_535),
    metavar="PORT",
    help="In place of API_PORT; 0 is any free one.",
)
@click.pass_obj
def demo(options: Options, *, serve: bool, host: str | None, port: int | None) -> int:
    """Load ten weeks of invented charts and a month of their counts, to see all there is to see.

    They go into a file of their own beside the store; nothing else is touched, and no network is asked.
    The same again adds what has come since.
    """
    from dataclasses import replace

    from tunemeld.entrypoints.cli.rehearsal import demo_file, load, print_loaded
    from tunemeld.entrypoints.cli.serving import serve as serve_api
    from tunemeld.entrypoints.cli.session import session
    from tunemeld.settings import load_settings

    settings = load_settings(options.env, tunemeld_source="sample")
    invented = {
        "tunemeld_source": "sample",
        "tunemeld_storage": "sqlite",
        "tunemeld_cache": "memory",
        "tunemeld_sqlite_path": str(demo_file(settings.tunemeld_sqlite_path)),
    }
    # Of forty runs in a row only trouble is of interest, unless somebody asks for more.
    loading = replace(options, log_level=options.log_level or "WARNING")
    with session(loading, reads_only=False, **invented) as container:
        # What is invented can be made again, should the machine end before it is on disk.
        container.store_is_durable.override(False)  # noqa: FBT003 - as the library has it
        print_loaded(load(container), container.settings().tunemeld_sqlite_path)
    if serve:
        return serve_api(options, reload=False, api_host=host, api_port=port, **invented)
    return 0
