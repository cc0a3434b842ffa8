from pathlib import Path

import pytest
from tests.worlds import SERVICES

from tunemeld.adapters.corrections_file import InvalidCorrections, load_corrections
from tunemeld.domain.corrections import Corrections, Link, NeverJoin

_SPOTIFY, _APPLE, _SOUNDCLOUD = "Spotify:4uLU6hMCjMI75M1A2tKUQC", "AppleMusic:1712345", "SoundCloud:123"


def _load(tmp_path: Path, text: str) -> Corrections:
    (tmp_path / "by-hand.toml").write_text(text, "utf-8")
    return load_corrections(tmp_path / "by-hand.toml", SERVICES)


def _refused(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(InvalidCorrections) as refused:
        _load(tmp_path, text)
    return str(refused.value).splitlines()


def test_without_a_file_nothing_is_corrected() -> None:
    assert load_corrections(None, SERVICES) == Corrections()


def test_an_empty_file_corrects_nothing(tmp_path: Path) -> None:
    assert _load(tmp_path, "") == Corrections()


def test_links_separations_and_unlinked_tracks_are_read_with_their_reasons(tmp_path: Path) -> None:
    read = _load(
        tmp_path,
        f"""
        [[link]]
        tracks = ["{_SPOTIFY}", "{_APPLE}"]
        reason = "the same take, two labels – 同じ"
        [[never_join]]
        tracks = ["{_SPOTIFY}", "{_SOUNDCLOUD}"]
        [[unlink]]
        track = "SoundCloud:9"
        reason = "a bootleg under the hit's code"
        [[unlink]]
        track = "SoundCloud:8"
        """,
    )

    assert read == Corrections(
        links=(Link(tracks=(_SPOTIFY, _APPLE), reason="the same take, two labels – 同じ"),),
        never_join=(NeverJoin(tracks=(_SPOTIFY, _SOUNDCLOUD)),),
        unlinked=("SoundCloud:8", "SoundCloud:9"),
    )


def test_services_are_matched_without_regard_to_case_and_ids_with_it(tmp_path: Path) -> None:
    read = _load(tmp_path, '[[link]]\ntracks = ["spotify:aBc", "APPLEMUSIC:7"]')

    assert read.links[0].tracks == ("Spotify:aBc", "AppleMusic:7")


def test_a_fourth_service_needs_no_change(tmp_path: Path) -> None:
    (tmp_path / "by-hand.toml").write_text('[[unlink]]\ntrack = "deezer:7"')

    assert load_corrections(tmp_path / "by-hand.toml", ["Spotify", "Deezer"]).unlinked == ("Deezer:7",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("link = 7", "link = 7 "),
        ('[[link]]\ntrack = "Spotify:1"', "link 1 tracks is missing"),
        ('[[link]]\ntracks = ["Spotify:1"]', "link 1 tracks = ['Spotify:1'] needs two tracks or more"),
        ('[[link]]\ntracks = ["Spotify:1", "Spotify:1"]', "names Spotify:1 twice"),
        ('[[unlink]]\ntrack = "Spotify"', "unlink 1 track = 'Spotify' is no track: write service and id"),
        ('[[unlink]]\ntrack = "Spotfy:1"', "names 'Spotfy:1': services are Spotify, AppleMusic, SoundCloud"),
        ('[[joint]]\ntrack = "Spotify:1"', "is not known: a file has link, never_join and unlink"),
        ('[[unlink]]\ntrack = "Spotify:1"\nwhy = "x"', "unlink 1 why = 'x' is not known"),
        ("link", "is no TOML in UTF-8"),
    ],
)
def test_a_fault_is_named_with_its_place_and_what_is_expected(tmp_path: Path, text: str, said: str) -> None:
    problems = _refused(tmp_path, text)

    assert any(said in problem for problem in problems)
    for problem in problems:
        assert problem.startswith(f"{tmp_path / 'by-hand.toml'}: ")
        assert problem.endswith("correct the file that TUNEMELD_CORRECTIONS_FILE names")


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    problems = _refused(tmp_path, '[[unlink]]\ntrack = "x"\n[[link]]\ntracks = []\n[[unlink]]\ntrack = "y"')

    assert len(problems) == 3


def test_a_long_value_is_cut(tmp_path: Path) -> None:
    (problem,) = _refused(tmp_path, f'[[unlink]]\ntrack = "{"x" * 5000}"')

    assert len(problem) < 400


@pytest.mark.parametrize(
    "links",
    [
        [(_SPOTIFY, _APPLE)],
        [(_SPOTIFY, _SOUNDCLOUD), (_SOUNDCLOUD, _APPLE)],
        [(_SPOTIFY, "SoundCloud:1"), (_APPLE, "SoundCloud:2"), ("SoundCloud:1", "SoundCloud:2")],
    ],
    ids=["directly", "through a third", "through two others, joined last"],
)
def test_what_is_linked_and_kept_apart_is_a_contradiction(
    tmp_path: Path, links: list[tuple[str, str]]
) -> None:
    text = "".join(f'[[link]]\ntracks = ["{one}", "{other}"]\n' for one, other in links)

    (problem,) = _refused(tmp_path, f'{text}[[never_join]]\ntracks = ["{_SPOTIFY}", "{_APPLE}"]')

    assert f"links {_APPLE} and {_SPOTIFY}, and forbids it elsewhere" in problem


def test_what_is_linked_to_others_may_be_kept_apart_from_a_third(tmp_path: Path) -> None:
    read = _load(
        tmp_path,
        f'[[link]]\ntracks = ["{_SPOTIFY}", "{_APPLE}"]\n'
        f'[[never_join]]\ntracks = ["{_SPOTIFY}", "{_SOUNDCLOUD}"]\n'
        '[[link]]\ntracks = ["SoundCloud:5", "AppleMusic:5"]',
    )

    assert (len(read.links), len(read.never_join)) == (2, 1)


def test_an_unlinked_track_may_still_be_linked_by_hand(tmp_path: Path) -> None:
    read = _load(tmp_path, f'[[unlink]]\ntrack = "{_SPOTIFY}"\n[[link]]\ntracks = ["{_SPOTIFY}", "{_APPLE}"]')

    assert (len(read.links), len(read.unlinked)) == (1, 1)


@pytest.mark.parametrize(("make", "said"), [(Path.mkdir, "Is a directory"), (lambda _: None, "No such file")])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, make: object, said: str) -> None:
    assert callable(make)
    make(tmp_path / "gone.toml")

    with pytest.raises(InvalidCorrections, match=said):
        load_corrections(tmp_path / "gone.toml", SERVICES)


def test_another_encoding_is_no_toml(tmp_path: Path) -> None:
    (tmp_path / "by-hand.toml").write_bytes("# é".encode("utf-16"))

    with pytest.raises(InvalidCorrections, match="is no TOML in UTF-8"):
        load_corrections(tmp_path / "by-hand.toml", SERVICES)
