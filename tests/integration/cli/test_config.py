"""`tunemeld config`: what the settings are, where they come from, what is wrong with them."""

import re
from pathlib import Path

import pytest
from tests.integration.cli.conftest import Tunemeld

from tunemeld.settings import Settings

SECRET = "a-secret-of-thirty-two-characters"
SECRETS = {
    "RAPIDAPI_KEY": SECRET,
    "SPOTIFY_CLIENT_ID": SECRET,
    "SPOTIFY_CLIENT_SECRET": SECRET,
    "YOUTUBE_API_KEY": SECRET,
    "CLOUDFLARE_API_TOKEN": SECRET,
    "ADMIN_TOKEN": SECRET,
    "MONGODB_URL": f"mongodb://anna:{SECRET}@db.example/charts",
    "REDIS_URL": f"redis://:{SECRET}@cache.example",
}


def _row(out: str, name: str) -> list[str]:
    (line,) = [line for line in out.splitlines() if line.startswith(f"{name} ")]
    return re.split(r"  +", line)


def test_every_setting_has_a_line_with_its_value_and_origin(tunemeld: Tunemeld, home: Path) -> None:
    (home / ".env").write_text("ISRC_LOOKUP_BUDGET=7\n")

    shown = tunemeld("--log-level", "error", "config", "show", STALE_AFTER_DAYS="9")

    assert (shown.code, shown.err) == (0, "")
    assert [line.split()[0] for line in shown.out.splitlines()[2:]] == [
        name.upper() for name in Settings.model_fields
    ]
    assert _row(shown.out, "ISRC_LOOKUP_BUDGET") == ["ISRC_LOOKUP_BUDGET", "7", ".env"]
    assert _row(shown.out, "STALE_AFTER_DAYS") == ["STALE_AFTER_DAYS", "9", "environment"]
    assert _row(shown.out, "LOG_LEVEL") == ["LOG_LEVEL", "ERROR", "command line"]
    assert _row(shown.out, "ETL_BATCH_SIZE") == ["ETL_BATCH_SIZE", "10", "default for development"]
    assert _row(shown.out, "HTTP_TIMEOUT") == ["HTTP_TIMEOUT", "20", "default"]


def test_no_secret_is_shown(tunemeld: Tunemeld) -> None:
    shown = tunemeld("config", "show", **SECRETS)

    assert shown.code == 0
    assert SECRET not in shown.out + shown.err
    assert _row(shown.out, "RAPIDAPI_KEY")[1] == "set"
    assert "db.example" in _row(shown.out, "MONGODB_URL")[1]


@pytest.mark.parametrize(
    "words", [("config", "show", "--env", "production"), ("--env", "production", "config", "show")]
)
def test_productions_defaults_are_shown_although_production_lacks_its_key(
    tunemeld: Tunemeld, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TUNEMELD_NOW")

    shown = tunemeld(*words)

    assert shown.code == 2
    assert _row(shown.out, "ETL_BATCH_SIZE") == ["ETL_BATCH_SIZE", "500", "default for production"]
    assert _row(shown.out, "TUNEMELD_SOURCE")[1:] == ["wrong", "see below"]
    assert shown.err.count("Error: ") == 1
    assert "RAPIDAPI_KEY to be set in production" in shown.err


def test_every_wrong_value_is_named_and_the_right_ones_are_shown(tunemeld: Tunemeld) -> None:
    shown = tunemeld(
        "config", "show", ETL_THREAD_COUNT="many", MONGODB_URL=SECRET, TUNEMELD_ENV="nonsense", API_PORT="81"
    )

    assert shown.code == 2
    assert _row(shown.out, "API_PORT")[1] == "81"
    for name in ("ETL_THREAD_COUNT", "MONGODB_URL", "TUNEMELD_ENV"):
        assert _row(shown.out, name)[1] == "wrong"
        assert f"Error: {name}" in shown.err
    assert SECRET not in shown.out + shown.err


def test_a_key_with_a_space_is_wrong_without_being_shown(tunemeld: Tunemeld) -> None:
    """Without its key, production lacks a source too: only the cause is told."""
    shown = tunemeld("config", "show", RAPIDAPI_KEY="half other-half")

    assert shown.code == 2
    assert "half" not in shown.out + shown.err
    assert _row(shown.out, "RAPIDAPI_KEY")[1] == "wrong"


def test_an_env_file_that_is_no_text_is_an_error_without_a_table(tunemeld: Tunemeld, home: Path) -> None:
    (home / ".env").write_bytes(b"RAPIDAPI_KEY=\xff\n")

    shown = tunemeld("config", "show")

    assert (shown.code, shown.out) == (2, "")
    assert shown.err.startswith("Error: .env cannot be read (it is not UTF-8)")


def test_validate_tells_what_would_be_used(tunemeld: Tunemeld, store: Path) -> None:
    told = tunemeld("config", "validate")

    assert (told.code, told.err) == (0, "")
    assert told.out == (
        "The settings are valid: development, store sqlite, source sample, cache memory; "
        "genres country, dance, pop, rap; 0 corrections by hand.\n"
    )
    assert not store.parent.exists()


def test_validate_names_every_problem_at_once(tunemeld: Tunemeld) -> None:
    told = tunemeld("config", "validate", ETL_THREAD_COUNT="0", API_PORT="x", LOG_FORMAT="xml")

    assert (told.code, told.out) == (2, "")
    assert [line.split("=")[0] for line in told.err.splitlines()] == [
        "Error: ETL_THREAD_COUNT",
        "Error: API_PORT",
        "Error: LOG_FORMAT",
    ]


def test_validate_reads_the_playlists_also_while_the_sample_stands_in(tunemeld: Tunemeld, home: Path) -> None:
    (home / "playlists.toml").write_text('[country.Spotify]\nid = "short"\n')

    told = tunemeld("config", "validate", TUNEMELD_PLAYLISTS_FILE="playlists.toml")

    assert (told.code, told.out) == (2, "")
    assert "Error: playlists.toml, [country]: a chart needs 2 services" in told.err
    assert "Error: playlists.toml, [country.Spotify]: id = 'short'" in told.err


def test_validate_reads_the_corrections(tunemeld: Tunemeld, home: Path) -> None:
    (home / "corrections.toml").write_text('[[unlink]]\ntrack = "SoundCloud:1"\n')
    right = tunemeld("config", "validate", TUNEMELD_CORRECTIONS_FILE="corrections.toml")
    (home / "corrections.toml").write_text('[[unlink]]\ntrack = "SoundClout:1"\n')
    wrong = tunemeld("config", "validate", TUNEMELD_CORRECTIONS_FILE="corrections.toml")

    assert right.out.endswith("; 1 correction by hand.\n")
    assert (wrong.code, wrong.out) == (2, "")
    assert "corrections.toml: names 'SoundClout:1'" in wrong.err
