"""Where a recording stood, publication by publication."""

from datetime import timedelta

from tests.builders import A_SATURDAY, a_draft, a_listing, a_recording, a_snapshot

from tunemeld.domain.placing import Placing, peak_and_weeks, placings
from tunemeld.domain.snapshot import Publication

ON_TWO = ("Spotify", "AppleMusic")


def published(*editions: tuple[float, str]) -> list[Publication]:
    """A publication for each edition: days after the first, and the recordings by place, a letter each.

    A capital letter is on two services, a small one on Spotify alone.
    """
    history = []
    for seq, (days, letters) in enumerate(editions, start=1):
        recordings = [
            a_recording(
                *(a_listing(s, place, title=letter) for s in (ON_TWO if letter.isupper() else ON_TWO[:1])),
                recording_id=letter.upper(),
            )
            for place, letter in enumerate(letters, start=1)
        ]
        draft = a_draft(a_snapshot(*recordings), at=A_SATURDAY + timedelta(days=days))
        history.append(draft.as_publication(seq))
    return history


def told(*editions: tuple[float, str]) -> list[tuple[int, int | None, list[int]]]:
    """Where recording A stood: days after the first edition, rank, places on the lists."""
    return [
        ((placing.at - A_SATURDAY).days, placing.rank, [*placing.positions.values()])
        for placing in placings(published(*editions), "A")
    ]


def test_a_recording_has_its_rank_and_its_places_in_each_publication_oldest_first() -> None:
    assert told((0, "ABC"), (7, "BAC"), (14, "BCA")) == [(0, 1, [1, 1]), (7, 2, [2, 2]), (14, 3, [3, 3])]


def test_it_has_no_rank_where_a_single_service_lists_it() -> None:
    assert told((0, "BaC"), (7, "ABC")) == [(0, None, [2]), (7, 1, [1, 1])]


def test_nothing_is_told_of_the_time_before_it_was_first_listed() -> None:
    assert told((0, "BC"), (7, "B"), (14, "BA")) == [(14, 2, [2, 2])]


def test_that_it_was_gone_is_told_once_until_it_comes_back() -> None:
    assert told((0, "A"), (7, "B"), (14, "C"), (21, "BA"), (28, "B"), (35, "C")) == [
        (0, 1, [1, 1]),
        (7, None, []),
        (21, 2, [2, 2]),
        (28, None, []),
    ]


def test_of_a_recording_that_was_never_listed_nothing_is_told() -> None:
    assert placings(published((0, "B"), (7, "C")), "A") == ()
    assert placings([], "A") == ()


def test_a_publication_is_named_by_its_snapshot() -> None:
    (publication,) = published((0, "A"))

    (placing,) = placings([publication], "A")

    assert placing.snapshot_id == publication.snapshot_id


def test_weeks_count_what_they_ended_with() -> None:
    monday, friday = 2, 6
    history = [(0, "BA"), (monday, "A"), (friday, "BCA"), (monday + 7, "BA"), (friday + 7, "Ba")]

    assert peak_and_weeks(placings(published(*history), "A")) == (2, 2)
    assert peak_and_weeks(placings(published(*history[:2]), "A")) == (1, 2)


def test_a_week_that_ended_without_it_does_not_count() -> None:
    assert peak_and_weeks(placings(published((2, "A"), (3, "B"), (9, "BA"), (10, "B"), (11, "C")), "A")) == (
        None,
        0,
    )


def test_what_was_never_on_a_chart_has_no_peak() -> None:
    assert peak_and_weeks([]) == (None, 0)
    assert peak_and_weeks([Placing(at=A_SATURDAY, snapshot_id="s", positions={"Spotify": 1})]) == (None, 0)
