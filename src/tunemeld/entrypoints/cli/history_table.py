"""A recording's history as tables: its places and its readings, a date a line."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from tunemeld.application.answers.history import (
    CareerAnswer,
    CounterAnswer,
    HistoryAnswer,
    PositionAnswer,
    ReadingAnswer,
)
from tunemeld.domain.epochs import Change
from tunemeld.domain.reading import Metric
from tunemeld.domain.recording import display_order
from tunemeld.entrypoints.cli.columns import Column, table_of

_NOTHING = "·"
_WORTH_NO_WORD = {Change.GROWTH, Change.MOVE}


def history_parts(answer: HistoryAnswer) -> Iterator[RenderableType]:
    """All that is printed of a history."""
    codes = ", ".join(isrc.hyphenated for isrc in answer.isrcs) or "unknown"
    yield Text(f"{answer.track_name} by {answer.artist_name}", style="bold")
    yield Text(f"recording {answer.id}, ISRC {codes}", style="dim")
    for chart in answer.charts:
        yield from _part(_about_chart(chart), _positions(chart.positions))
    for counter, told in answer.readings.items():
        yield from _part(_about_counter(counter, told), _readings(told))
    if not answer.readings:
        yield from ("", Text(f"No counter was read for it since {answer.since}."))
    if answer.other_recordings:
        others = ", ".join(answer.other_recordings)
        yield from ("", Text(f"Other recordings under this ISRC: {others}", style="dim"))


def _part(head: str, columns: Sequence[Column]) -> Iterator[RenderableType]:
    yield from ("", Text(head, style="bold"), table_of(columns))


def _about_chart(chart: CareerAnswer) -> str:
    genre, since = chart.genre_name.title(), chart.first_listed
    if chart.peak_rank is None:
        return f"{genre}: on lists since {since}, never on the chart"
    weeks = "1 week" if chart.weeks_on_chart == 1 else f"{chart.weeks_on_chart} weeks"
    return f"{genre}: {weeks} on the chart, peak {chart.peak_rank}, on lists since {since}"


def _positions(positions: Sequence[PositionAnswer]) -> list[Column]:
    services = display_order({service for position in positions for service in position.sources})
    return [
        Column("Date", (str(position.date) for position in positions), "left"),
        Column("Rank", (_rank(position) for position in positions)),
        *(
            Column(service, (str(position.sources.get(service, _NOTHING)) for position in positions))
            for service in services
        ),
    ]


def _rank(position: PositionAnswer) -> str:
    if not position.sources:
        return "gone"
    return _NOTHING if position.rank is None else str(position.rank)


def _about_counter(counter: str, told: CounterAnswer) -> str:
    return f"{counter}: an index, not plays" if told.metric is Metric.INDEX else f"{counter}: plays"


def _readings(told: CounterAnswer) -> list[Column]:
    heads = {Metric.INDEX: "Index", Metric.PLAYS: "Plays"}
    return [
        Column("Date", (str(reading.date) for reading in told.readings), "left"),
        Column(heads[told.metric], (_value(reading) for reading in told.readings)),
        Column("Change", (_change(reading) for reading in told.readings)),
        Column("", (_remark(reading) for reading in told.readings), "left"),
    ]


def _value(reading: ReadingAnswer) -> str:
    return _NOTHING if reading.value is None else f"{reading.value:,}"


def _change(reading: ReadingAnswer) -> str:
    return _NOTHING if reading.change is None else f"{reading.change:+,}"


def _remark(reading: ReadingAnswer) -> str:
    if reading.gap:
        return f"gap: {reading.gap}"
    return "" if reading.kind in _WORTH_NO_WORD else str(reading.kind)
