"""Carrying over looked-up ISRCs: what is believed, what is left, and that ours stay."""

from datetime import UTC, datetime

import pytest
from tests.builders import A_SATURDAY, a_listing, a_lookup
from tests.earlier_database import EarlierInMemory
from tests.worlds import contents

from tunemeld.adapters.stores.memory import MemoryStores
from tunemeld.application.carry_isrcs import CarryIsrcs
from tunemeld.application.carry_over import CARRIED, CarryOver, Tally
from tunemeld.application.ports.earlier import EarlierIsrc, Unreadable
from tunemeld.domain.lookup import Lookup, LookupKind, isrc_key

CODE, OTHER = "QZTM42400001", "QZTM42400002"


def asked(
    title: str = "Sun", artist: str = "Mara Quill", isrc: str | None = CODE, at: datetime | None = A_SATURDAY
) -> EarlierIsrc:
    return EarlierIsrc(title, artist, isrc, at)


def carry(
    *documents: EarlierIsrc | Unreadable, stores: MemoryStores, write: bool = True, batch_size: int = 2
) -> Tally:
    use_case = CarryOver([CarryIsrcs(stores.lookups, batch_size)])
    (tally,) = use_case.run(EarlierInMemory(isrcs=documents), write=write)
    assert tally.found == tally.carried + tally.known + sum(each.count for each in tally.left.values())
    return tally


def remembered(stores: MemoryStores, title: str = "Sun", *artists: str) -> Lookup | None:
    key = isrc_key(a_listing("AppleMusic", title=title, artists=artists or ("Mara Quill",), seconds=None))
    return stores.lookups.recall(LookupKind.ISRC, [key]).get(key)


def test_a_code_is_remembered_for_entries_without_a_length_and_said_to_be_unchecked() -> None:
    stores = MemoryStores()

    tally = carry(asked(), stores=stores)

    found = remembered(stores)
    assert (tally.carried, tally.left) == (1, {})
    assert found is not None
    assert (found.value, found.asked_at, found.run_id) == (CODE, A_SATURDAY, CARRIED)
    assert "unchecked" in found.detail


def test_one_of_an_unknown_moment_is_remembered_with_a_fixed_one() -> None:
    stores = MemoryStores()

    carry(asked(at=None), stores=stores)

    found = remembered(stores)
    assert found is not None
    assert found.asked_at == datetime(1970, 1, 1, tzinfo=UTC)


def test_brackets_that_only_feature_somebody_do_not_matter() -> None:
    stores = MemoryStores()

    carry(asked("Sun (feat. Juno Vale)"), stores=stores)

    found = remembered(stores, "Sun (feat. Juno Vale)")
    assert found is not None
    assert found.value == CODE


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (asked("Sun (Salt Remix)"), "the title names a version, which the earlier search left out"),
        (asked("Sun - Live"), "the title names a version, which the earlier search left out"),
        (asked("Sun (Part Two)"), "brackets belong to the title, and the earlier search left them out"),
        (asked("(Sun)"), "brackets belong to the title, and the earlier search left them out"),
        (asked(isrc=None), "nothing was found, nobody knows when"),
        (asked(isrc="no code"), "what was found is no ISRC"),
        (asked(isrc=""), "what was found is no ISRC"),
        (Unreadable("“x”", "its key is no text"), "not of the shape that is known"),
    ],
    ids=str,
)
def test_what_is_no_safe_code_is_left_and_told(document: EarlierIsrc | Unreadable, why: str) -> None:
    stores = MemoryStores()

    tally = carry(document, stores=stores)

    assert {why: left.count for why, left in tally.left.items()} == {why: 1}
    assert tally.carried == 0
    assert contents(stores) == contents(MemoryStores())


def test_spellings_of_one_title_with_one_code_are_one_lookup_whatever_their_order() -> None:
    spellings = [asked(at=None), asked("SUN", at=A_SATURDAY), asked("sun", "MARA QUILL")]
    results = []
    for order in (spellings, spellings[::-1]):
        stores = MemoryStores()
        assert carry(*order, stores=stores).carried == 3
        results.append(remembered(stores))

    assert results[0] == results[1]


def test_spellings_of_one_title_with_different_codes_are_all_left() -> None:
    stores = MemoryStores()

    tally = carry(asked(), asked("SUN", isrc=OTHER), asked("sun"), asked("Moon"), stores=stores)

    (left,) = tally.left.values()
    assert (tally.carried, left.count) == (1, 3)
    assert remembered(stores) is None


@pytest.mark.parametrize("value", [OTHER, None], ids=["found", "a miss"])
def test_a_lookup_of_our_own_stays_be_it_a_miss(value: str | None) -> None:
    stores = MemoryStores()
    key = isrc_key(a_listing(title="Sun", artists=("Mara Quill",), seconds=None))
    own = a_lookup(key, value, asked_at=datetime(2020, 1, 1, tzinfo=UTC))
    stores.lookups.remember(LookupKind.ISRC, [own])

    tally = carry(asked(), stores=stores)

    assert (tally.known, tally.carried) == (1, 0)
    assert remembered(stores) == own


def test_carrying_twice_adds_nothing_and_says_so() -> None:
    stores = MemoryStores()
    documents = [asked(f"Sun {n}") for n in range(7)]

    first = carry(*documents, stores=stores)
    second = carry(*documents, stores=stores)

    assert (first.carried, second.carried, second.known) == (7, 0, 7)


def test_trying_says_the_same_and_remembers_nothing() -> None:
    stores = MemoryStores()
    documents = [asked(), asked("Moon (Live)"), asked("Star"), asked("STAR", isrc=OTHER)]

    tried = carry(*documents, stores=stores, write=False)

    assert contents(stores) == contents(MemoryStores())
    assert tried == carry(*documents, stores=stores)


def test_of_many_left_for_one_reason_three_are_named() -> None:
    tally = carry(*(asked(f"Sun {n}", isrc=None) for n in range(9)), stores=MemoryStores())

    (left,) = tally.left.values()
    assert (left.count, len(left.examples)) == (9, 3)
    assert left.examples[0] == "“Sun 0” by Mara Quill"
