"""The playlists file: what it may say, and what is said about one that cannot be used."""

from pathlib import Path

import pytest

from tunemeld.adapters.catalogues.playlist_tables import PlaylistRef
from tunemeld.adapters.catalogues.playlists import InvalidPlaylists, load_playlists

GOOD = """
[folk.Spotify]
id = "5backRoadsInventedList"

[folk.applemusic]
url = "https://music.apple.com/us/playlist/back-roads/pl.0invented?ls=1"
name = "Back Roads"

[folk.SoundCloud]
url = "https://soundcloud.com/invented-editors/sets/back-roads/"
"""


def problems(tmp_path: Path, text: str) -> tuple[str, ...]:
    file = tmp_path / "mine.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(InvalidPlaylists) as refused:
        load_playlists(file)
    return refused.value.problems


def test_a_file_names_genres_services_and_lists(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(GOOD, "utf-8")

    assert load_playlists(file) == {
        "folk": {
            "Spotify": PlaylistRef(
                "5backRoadsInventedList", "https://open.spotify.com/playlist/5backRoadsInventedList"
            ),
            "AppleMusic": PlaylistRef(
                "", "https://music.apple.com/us/playlist/back-roads/pl.0invented", "Back Roads"
            ),
            "SoundCloud": PlaylistRef("", "https://soundcloud.com/invented-editors/sets/back-roads"),
        }
    }


def test_without_a_file_four_genres_come_from_three_services_each() -> None:
    packaged = load_playlists()

    assert list(packaged) == ["country", "dance", "pop", "rap"]
    assert {tuple(refs) for refs in packaged.values()} == {("Spotify", "AppleMusic", "SoundCloud")}
    assert all(ref.name for refs in packaged.values() for ref in refs.values())


@pytest.mark.parametrize(
    ("wrong", "instead", "told"),
    [
        ('"5backRoadsInventedList"', '"spotify:playlist:1"', "[folk.Spotify]: id = 'spotify:playlist:1'"),
        ('"5backRoadsInventedList"', "7", "[folk.Spotify]: id = 7"),
        ("id =", "identifier =", "[folk.Spotify]: id: Field required"),
        ("https://music", "http://music", "[folk.applemusic]: url = 'http://music.apple.com"),
        ("music.apple.com", "evil.example", "expected an address on music.apple.com"),
        ("/playlist/back-roads/pl.0invented", "/artist/1", "expected an address on music.apple.com"),
        ('name = "Back Roads"', "", "[folk.applemusic]: name: Field required"),
        ('name = "Back Roads"', 'name = " "', "[folk.applemusic]: name = ' '"),
        ('name = "Back Roads"', 'name = "a"\ntitle = "b"', "[folk.applemusic]: title = 'b'"),
        ("soundcloud.com", "on.soundcloud.com", "expected an address on soundcloud.com"),
        ("/sets/back-roads", "/back-roads", "expected an address on soundcloud.com"),
        ("folk.SoundCloud", "folk.Tidal", "[folk.Tidal]: name each service once"),
        ("folk.SoundCloud", "folk.spotify", "[folk.spotify]: name each service once"),
        ("folk.", '"Folk Rock".', "[Folk Rock]: a genre is written in small letters"),
        ("folk.SoundCloud", "blues.SoundCloud", "[blues]: a chart needs 2 services"),
        ("[folk.Spotify]", "blues = 3\n[folk.Spotify]", "[blues]: a chart needs 2 services"),
        ("[folk.Spotify]", "[folk]\nTidal = 3\n[folk.Spotify]", "[folk.Tidal]: name each service once"),
    ],
)
def test_each_fault_is_told_with_file_table_and_value(
    tmp_path: Path, wrong: str, instead: str, told: str
) -> None:
    (problem, *_) = [each for each in problems(tmp_path, GOOD.replace(wrong, instead)) if told in each]

    assert problem.startswith(f"{tmp_path / 'mine.toml'}, [")


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("https://", "http://").replace('"5back', '"back')

    assert len(problems(tmp_path, text)) == 3


@pytest.mark.parametrize(("text", "told"), [("", "names no playlist"), ("[folk", "is no TOML")])
def test_a_file_that_says_nothing_is_refused(tmp_path: Path, text: str, told: str) -> None:
    (problem,) = problems(tmp_path, text)

    assert str(tmp_path / "mine.toml") in problem
    assert told in problem


def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InvalidPlaylists, match=r"absent\.toml cannot be read .*TUNEMELD_PLAYLISTS_FILE"):
        load_playlists(tmp_path / "absent.toml")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(b"\x7fELF\xff\xfe")

    with pytest.raises(InvalidPlaylists, match="is no TOML in UTF-8"):
        load_playlists(file)
