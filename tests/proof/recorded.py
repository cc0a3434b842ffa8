"""The recorded lists as they stand in their files, read without any of TuneMeld's own code."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tests.shared import RECORDED, SHARED

WEEKS = tuple(
    f"2024-{day}" for day in "03-02 03-09 03-23 03-30 04-06 04-13 04-27 05-04 05-11 06-14 06-22".split()
)
"""The days of the weekly editions that are proven in a row."""

EARLIER_WEEKS = tuple(f"2023-{day}" for day in "10-25 10-28 11-01 11-04 11-11 11-25 12-02".split())
"""The good days before them; of some weeks there are two."""


@dataclass(frozen=True)
class Entry:
    """One entry of a recorded list; `isrc` as the service names it, or as the recorded lookup did."""

    service: str
    position: int
    track_id: str
    title: str
    artists: str
    seconds: float | None
    isrc: str | None
    url: str

    @property
    def place(self) -> tuple[str, int]:
        """Where it stands, which names it within a day."""
        return self.service, self.position


@lru_cache
def entries(day: str, genre: str = "dance") -> tuple[Entry, ...]:
    """All readable entries of the three lists of a day."""
    return (*_spotify(day, genre), *_apple_music(day, genre), *_soundcloud(day, genre))


@lru_cache
def carriers(isrc: str) -> tuple[Entry, ...]:
    """Every entry of any of these days that carries an ISRC."""
    return tuple(e for day in (*EARLIER_WEEKS, *WEEKS) for e in entries(day) if e.isrc == isrc)


def consensus(day: str) -> list[dict[str, Any]]:
    """The chart that the earlier TuneMeld published that day."""
    chart: list[dict[str, Any]] = _read(f"consensus/{day}/dance.json")
    return chart


def where(entry_url: str, day: str) -> tuple[str, int]:
    """The place of the entry with this address."""
    return next(entry.place for entry in entries(day) if entry.url == entry_url)


@lru_cache
def known_truths() -> str:
    """The section of matching.md that corrects the recorded data."""
    text = (SHARED / "matching.md").read_text("utf-8")
    return text.partition("## Known truths")[2].partition("\n## ")[0]


def _read(path: str) -> Any:
    return json.loads((RECORDED / path).read_text("utf-8"))


def _spotify(day: str, genre: str) -> Iterator[Entry]:
    for position, item in enumerate(_read(f"playlists/{day}/{genre}/spotify.json")["items"], start=1):
        if track := item["track"]:
            yield Entry(
                "Spotify",
                position,
                track["id"],
                track["name"],
                ", ".join(artist["name"] for artist in track["artists"]),
                track["duration_ms"] / 1000,
                track["external_ids"].get("isrc"),
                f"https://open.spotify.com/track/{track['id']}",
            )


def _apple_music(day: str, genre: str) -> Iterator[Entry]:
    rows = _read(f"playlists/{day}/{genre}/apple_music.json")["album_details"]
    for position, number in enumerate(sorted(int(key) for key in rows if key.isdigit()), start=1):
        row = rows[str(number)]
        song = re.findall(r"[?&]i=(\d+)", row["link"])[0]
        yield Entry(
            "AppleMusic",
            position,
            song,
            row["name"],
            row["artist"],
            _seconds(row.get("duration")),
            _looked_up().get((row["name"], row["artist"])),
            row["link"],
        )


def _soundcloud(day: str, genre: str) -> Iterator[Entry]:
    rows = _read(f"playlists/{day}/{genre}/soundcloud.json")["tracks"]["items"]
    for position, row in enumerate(rows, start=1):
        publisher = row.get("publisher") or {}
        yield Entry(
            "SoundCloud",
            position,
            str(row["id"]),
            row["title"],
            ", ".join(filter(None, (publisher.get("artist"), row["user"]["name"]))),
            row["durationMs"] / 1000,
            publisher.get("isrc"),
            row["permalink"],
        )


@lru_cache
def _looked_up() -> dict[tuple[str, str], str | None]:
    return {(row["title"], row["artist"]): row["isrc"] for row in _read("lookups/isrc.json")}


def _seconds(text: str | None) -> float | None:
    parts = dict(reversed(part) for part in re.findall(r"(\d+)([hms])", text or ""))
    return sum(int(parts.get(unit, 0)) * worth for unit, worth in (("h", 3600), ("m", 60), ("s", 1))) or None
