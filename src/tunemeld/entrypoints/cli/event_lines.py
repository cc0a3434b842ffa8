"""Events as lines for people and for programs, those that have happened and those that happen."""

import json
import sys
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from functools import singledispatch

import click

from tunemeld.application.chronicle import TYPES, Chronicle
from tunemeld.application.events import (
    ChartPublished,
    Event,
    ExtractionFailed,
    PlaylistExtracted,
    PlaylistTransformed,
    ReadingsRecorded,
    RunFinished,
    genre_of,
)
from tunemeld.application.lists import Lists
from tunemeld.entrypoints.cli.columns import Column, table_of
from tunemeld.entrypoints.cli.console import show, tell
from tunemeld.entrypoints.cli.main import Options
from tunemeld.entrypoints.cli.session import session
from tunemeld.entrypoints.cli.streams import say, say_json, speaks_unicode

_LOOK_SECONDS = 1.0


def print_last(options: Options, *, genre: str, types: Collection[str], count: int, form: str) -> int:
    """Print the newest events.

    Raises:
        UnknownGenre: no playlists are configured for the genre.
        click.BadParameter: there is no such type.
        InvalidSettings, StoreError: as every command that reads the store.
    """
    wanted = [_type_named(each) for each in types] or TYPES
    with session(options, reads_only=True) as container:
        if genre:
            lists: Lists = container.lists()
            lists.services(genre)
        chronicle = Chronicle(container.stores().events, genre, wanted)
        found = chronicle.last(count, chronicle.heads())
    if form == "json":
        say_json([each.model_dump(mode="json") for each in found])
    elif found:
        show(table_of(_columns(found)))
    else:
        tell("Nothing of the kind has happened yet.")
    return 0


def follow(options: Options, *, count: int, form: str, sleep: Callable[[float], None] = time.sleep) -> int:
    """Print the newest events, and then what happens, until Ctrl-C, or until nobody reads on.

    Raises:
        InvalidSettings, StoreError: as every command that reads the store.
    """
    with suppress(KeyboardInterrupt), session(options) as container:
        chronicle = Chronicle(container.stores().events)
        seen = chronicle.heads()
        goes_on = _print(chronicle.last(count, seen) if count else (), form)
        while goes_on:
            sleep(_LOOK_SECONDS)
            heads = chronicle.heads()
            goes_on = _print(chronicle.between(seen, heads), form)
            seen = heads
    return 0


def _print(events: Iterable[Event], form: str) -> bool:
    """Whether anybody reads on."""
    return all(say(_in_json(each) if form == "json" else "  ".join(_cells(each))) for each in events)


def _in_json(event: Event) -> str:
    return json.dumps(event.model_dump(mode="json"), ensure_ascii=not speaks_unicode(sys.stdout))


def _columns(events: Iterable[Event]) -> list[Column]:
    heads = ("When (UTC)", "Genre", "Event", "What")
    cells = zip(*map(_cells, events), strict=True)
    return [Column(head, column, "left") for head, column in zip(heads, cells, strict=True)]


def _cells(event: Event) -> tuple[str, str, str, str]:
    return f"{event.at:%Y-%m-%d %H:%M:%S}", genre_of(event.stream) or "-", event.type, _words(event)


def _type_named(text: str) -> str:
    named = {each.lower(): each for each in TYPES}
    if text.lower() not in named:
        raise click.BadParameter(
            f"there is no {text!r}; the types are {', '.join(TYPES)}", param_hint="--type"
        )
    return named[text.lower()]


@singledispatch
def _words(_event: Event) -> str:
    """What happened, in a few words."""
    return ""


@_words.register
def _(event: PlaylistExtracted) -> str:
    return f"{event.fetch.service}: {event.fetch.length} entries"


@_words.register
def _(event: ExtractionFailed) -> str:
    return f"{event.fetch.service} {event.fetch.outcome}: {event.fetch.reason}"


@_words.register
def _(event: PlaylistTransformed) -> str:
    return f"{event.service}: {event.state.tracks} entries, {event.state.identified} identified"


@_words.register
def _(event: ChartPublished) -> str:
    return f"chart {event.seq}: {event.tracks} tracks, snapshot {event.snapshot_id[:8]} ({event.source})"


@_words.register
def _(event: ReadingsRecorded) -> str:
    gaps = ", ".join(f"{count} {reason}" for reason, count in sorted(event.gaps.items()))
    return f"{event.counter}: {event.readings} readings" + (f", gaps: {gaps}" if gaps else "")


@_words.register
def _(event: RunFinished) -> str:
    shown = f", published {', '.join(event.published)}" if event.published else ""
    return f"{event.stage} {event.status}{shown}" + (f": {event.error}" if event.error else "")
