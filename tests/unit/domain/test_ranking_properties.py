"""What every strategy promises for any lists."""

from collections.abc import Mapping, Sequence
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from tunemeld.domain.isrc import Isrc
from tunemeld.domain.ranking import Standing, Strategy, rank

SERVICES = ("AppleMusic", "Deezer", "SoundCloud", "Spotify")
Lists = dict[str, list[str]]

strategies = st.sampled_from(Strategy)
fewest = st.integers(1, 3)
# Lists of different length that share most of their tracks.
lists = st.dictionaries(
    st.sampled_from(SERVICES), st.lists(st.sampled_from("abcdefgh"), min_size=1, unique=True), min_size=1
)


def standings_of(shown: Mapping[str, Sequence[str]]) -> list[Standing]:
    tracks = sorted({track for listed in shown.values() for track in listed})
    return [
        Standing(
            id=track,
            isrc=Isrc(f"QZTM4240000{ord(track) % 3}") if track < "e" else None,
            positions={s: listed.index(track) + 1 for s, listed in shown.items() if track in listed},
        )
        for track in tracks
    ]


def lengths_of(shown: Mapping[str, Sequence[str]]) -> dict[str, int]:
    return {service: len(listed) for service, listed in shown.items()}


def order(shown: Mapping[str, Sequence[str]], strategy: Strategy, min_sources: int = 1) -> list[str]:
    ranked = rank(standings_of(shown), lengths_of(shown), strategy, min_sources=min_sources)
    return [place.id for place in ranked]


@given(lists, strategies, fewest)
def test_a_ranking_is_a_permutation_of_the_eligible(
    shown: Lists, strategy: Strategy, min_sources: int
) -> None:
    eligible = {x.id for x in standings_of(shown) if len(x.positions) >= min_sources}
    ranked = rank(standings_of(shown), lengths_of(shown), strategy, min_sources=min_sources)

    assert sorted(place.id for place in ranked) == sorted(eligible)
    assert [place.rank for place in ranked] == list(range(1, len(eligible) + 1))


@given(lists, strategies, st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(shown: Lists, strategy: Strategy, chance: Random) -> None:
    standings = standings_of(shown)
    shuffled = [
        x.model_copy(update={"positions": dict(chance.sample(sorted(x.positions.items()), len(x.positions)))})
        for x in chance.sample(standings, len(standings))
    ]
    lengths = dict(chance.sample(sorted(lengths_of(shown).items()), len(shown)))

    assert rank(shuffled, lengths, strategy) == rank(standings, lengths_of(shown), strategy)


@given(lists, strategies, fewest)
def test_a_service_of_weight_zero_counts_as_absent(
    shown: Lists, strategy: Strategy, min_sources: int
) -> None:
    gone = max(shown)
    without = {service: length for service, length in lengths_of(shown).items() if service != gone}
    standings = standings_of(shown)

    assert rank(standings, lengths_of(shown), strategy, min_sources=min_sources, weights={gone: 0}) == rank(
        standings, without, strategy, min_sources=min_sources
    )


@given(lists, strategies)
def test_ahead_everywhere_is_ahead(shown: Lists, strategy: Strategy) -> None:
    """Dominance between tracks on the same services; `consensus` keeps it where the better one is on more."""
    placed = order(shown, strategy)
    positions = {x.id: x.positions for x in standings_of(shown)}
    for better in placed:
        for worse in placed:
            above = all(positions[better].get(s, 10**6) < p for s, p in positions[worse].items())
            comparable = strategy is Strategy.CONSENSUS or positions[better].keys() == positions[worse].keys()
            if better != worse and above and comparable:
                assert placed.index(better) < placed.index(worse)


@given(lists, strategies, st.data())
def test_rising_in_one_list_never_lowers_a_track(
    shown: Lists, strategy: Strategy, data: st.DataObject
) -> None:
    service = data.draw(st.sampled_from(sorted(shown)))
    listed = shown[service]
    assume(len(listed) > 1)
    at = data.draw(st.integers(1, len(listed) - 1))
    to = data.draw(st.integers(0, at - 1))
    track = listed[at]
    raised = [x for x in listed if x != track]
    raised.insert(to, track)

    assert order({**shown, service: raised}, strategy).index(track) <= order(shown, strategy).index(track)


@given(lists)
def test_another_services_vote_never_lowers_a_track_of_the_consensus(shown: Lists) -> None:
    standings = standings_of(shown)
    lengths = {**lengths_of(shown), "Zvuk": 10}
    for track in standings:
        voted = track.model_copy(update={"positions": {**track.positions, "Zvuk": 10}})
        before = [place.id for place in rank(standings, lengths, min_sources=1)]
        after = [
            place.id
            for place in rank([voted, *(x for x in standings if x.id != track.id)], lengths, min_sources=1)
        ]

        assert after.index(track.id) <= before.index(track.id)


@given(lists, strategies)
def test_no_two_places_are_interchangeable(shown: Lists, strategy: Strategy) -> None:
    """Removing a track leaves the others in their order: each pair is decided by itself."""
    placed = order(shown, strategy)
    lengths = lengths_of(shown)
    for gone in placed:
        rest = [x for x in standings_of(shown) if x.id != gone]
        left = [place.id for place in rank(rest, lengths, strategy, min_sources=1)]

        assert left == [track for track in placed if track != gone]


@given(lists, strategies)
def test_the_parts_explain_the_score(shown: Lists, strategy: Strategy) -> None:
    for place in rank(standings_of(shown), lengths_of(shown), strategy, min_sources=1):
        assert place.parts.keys() == place.positions.keys()
        assert abs(sum(place.parts.values()) - place.score) < 1e-9
        assert place.deciding_service in place.positions
