"""What every LookupMemory promises."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.builders import A_SATURDAY, a_lookup
from tests.integration.contracts.adapters import FOR_EVERY_VALUE, Stores
from tests.strategies import lookups

from tunemeld.domain.lookup import Lookup, LookupKind

ISRC, COVER = LookupKind.ISRC, LookupKind.COVER
A_DAY = timedelta(days=1)


def test_what_was_never_looked_up_is_left_out(stores: Stores) -> None:
    stores.lookups.remember(ISRC, [a_lookup("a")])

    assert stores.lookups.recall(ISRC, ["a", "b"]) == {"a": a_lookup("a")}
    assert stores.lookups.recall(ISRC, []) == {}


@FOR_EVERY_VALUE
@given(lookup=lookups, kind=st.sampled_from(LookupKind), number=...)
def test_a_result_comes_back_with_every_field(
    stores: Stores, lookup: Lookup, kind: LookupKind, number: int
) -> None:
    alone = lookup.model_copy(update={"key": f"{number} {lookup.model_dump_json()}"})

    stores.lookups.remember(kind, [alone])

    assert stores.lookups.recall(kind, [alone.key]) == {alone.key: alone}


def test_kinds_are_kept_apart(stores: Stores) -> None:
    isrc, cover = a_lookup("a", "QZTM42400001"), a_lookup("a", "https://i.scdn.co/image/1")

    stores.lookups.remember(ISRC, [isrc])
    stores.lookups.remember(COVER, [cover])

    assert stores.lookups.recall(ISRC, ["a"]) == {"a": isrc}
    assert stores.lookups.recall(COVER, ["a"]) == {"a": cover}


def test_a_found_value_is_replaced_by_nothing(stores: Stores) -> None:
    found = a_lookup("a", "QZTM42400001")
    stores.lookups.remember(ISRC, [found])

    stores.lookups.remember(ISRC, [a_lookup("a", None, asked_at=A_SATURDAY + A_DAY)])
    stores.lookups.remember(ISRC, [a_lookup("a", "QZTM42400002", asked_at=A_SATURDAY + A_DAY)])

    assert stores.lookups.recall(ISRC, ["a"]) == {"a": found}


def test_an_empty_value_is_found_too(stores: Stores) -> None:
    stores.lookups.remember(COVER, [a_lookup("a", "")])

    stores.lookups.remember(COVER, [a_lookup("a", "https://i.scdn.co/image/1")])

    assert stores.lookups.recall(COVER, ["a"]) == {"a": a_lookup("a", "")}


def test_a_miss_gives_way_to_a_found_value_whenever_it_was_asked(stores: Stores) -> None:
    stores.lookups.remember(ISRC, [a_lookup("a", None, asked_at=A_SATURDAY)])
    found = a_lookup("a", "QZTM42400001", asked_at=A_SATURDAY - A_DAY)

    stores.lookups.remember(ISRC, [found])

    assert stores.lookups.recall(ISRC, ["a"]) == {"a": found}


def test_a_miss_gives_way_to_a_newer_miss(stores: Stores) -> None:
    stores.lookups.remember(ISRC, [a_lookup("a", None)])
    again = a_lookup("a", None, attempts=2, asked_at=A_SATURDAY + A_DAY, run_id="run-2")

    stores.lookups.remember(ISRC, [again])

    assert stores.lookups.recall(ISRC, ["a"]) == {"a": again}


def test_a_miss_of_the_same_instant_counts_as_newer(stores: Stores) -> None:
    again = a_lookup("a", None, attempts=2)

    stores.lookups.remember(ISRC, [a_lookup("a", None), again])

    assert stores.lookups.recall(ISRC, ["a"]) == {"a": again}


def test_an_older_miss_that_arrives_late_changes_nothing(stores: Stores) -> None:
    newest = a_lookup("a", None, attempts=2, asked_at=A_SATURDAY)
    stores.lookups.remember(ISRC, [newest])

    stores.lookups.remember(ISRC, [a_lookup("a", None, asked_at=A_SATURDAY - A_DAY)])

    assert stores.lookups.recall(ISRC, ["a"]) == {"a": newest}


def test_results_may_be_remembered_again(stores: Stores) -> None:
    results = [a_lookup("a"), a_lookup("b", None)]

    stores.lookups.remember(ISRC, results)
    stores.lookups.remember(ISRC, results)
    stores.lookups.remember(ISRC, [])

    assert stores.lookups.recall(ISRC, ["a", "b"]) == {"a": results[0], "b": results[1]}


def test_any_number_of_results_is_remembered_and_recalled(stores: Stores) -> None:
    results = [a_lookup(f"key-{n}") for n in range(1_000)]

    stores.lookups.remember(COVER, results)

    assert stores.lookups.recall(COVER, [each.key for each in results]) == {
        each.key: each for each in results
    }
