"""Which playlist is read for which genre and service: configuration, checked before anything is asked."""

import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from pydantic import ValidationError

from tunemeld.adapters.catalogues.playlist_tables import TABLES, PlaylistRef
from tunemeld.application.errors import Refusal

FEWEST_SERVICES = 2  # with fewer lists nothing is ever published

GENRE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_SERVICES = {service.casefold(): service for service in TABLES}


class InvalidPlaylists(Refusal):
    """Raised when the playlists file cannot be used; `problems` holds a sentence for each fault."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load_playlists(path: Path | None = None) -> Mapping[str, Mapping[str, PlaylistRef]]:
    """The playlists of a TOML file by genre and service; without a `path`, those that come with TuneMeld.

    Raises:
        InvalidPlaylists: the file cannot be read, is no TOML, or says something that cannot be meant.
    """
    file = str(path) if path else "the packaged playlists.toml"
    reading = _Reading(file)
    found = {genre: reading.services(genre, tables) for genre, tables in _tables(file, path).items()}
    if not found:
        reading.problems.append(f"{file} names no playlist; add tables such as [country.Spotify]")
    if reading.problems:
        raise InvalidPlaylists(*reading.problems)
    return found


def _tables(file: str, path: Path | None) -> dict[str, object]:
    try:
        source = path or resources.files("tunemeld") / "data" / "playlists.toml"
        return tomllib.loads(source.read_text("utf-8"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InvalidPlaylists(
            f"{file} cannot be read ({reason}); correct TUNEMELD_PLAYLISTS_FILE"
        ) from error
    except ValueError as error:
        raise InvalidPlaylists(f"{file} is no TOML in UTF-8: {error}") from error


class _Reading:
    """One file being read, and everything that is wrong with it so far."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.problems: list[str] = []

    def services(self, genre: str, tables: object) -> Mapping[str, PlaylistRef]:
        """The usable tables of a genre, by the service's proper name."""
        if not GENRE.fullmatch(genre):
            self._add(genre, "a genre is written in small letters, digits, - and _")
        written = tables if isinstance(tables, dict) else {}
        if len(written) < FEWEST_SERVICES:
            self._add(genre, f"a chart needs {FEWEST_SERVICES} services, and {len(written)} is named")
        found: dict[str, PlaylistRef] = {}
        for name, values in written.items():
            service = _SERVICES.get(name.casefold())
            if service is None or service in found:
                self._add(f"{genre}.{name}", f"name each service once; they are {', '.join(TABLES)}")
            elif ref := self._ref(f"{genre}.{name}", service, values):
                found[service] = ref
        return found

    def _ref(self, table: str, service: str, values: object) -> PlaylistRef | None:
        try:
            return TABLES[service].model_validate(values).ref
        except ValidationError as error:
            for fault in error.errors():
                key = ".".join(str(part) for part in fault["loc"])
                given = "" if fault["type"] == "missing" else f" = {repr(fault['input'])[:80]}"
                self._add(table, f"{key}{given}: {fault['msg'].removeprefix('Value error, ')}".lstrip(" =:"))
            return None

    def _add(self, table: str, problem: str) -> None:
        self.problems.append(f"{self._file}, [{table}]: {problem}")
