"""Lists full of near-duplicates: few titles, artists, versions, lengths and codes, in every combination."""

from collections.abc import Sequence

from hypothesis import strategies as st

from tunemeld.domain.corrections import Corrections, Link, NeverJoin
from tunemeld.domain.evidence import read
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.listing import Duration, Listing
from tunemeld.domain.recognition import Recognition

TITLES = (
    "Gravel",
    "Gravel (Bel Remix)",
    "Mara Quill - Gravel",
    "Gravel (feat. Ode)",
    "Gold",
    "Go",
    "Go - Live",
)
ARTISTS = (("Mara Quill",), ("Ode",), ("Mara Quill", "Ode"), ("Mara Quill", "Bel"), ())
# Around the edges of every window: 0.3, 0.8, 1.0, 1.3 and 3.0 s, and far away.
MILLISECONDS = (180_000, 180_300, 180_800, 181_000, 181_001, 181_300, 181_301, 182_000, 184_000, 213_000)
ISRCS = (None, None, Isrc("QZTM42400001"), Isrc("QZTM42400002"))

durations = st.none() | st.builds(
    Duration, milliseconds=st.sampled_from(MILLISECONDS), whole_seconds=st.booleans()
)


@st.composite
def near_duplicates(
    draw: st.DrawFn, *, most: int = 8, lengths: st.SearchStrategy[Duration | None] = durations
) -> list[Listing]:
    """Entries of three services; a service may list one track twice."""
    entries: list[Listing] = []
    for position in range(1, 1 + draw(st.integers(0, most))):
        service = draw(st.sampled_from(["Spotify", "AppleMusic", "SoundCloud"]))
        repeats = [x for x in entries if x.service == service]
        if repeats and draw(st.integers(0, 9)) == 0:
            entries.append(draw(st.sampled_from(repeats)).model_copy(update={"position": position}))
            continue
        entries.append(
            Listing(
                service=service,
                position=position,
                track_id=str(position),
                title=draw(st.sampled_from(TITLES)),
                artists=draw(st.sampled_from(ARTISTS)),
                duration=draw(lengths),
                isrc=draw(st.sampled_from(ISRCS)),
            )
        )
    return entries


@st.composite
def decisions_by_hand(draw: st.DrawFn, entries: Sequence[Listing]) -> Corrections:
    """Decisions about these entries that do not contradict each other: links in one half of the tracks."""
    keys = sorted({x.key for x in entries})
    if len(keys) < 2:
        return Corrections()
    several = st.lists(st.sampled_from(keys), min_size=2, max_size=3, unique=True).map(tuple)
    apart = draw(st.lists(several, max_size=2))
    links = draw(st.lists(several, max_size=1)) if not apart else []
    return Corrections(
        links=tuple(Link(tracks=tracks) for tracks in links),
        never_join=tuple(NeverJoin(tracks=tracks) for tracks in apart),
        unlinked=tuple(draw(st.lists(st.sampled_from(keys), max_size=2, unique=True))),
    )


def grouped(recognition: Recognition) -> set[frozenset[tuple[str, int]]]:
    """The groups as sets of (key, position), to be compared."""
    return {frozenset((x.key, x.position) for x in group.listings) for group in recognition.groups}


def versions(listings: Sequence[Listing]) -> set[frozenset[str]]:
    """The version classes among listings."""
    return {read(x).title.version for x in listings}
