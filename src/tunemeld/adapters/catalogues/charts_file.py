"""Which public chart is read for which genre and service: configuration, checked before anything is asked."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from importlib import resources
from pathlib import Path

from tunemeld.adapters.catalogues.playlists import FEWEST_SERVICES, GENRE
from tunemeld.application.errors import Refusal

_CHART = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,39}")


class InvalidCharts(Refusal):
    """Raised when the file of charts cannot be used; its message holds a line for each fault."""


def load_charts(services: Collection[str], path: Path | None = None) -> Mapping[str, Mapping[str, str]]:
    """The charts of a TOML file by genre and service, both in the file's order.

    `services` are those that there are, as data spell them. Without a `path`, the charts that come with
    TuneMeld.

    Raises:
        InvalidCharts: the file cannot be read, is no TOML, or says something that cannot be meant.
    """
    file = str(path) if path else "the packaged charts.toml"
    written = _written(file, path)
    found: dict[str, dict[str, str]] = {}
    problems = [f"{file}: {each}" for each in _read(written, services, found)]
    problems += [
        f"{file}: a chart of {genre} needs {FEWEST_SERVICES} services, and {len(of)} is named"
        for genre, of in found.items()
        if len(of) < FEWEST_SERVICES
    ]
    if not found and not problems:
        problems.append(f"{file} names no chart; add lines such as Deezer = {{ country = 84 }}")
    if problems:
        raise InvalidCharts("\n".join(problems))
    return found


def _written(file: str, path: Path | None) -> dict[str, object]:
    try:
        source = path or resources.files("tunemeld") / "data" / "charts.toml"
        return tomllib.loads(source.read_text("utf-8"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InvalidCharts(f"{file} cannot be read ({reason}); correct TUNEMELD_CHARTS_FILE") from error
    except ValueError as error:
        raise InvalidCharts(f"{file} is no TOML in UTF-8: {error}") from error


def _read(
    written: Mapping[str, object], services: Collection[str], found: dict[str, dict[str, str]]
) -> Iterator[str]:
    """Put what can be meant into `found`, by genre and service; a sentence for each fault."""
    known = {service.casefold(): service for service in services}
    for name, charts in written.items():
        service = known.get(name.casefold())
        if service is None or any(service in of for of in found.values()):
            yield f"{name}: name each service once; they are {', '.join(services)}"
        elif not isinstance(charts, dict):
            yield f"{name}: expected the chart of each genre, such as {{ country = 84 }}"
        else:
            for genre, chart in charts.items():
                if not GENRE.fullmatch(genre):
                    yield f"{name}: a genre is written in small letters, digits, - and _, not {genre[:80]!r}"
                elif isinstance(chart, bool) or not _CHART.fullmatch(str(chart)):
                    yield f"{name}: {genre} = {str(chart)[:80]!r} is no name of a chart, such as 84"
                else:
                    found.setdefault(genre, {})[service] = str(chart)
