"""A recording keeps its id and the ISRC it shows from week to week, whatever the lists do."""

from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st
from tests.builders import a_listing
from tests.unit.domain.near_duplicates import near_duplicates

from tunemeld.domain.corrections import Corrections, NeverJoin
from tunemeld.domain.identity import Identity, claim_of, identify, isrc_keys, track_keys
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.listing import Listing
from tunemeld.domain.recognition import recognise
from tunemeld.domain.recording import Recording

ONE = "QZTM42400001"
OTHER = "QZTM42400002"


class Registry:
    """What is known so far: a taken key stays with its owner, an ISRC once shown stays."""

    def __init__(self) -> None:
        self.owners: dict[str, str] = {}
        self.shown: dict[str, Isrc] = {}

    def week(self, *listings: Listing, corrections: Corrections | None = None) -> tuple[Recording, ...]:
        recordings = identify(recognise(listings, corrections).groups, self.known)
        for claim in map(claim_of, recordings):
            for key in claim.keys:
                self.owners.setdefault(key, claim.id)
            if claim.isrc:
                self.shown.setdefault(claim.id, claim.isrc)
        return recordings

    @property
    def known(self) -> Mapping[str, Identity]:
        return {key: Identity(id=owner, isrc=self.shown.get(owner)) for key, owner in self.owners.items()}


def ids(recordings: Sequence[Recording]) -> list[str]:
    return [recording.id for recording in recordings]


def moved(listing: Listing, position: int) -> Listing:
    return listing.model_copy(update={"position": position})


def test_a_recording_keeps_its_id_when_it_moves() -> None:
    registry = Registry()
    listing = a_listing()

    assert ids(registry.week(listing)) == ids(registry.week(moved(listing, 40)))


def test_a_recording_keeps_its_id_on_another_service_by_its_isrc() -> None:
    registry = Registry()
    (first,) = registry.week(a_listing("Spotify", isrc=ONE))
    (second,) = registry.week(a_listing("SoundCloud", track_id="9", isrc=ONE))

    assert second.id == first.id


def test_a_recording_keeps_its_id_when_its_isrc_is_corrected() -> None:
    registry = Registry()
    (first,) = registry.week(a_listing(isrc=ONE))
    (second,) = registry.week(a_listing(isrc=OTHER))

    assert second.id == first.id


def test_the_isrc_that_was_shown_stays_beside_the_new_one() -> None:
    registry = Registry()
    registry.week(a_listing("SoundCloud", isrc=OTHER))
    (second,) = registry.week(a_listing("SoundCloud", isrc=OTHER), a_listing("Spotify", isrc=ONE))

    assert second.isrc == OTHER
    assert second.isrcs == (ONE, OTHER)


def test_the_isrc_that_was_shown_stays_when_no_list_names_it_any_more() -> None:
    registry = Registry()
    registry.week(a_listing(isrc=ONE))
    (second,) = registry.week(a_listing())

    assert (second.isrc, second.isrcs) == (ONE, (ONE,))


def test_a_recording_without_an_isrc_shows_the_one_that_it_gets_later() -> None:
    registry = Registry()
    (first,) = registry.week(a_listing())
    (second,) = registry.week(a_listing(isrc=ONE))

    assert (first.isrc, second.isrc) == (None, ONE)
    assert second.id == first.id


def test_of_several_isrcs_the_one_on_most_services_is_shown() -> None:
    (recording,) = identify(
        recognise(
            [
                a_listing("Spotify", isrc=ONE),
                a_listing("AppleMusic", isrc=OTHER),
                a_listing("SoundCloud", isrc=OTHER),
            ]
        ).groups,
        {},
    )

    assert recording.isrc == OTHER


def test_of_two_isrcs_spotifys_is_shown() -> None:
    (recording,) = identify(
        recognise([a_listing("Spotify", isrc=OTHER), a_listing("SoundCloud", isrc=ONE)]).groups, {}
    )

    assert recording.isrc == OTHER


def test_of_two_isrcs_on_one_service_the_smaller_is_shown() -> None:
    (recording,) = identify(
        recognise(
            [
                a_listing("Spotify", 1, track_id="1", isrc=OTHER),
                a_listing("Spotify", 2, track_id="2", isrc=ONE),
            ]
        ).groups,
        {},
    )

    assert recording.isrc == ONE


def test_one_isrc_on_two_cuts_gives_two_ids_that_last() -> None:
    registry = Registry()
    cuts = (a_listing("Spotify", seconds=234, isrc=ONE), a_listing("SoundCloud", seconds=293, isrc=ONE))
    first = registry.week(*cuts)

    assert len(set(ids(first))) == 2
    assert ids(registry.week(*cuts)) == ids(first)
    assert [x.isrc for x in first] == [ONE, ONE]


def test_a_code_on_two_cuts_makes_neither_id_so_that_their_order_does_not_matter() -> None:
    short = a_listing("Spotify", 1, track_id="1", seconds=234, isrc=ONE)
    long = a_listing("Spotify", 2, track_id="2", seconds=293, isrc=ONE)
    before = {x.listings[0].key: x.id for x in Registry().week(short, long)}
    swapped = {x.listings[0].key: x.id for x in Registry().week(moved(short, 2), moved(long, 1))}

    assert before == swapped


def test_a_remix_with_the_isrc_of_its_original_is_not_taken_for_it() -> None:
    registry = Registry()
    (original,) = registry.week(a_listing("Spotify", title="Gravel", isrc=ONE))
    (remix,) = registry.week(a_listing("SoundCloud", title="Gravel (Bel Remix)", isrc=ONE))

    assert remix.id != original.id


def test_a_track_of_a_service_speaks_louder_than_an_isrc() -> None:
    known = {"Spotify:gold": Identity(id="gold"), f"isrc:{ONE}:": Identity(id="gravel")}
    (recording,) = identify(recognise([a_listing(title="Gold", isrc=ONE)]).groups, known)

    assert recording.id == "gold"


def test_of_two_recordings_that_turn_out_to_be_one_the_charts_own_id_stays() -> None:
    known = {"Spotify:gold": Identity(id="a"), "SoundCloud:gold": Identity(id="b")}
    groups = recognise(
        [a_listing("Spotify", track_id="gold"), a_listing("SoundCloud", track_id="gold")]
    ).groups

    assert ids(identify(groups, known)) == ["a"]
    assert ids(identify(groups, known, published={"b", "c"})) == ["b"]


def test_two_halves_of_a_recording_that_was_taken_apart_have_two_ids() -> None:
    registry = Registry()
    one = a_listing("Spotify", track_id="1")
    other = a_listing("SoundCloud", track_id="2")
    registry.week(one)
    (whole,) = registry.week(one, other)
    halves = registry.week(
        one, other, corrections=Corrections(never_join=(NeverJoin(tracks=(one.key, other.key)),))
    )

    assert len(set(ids(halves))) == 2
    assert whole.id in ids(halves)
    assert ids(registry.week(one, other, corrections=Corrections(unlinked=(one.key,)))) == ids(halves)


def test_an_id_does_not_depend_on_what_else_is_read() -> None:
    listing = a_listing("Spotify", 3, isrc=ONE)
    (alone,) = Registry().week(listing)
    among = Registry().week(
        a_listing("AppleMusic", 1, title="Gold"), moved(listing, 9), a_listing("Spotify", 2, title="Grit")
    )

    assert alone.id in ids(among)


def test_recordings_come_by_service_and_position() -> None:
    found = identify(
        reversed(
            recognise(
                [
                    a_listing("Spotify", 2, title="Gold"),
                    a_listing("Spotify", 1),
                    a_listing("AppleMusic", 5, title="Grit"),
                ]
            ).groups
        ),
        {},
    )

    assert [(x.listings[0].service, x.listings[0].position) for x in found] == [
        ("AppleMusic", 5),
        ("Spotify", 1),
        ("Spotify", 2),
    ]


def test_a_recording_claims_its_tracks_and_each_code_with_its_version() -> None:
    (recording,) = identify(
        recognise([a_listing(title="Gravel (Bel Remix)", track_id="1", isrc=ONE)]).groups, {}
    )
    claim = claim_of(recording)

    assert (claim.id, claim.isrc) == (recording.id, ONE)
    assert claim.keys == ("Spotify:1", f"isrc:{ONE}:bel+remix")
    assert (*track_keys(recording.listings), *isrc_keys(recording.listings)) == claim.keys


@given(st.lists(near_duplicates(), min_size=1, max_size=3))
def test_no_id_goes_out_twice_and_no_listing_is_lost_in_any_week(weeks: list[list[Listing]]) -> None:
    registry = Registry()
    for listings in weeks:
        recordings = registry.week(*listings)

        assert len(set(ids(recordings))) == len(recordings)
        assert sum(len(recording.listings) for recording in recordings) == len(listings)


@given(near_duplicates())
def test_the_same_lists_keep_their_ids_and_codes_for_good(listings: list[Listing]) -> None:
    registry = Registry()
    first = registry.week(*listings)

    assert registry.week(*listings) == first
    assert registry.week(*reversed(listings)) == first


@given(st.lists(near_duplicates(), min_size=2, max_size=4))
def test_an_isrc_once_shown_stays(weeks: list[list[Listing]]) -> None:
    registry = Registry()
    shown: dict[str, Isrc] = {}
    for listings in weeks:
        for recording in registry.week(*listings):
            assert recording.isrc == shown.get(recording.id, recording.isrc)
            if recording.isrc:
                shown[recording.id] = recording.isrc
