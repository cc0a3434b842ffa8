"""A snapshot is known by its content, and its publication repeats what history needs."""

from tests.builders import a_draft, a_listing, a_recording, a_snapshot

SNAPSHOT = a_snapshot(
    a_recording(
        a_listing("Spotify", 2), a_listing("AppleMusic", 1), a_listing("Spotify", 5), recording_id="a"
    ),
    a_recording(a_listing("Spotify", 1, title="Gold", isrc="QZTM42400001"), recording_id="b"),
)


def test_equal_content_has_an_equal_id_and_other_content_another() -> None:
    again = SNAPSHOT.model_validate_json(SNAPSHOT.model_dump_json())
    others = [
        a_snapshot(*SNAPSHOT.recordings[:1]),
        SNAPSHOT.model_copy(update={"genre": "pop"}),
        SNAPSHOT.model_copy(update={"source": "sample"}),
        SNAPSHOT.model_copy(update={"rules_version": 2}),
    ]

    assert again == SNAPSHOT
    assert again.id == SNAPSHOT.id
    assert len({SNAPSHOT.id, *(other.id for other in others)}) == 5


def test_a_services_own_list_is_its_entries_by_position_repeats_included() -> None:
    assert [(x.position, x.title) for x in SNAPSHOT.playlist("Spotify")] == [
        (1, "Gold"),
        (2, "Gravel and Gold"),
        (5, "Gravel and Gold"),
    ]
    assert SNAPSHOT.playlist("SoundCloud") == ()


def test_standings_are_the_best_positions() -> None:
    assert [(x.id, x.isrc, x.positions) for x in SNAPSHOT.standings] == [
        ("a", None, {"Spotify": 2, "AppleMusic": 1}),
        ("b", "QZTM42400001", {"Spotify": 1}),
    ]


def test_a_publication_names_its_snapshot_and_repeats_its_standings() -> None:
    draft = a_draft(SNAPSHOT, run_id="run-7")
    publication = draft.as_publication(3)

    assert (publication.seq, publication.snapshot_id, publication.run_id) == (3, SNAPSHOT.id, "run-7")
    assert (publication.genre, publication.source, publication.at) == ("country", "rapidapi", draft.at)
    assert publication.standings == SNAPSHOT.standings
    assert publication.lengths == SNAPSHOT.lengths == {"Spotify": 5, "AppleMusic": 1}
    assert publication.sources == draft.sources
