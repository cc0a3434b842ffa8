"""What every MergeMemory promises."""

from tests.builders import a_listing, a_recording
from tests.integration.contracts.adapters import Stores

from tunemeld.application.last_merge import LastMerge
from tunemeld.application.report import GenreReport, ListStatus, ServiceReport
from tunemeld.domain.lookup import LookupKind


def a_merge(genre: str = "country", source: str = "rapidapi", *, inputs: str = "i1") -> LastMerge:
    """What merging came to, with something in every field."""
    told = GenreReport(
        services={"Spotify": ServiceReport(status=ListStatus.FRESH, identified=3)},
        recordings=len(a_recording(a_listing()).listings),
        warnings=["a prefix"],
    )
    return LastMerge(
        genre=genre,
        source=source,
        inputs=inputs,
        snapshot_id="s1",
        missing={LookupKind.ISRC: ("k1", "k2")},
        wanted={LookupKind.ISRC: ("k1",)},
        told=told,
    )


def test_of_a_genre_that_was_never_merged_nothing_is_known(stores: Stores) -> None:
    assert stores.merges.last("country", "rapidapi") is None


def test_a_merge_is_remembered_by_genre_and_source(stores: Stores) -> None:
    for merge in (a_merge(), a_merge("pop"), a_merge(source="sample")):
        stores.merges.remember(merge)

    assert stores.merges.last("country", "rapidapi") == a_merge()
    assert stores.merges.last("pop", "rapidapi") == a_merge("pop")
    assert stores.merges.last("country", "sample") == a_merge(source="sample")
    assert stores.merges.last("pop", "sample") is None


def test_a_later_merge_takes_the_place_of_an_earlier_one(stores: Stores) -> None:
    stores.merges.remember(a_merge(inputs="i1"))
    stores.merges.remember(a_merge(inputs="i2"))

    assert stores.merges.last("country", "rapidapi") == a_merge(inputs="i2")
