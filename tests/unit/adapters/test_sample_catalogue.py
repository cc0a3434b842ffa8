"""The sample catalogue: the same for everybody, in the services' shapes, moving as real charts move."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import chain, combinations, pairwise
from pathlib import Path
from statistics import mean

import pytest
from tests.clocks import HandClock

from tunemeld.adapters.catalogues import apple_music, soundcloud, spotify
from tunemeld.adapters.catalogues.sample import spotify as spotify_shape
from tunemeld.adapters.catalogues.sample.catalogue import SampleCatalog
from tunemeld.adapters.catalogues.sample.editions import places
from tunemeld.adapters.catalogues.sample.truth import kinds_of_near_misses, truth
from tunemeld.adapters.catalogues.sample.vocabulary import GENRES
from tunemeld.adapters.catalogues.sample.weeks import EDITIONS, EPOCH, edition_on
from tunemeld.adapters.catalogues.sample.world import world
from tunemeld.application.errors import UpstreamRejected
from tunemeld.domain.listing import Listing
from tunemeld.domain.playlist import RawPlaylist, ServicePlaylist
from tunemeld.domain.recognition import recognise
from tunemeld.domain.text import fold

SERVICES = ("Spotify", "AppleMusic", "SoundCloud")
PARSERS: dict[str, Callable[[RawPlaylist], ServicePlaylist]] = {
    "Spotify": spotify.parse_playlist,
    "AppleMusic": apple_music.parse_playlist,
    "SoundCloud": soundcloud.parse_playlist,
}
RECORDED = Path(__file__).parents[4] / "shared" / "recorded" / "playlists"

# Changes only when the invented world is changed on purpose.
ALL_EDITIONS = "601e8d1f36528e52677051ad61c1081bff4ae0fd9ca6f7acf24e9ce9667db4b0"


def catalogue(service: str, edition: int) -> SampleCatalog:
    day = EPOCH + timedelta(weeks=edition, days=2)
    return SampleCatalog(
        service, PARSERS[service], HandClock(datetime(day.year, day.month, day.day, 4, tzinfo=UTC))
    )


@cache
def raw_list(service: str, genre: str, edition: int) -> RawPlaylist:
    asked = catalogue(service, edition)
    return asked.fetch(genre).model_copy(update={"header": asked.fetch_header(genre)})


@cache
def parsed(service: str, genre: str, edition: int) -> ServicePlaylist:
    return catalogue(service, edition).parse(raw_list(service, genre, edition))


def recordings(service: str, genre: str, edition: int) -> set[int]:
    known = truth(genre, edition)
    return {known[entry.key] for entry in parsed(service, genre, edition).entries}


def all_lists() -> Iterator[tuple[str, str, int]]:
    return (
        (service, genre, edition) for service in SERVICES for genre in GENRES for edition in range(EDITIONS)
    )


def listings(genre: str, service: str | None = None) -> dict[str, Listing]:
    asked = [service] if service else SERVICES
    return {
        entry.key: entry
        for name in asked
        for edition in range(EDITIONS)
        for entry in parsed(name, genre, edition).entries
    }


def soundcloud_items(genre: str, week: int) -> list[dict[str, object]]:
    pages = [json.loads(page) for page in catalogue("SoundCloud", week).fetch(genre).pages]
    return list(chain.from_iterable(page["tracks"]["items"] for page in pages))


def test_every_machine_invents_the_same_editions() -> None:
    digest = hashlib.sha256()
    for service, genre, edition in all_lists():
        digest.update(raw_list(service, genre, edition).id.encode())

    assert digest.hexdigest() == ALL_EDITIONS


def test_the_list_stays_the_same_for_a_week_and_changes_with_the_next() -> None:
    clock = HandClock(datetime(2026, 9, 14, tzinfo=UTC))
    asked = SampleCatalog("Spotify", spotify.parse_playlist, clock)
    monday = asked.fetch("pop")
    clock.put_forward(7 * 86_400 - 1)
    sunday = asked.fetch("pop")
    clock.put_forward(1)

    assert monday == sunday
    assert asked.parse(asked.fetch("pop")).fingerprint != asked.parse(sunday).fingerprint


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        (EPOCH, 0),
        (EPOCH + timedelta(days=6), 0),
        (EPOCH + timedelta(days=7), 1),
        (EPOCH - timedelta(days=1), EDITIONS - 1),
        (EPOCH + timedelta(weeks=EDITIONS), 0),
        (date(2023, 10, 22), (0 - 11) % EDITIONS),
    ],
)
def test_every_date_has_an_edition(day: date, edition: int) -> None:
    assert edition_on(day) == edition


def test_an_edition_comes_back_after_a_cycle_with_the_same_tracks() -> None:
    first, second = (
        catalogue("AppleMusic", week).parse(catalogue("AppleMusic", week).fetch("rap"))
        for week in (3, 3 + EDITIONS)
    )

    assert first.fingerprint == second.fingerprint


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("genre", GENRES)
def test_the_services_own_parsers_read_every_place(service: str, genre: str) -> None:
    for edition in range(EDITIONS):
        playlist = parsed(service, genre, edition)
        empty = [m for m in playlist.malformed if "no track" not in m]

        assert not empty
        assert [e.position for e in playlist.entries] == sorted({e.position for e in playlist.entries})
        assert all(e.url for e in playlist.entries)
        assert playlist.header.name.startswith("Sample: ")


def test_spotify_shows_an_empty_place_in_one_edition_of_dance() -> None:
    gaps = [len(parsed("Spotify", "dance", edition).malformed) for edition in range(EDITIONS)]

    assert sum(gaps) == 1
    assert {parsed("Spotify", "dance", edition).length for edition in range(EDITIONS)} == {75}


def test_lists_have_the_lengths_of_real_ones() -> None:
    lengths = {
        (service, genre): {parsed(service, genre, edition).length for edition in range(EDITIONS)}
        for service in SERVICES
        for genre in GENRES
    }

    assert lengths["Spotify", "dance"] == {75}
    assert lengths["AppleMusic", "dance"] <= {99, 100, 101}
    assert lengths["AppleMusic", "dance"] > {100}
    assert lengths["AppleMusic", "rap"] <= {59, 60, 61}
    assert lengths["SoundCloud", "country"] == {50}
    assert lengths["SoundCloud", "pop"] == {70}


def test_soundclouds_longer_set_has_two_pages() -> None:
    pages = [json.loads(page)["tracks"] for page in raw_list("SoundCloud", "pop", 0).pages]

    assert [(len(page["items"]), page["nextOffset"]) for page in pages] == [(50, 50), (20, None)]


def test_a_longer_list_on_spotify_has_pages_of_a_hundred() -> None:
    pages = [json.loads(page) for page in spotify_shape.pages(places("AppleMusic", "dance", 4), week=4)]

    assert [(len(page["items"]), page["offset"], page["next"]) for page in pages] == [
        (100, 0, True),
        (1, 100, None),
    ]


def test_apples_keys_come_out_of_order_in_some_editions() -> None:
    keys = [
        [k for k in json.loads(raw_list("AppleMusic", "dance", e).pages[0])["album_details"] if k.isdigit()]
        for e in (0, 1)
    ]

    assert keys[0] != sorted(keys[0], key=int)
    assert keys[1] == sorted(keys[1], key=int)


def test_apple_rounds_lengths_down_and_soundcloud_adds_a_little() -> None:
    for genre in GENRES:
        known = truth(genre, 0)
        exact = {known[e.key]: e.duration for e in parsed("Spotify", genre, 0).entries}
        for entry in parsed("AppleMusic", genre, 0).entries:
            if (length := exact.get(known[entry.key])) and entry.duration:
                assert entry.duration.milliseconds == length.milliseconds // 1000 * 1000


@pytest.mark.parametrize("genre", GENRES)
def test_two_weeks_differ_as_those_of_real_lists_do(genre: str) -> None:
    entered: dict[str, list[float]] = {service: [] for service in SERVICES}
    # The last edition is followed by the first one again.
    for before, after in pairwise([*range(EDITIONS), 0]):
        for service in SERVICES:
            old, new = (recordings(service, genre, edition) for edition in (before, after))
            entered[service].append(len(new - old) / len(new))
            assert old - new
            assert new - old

    assert 0.05 < mean(entered["Spotify"]) < 0.2
    assert 0.08 < mean(entered["AppleMusic"]) < 0.25
    assert 0.15 < mean(entered["SoundCloud"]) < 0.5
    assert max(chain.from_iterable(entered.values())) < 0.6


@pytest.mark.parametrize("genre", GENRES)
def test_tracks_climb_and_fall_between_two_weeks(genre: str) -> None:
    for before, after in pairwise(range(EDITIONS)):
        moved = Counter(
            (places[0] > places[1]) - (places[0] < places[1]) for places in _places_in(genre, before, after)
        )

        assert moved[1] >= 3
        assert moved[-1] >= 3


def _places_in(genre: str, *editions: int) -> list[list[int]]:
    by_key = [{e.key: e.position for e in parsed("Spotify", genre, n).entries} for n in editions]
    common = set.intersection(*map(set, by_key))
    return [[positions[key] for positions in by_key] for key in sorted(common)]


@pytest.mark.parametrize("genre", GENRES)
def test_a_track_comes_back_after_it_had_left(genre: str) -> None:
    stays: Counter[str] = Counter()
    for before, after in pairwise([*range(EDITIONS), 0]):
        keys = [{e.key for e in parsed("Spotify", genre, n).entries} for n in (before, after)]
        stays.update(keys[1] - keys[0])

    assert max(stays.values()) >= 2


@pytest.mark.parametrize("genre", GENRES)
def test_a_track_spreads_from_soundcloud_to_spotify_to_apple(genre: str) -> None:
    on = {s: [recordings(s, genre, e) for e in range(EDITIONS)] for s in SERVICES}
    spread = 0
    for number in set.union(*on["SoundCloud"]):
        breadths = ["".join(s[1] for s in SERVICES if number in on[s][e]) for e in range(EDITIONS)]
        path = [breadth for breadth, following in pairwise(breadths) if breadth != following]
        spread += bool(re.search(r"\bo po ppo\b", " ".join(path)))

    assert spread


def test_services_share_about_what_real_ones_share() -> None:
    apple, cloud = [], []
    for genre in GENRES:
        for edition in range(EDITIONS):
            on = {service: recordings(service, genre, edition) for service in SERVICES}
            either = on["Spotify"] | on["AppleMusic"]
            apple.append(len(on["Spotify"] & on["AppleMusic"]) / len(on["Spotify"]))
            cloud.append(len(on["SoundCloud"] & either) / len(on["SoundCloud"]))
            assert len(on["SoundCloud"] & on["Spotify"] & on["AppleMusic"]) >= 1

    assert 0.4 < mean(apple) < 0.5
    assert 0.15 < mean(cloud) < 0.2
    assert min(apple) > 0.3
    assert min(cloud) > 0.05


def test_what_is_on_more_services_stands_higher() -> None:
    places: dict[int, list[float]] = {1: [], 2: [], 3: []}
    for genre in GENRES:
        for edition in range(EDITIONS):
            known, playlist = truth(genre, edition), parsed("Spotify", genre, edition)
            on = [recordings(service, genre, edition) for service in SERVICES]
            for entry in playlist.entries:
                breadth = sum(known[entry.key] in numbers for numbers in on)
                places[breadth].append(entry.position / playlist.length)

    assert mean(places[3]) < 0.25 < mean(places[2]) < 0.5 < mean(places[1])


def test_the_services_orders_have_little_in_common() -> None:
    taus = []
    for genre in GENRES:
        for edition in range(EDITIONS):
            known = truth(genre, edition)
            first, second = (
                {known[e.key]: e.position for e in parsed(service, genre, edition).entries}
                for service in ("Spotify", "AppleMusic")
            )
            taus.append(_kendall_tau(first, second))

    assert -0.1 < mean(taus) < 0.35


def _kendall_tau(first: dict[int, int], second: dict[int, int]) -> float:
    pairs = list(combinations(sorted(first.keys() & second.keys()), 2))
    return mean(1 if (first[a] < first[b]) == (second[a] < second[b]) else -1 for a, b in pairs)


@pytest.mark.parametrize("genre", GENRES)
def test_every_kind_of_near_miss_meets_in_some_edition(genre: str) -> None:
    truths = [set(truth(genre, edition).values()) for edition in range(EDITIONS)]
    kinds = kinds_of_near_misses(genre)

    assert len(kinds) >= 16
    for kind, numbers in kinds.items():
        assert any(set(numbers) <= shown for shown in truths), kind


@pytest.mark.parametrize(
    ("service", "pattern"),
    [
        ("Spotify", r" - Edit$"),
        ("SoundCloud", r"[(\[]Edit[)\]]"),
        ("Spotify", r"\(feat\. "),
        ("Spotify", r"\(with "),
        ("SoundCloud", r"\(ft\. "),
        ("SoundCloud", r"\[feat\. "),
        ("SoundCloud", r"[^(\[](ft\.|featuring) [^)]+$"),
        ("SoundCloud", r"^(.+) - \1 - "),
        ("SoundCloud", r" – "),
        ("SoundCloud", r" \| "),
        ("SoundCloud", r"★OUT NOW★"),
        ("SoundCloud", r"\[OUT NOW\]"),
        ("SoundCloud", r"[⚡🌾💖🔥]"),
        ("Spotify", r"^Left Drift"),
        ("Spotify", r"[а-яё]"),
        ("Spotify", r"[\u3040-\u30ff\u4e00-\u9fff]"),
        ("Spotify", r"[\uac00-\ud7a3]"),
        ("Spotify", r"[À-ÿ]"),
        ("AppleMusic", r"’"),
        ("SoundCloud", r"'"),
    ],
)
def test_titles_are_spelled_in_all_the_ways_of_real_ones(service: str, pattern: str) -> None:
    titles = [entry.title for genre in GENRES for entry in listings(genre, service).values()]

    assert any(re.search(pattern, title) for title in titles)


def test_titles_on_soundcloud_also_name_the_artist_last() -> None:
    turned = [
        entry
        for genre in GENRES
        for entry in listings(genre, "SoundCloud").values()
        if " - " in entry.title and fold(entry.title.rsplit(" - ", 1)[1]) == fold(entry.artists[0])
    ]

    assert turned


def test_artists_are_stylised_and_some_names_hold_a_comma_and_an_ampersand() -> None:
    names = {a for g in GENRES for entry in listings(g).values() for a in entry.artists}

    assert any(re.search(r"[\U0001d400-\U0001d7ff]", name) for name in names)
    assert any(re.search(r"[\U0001f400-\U0001f9ff]", name) for name in names)
    assert "Left, Right & Centrifuge" in names


def test_soundclouds_publisher_and_isrc_are_missing_now_and_then() -> None:
    items = [item for genre in GENRES for week in range(EDITIONS) for item in soundcloud_items(genre, week)]
    publishers = [p for item in items if isinstance(p := item["publisher"], dict)]
    labels = {item["labelName"] for item in items}
    accounts = [u["name"] for item in items if isinstance(u := item["user"], dict)]
    unpublished = {name for name, p in zip(accounts, publishers, strict=True) if p["artist"] is None}

    assert 0.005 < sum(p["isrc"] is None for p in publishers) / len(items) < 0.05
    assert 0.005 < sum(p["artist"] is None for p in publishers) / len(items) < 0.06
    assert unpublished & labels
    assert unpublished - labels
    assert 0 < sum(item["durationMs"] == 0 for item in items) / len(items) < 0.02


def test_apple_lists_one_recording_twice_in_an_edition() -> None:
    twice = 0
    for edition in range(EDITIONS):
        known = truth("dance", edition)
        numbers = Counter(known[e.key] for e in parsed("AppleMusic", "dance", edition).entries)
        twice += max(numbers.values()) == 2

    assert 0 < twice < EDITIONS


def test_pop_borrows_tracks_from_the_other_genres() -> None:
    pop: dict[str, int] = {}
    for edition in range(EDITIONS):
        pop |= truth("pop", edition)
    for genre in ("country", "dance", "rap"):
        own = [truth(genre, edition) for edition in range(EDITIONS)]
        shared = {key: number for known in own for key, number in known.items() if key in pop}

        assert shared
        assert all(pop[key] == number for key, number in shared.items())


def test_one_isrc_stands_on_two_recordings_and_one_recording_has_two() -> None:
    numbers: dict[str, set[int]] = {}
    codes: dict[int, set[str]] = {}
    for edition in range(EDITIONS):
        known = truth("dance", edition)
        for entry in chain.from_iterable(parsed(s, "dance", edition).entries for s in SERVICES):
            if entry.isrc:
                numbers.setdefault(entry.isrc, set()).add(known[entry.key])
                codes.setdefault(known[entry.key], set()).add(entry.isrc)

    assert max(map(len, numbers.values())) == 2
    assert max(map(len, codes.values())) == 2


@pytest.mark.parametrize("genre", GENRES)
def test_the_rule_of_recognition_finds_the_truth_over_all_weeks(genre: str) -> None:
    known: dict[str, int] = {}
    for edition in range(EDITIONS):
        known |= truth(genre, edition)
    groups = recognise(listings(genre).values()).groups
    found = {frozenset(entry.key for entry in group.listings) for group in groups}
    true: dict[int, set[str]] = {}
    for key, number in known.items():
        true.setdefault(number, set()).add(key)

    assert found == {frozenset(keys) for keys in true.values()}


def test_every_isrc_is_well_formed_and_nobodys() -> None:
    codes = [entry.isrc for genre in GENRES for entry in listings(genre).values() if entry.isrc]

    assert codes
    assert all(code.startswith("BV") and code.has_known_prefix for code in codes)


def test_no_picture_of_anybody_is_asked_for() -> None:
    for service, genre, edition in all_lists():
        raw, playlist = raw_list(service, genre, edition), parsed(service, genre, edition)

        assert not re.search(r"scdn\.co/|mzstatic|sndcdn", "".join(raw.pages) + (raw.header or ""))
        assert playlist.header.cover_url == ""
        assert not any(entry.cover_url for entry in playlist.entries)


def test_play_counts_grow_from_week_to_week_and_some_are_hidden() -> None:
    counts: dict[object, list[object]] = {}
    for week in range(3 * EDITIONS):
        for genre in GENRES:
            for item in soundcloud_items(genre, week):
                counts.setdefault((genre, item["id"]), []).append(item["playCount"])
    shown = [[c for c in series if isinstance(c, int)] for series in counts.values()]

    assert all(a < b for series in shown for a, b in pairwise(series))
    assert 0 < sum(None in series for series in counts.values()) / len(counts) < 0.02


def test_popularity_rises_and_falls_within_its_scale() -> None:
    series: dict[str, list[int]] = {}
    for edition in range(EDITIONS):
        for item in json.loads(raw_list("Spotify", "country", edition).pages[0])["items"]:
            series.setdefault(item["track"]["id"], []).append(item["track"]["popularity"])
    values = set(chain.from_iterable(series.values()))

    assert min(values) == 0
    assert max(values) <= 100
    assert any(a < b for s in series.values() for a, b in pairwise(s))
    assert any(a > b for s in series.values() for a, b in pairwise(s))


@pytest.mark.parametrize(("service", "genre"), [("Spotify", "jazz"), ("Deezer", "pop")])
def test_what_the_world_does_not_hold_is_refused_by_name(service: str, genre: str) -> None:
    asked = SampleCatalog(service, spotify.parse_playlist, HandClock())

    with pytest.raises(UpstreamRejected, match=f"{genre}.*{service}.*country, dance, pop, rap"):
        asked.fetch(genre)
    with pytest.raises(UpstreamRejected):
        asked.fetch_header(genre)


@pytest.mark.skipif(not RECORDED.is_dir(), reason="no recorded playlists here")
def test_no_invented_artist_bears_a_recorded_name() -> None:
    invented = {
        fold(name)
        for genre in GENRES
        for charting in world(genre)
        for name in (*charting.recording.artists, *charting.recording.featured, *charting.recording.remixers)
    }

    assert not invented & set(_recorded_names())


def _recorded_names() -> Iterator[str]:
    for path in sorted(RECORDED.glob("*/*/*.json")):
        body = json.loads(path.read_text(encoding="utf-8"))
        for item in body.get("items", []):
            yield from (fold(artist["name"]) for artist in (item["track"] or {}).get("artists", []))
        for key, track in body.get("album_details", {}).items():
            if key.isdigit():
                yield from (fold(name) for name in re.split(r", | & ", track["artist"]))
        for item in (body.get("tracks") or {}).get("items", []):
            yield fold(item["user"]["name"])
            yield from (fold(name) for name in re.split(r", | & | x ", item["publisher"]["artist"] or ""))
