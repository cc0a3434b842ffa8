"""What strangers may read of the settings: what is listed, and nothing else."""

import pytest

from tunemeld.setting_values import disclosure
from tunemeld.setting_values.disclosure import disclosed, disclosed_problem
from tunemeld.settings import Settings


@pytest.mark.parametrize(
    ("name", "value", "origin", "told"),
    [
        ("ETL_BATCH_SIZE", "7", ".env", "7"),
        ("TUNEMELD_SQLITE_PATH", "/srv/charts.db", "environment", "/srv/charts.db"),
        ("RAPIDAPI_KEY", "set", "environment", "set"),
        ("RAPIDAPI_KEY", "not set", "default", "not set"),
        ("MONGODB_URL", "mongodb://***@db.example", ".env", "set"),
        ("CLOUDFLARE_ACCOUNT_ID", "an-account", ".env", "set"),
        ("SPOTIFY_API_URL", "https://api.spotify.com", "default", "default"),
        ("SPOTIFY_API_URL", "https://proxy.example", "environment", "changed"),
        ("CORS_ORIGINS", "http://localhost:8080", "default for development", "default"),
        ("API_HOST", "10.1.2.3", "command line", "changed"),
        ("API_HOST", "wrong", "see below", "wrong"),
        ("ALLOWED_HOSTS", "not set", "default", "not set"),
    ],
)
def test_each_setting_is_told_as_far_as_it_may_be(name: str, value: str, origin: str, told: str) -> None:
    assert disclosed(name, value, origin) == told


def test_a_setting_that_nobody_has_decided_about_is_not_even_named() -> None:
    assert disclosed("NEXT_YEARS_TOKEN", "abc", ".env") is None
    assert disclosed("NEXT_YEARS_TOKEN", "not set", "default") is None


def test_no_setting_that_holds_a_secret_is_told_in_full() -> None:
    secret = {name.upper() for name, x in Settings.model_fields.items() if "SecretStr" in str(x.annotation)}

    assert len(secret) >= 9
    assert {disclosed(name, "its value", ".env") for name in secret} == {"set"}


def test_the_lists_name_settings_that_there_are_once_each() -> None:
    lists = (disclosure._IN_FULL, disclosure._WHETHER_SET, disclosure._WHETHER_CHANGED)
    named = [name for each in lists for name in each]

    assert len(named) == len(set(named))
    assert set(named) <= {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        ("API_PORT='x': expected a whole number.", "API_PORT='x': expected a whole number."),
        (".env cannot be read (it is not UTF-8): …", ".env cannot be read (it is not UTF-8): …"),
        (
            "SPOTIFY_API_URL='ftp://inside.example': expected …",
            "SPOTIFY_API_URL is wrong: `tunemeld config validate` says how.",
        ),
        ("NEXT_YEARS_TOKEN='abc': no", "NEXT_YEARS_TOKEN is wrong: `tunemeld config validate` says how."),
    ],
)
def test_a_problem_is_told_with_its_value_only_where_that_may_be_told(problem: str, told: str) -> None:
    assert disclosed_problem(problem) == told
