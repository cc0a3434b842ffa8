"""ISRCs that an earlier TuneMeld looked up, carried over unchecked: they join nothing that is not the same.

They are remembered for entries whose length the service does not tell, as Apple Music has not since 2025.
So the lengths are taken off its recorded lists.
"""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from tests.mongo_servers import fresh_database, standalone
from tests.proof.altered import Body, with_another_day
from tests.proof.figures import Tell
from tests.proof.installed import installed, published, run
from tests.proof.recorded import EARLIER_WEEKS, WEEKS, carriers, entries
from tests.proof.simulated import settings_for, upstreams
from tests.proof.truth import names_the_same, pairs_within, recordings_of, same_by_words, true_pairs
from tests.shared import RECORDED

from tunemeld.application.ports.earlier import EarlierKind
from tunemeld.domain.recording import Recording

DAYS = (*EARLIER_WEEKS, *WEEKS)


@pytest.fixture
def earlier() -> Iterator[str]:
    """The name of a database with the recorded lookups as an earlier TuneMeld keeps them."""
    rows = _lookups()
    with MongoClient[dict[str, Any]](standalone()) as client, fresh_database(standalone()) as name:
        client[name]["isrc_cache"].insert_many(rows)
        yield name


def _lookups() -> list[dict[str, Any]]:
    """The documents of `isrc_cache`."""
    rows = json.loads((RECORDED / "lookups" / "isrc.json").read_text("utf-8"))
    return [{"key": f"{row['title']}|{row['artist']}", "value": row["isrc"]} for row in rows]


def test_carried_lookups_join_nothing_that_is_not_the_same(earlier: str, tmp_path: Path, tell: Tell) -> None:
    total: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    named: dict[tuple[str, str], tuple[bool, bool | None]] = {}
    for day in DAYS:
        same = pairs_within(recordings_of(true_pairs(day)))
        for is_carried in (False, True):
            recordings = _recordings(day, earlier if is_carried else None, tmp_path)
            joined = pairs_within([(x.service, x.position) for x in r.listings] for r in recordings)
            identified = sum(x.isrc is not None for r in recordings for x in r.listings)
            total[is_carried] += Counter(
                right=len(joined & same), wrong=len(joined - same), identified=identified
            )
            if is_carried:
                named |= _named(day, recordings)
    without, with_them = total[False], total[True]
    wrong = [key for key, (right, _) in named.items() if not right]
    by_words = Counter(verdict for _, verdict in named.values())

    tell(f"{len(DAYS)} days without lengths: {_counts(without)}; with carried lookups: {_counts(with_them)}")
    tell(
        f"{len(named)} entries got a carried code; {len(wrong)} another recording's; by words and length "
        f"alone {by_words[True]} are that of a track listed elsewhere, {by_words[False]} are not, "
        f"{by_words[None]} are listed nowhere else"
    )
    assert wrong == []
    assert with_them["wrong"] <= without["wrong"]
    assert with_them["right"] >= without["right"]
    assert with_them["identified"] > without["identified"]


def _counts(joins: Counter[str]) -> str:
    return f"{joins['right']} joins right, {joins['wrong']} wrong, {joins['identified']} entries with an ISRC"


def _recordings(day: str, earlier: str | None, folder: Path) -> tuple[Recording, ...]:
    """What is published of a day's lists, of which Apple's tell no length."""
    altered = str(date.fromisoformat(day) + timedelta(days=1))
    place = folder / f"{day} {earlier}"
    data = with_another_day(place / "data", altered, like=day, apple_music=_without_lengths)
    with upstreams(altered, data) as simulated:
        settings = settings_for(simulated.url, altered, MONGODB_URL=standalone(), TUNEMELD_STORAGE="sqlite")
        with installed(place / "store.db", settings) as ours:
            if earlier:
                with closing(ours.open_earlier()(earlier)) as database:
                    tallies = {t.kind: t for t in ours.carry_over().run(database, write=True)}
                assert tallies[EarlierKind.ISRCS].carried > 100
            run(ours, "dance")
            return published(ours).recordings


def _without_lengths(body: Body) -> None:
    for key, row in body["album_details"].items():
        if key.isdigit():
            row.pop("duration", None)


def _named(day: str, recordings: tuple[Recording, ...]) -> dict[tuple[str, str], tuple[bool, bool | None]]:
    """Entries that got a code: whether it is theirs by all that is known, and by words and length alone.

    The latter is None where no service but the entry's own lists what has that code.
    """
    by_place = {entry.place: entry for entry in entries(day)}
    found = {}
    for listing in (x for recording in recordings for x in recording.listings):
        if listing.isrc_from == "lookup":
            entry, isrc = by_place[listing.service, listing.position], str(listing.isrc)
            others = [x for x in carriers(isrc) if x.service != entry.service]
            by_words = any(same_by_words(entry, x) for x in others) if others else None
            # Apple's own spelling of today may have another than the one that was looked up.
            right = names_the_same(entry, isrc) or not others
            found[listing.key, isrc] = (right, by_words)
    return found
