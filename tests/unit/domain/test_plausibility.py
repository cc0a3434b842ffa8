"""A list is doubted when it has shrunk, or suddenly shares nothing with the others."""

from datetime import timedelta

import pytest
from tests.builders import A_SATURDAY, a_fetch, a_listing, a_service_playlist

from tunemeld.domain.corrections import Corrections
from tunemeld.domain.plausibility import (
    doubts,
    seen_often_enough,
    shared_recordings,
    shared_standings,
    too_short,
    wrong_lists,
)
from tunemeld.domain.playlist import Fetch, Outcome, ServicePlaylist
from tunemeld.domain.ranking import Standing

DAY = timedelta(days=1)


def held(days: float, fingerprint: str = "same", outcome: Outcome = Outcome.HELD) -> Fetch:
    return a_fetch(outcome=outcome, at=A_SATURDAY + days * DAY, fingerprint=fingerprint)


def a_list(service: str, *titles: str) -> ServicePlaylist:
    entries = [a_listing(service, n, title=title) for n, title in enumerate(titles, 1)]
    return a_service_playlist(*entries, service=service)


SONGS = ("Gravel", "Grit", "Gold", "Gale", "Grain", "Grove")
OTHERS = ("Ash", "Birch", "Cedar", "Damson", "Elder", "Fir")


@pytest.mark.parametrize(
    ("length", "last_good", "short"),
    [
        (60, 100, False),
        (59, 100, True),
        (0, 1, True),
        (1, 1, False),
        (100, 50, False),
        (30, 50, False),
        (29, 50, True),
    ],
)
def test_a_list_may_shrink_to_sixty_per_cent(length: int, last_good: int, *, short: bool) -> None:
    assert too_short(length, last_good) is short


def test_the_first_list_is_never_too_short() -> None:
    assert not too_short(1, 0)


@pytest.mark.parametrize(
    ("earlier", "enough"),
    [
        ([], False),
        ([held(1)], False),
        ([held(1), held(0)], True),
        ([held(1.5), held(1), held(0.9), held(0)], True),
        ([held(1.5), held(1.1)], False),
        ([held(1.01), held(0)], True),
        ([held(1.05), held(0)], False),
        ([held(1), held(0.05)], False),
        ([held(1, "other"), held(0)], False),
        ([held(1), held(0.5, "other"), held(0)], True),
        ([held(1, outcome=Outcome.FAILED), held(0)], False),
        ([held(1, outcome=Outcome.GOOD), held(0)], False),
    ],
)
def test_a_held_list_is_believed_at_its_third_sighting_a_day_apart(
    earlier: list[Fetch], *, enough: bool
) -> None:
    assert seen_often_enough(held(2), earlier) is enough


@pytest.mark.parametrize(
    ("why", "now", "before", "wrong"),
    [
        ("shared five, now none", {"AppleMusic": 3}, {"Spotify": 5, "AppleMusic": 6}, ["Spotify"]),
        ("shared four, now none", {"AppleMusic": 9}, {"Spotify": 4, "AppleMusic": 6}, []),
        ("still shares one", {"Spotify": 1, "AppleMusic": 1}, {"Spotify": 30, "AppleMusic": 30}, []),
        ("either may be wrong", {}, {"Spotify": 9, "AppleMusic": 9}, ["AppleMusic", "Spotify"]),
        ("never shared anything", {"AppleMusic": 9}, {"AppleMusic": 9}, []),
    ],
)
def test_a_known_list_is_wrong_if_it_suddenly_shares_nothing(
    why: str, now: dict[str, int], before: dict[str, int], wrong: list[str]
) -> None:
    both = ["Spotify", "AppleMusic"]

    assert list(wrong_lists(both, now, before, known=both)) == wrong, why


@pytest.mark.parametrize(
    ("why", "now", "wrong"),
    [
        ("the others agree on five", {"AppleMusic": 5, "SoundCloud": 5}, ["Spotify"]),
        ("the others agree on four", {"AppleMusic": 4, "SoundCloud": 4}, []),
        ("it shares one", {"AppleMusic": 30, "SoundCloud": 30, "Spotify": 1}, []),
        ("nobody agrees", {}, []),
    ],
)
def test_a_list_without_a_history_is_wrong_beside_others_that_agree(
    why: str, now: dict[str, int], wrong: list[str]
) -> None:
    services = ["Spotify", "AppleMusic", "SoundCloud"]

    assert list(wrong_lists(services, now, {}, known=[])) == wrong, why
    assert list(wrong_lists(services, now, now, known=["AppleMusic", "SoundCloud"])) == wrong, why


def test_shared_recordings_are_counted_per_service_and_once_each() -> None:
    groups = [
        [a_listing("Spotify", 1), a_listing("AppleMusic", 1), a_listing("Spotify", 9)],
        [a_listing("Spotify", 2), a_listing("SoundCloud", 2)],
        [a_listing("Spotify", 3), a_listing("Spotify", 4)],
    ]
    standings = [
        Standing(id="1", positions={"Spotify": 1, "AppleMusic": 1}),
        Standing(id="2", positions={"Spotify": 2, "SoundCloud": 2}),
        Standing(id="3", positions={"Spotify": 3}),
    ]

    assert shared_recordings(groups) == {"Spotify": 2, "AppleMusic": 1, "SoundCloud": 1}
    assert shared_standings(standings) == shared_recordings(groups)


AGREEING = {"AppleMusic": a_list("AppleMusic", *SONGS), "SoundCloud": a_list("SoundCloud", *SONGS)}


def test_a_wrong_list_is_doubted_by_its_history() -> None:
    answered = {"Spotify": a_list("Spotify", *OTHERS), **AGREEING}
    six_each = {"Spotify": 6, "AppleMusic": 6, "SoundCloud": 6}
    told = doubts(answered, {}, six_each, six_each, Corrections())

    assert told == {"Spotify": "the list shares no recording with the other services, 6 before"}


def test_a_wrong_list_is_doubted_without_a_history_beside_two_that_agree() -> None:
    answered = {"Spotify": a_list("Spotify", *OTHERS), **AGREEING}

    assert "while those agree with each other" in doubts(answered, {}, {}, {}, Corrections())["Spotify"]


def test_the_last_good_lists_of_services_that_did_not_answer_are_compared_too() -> None:
    last_good = {"AppleMusic": a_list("AppleMusic", *SONGS)}
    lengths = {"Spotify": 6, "AppleMusic": 6}
    right = {"Spotify": a_list("Spotify", *SONGS)}
    wrong = {"Spotify": a_list("Spotify", *OTHERS)}

    assert doubts(right, last_good, lengths, lengths, Corrections()) == {}
    assert list(doubts(wrong, last_good, lengths, lengths, Corrections())) == ["Spotify"]


def test_a_list_that_shrank_says_from_what_to_what() -> None:
    told = doubts({"Spotify": a_list("Spotify", "Gravel")}, {}, {"Spotify": 50}, {}, Corrections())

    assert told == {"Spotify": "1 entries where the last good list had 50"}


def test_plausible_lists_raise_no_doubt() -> None:
    answered = {"Spotify": a_list("Spotify", *SONGS), "AppleMusic": a_list("AppleMusic", *SONGS)}

    assert (
        doubts(answered, {}, {"Spotify": 6, "AppleMusic": 10}, {"Spotify": 6, "AppleMusic": 6}, Corrections())
        == {}
    )
