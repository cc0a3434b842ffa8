"""The id of an event says how far its listener has come in each genre."""

import re

import pytest

from tunemeld.entrypoints.http.events import ids


def test_an_id_names_each_genre_with_its_number_in_alphabetical_order() -> None:
    assert ids.written({"pop": 9, "country": 12}) == "country.12~pop.9"
    assert ids.written({}) == ""


@pytest.mark.parametrize(
    "places", [{}, {"pop": 0}, {"country": 12, "pop": 9}, {"r&b/soul": 1, "a.b~c": 2, "größe 1": 3, "%": 4}]
)
def test_an_id_is_understood_as_it_was_meant(places: dict[str, int]) -> None:
    written = ids.written(places)

    assert ids.understood(written) == places
    assert re.fullmatch(r"[A-Za-z0-9%._~-]*", written), "it stands in headers and addresses as it is"
    assert re.fullmatch(ids.PATTERN, written)


@pytest.mark.parametrize(
    "text",
    ["7", "pop", "pop.", ".7", "pop.-1", "pop.7~", "pop.7,rap.1", "pop.7\n", "pöp.7", "pop.1e3", "pop.%37"],
)
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"such as country\.12~pop\.9"):
        ids.understood(text)


def test_a_number_that_no_store_could_hold_is_refused() -> None:
    assert ids.understood(f"pop.{10**15 - 1}") == {"pop": 10**15 - 1}
    with pytest.raises(ValueError, match="the id of an event"):
        ids.understood(f"pop.{10**15}")


def test_of_a_genre_that_is_named_twice_nothing_is_missed() -> None:
    assert ids.understood("pop.7~pop.3~pop.9") == {"pop": 3}


def test_an_id_fits_into_a_header_or_is_refused() -> None:
    some, too_many = (tuple(f"a-genre-of-{number}" for number in range(count)) for count in (150, 250))

    assert (ids.fits(some), ids.fits(too_many)) == (True, False)
    assert ids.understood(ids.written(dict.fromkeys(some, 1)))
    with pytest.raises(ValueError, match="the id of an event"):
        ids.understood(ids.written(dict.fromkeys(too_many, 1_000)))
