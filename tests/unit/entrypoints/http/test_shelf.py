"""What lies ready: found by path and query, within bounds, and never older than its chart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemeld.entrypoints.http.ready import IMMUTABLE, SHORT, Ready, made_ready
from tunemeld.entrypoints.http.shelf import Shelf

MOST_VIEWS = 1_000
MOST_BYTES = 16 * 1024 * 1024
MEBIBYTE = 1024 * 1024


def an_answer(body: bytes = b"{}", *, immutable: bool = False) -> Ready:
    """An answer of so many bytes in one encoding."""
    return made_ready(body, route="/", cache_control=IMMUTABLE if immutable else SHORT)


def large(number: int, mebibytes: int = 1, *, immutable: bool = False) -> Ready:
    """An answer of so many bytes that is cheap to make and is not compressed."""
    made = an_answer(immutable=immutable)
    body = bytes([number]) * (mebibytes * MEBIBYTE)
    return Ready(200, "/", type(made.plain)(b"", (), (), body), None, is_immutable=immutable)


def kept(shelf: Shelf, keys: range) -> list[int]:
    """Which of the numbered views can be found."""
    return [n for n in keys if shelf.find(f"/{n}")]


def test_what_was_put_or_kept_is_found_under_its_key_and_nothing_else_is() -> None:
    shelf, put, view = Shelf(), an_answer(), an_answer()
    shelf.put({"rap": {"/playlist-data/rap": put}})
    shelf.keep("/playlist-data/rap?limit=3", view, shelf.edition)

    assert shelf.find("/playlist-data/rap") is put
    assert shelf.find("/playlist-data/rap?limit=3") is view
    assert shelf.find("/playlist-data/rap?limit=4") is None
    assert shelf.find("/playlist-data") is None


def test_a_new_edition_takes_the_place_of_all_that_its_part_had_and_leaves_the_others() -> None:
    shelf, country, newer = Shelf(), an_answer(), an_answer()
    shelf.put({"rap": {"/rap": an_answer(), "/rap/old": an_answer()}, "country": {"/country": country}})

    shelf.put({"rap": {"/rap": newer}})

    assert shelf.find("/rap") is newer
    assert shelf.find("/rap/old") is None
    assert shelf.find("/country") is country


def test_a_new_edition_ends_views_of_the_last_one_and_what_never_changes_stays() -> None:
    shelf, forever = Shelf(), an_answer(immutable=True)
    shelf.keep("/rap?limit=3", an_answer(), shelf.edition)
    shelf.keep("/rap?as_of=2024-06-22", forever, shelf.edition)

    shelf.put({})

    assert shelf.find("/rap?limit=3") is None
    assert shelf.find("/rap?as_of=2024-06-22") is forever


def test_a_view_that_was_overtaken_while_it_was_made_is_not_kept_unless_it_never_changes() -> None:
    shelf, forever = Shelf(), an_answer(immutable=True)
    edition = shelf.edition
    shelf.put({"rap": {"/rap": an_answer()}})

    shelf.keep("/rap?limit=3", an_answer(), edition)
    shelf.keep("/rap?as_of=2024-06-22", forever, edition)

    assert shelf.find("/rap?limit=3") is None
    assert shelf.find("/rap?as_of=2024-06-22") is forever


@pytest.mark.parametrize("immutable", [False, True])
def test_a_thousand_views_are_kept_and_the_oldest_give_way(immutable: bool) -> None:
    shelf, view = Shelf(), an_answer(immutable=immutable)

    for n in range(MOST_VIEWS + 5):
        shelf.keep(f"/{n}", view, shelf.edition)

    assert kept(shelf, range(MOST_VIEWS + 5)) == list(range(5, MOST_VIEWS + 5))


def test_views_of_sixteen_mebibytes_are_kept_and_the_oldest_give_way() -> None:
    shelf = Shelf()

    for n in range(20):
        shelf.keep(f"/{n}", large(n), shelf.edition)

    assert kept(shelf, range(20)) == list(range(4, 20))


def test_both_encodings_of_a_view_count() -> None:
    shelf, plain = Shelf(), large(1, 3)
    both = Ready(200, "/", plain.plain, plain.plain)

    for n in range(4):
        shelf.keep(f"/{n}", both, shelf.edition)

    assert kept(shelf, range(4)) == [2, 3]


def test_a_view_that_is_larger_than_all_the_room_is_not_kept() -> None:
    shelf = Shelf()

    shelf.keep("/1", large(1, 17), shelf.edition)
    shelf.keep("/2", large(2), shelf.edition)

    assert kept(shelf, range(4)) == [2]


def test_a_view_that_is_made_twice_takes_its_room_once() -> None:
    shelf = Shelf()
    for _ in range(40):
        shelf.keep("/1", large(1), shelf.edition)
    for n in range(2, 17):
        shelf.keep(f"/{n}", large(n), shelf.edition)

    assert kept(shelf, range(20)) == list(range(1, 17))


def test_room_that_a_new_edition_has_freed_can_be_used() -> None:
    shelf = Shelf()
    for n in range(16):
        shelf.keep(f"/{n}", large(n, immutable=n < 2), shelf.edition)
    shelf.put({})
    for n in range(20, 34):
        shelf.keep(f"/{n}", large(n), shelf.edition)

    assert kept(shelf, range(40)) == [0, 1, *range(20, 34)]


def test_what_lies_there_beforehand_never_gives_way_to_views() -> None:
    shelf = Shelf()
    shelf.put({"rap": {"/fixed": large(0, 20)}})

    for n in range(MOST_VIEWS + 5):
        shelf.keep(f"/{n}", an_answer(), shelf.edition)

    assert shelf.find("/fixed")


acts = st.lists(
    st.tuples(
        st.sampled_from(["put", "keep", "keep late"]),
        st.integers(0, 4),
        st.integers(0, 6),
        st.booleans(),
    ),
    max_size=30,
)


@given(acts)
def test_whatever_happens_views_are_of_the_present_edition_and_within_their_bounds(
    happened: list[tuple[str, int, int, bool]],
) -> None:
    shelf, present = Shelf(), dict[str, Ready]()
    for act, number, mebibytes, immutable in happened:
        key, answer = f"/{number}", large(number, mebibytes, immutable=immutable)
        if act == "put":
            shelf.put({})
            present = {k: v for k, v in present.items() if v.is_immutable}
        elif act == "keep" or immutable:
            shelf.keep(key, answer, shelf.edition - (act == "keep late"))
            present[key] = answer
        else:
            shelf.keep(key, answer, shelf.edition - 1)

    found = {key: ready for n in range(5) if (ready := shelf.find(key := f"/{n}"))}
    assert found.items() <= present.items()
    assert sum(len(ready.plain.body) for ready in found.values()) <= MOST_BYTES
    if sum(mebibytes for _, _, mebibytes, _ in happened) <= MOST_BYTES // MEBIBYTE:
        assert found == present
