"""What the settings of the earlier TuneMeld come to here: names, spellings, and what is left out."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunemeld.setting_values.earlier import NAMES, WITHOUT_COUNTERPART, counterparts, spelt_anew, unknown
from tunemeld.settings import Settings

OWN = tuple(map(str.upper, Settings.model_fields))
_HOSTS = st.lists(st.from_regex(r"[a-z0-9.-]{1,20}", fullmatch=True))


def _new_names(old: dict[str, str]) -> list[tuple[str, str]]:
    return [(each.old, each.new) for each in counterparts(old, OWN)]


def test_every_counterpart_is_a_setting_and_no_name_is_both_earlier_and_own() -> None:
    assert set(NAMES.values()) <= set(OWN)
    assert {*NAMES, *WITHOUT_COUNTERPART}.isdisjoint(OWN)
    assert NAMES.keys().isdisjoint(WITHOUT_COUNTERPART)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("X_RAPIDAPI_KEY", "RAPIDAPI_KEY"),
        ("MONGO_URI", "MONGODB_URL"),
        ("MONGO_DB_NAME", "MONGODB_DATABASE"),
        ("GOOGLE_API_KEY", "YOUTUBE_API_KEY"),
        ("CF_ACCOUNT_ID", "CLOUDFLARE_ACCOUNT_ID"),
        ("CF_NAMESPACE_ID", "CLOUDFLARE_NAMESPACE_ID"),
        ("CF_API_TOKEN", "CLOUDFLARE_API_TOKEN"),
        ("DJANGO_ALLOWED_HOSTS", "ALLOWED_HOSTS"),
        ("DJANGO_DEBUG", "TUNEMELD_ENV"),
        ("ALLOWED_HOSTS", "ALLOWED_HOSTS"),
        ("SPOTIFY_CLIENT_SECRET", "SPOTIFY_CLIENT_SECRET"),
    ],
)
def test_an_earlier_setting_has_a_name_here(old: str, new: str) -> None:
    assert _new_names({old: "any"}) == [(old, new)]
    assert unknown({old}, OWN) == ()


def test_of_several_keys_this_versions_own_comes_first_then_the_plain_one_then_the_numbered() -> None:
    keys = ["RAPIDAPI_KEY", "X_RAPIDAPI_KEY", "X_RAPIDAPI_KEY_1", "X_RAPIDAPI_KEY_A", "X_RAPIDAPI_KEY_C"]

    assert _new_names(dict.fromkeys(reversed(keys), "any")) == [(key, "RAPIDAPI_KEY") for key in keys]


def test_what_neither_version_knows_is_unknown() -> None:
    names = {"RAILWAY_API_TOKEN", "MONGO_URI", "DJANGO_SECRET_KEY", "X_RAPIDAPI_KEY_OLD", "mongo_uri"}

    assert unknown(names, OWN) == ("RAILWAY_API_TOKEN", "X_RAPIDAPI_KEY_OLD", "mongo_uri")


@given(_HOSTS)
def test_a_list_comes_out_the_same_from_json_python_and_commas(hosts: list[str]) -> None:
    spellings = {json.dumps(hosts), repr(hosts), repr(tuple(hosts)), ",".join(hosts), " , ".join(hosts)}

    assert {spelt_anew("ALLOWED_HOSTS", spelling) for spelling in spellings} == {(",".join(hosts), "")}


@given(_HOSTS, _HOSTS)
def test_everybody_is_left_out_of_a_list_and_said(before: list[str], after: list[str]) -> None:
    text, remark = spelt_anew("ALLOWED_HOSTS", json.dumps([*before, "*", *after]))

    assert text == ",".join([*before, *after])
    assert remark.startswith("* is left out")


@pytest.mark.parametrize("text", ['["a.example"', "['a.example', 1]", "[a.example]", "[" * 10_000, "("])
def test_a_list_that_is_begun_and_wrong_stays_for_the_check_to_refuse(text: str) -> None:
    assert spelt_anew("ALLOWED_HOSTS", text) == (text, "")


@pytest.mark.parametrize(
    ("text", "env"),
    [("True", "development"), ("1", "development"), ("false", "production"), ("0", "production")],
)
def test_debug_tells_the_environment(text: str, env: str) -> None:
    assert spelt_anew("TUNEMELD_ENV", text) == (env, "")


@pytest.mark.parametrize("text", ["perhaps", "production"])
def test_what_is_no_answer_about_debug_stays(text: str) -> None:
    assert spelt_anew("TUNEMELD_ENV", text) == (text, "")
