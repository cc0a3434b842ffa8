"""`tunemeld cache`: look after the cache."""

import click

from tunemeld.entrypoints.cli.main import Options


@click.group(epilog="Example: tunemeld cache clear")
def cache() -> None:
    """Clear the cache."""


@cache.command(epilog="Example: tunemeld cache clear", short_help="Make the cache forget everything.")
@click.pass_obj
def clear(options: Options) -> int:
    """Make the cache forget everything; the next run fills it again, since all of it comes from the store.

    Exit codes: 0 done, or nothing to clear, 1 the cache cannot be asked, 2 wrong settings.
    """
    from tunemeld.entrypoints.cli.session import session
    from tunemeld.entrypoints.cli.streams import say

    with session(options, reads_only=True) as container:
        cached = container.cache()
        if not cached.shared:
            say(
                "Nothing to clear: the cache is in memory, each process has one of its own, and it ends with "
                "the process. Restart a process to empty its cache."
            )
            return 0
        count = cached.clear()
        for handler in container.cached():  # told of all once more
            container.stores().places.forget(handler.name)
        say(f"Cleared: {count} {'entry was' if count == 1 else 'entries were'} removed from {cached.name}.")
    return 0
