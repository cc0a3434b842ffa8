"""Decisions made by hand, read from a TOML file.

[[link]]        tracks = ["Spotify:4uLU…", "AppleMusic:1712…"], reason = "…"
[[never_join]]  tracks = ["Spotify:…", "SoundCloud:…"], reason = "…"
[[unlink]]      track = "SoundCloud:123"
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from tunemeld.application.errors import Refusal
from tunemeld.domain.corrections import Corrections, Link, NeverJoin

# What is expected instead, by pydantic's type of error.
_EXPECTED = {
    "extra_forbidden": "is not known: a file has link, never_join and unlink, each with tracks or track",
    "too_short": "needs two tracks or more",
    "string_pattern_mismatch": "is no track: write service and id, such as Spotify:4uLU6hMCjMI75M1A2tKUQC",
}


def _each_once(tracks: tuple[str, ...]) -> tuple[str, ...]:
    if twice := [track for track in dict.fromkeys(tracks) if tracks.count(track) > 1]:
        raise ValueError(f"names {twice[0]} twice")
    return tracks


_Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+:\S+$", max_length=200)]
_Keys = Annotated[tuple[_Key, ...], Field(min_length=2), AfterValidator(_each_once)]


class InvalidCorrections(Refusal):
    """Raised when the corrections file cannot be used; the message has a line for each fault."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Several(_Strict):
    tracks: _Keys
    reason: str = ""


class _One(_Strict):
    track: _Key
    reason: str = ""


class _File(_Strict):
    link: tuple[_Several, ...] = ()
    never_join: tuple[_Several, ...] = ()
    unlink: tuple[_One, ...] = ()


def load_corrections(path: Path | None, services: Iterable[str]) -> Corrections:
    """The decisions in a file about tracks of these services; none where no file is named.

    Services are matched without regard to case.

    Raises:
        InvalidCorrections: the file cannot be read, says something unknown, or contradicts itself.
    """
    if path is None:
        return Corrections()
    try:
        written = _File.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise _invalid(path, [f"cannot be read ({error.strerror})"]) from error
    except ValidationError as error:
        raise _invalid(path, map(_complaint, error.errors())) from error
    except ValueError as error:
        raise _invalid(path, [f"is no TOML in UTF-8: {error}"]) from error
    corrections = _corrections(path, written, {service.casefold(): service for service in services})
    if both := _contradiction(corrections):
        raise _invalid(
            path, [f"links {both[0]} and {both[1]}, and forbids it elsewhere; keep one of the two"]
        )
    return corrections


def _corrections(path: Path, written: _File, services: Mapping[str, str]) -> Corrections:
    unknown = []

    def spelt(key: str) -> str:
        service, _, track_id = key.partition(":")
        if service.casefold() not in services:
            unknown.append(f"names {key!r}: services are {', '.join(services.values())}")
        return f"{services.get(service.casefold())}:{track_id}"

    corrections = Corrections(
        links=tuple(Link(tracks=tuple(map(spelt, x.tracks)), reason=x.reason) for x in written.link),
        never_join=tuple(
            NeverJoin(tracks=tuple(map(spelt, x.tracks)), reason=x.reason) for x in written.never_join
        ),
        unlinked=tuple(sorted(spelt(x.track) for x in written.unlink)),
    )
    if unknown:
        raise _invalid(path, unknown)
    return corrections


def _contradiction(corrections: Corrections) -> tuple[str, str] | None:
    """Two tracks that may never be joined, and are linked, be it through others."""
    linked: list[set[str]] = []
    for link in corrections.links:
        apart = [group for group in linked if group.isdisjoint(link.tracks)]
        touched = [group for group in linked if not group.isdisjoint(link.tracks)]
        linked = [*apart, set(link.tracks).union(*touched)]
    forbidden = (pair for x in corrections.never_join for pair in combinations(sorted(x.tracks), 2))
    return next((pair for pair in forbidden if any(group.issuperset(pair) for group in linked)), None)


def _complaint(fault: ErrorDetails) -> str:
    place = _place(fault["loc"])
    if fault["type"] == "missing":
        return f"{place} is missing"
    told = fault["msg"].removeprefix("Value error, ")
    given = repr(fault["input"])
    return f"{place} = {given if len(given) <= 80 else f'{given[:79]}…'} {_EXPECTED.get(fault['type'], told)}"


def _place(parts: Sequence[int | str]) -> str:
    """Where something stands, counted as people do: the second link is `link 2`."""
    return " ".join(str(part + 1) if isinstance(part, int) else part for part in parts)


def _invalid(path: Path, faults: Iterable[str]) -> InvalidCorrections:
    return InvalidCorrections(
        "\n".join(
            f"{path}: {fault}; correct the file that TUNEMELD_CORRECTIONS_FILE names" for fault in faults
        )
    )
