"""Decisions made by hand, read from a TOML file.

[[link]]        tracks = ["Spotify:4uLU…", "AppleMusic:1712…"], reason = "…"
[[never_join]]  tracks = ["Spotify:…", "SoundCloud:…"], reason = "…"
[[unlink]]      track = "SoundCloud:123"
"""

import tomllib
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from tunemeld.application.errors import Refusal
from tunemeld.domain.corrections import Corrections, Link, NeverJoin

_Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]+:\S+$", max_length=200)]


class InvalidCorrections(Refusal):
    """Raised when the corrections file cannot be used; the message names the file and the place."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Several(_Strict):
    tracks: Annotated[tuple[_Key, ...], Field(min_length=2)]
    reason: str = ""


class _One(_Strict):
    track: _Key
    reason: str = ""


class _File(_Strict):
    link: tuple[_Several, ...] = ()
    never_join: tuple[_Several, ...] = ()
    unlink: tuple[_One, ...] = ()


def load_corrections(path: Path | None) -> Corrections:
    """The decisions in a file; none where no file is named.

    Raises:
        InvalidCorrections: the file cannot be read, says something unknown, or contradicts itself.
    """
    if path is None:
        return Corrections()
    try:
        written = _File.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise _invalid(path, f"cannot be read ({error.strerror})") from error
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"])
        given = repr(fault["input"])[:80]
        raise _invalid(path, f"says {place} = {given}: {fault['msg']}") from error
    except ValueError as error:
        raise _invalid(path, f"is no TOML in UTF-8: {error}") from error
    corrections = Corrections(
        links=tuple(Link(**x.model_dump()) for x in written.link),
        never_join=tuple(NeverJoin(**x.model_dump()) for x in written.never_join),
        unlinked=tuple(sorted(x.track for x in written.unlink)),
    )
    if both := _pairs(corrections.links) & _pairs(corrections.never_join):
        raise _invalid(
            path, f"links {' and '.join(min(both))}, and forbids it elsewhere; keep one of the two"
        )
    return corrections


def _pairs(decisions: Any) -> set[tuple[str, str]]:
    return {pair for x in decisions for pair in combinations(sorted(x.tracks), 2)}


def _invalid(path: Path, what: str) -> InvalidCorrections:
    return InvalidCorrections(f"{path} {what}; TUNEMELD_CORRECTIONS_FILE names it")
