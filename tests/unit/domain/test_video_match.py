"""Which video plays a recording: packaging is looked through, everything else speaks against it."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import a_listing

from tunemeld.domain.listing import Listing
from tunemeld.domain.video import STRONG, Candidate, Video
from tunemeld.domain.video_match import choose, plausible

SONG = a_listing(artists=("Mara Quill", "The Tin Roofs"), title="Gravel and Gold (feat. Odd Ember)")
REMIX = a_listing(artists=("Mara Quill", "DJ Lathe"), title="Gravel and Gold - DJ Lathe Remix")


def a_video(title: str, channel: str = "someone else", name: str = "right") -> Candidate:
    return Candidate(video_id=name.ljust(11, "_"), title=title, channel=channel)


def passes(title: str, channel: str = "someone else", *, of: Listing = SONG) -> bool:
    return plausible([of], [a_video(title, channel)]) != ()


@pytest.mark.parametrize(
    "title",
    [
        "Mara Quill - Gravel and Gold (Official Music Video)",
        "Mara Quill - Gravel & Gold ft. Odd Ember (Official Video)",
        "Mara Quill ft. The Tin Roofs - Gravel and Gold",
        "Mara Quill, The Tin Roofs - Gravel and Gold [Official Audio]",
        "Mara Quill 'Gravel and Gold' [Official Video]",
        "Mara Quill & The Tin Roofs – “Gravel and Gold” [4K]",
        "Mara Quill Gravel and Gold (Official Audio)",
        "Mara Quill: Gravel and Gold (Official Video) (HD)",
        "Gravel and Gold | Mara Quill",
        "Gravel and Gold // Mara Quill",
        "Gravel and Gold by Mara Quill (with lyrics)",
        "Mara Quill - Gravel and Gold | Official Video",
        "Mara Quill - Gravel and Gold - Official Lyric Video",
        "Mara Quill - Gravel and Gold Official Music Video",
        "Mara Quill Gravel and Gold Lyrics",
        "Mara Quill - Gravel and Gold | Official Video 2024 | HD",
        "Mara Quill - Gravel and Gold (Official Video w/ Lyrics)",
        "Mara Quill - Gravel and Gold (prod. by Nobody) [Official Video 2024]",
        "MARA QUILL x THE TIN ROOFS - GRAVEL AND GOLD [Invented Label Release]",
        "Mara Quill - Gravel and Gold (Explicit)",
        "【Official MV】Mara Quill - Gravel and Gold",
    ],
)
def test_what_is_said_about_the_picture_is_looked_through(title: str) -> None:
    assert passes(title)


@pytest.mark.parametrize(
    "title",
    [
        "Mara Quill Gravel and Gold (Live at the Arena)",
        "Mara Quill Gravel and Gold - 1 hour loop",
        "Mara Quill Gravel and Gold (Remix)",
        "Mara Quill Gravel and Gold Reaction",
        "Mara Quill - Gravel and Gold | REACTION",
        "Mara Quill - Gravel and Gold (Official Reaction Video)",
        "Mara Quill - Gravel and Gold (Official Live Video)",
        "Mara Quill - Gravel and Gold - Official Live Video",
        "Mara Quill - Gravel and Gold (Official Performance Video)",
        "Mara Quill - Gravel and Gold (Karaoke)",
        "Mara Quill - Gravel and Gold (Cover by Me)",
        "Mara Quill - Gravel and Gold (8D Audio)",
        "Mara Quill - Gravel and Gold Instrumental",
        "Mara Quill - Gravel and Gold (sped up)",
        "Mara Quill - Gravel and Gold (slowed + reverb)",
        "Mara Quill - Gravel and Gold #shorts",
        "Mara Quill - Gravel (Official Video)",
        "Mara Quill - Gold and Gravel (Official Video)",
        "Somebody Else - Gravel and Gold (Official Video)",
        "Mara Quill - Gravel and Gold x Another Song (Mashup)",
        "Official Video",
    ],
)
def test_whatever_else_a_title_says_speaks_against_the_video(title: str) -> None:
    assert not passes(title, "Mara Quill")


@pytest.mark.parametrize(
    "channel", ["Mara Quill", "MaraQuillVEVO", "Mara Quill - Topic", "Mara Quill Official"]
)
def test_the_channel_may_name_the_artist(channel: str) -> None:
    assert passes("Gravel and Gold (Lyrics)", channel)


@pytest.mark.parametrize(
    "channel", ["", "VEVO", "Topic", "Gravel and Gold", "Mara", "Quill Mara", "Mara Quill Fan Club"]
)
def test_a_title_alone_is_not_enough(channel: str) -> None:
    assert not passes("Gravel and Gold (Lyrics)", channel)


def test_a_guest_in_the_title_is_an_artist_in_common() -> None:
    assert passes("Gravel and Gold (feat. Odd Ember)")


def test_an_artist_called_as_a_part_of_the_song_has_to_be_named_beside_it() -> None:
    song = a_listing(artists=("Gold",), title="Gravel and Gold")

    assert not passes("Gravel and Gold", of=song)
    assert passes("Gold - Gravel and Gold", of=song)


def test_a_name_may_begin_with_another_one() -> None:
    song = a_listing(artists=("Mara", "Mara Quill"), title="Gravel and Gold")

    assert passes("Mara Quill x Mara Gravel and Gold", of=song)


def test_an_artist_may_be_called_as_channels_are() -> None:
    song = a_listing(artists=("Quiet Music",), title="Gravel and Gold")

    assert passes("Gravel and Gold", "Quiet Music", of=song)
    assert passes("Gravel and Gold", "Quiet Music - Topic", of=song)


def test_a_song_may_be_called_video() -> None:
    song = a_listing(artists=("Mara Quill",), title="Video")

    assert passes("Mara Quill - Video", of=song)
    assert passes("Mara Quill - Video (Official Video)", of=song)
    assert not passes("Mara Quill - Gravel and Gold (Official Video)", of=song)


@pytest.mark.parametrize(
    "title",
    [
        "Mara Quill - Gravel and Gold (DJ Lathe Remix) [Official Audio]",
        "Mara Quill - Gravel and Gold - DJ Lathe Remix",
        "mara quill gravel and gold dj lathe remix (Official Audio)",
    ],
)
def test_a_remix_is_played_by_its_own_video_alone(title: str) -> None:
    assert passes(title, of=REMIX)
    assert not passes(title)
    assert not passes("Mara Quill - Gravel and Gold (Official Video)", of=REMIX)
    assert not passes("Mara Quill - Gravel and Gold (Another Remix)", of=REMIX)


def test_any_of_the_listings_may_speak_for_a_video_and_the_order_stays() -> None:
    uploaded = a_listing("SoundCloud", title="Mara Quill - Gravel & Gold", artists=("Invented Label",))
    found = [a_video(f"Mara Quill - Gravel and Gold ({how})", name=how) for how in ("HD", "Live", "Lyrics")]

    assert plausible([uploaded, SONG], found) == (found[0], found[2])
    assert plausible([], found) == ()


def seen(*videos: tuple[str, float | None], channel: str = "Mara Quill") -> list[tuple[Candidate, Video]]:
    title = "Mara Quill - Gravel and Gold (Official Video)"
    return [(a_video(title, channel, name), Video(views=7, seconds=length)) for name, length in videos]


@pytest.mark.parametrize(
    ("seconds", "low", "high"),
    [
        pytest.param(192.0, 1.0, 1.0, id="the same"),
        pytest.param(189.0, 1.0, 1.0, id="a little shorter"),
        pytest.param(202.0, STRONG, 0.99, id="ten seconds longer"),
        pytest.param(183.0, STRONG, 0.99, id="nine seconds shorter"),
        pytest.param(203.0, 0.4, STRONG - 0.01, id="an intro"),
        pytest.param(237.0, 0.4, STRONG - 0.01, id="a long intro"),
        pytest.param(None, 0.4, STRONG - 0.01, id="no length"),
        pytest.param(238.0, 0.3, 0.3, id="a film with a story"),
        pytest.param(181.0, 0.3, 0.3, id="a cut"),
        pytest.param(384.0, 0.3, 0.3, id="twice as long"),
        pytest.param(96.0, 0.3, 0.3, id="half as long"),
    ],
)
@pytest.mark.parametrize("channel", ["Mara Quill", "someone else"])
def test_length_says_how_sure_a_video_is(
    seconds: float | None, low: float, high: float, channel: str
) -> None:
    chosen = choose([SONG], seen(("right", seconds), channel=channel))

    assert chosen is not None
    assert low * (1 if channel == "Mara Quill" else 0.95) <= chosen[1] <= high
    assert (chosen[1] >= STRONG) == (low >= STRONG)


@pytest.mark.parametrize("seconds", [385.0, 95.0, 3456.0, 30.0])
def test_a_video_of_another_length_plays_something_else(seconds: float) -> None:
    assert choose([SONG], seen(("wrong", seconds))) is None


def test_without_a_length_of_the_recording_a_video_is_weak() -> None:
    chosen = choose([SONG.model_copy(update={"duration": None})], seen(("right", 192.0)))

    assert chosen is not None
    assert 0 < chosen[1] < STRONG


def test_the_closest_listing_tells_the_length() -> None:
    longer = a_listing("SoundCloud", seconds=240.0)

    assert choose([SONG, longer], seen(("right", 241.0))) == (seen(("right", 241.0))[0][0], 1.0)


def test_the_best_video_wins_and_then_the_first() -> None:
    looked_at = seen(("film", 230.0), ("first", 192.0), ("second", 193.0))

    assert choose([SONG], looked_at) == (looked_at[1][0], 1.0)


def test_the_artists_own_video_goes_before_anothers() -> None:
    looked_at = [*seen(("other", 192.0), channel="someone else"), *seen(("own", 192.0))]

    assert choose([SONG], looked_at) == (looked_at[1][0], 1.0)


def test_of_equals_the_one_whose_views_can_be_seen_is_chosen() -> None:
    (hidden, _), shown = seen(("hidden", 192.0), ("shown", 192.0))

    assert choose([SONG], [(hidden, Video(views=None, seconds=192.0)), shown]) == (shown[0], 1.0)


def test_what_is_not_plausible_is_not_chosen_whatever_its_length() -> None:
    live = a_video("Mara Quill - Gravel and Gold (Live)", "Mara Quill")

    assert choose([SONG], [(live, Video(views=7, seconds=192.0))]) is None
    assert choose([SONG], []) is None


WORDS = st.sampled_from("amber brick cedar delta ember fable grove haven inlet juniper 夜空 été 7".split())
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
PACKAGING = st.sampled_from(
    [
        "",
        " (Official Video)",
        " [Official Audio]",
        " (Lyrics)",
        " | Official Music Video",
        " HD",
        " (4K) (Lyric Video)",
    ]
)
ANOTHER = st.sampled_from(
    [
        " (Live)",
        " - 1 hour loop",
        " (Remix)",
        " Reaction",
        " (Cover)",
        " [Sped Up]",
        " (Official Live Video)",
        " 2",
    ]
)


@given(title=NAMES, artists=st.lists(NAMES, min_size=1, max_size=3, unique=True), packaging=PACKAGING)
def test_every_song_is_found_in_its_usual_dress(title: str, artists: list[str], packaging: str) -> None:
    listing = a_listing(title=title, artists=artists)

    assert passes(f"{' & '.join(artists)} - {title}{packaging}", of=listing)


@given(title=NAMES, artists=st.lists(NAMES, min_size=1, max_size=3), packaging=PACKAGING, another=ANOTHER)
def test_no_other_version_passes_for_a_song(
    title: str, artists: list[str], packaging: str, another: str
) -> None:
    listing = a_listing(title=title, artists=artists)

    assert not passes(f"{artists[0]} - {title}{another}{packaging}", artists[0], of=listing)


@given(titles=st.lists(st.text(max_size=60), max_size=5), channel=st.text(max_size=20), title=st.text())
def test_no_text_breaks_the_judging(titles: list[str], channel: str, title: str) -> None:
    candidates = [a_video(text, channel, f"n{number}") for number, text in enumerate(titles)]

    passed = plausible([a_listing(title=title, artists=("Mara Quill",))], candidates)

    assert list(passed) == [candidate for candidate in candidates if candidate in passed]


@given(lengths=st.lists(st.none() | st.floats(0.1, 10_000), max_size=6))
def test_the_choice_is_the_best_by_itself(lengths: list[float | None]) -> None:
    looked_at = seen(*((f"n{number}", length) for number, length in enumerate(lengths)))

    chosen = choose([SONG], looked_at)

    alone = [one[1] for each in looked_at if (one := choose([SONG], [each]))]
    assert (chosen[1] if chosen else None) == max(alone, default=None)
    assert all(0 < score <= 1 for score in alone)


def _scores(lengths: Iterable[float]) -> list[float]:
    chosen = [choose([SONG], seen(("one", length))) for length in lengths]
    return [each[1] if each else 0.0 for each in chosen]


@given(away=st.lists(st.floats(0, 60), min_size=2, max_size=2).map(sorted))
def test_a_closer_length_is_never_worse(away: list[float]) -> None:
    nearer, farther = away

    for sign in (1, -1):
        assert _scores([192 + sign * nearer]) >= _scores([192 + sign * farther])
