"""Each strategy orders by its formula, by hand for small cases."""

import pytest

from tunemeld.domain.isrc import Isrc
from tunemeld.domain.ranking import Ranked, Standing, Strategy, deciding_service, rank

LENGTHS = {"AppleMusic": 100, "SoundCloud": 20, "Spotify": 50}


def a_standing(track: str, isrc: str | None = None, **positions: int) -> Standing:
    return Standing(id=track, isrc=Isrc(isrc) if isrc else None, positions=positions)


def order(ranked: tuple[Ranked, ...]) -> str:
    return "".join(place.id for place in ranked)


def test_consensus_adds_reciprocals_of_positions_in_hundredths_of_the_list() -> None:
    (only,) = rank([a_standing("a", Spotify=1, AppleMusic=100)], LENGTHS)

    assert only.parts == pytest.approx({"Spotify": 1 / 61, "AppleMusic": 1 / (60 + 99.5)})
    assert only.score == pytest.approx(1 / 61 + 1 / 159.5)
    assert only.rank == 1


def test_the_same_place_of_a_longer_list_weighs_a_little_more() -> None:
    (only,) = rank([a_standing("a", Spotify=10, AppleMusic=10, SoundCloud=10)], LENGTHS)

    assert only.parts == pytest.approx(
        {"AppleMusic": 1 / (60 + 9.5), "Spotify": 1 / (60 + 19), "SoundCloud": 1 / (60 + 47.5)}
    )


def test_under_consensus_more_services_usually_beat_a_better_place() -> None:
    assert (
        order(
            rank(
                [
                    a_standing("a", Spotify=1, AppleMusic=1),
                    a_standing("b", Spotify=9, AppleMusic=9, SoundCloud=9),
                ],
                LENGTHS,
            )
        )
        == "ba"
    )


def test_priority_goes_by_apple_music_then_soundcloud_then_spotify() -> None:
    ranked = rank(
        [
            a_standing("c", Spotify=1, AppleMusic=3),
            a_standing("b", Spotify=50, SoundCloud=2),
            a_standing("a", Spotify=50, AppleMusic=1, SoundCloud=20),
        ],
        LENGTHS,
        Strategy.PRIORITY,
    )

    assert order(ranked) == "abc"
    assert [place.deciding_service for place in ranked] == ["AppleMusic", "SoundCloud", "AppleMusic"]
    assert [place.score for place in ranked] == [1, 2, 3]
    assert ranked[0].parts == {"AppleMusic": 1, "SoundCloud": 0, "Spotify": 0}


def test_tiers_put_those_on_all_services_first_and_then_add_positions() -> None:
    ranked = rank(
        [
            a_standing("c", Spotify=2, AppleMusic=2),
            a_standing("b", Spotify=1, AppleMusic=1),
            a_standing("a", Spotify=50, AppleMusic=99, SoundCloud=20),
        ],
        LENGTHS,
        Strategy.TIERS,
    )

    assert order(ranked) == "abc"
    assert [place.score for place in ranked] == [169, 2, 4]
    assert ranked[0].parts == {"AppleMusic": 99, "SoundCloud": 20, "Spotify": 50}


@pytest.mark.parametrize("strategy", Strategy)
def test_only_recordings_on_enough_services_are_ranked(strategy: Strategy) -> None:
    standings = [a_standing("a", Spotify=2), a_standing("b", Spotify=1, AppleMusic=1)]

    assert order(rank(standings, LENGTHS, strategy)) == "b"
    assert set(order(rank(standings, LENGTHS, strategy, min_sources=1))) == {"a", "b"}
    assert rank(standings, LENGTHS, strategy, min_sources=3) == ()


@pytest.mark.parametrize("strategy", Strategy)
def test_one_list_alone_keeps_its_order(strategy: Strategy) -> None:
    standings = [a_standing(name, Spotify=place) for place, name in enumerate("abcde", 1)]

    assert order(rank(standings, {"Spotify": 5}, strategy, min_sources=1)) == "abcde"


@pytest.mark.parametrize("strategy", Strategy)
def test_a_fourth_service_takes_part_like_the_others(strategy: Strategy) -> None:
    standings = [a_standing("b", Spotify=2, Deezer=2), a_standing("a", Spotify=1, Deezer=1)]
    ranked = rank(standings, {**LENGTHS, "Deezer": 30}, strategy)

    assert order(ranked) == "ab"
    assert set(ranked[0].parts) == {"Deezer", "Spotify"}


def test_a_service_that_nobody_asked_for_gives_nothing() -> None:
    assert rank([a_standing("a", Spotify=1, Elsewhere=1)], LENGTHS) == ()


def test_a_position_beyond_the_stated_length_counts_as_the_end_of_the_list() -> None:
    (only,) = rank([a_standing("a", Spotify=80, AppleMusic=1)], LENGTHS)

    assert only.parts["Spotify"] == pytest.approx(1 / (60 + 100 * 79.5 / 80))


def test_weights_scale_what_a_service_adds_to_consensus() -> None:
    (only,) = rank([a_standing("a", Spotify=1, AppleMusic=1)], LENGTHS, weights={"Spotify": 2.5})

    assert only.parts == pytest.approx({"Spotify": 2.5 / 61, "AppleMusic": 1 / 60.5})


@pytest.mark.parametrize(
    ("why", "first", "second"),
    [
        (
            "the better best position",
            a_standing("b", Spotify=1, AppleMusic=9),
            a_standing("a", Spotify=5, AppleMusic=5),
        ),
        (
            "the smaller ISRC",
            a_standing("b", "QZTM42400001", Spotify=1, AppleMusic=2),
            a_standing("a", "QZTM42400002", Spotify=1, AppleMusic=2),
        ),
        (
            "an ISRC at all",
            a_standing("b", "ZZTM42400001", Spotify=1, AppleMusic=2),
            a_standing("a", Spotify=1, AppleMusic=2),
        ),
        (
            "the smaller id",
            a_standing("a", Spotify=1, AppleMusic=2),
            a_standing("b", Spotify=1, AppleMusic=2),
        ),
    ],
)
def test_equal_scores_go_to(why: str, first: Standing, second: Standing) -> None:
    ranked = rank([second, first], LENGTHS, Strategy.TIERS)

    assert [place.id for place in ranked] == [first.id, second.id], why


def test_equal_scores_go_to_more_services_and_then_to_the_better_mean() -> None:
    wide = a_standing("z", AppleMusic=4, Spotify=9, SoundCloud=9)
    near = a_standing("y", AppleMusic=4, Spotify=8)
    far = a_standing("x", AppleMusic=4, Spotify=9)

    assert order(rank([far, near, wide], LENGTHS, Strategy.PRIORITY)) == "zyx"


def test_sums_that_differ_in_their_last_bits_are_equal() -> None:
    # 1/63 + 1/157.5 and 1/75 + 1/112.5 are both 1/45; as floats the second is a bit greater.
    better_best = a_standing("b", Spotify=2, AppleMusic=98)
    worse_best = a_standing("a", Spotify=8, AppleMusic=53)
    ranked = rank([worse_best, better_best], LENGTHS)

    assert order(ranked) == "ba"
    assert ranked[0].score == ranked[1].score


@pytest.mark.parametrize(
    ("services", "decides"),
    [
        (["Spotify", "SoundCloud", "AppleMusic"], "AppleMusic"),
        (["Spotify", "SoundCloud"], "SoundCloud"),
        (["Spotify", "Deezer", "Bandcamp"], "Spotify"),
        (["Deezer", "Bandcamp"], "Bandcamp"),
    ],
)
def test_the_deciding_service_is_the_first_of_the_old_order(services: list[str], decides: str) -> None:
    assert deciding_service(services) == decides


@pytest.mark.parametrize("strategy", Strategy)
def test_nothing_ranks_to_nothing(strategy: Strategy) -> None:
    assert rank([], LENGTHS, strategy) == rank([a_standing("a", Spotify=1)], {}, strategy) == ()
