"""What every port of a store raises when the store cannot be reached."""

from collections.abc import Callable

import pytest
from tests.builders import A_SATURDAY, a_claim, a_draft, a_fetch, a_lookup, a_raw_playlist, a_report
from tests.integration.contracts.adapters import Stores
from tests.readings import a_batch, a_quota, a_reading, a_search

from tunemeld.application.errors import StoreError
from tunemeld.domain.lookup import LookupKind

CALLS: dict[str, Callable[[Stores], object]] = {
    "keep": lambda stores: stores.playlists.keep(a_raw_playlist()),
    "raw": lambda stores: stores.playlists.raw(["a"]),
    "record": lambda stores: stores.playlists.record([a_fetch()]),
    "fetches": lambda stores: stores.playlists.fetches("country", "rapidapi"),
    "sources": lambda stores: stores.playlists.sources(),
    "publish": lambda stores: stores.charts.publish(a_draft()),
    "current": lambda stores: stores.charts.current("country"),
    "publications": lambda stores: stores.charts.publications("country", "rapidapi"),
    "snapshot": lambda stores: stores.charts.snapshot("a"),
    "identities": lambda stores: stores.recordings.identities(["a"]),
    "claim": lambda stores: stores.recordings.claim([a_claim()]),
    "recall": lambda stores: stores.lookups.recall(LookupKind.ISRC, ["a"]),
    "remember": lambda stores: stores.lookups.remember(LookupKind.ISRC, [a_lookup()]),
    "save": lambda stores: stores.runs.save(a_report()),
    "recent": lambda stores: stores.runs.recent(1),
    "cooling_until": lambda stores: stores.cool_downs.cooling_until("rapidapi"),
    "cool_down": lambda stores: stores.cool_downs.cool_down("rapidapi", A_SATURDAY),
    "append": lambda stores: stores.readings.append(a_batch(a_reading())),
    "series": lambda stores: stores.readings.series(["a"], A_SATURDAY.date()),
    "forget": lambda stores: stores.readings.forget("Youtube", A_SATURDAY.date()),
    "recall videos": lambda stores: stores.videos.recall(["a"]),
    "remember videos": lambda stores: stores.videos.remember([a_search()]),
    "spend": lambda stores: stores.quotas.spend("units", A_SATURDAY.date(), 1),
    "spent": lambda stores: stores.quotas.spent("units", A_SATURDAY.date()),
    "note": lambda stores: stores.quotas.note(a_quota()),
    "noted": lambda stores: stores.quotas.noted(),
    "marks": lambda stores: stores.changes.marks(),
    "look": lambda stores: stores.upkeep.look(),
}


@pytest.mark.parametrize("call", CALLS)
def test_every_call_says_in_one_sentence_that_the_store_cannot_be_used(
    unusable_stores: Stores, call: str
) -> None:
    with pytest.raises(StoreError, match=r"^The store [^\n]+: [^\n]+\.$"):
        CALLS[call](unusable_stores)
