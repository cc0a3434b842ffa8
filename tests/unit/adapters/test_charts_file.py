"""Which public charts are read is configuration, checked before anything is asked."""

from pathlib import Path

import pytest

from tunemeld.adapters.catalogues.charts_file import InvalidCharts, load_charts

SERVICES = ("Deezer", "AppleMusic")


def load(tmp_path: Path, text: str) -> dict[str, dict[str, str]]:
    file = tmp_path / "charts.toml"
    file.write_text(text, "utf-8")
    return {genre: dict(charts) for genre, charts in load_charts(SERVICES, file).items()}


def test_charts_of_four_genres_come_with_tunemeld() -> None:
    assert load_charts(SERVICES) == {
        "country": {"Deezer": "84", "AppleMusic": "6"},
        "dance": {"Deezer": "113", "AppleMusic": "17"},
        "pop": {"Deezer": "132", "AppleMusic": "14"},
        "rap": {"Deezer": "116", "AppleMusic": "18"},
    }


def test_genres_are_whichever_the_file_names_and_services_are_known_in_any_case(tmp_path: Path) -> None:
    found = load(tmp_path, "deezer = { rock = 152, soul = 165 }\nAPPLEMUSIC = { soul = '15', rock = 21 }\n")

    assert found == {
        "rock": {"Deezer": "152", "AppleMusic": "21"},
        "soul": {"Deezer": "165", "AppleMusic": "15"},
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "names no chart; add lines such as Deezer = { country = 84 }"),
        ("Deezer = { rock = 152 }", "a chart of rock needs 2 services, and 1 is named"),
        ("Napster = { rock = 1 }", "Napster: name each service once; they are Deezer, AppleMusic"),
        ("Deezer = { rock = 1 }\ndeezer = { rock = 2 }", "deezer: name each service once"),
        ("Deezer = 7", "Deezer: expected the chart of each genre"),
        ("Deezer = { Rock = 1 }", "a genre is written in small letters, digits, - and _, not 'Rock'"),
        ("Deezer = { rock = '../1' }", "rock = '../1' is no name of a chart"),
        ("Deezer = { rock = true }", "rock = 'True' is no name of a chart"),
        ("Deezer = {", "is no TOML in UTF-8"),
    ],
)
def test_what_cannot_be_meant_is_said_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InvalidCharts) as refused:
        load(tmp_path, text)

    assert told in str(refused.value)
    assert "charts.toml" in str(refused.value)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InvalidCharts) as refused:
        load(tmp_path, "Napster = { rock = 1 }\nDeezer = { rock = '?', ROCK = 2 }")

    assert len(str(refused.value).splitlines()) == 3


def test_a_file_that_cannot_be_read_is_named_with_its_setting(tmp_path: Path) -> None:
    with pytest.raises(InvalidCharts, match=r"absent\.toml cannot be read .*TUNEMELD_CHARTS_FILE"):
        load_charts(SERVICES, tmp_path / "absent.toml")
