"""`tunemeld config migrate-env`: what is added to `.env`, what is said, and that nothing else changes."""

import stat
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.integration.cli.conftest import SOURCES, Tunemeld

from tunemeld.entrypoints.cli.env_file import EnvFileNotWritten, add
from tunemeld.entrypoints.cli.migration import migrate
from tunemeld.setting_values.env_file import read_env_file
from tunemeld.settings import load_settings

EARLIER = """\
# Settings of the earlier one
export X_RAPIDAPI_KEY_A="first-key"   # the good one
X_RAPIDAPI_KEY_B=second-key
MONGO_URI='mongodb+srv://anna:pass%40word@db.example/?retryWrites=true'
MONGO_DB_NAME=playlist_etl

GOOGLE_API_KEY=google-key
CF_ACCOUNT_ID=account
CF_NAMESPACE_ID="${CF_ACCOUNT_ID}-namespace"
CF_API_TOKEN=
SPOTIFY_CLIENT_ID=spotify-id
DJANGO_DEBUG=True
DJANGO_SECRET_KEY='not
for us'
DJANGO_ALLOWED_HOSTS=['api.example', '*']
RAILWAY_API_TOKEN=railway-token"""
ADDED = {
    "RAPIDAPI_KEY": "first-key",
    "MONGODB_URL": "mongodb+srv://anna:pass%40word@db.example/?retryWrites=true",
    "MONGODB_DATABASE": "playlist_etl",
    "YOUTUBE_API_KEY": "google-key",
    "CLOUDFLARE_ACCOUNT_ID": "account",
    "CLOUDFLARE_NAMESPACE_ID": "account-namespace",
    "TUNEMELD_ENV": "development",
    "ALLOWED_HOSTS": "api.example",
}
SECRETS = (
    "first-key",
    "second-key",
    "pass%40word",
    "google-key",
    "not\nfor us",
    "spotify-id",
    "railway-token",
)
MIGRATE = ("config", "migrate-env")


def _told(out: str) -> Mapping[str, str]:
    """What is said about each setting, by its earlier name."""
    return {line.partition(":")[0].partition(" ")[0]: line.partition(": ")[2] for line in out.splitlines()}


def test_settings_are_added_and_old_lines_stay_byte_for_byte(tunemeld: Tunemeld, home: Path) -> None:
    (home / ".env").write_text(EARLIER)

    done = tunemeld(*MIGRATE)

    assert (done.code, done.err) == (0, "")
    text = (home / ".env").read_text()
    assert text.startswith(f"{EARLIER}\n")
    added = text.removeprefix(EARLIER).splitlines()
    assert sorted(line.partition("=")[0] for line in added if line and line[0] != "#") == sorted(ADDED)
    assert read_env_file(home / ".env").values.items() >= ADDED.items()
    settings = load_settings()
    assert settings.allowed_hosts == ("api.example",)
    assert settings.spotify_client_id is not None


def test_each_setting_is_told_without_its_secret(tunemeld: Tunemeld, home: Path) -> None:
    (home / ".env").write_text(EARLIER)

    out = tunemeld(*MIGRATE).out

    assert [secret for secret in SECRETS if secret in out] == []
    lines = out.splitlines()
    for line in (
        "X_RAPIDAPI_KEY_A → RAPIDAPI_KEY: added (set)",
        "X_RAPIDAPI_KEY_B → RAPIDAPI_KEY: left out: this version uses one, and X_RAPIDAPI_KEY_A was taken",
        "MONGO_URI → MONGODB_URL: added (mongodb+srv://***@db.example/?***)",
        "MONGO_DB_NAME → MONGODB_DATABASE: added (playlist_etl)",
        "CF_API_TOKEN → CLOUDFLARE_API_TOKEN: left out: it is empty",
        "SPOTIFY_CLIENT_ID: stays as it is",
        "DJANGO_ALLOWED_HOSTS → ALLOWED_HOSTS: added (api.example); * is left out, as it means everybody",
        "DJANGO_SECRET_KEY: left out: this version signs nothing",
        "Not known, and left out: RAILWAY_API_TOKEN",
    ):
        assert line in lines
    assert lines[-1] == "8 added to .env. Next: `tunemeld config validate` checks the settings together"


def test_a_second_time_nothing_is_added(tunemeld: Tunemeld, home: Path) -> None:
    (home / ".env").write_text(EARLIER)
    tunemeld(*MIGRATE)
    once, stamp = (home / ".env").read_bytes(), (home / ".env").stat().st_ino

    again = tunemeld(*MIGRATE)

    assert again.code == 0
    assert "added (" not in again.out
    assert again.out.splitlines()[-1].startswith("Nothing to add to .env. Next: ")
    assert ((home / ".env").read_bytes(), (home / ".env").stat().st_ino) == (once, stamp)


def test_a_dry_run_says_the_same_and_writes_nothing(tunemeld: Tunemeld, home: Path) -> None:
    (home / ".env").write_text(EARLIER)

    shown = tunemeld(*MIGRATE, "--dry-run").out

    assert (home / ".env").read_text() == EARLIER
    assert [path.name for path in home.iterdir()] == [".env"]
    assert shown.splitlines()[-1] == "Nothing was written. Next: the same without --dry-run"
    assert shown.replace("would be ", "").splitlines()[:-1] == tunemeld(*MIGRATE).out.splitlines()[:-1]


def test_another_file_is_carried_into_a_new_env_with_what_this_version_knows(
    tunemeld: Tunemeld, home: Path
) -> None:
    other = home / "earlier.env"
    (home / "my lists").write_text("")
    other.write_text(f"{EARLIER}\nETL_BATCH_SIZE=20\nTUNEMELD_PLAYLISTS_FILE='my lists'\n")

    done = tunemeld(*MIGRATE, str(other))

    assert done.code == 0
    assert read_env_file(home / ".env").values == ADDED | {
        "SPOTIFY_CLIENT_ID": "spotify-id",
        "ETL_BATCH_SIZE": "20",
        "TUNEMELD_PLAYLISTS_FILE": "my lists",
    }
    assert stat.S_IMODE((home / ".env").stat().st_mode) == 0o600


def test_a_name_that_is_set_keeps_its_value_and_a_different_old_one_is_said(
    tunemeld: Tunemeld, home: Path
) -> None:
    (home / ".env").write_text(
        "RAPIDAPI_KEY=mine\nYOUTUBE_API_KEY=same\nALLOWED_HOSTS=a.example, b.example\n"
    )
    (home / "old").write_text(
        "X_RAPIDAPI_KEY=theirs\nGOOGLE_API_KEY=same\nALLOWED_HOSTS=['a.example','b.example']\n"
    )

    done = tunemeld(*MIGRATE, "old")

    told = _told(done.out)
    assert told["X_RAPIDAPI_KEY"] == "is set to another value already, which stays"
    assert told["GOOGLE_API_KEY"] == "is there already"
    assert told["ALLOWED_HOSTS"] == "stays as it is"
    assert read_env_file(home / ".env").values["RAPIDAPI_KEY"] == "mine"
    assert "theirs" not in done.out


def test_an_empty_value_in_env_counts_as_not_set(tunemeld: Tunemeld, home: Path) -> None:
    (home / ".env").write_text("RAPIDAPI_KEY=\nX_RAPIDAPI_KEY=key\n")

    tunemeld(*MIGRATE)

    assert read_env_file(home / ".env").values["RAPIDAPI_KEY"] == "key"


def test_a_refused_value_is_not_written_and_the_others_are(tunemeld: Tunemeld, home: Path) -> None:
    (home / ".env").write_text("MONGO_URI=anna:hidden-word@db\nDJANGO_DEBUG=perhaps\nMONGO_DB_NAME=charts\n")

    done = tunemeld(*MIGRATE)

    told = _told(done.out)
    assert done.code == 2
    assert told["MONGO_URI"].startswith(
        "refused, and not added: MONGODB_URL: expected an address that begins with mongodb://"
    )
    assert told["DJANGO_DEBUG"].startswith("refused, and not added: TUNEMELD_ENV='perhaps': expected")
    assert "hidden-word" not in done.out + done.err
    values = read_env_file(home / ".env").values
    assert values["MONGODB_DATABASE"] == "charts"
    assert values.keys().isdisjoint({"MONGODB_URL", "TUNEMELD_ENV"})


def test_a_value_that_env_could_not_give_back_is_refused(tunemeld: Tunemeld, home: Path) -> None:
    (home / ".env").write_text("X_RAPIDAPI_KEY=a${b\nSPOTIFY_CLIENT_ID=a${b\n")

    done = tunemeld(*MIGRATE)

    assert done.code == 2
    assert "refused, and not added: RAPIDAPI_KEY: expected a value without ${" in done.out
    assert "SPOTIFY_CLIENT_ID: stays as it is" in done.out.splitlines()


def test_an_empty_old_value_is_said_to_be_empty_whatever_is_set(tunemeld: Tunemeld, home: Path) -> None:
    (home / ".env").write_text("X_RAPIDAPI_KEY=\nRAPIDAPI_KEY=mine\nCF_API_TOKEN=\n")

    told = _told(tunemeld(*MIGRATE).out)

    assert told["X_RAPIDAPI_KEY"] == told["CF_API_TOKEN"] == "left out: it is empty"


def test_a_refused_key_gives_way_to_the_next(tunemeld: Tunemeld, home: Path) -> None:
    (home / ".env").write_text("X_RAPIDAPI_KEY_A='two words'\nX_RAPIDAPI_KEY_B=good\n")

    done = tunemeld(*MIGRATE)

    assert done.code == 2
    assert read_env_file(home / ".env").values["RAPIDAPI_KEY"] == "good"


def test_a_line_that_both_versions_read_is_not_changed_but_told(tunemeld: Tunemeld, home: Path) -> None:
    """A second line of the same name would change what the earlier TuneMeld reads."""
    old = 'ALLOWED_HOSTS=["*", "api.example"]\n'
    (home / ".env").write_text(old)

    done = tunemeld(*MIGRATE)

    assert done.code == 2
    assert (home / ".env").read_text() == old
    assert "Change it to ALLOWED_HOSTS=api.example, or set ALLOWED_HOSTS in the environment" in done.out


def test_where_nothing_is_to_be_added_a_dry_run_names_no_wet_one(tunemeld: Tunemeld, home: Path) -> None:
    (home / ".env").write_text("RAPIDAPI_KEY=abc\n")

    done = tunemeld(*MIGRATE, "--dry-run")

    assert done.out.splitlines()[-1].startswith("Nothing to add to .env. Next: `tunemeld config validate`")


@pytest.mark.parametrize("everybody", ["*", "['*']", "[]"])
def test_a_line_that_names_nobody_in_particular_can_be_emptied(
    tunemeld: Tunemeld, home: Path, everybody: str
) -> None:
    (home / ".env").write_text(f"ALLOWED_HOSTS={everybody}\n")

    done = tunemeld(*MIGRATE)

    assert done.code == 2
    assert "Change it to ALLOWED_HOSTS= with nothing behind it, or set ALLOWED_HOSTS" in done.out
    (home / ".env").write_text("ALLOWED_HOSTS=\n")
    assert tunemeld("config", "validate").code == 0


def test_a_list_of_nobody_but_everybody_adds_nothing(tunemeld: Tunemeld, home: Path) -> None:
    (home / ".env").write_text("DJANGO_ALLOWED_HOSTS=*\n")

    done = tunemeld(*MIGRATE)

    assert done.code == 0
    assert _told(done.out)["DJANGO_ALLOWED_HOSTS"] == "* is left out, as it means everybody"
    assert (home / ".env").read_text() == "DJANGO_ALLOWED_HOSTS=*\n"


def test_what_may_be_a_part_of_a_secret_is_not_shown(tunemeld: Tunemeld, home: Path) -> None:
    key = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"
    (home / ".env").write_text(f"MONGO_DB_NAME=a\n\n{key}\n{key}==\nWITH\x1b[31m=1\n")

    done = tunemeld(*MIGRATE)

    assert done.code == 0
    assert key not in done.out + done.err
    assert "\x1b" not in done.out
    assert "Not shown, and left out: 2 that can hardly be names of settings" in done.out
    assert "Not read, since it is no NAME=value: line 3" in done.out


def test_rights_and_a_link_stay(tunemeld: Tunemeld, home: Path) -> None:
    real = home / "elsewhere.env"
    real.write_text("X_RAPIDAPI_KEY=key\n")
    real.chmod(0o640)
    (home / ".env").symlink_to(real)

    tunemeld(*MIGRATE)

    assert (home / ".env").is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert read_env_file(real).values["RAPIDAPI_KEY"] == "key"


@pytest.mark.parametrize(
    ("content", "reason"), [(None, "No such file or directory"), (b"\xff\xfe", "it is not UTF-8")]
)
def test_a_file_that_cannot_be_read_is_one_sentence(
    tunemeld: Tunemeld, home: Path, content: bytes | None, reason: str
) -> None:
    if content is not None:
        (home / "old").write_bytes(content)

    failed = tunemeld(*MIGRATE, "old")

    assert (failed.code, failed.out) == (1, "")
    assert (
        failed.err
        == f"Error: old cannot be read ({reason}): name the file that holds the settings, as text\n"
    )


def test_a_folder_is_no_file_of_settings(tunemeld: Tunemeld, home: Path) -> None:
    assert tunemeld(*MIGRATE, str(home)).code == 1


def test_an_env_that_cannot_be_written_stays_as_it_was(tunemeld: Tunemeld, home: Path) -> None:
    """A folder that takes no file, also for root: it is gone once the link is followed."""
    (home / "old").write_text("X_RAPIDAPI_KEY=key\n")
    (home / ".env").symlink_to(home / "gone" / ".env")

    failed = tunemeld(*MIGRATE, "old")

    assert (failed.code, failed.out) == (1, "")
    assert failed.err.startswith("Error: .env cannot be written (No such file or directory)")


def test_a_quotation_mark_that_is_never_closed_is_named_rather_than_added_to(
    tunemeld: Tunemeld, home: Path
) -> None:
    old = "X_RAPIDAPI_KEY=key&more\nOTHER='never closed\n"
    (home / ".env").write_text(old)

    failed = tunemeld(*MIGRATE)

    assert (failed.code, failed.out) == (1, "")
    assert "(see line 2)" in failed.err
    assert (home / ".env").read_text() == old
    assert [path.name for path in home.iterdir()] == [".env"]


_NAMES = st.sampled_from([*ADDED, "X_RAPIDAPI_KEY", "MONGO_URI", "MONGO_DB_NAME", "ODD", "export A"])
_PIECES = st.sampled_from(
    ["'", '"', "\\", "#", " #", "${ODD}", "${", "=", "\n", "\r\n", "\ufeff", "ä", "a", " "]
)
_LINES = st.builds(lambda name, pieces: f"{name}={''.join(pieces)}\n", _NAMES, st.lists(_PIECES, max_size=6))
_FILES = st.lists(_LINES | st.text("#'\"=\\ \nab\r", max_size=10), max_size=8).map("".join)
_VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\r$"), max_size=20).filter(
    lambda text: "\0" not in text
)


@given(_FILES, st.dictionaries(st.sampled_from(sorted(ADDED)), _VALUES, min_size=1))
def test_whatever_is_added_is_read_back_and_whatever_was_there_stays(
    old: str, settings: Mapping[str, str]
) -> None:
    """Where that is not possible, the file stays as it was."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / ".env"
        path.write_bytes(old.encode())
        before = read_env_file(path).values
        try:
            add(path, settings)
        except EnvFileNotWritten:
            assert path.read_bytes() == old.encode()
            assert {*old} & {*"'\""}
        else:
            assert path.read_bytes().startswith(old.encode())
            assert read_env_file(path).values == {**before, **settings}
        assert [each.name for each in path.parent.iterdir()] == [".env"]


@given(_FILES)
def test_whatever_stands_in_env_stays_and_a_second_time_adds_nothing(old: str) -> None:
    with TemporaryDirectory() as folder, chdir(folder), redirect_stdout(StringIO()):
        path = Path(".env")
        path.write_bytes(old.encode())
        with suppress(EnvFileNotWritten):
            migrate(path, dry_run=False)
        once = path.read_bytes()
        with suppress(EnvFileNotWritten):
            migrate(path, dry_run=False)

        assert once.startswith(old.encode())
        assert path.read_bytes() == once


# Does the work again and again, each time killed one step later than before, until it is done for once.
_KILLED = """
import os, signal, sys
from pathlib import Path
from tunemeld.entrypoints.cli.env_file import add

def work(steps):
    def count(event, arguments):
        nonlocal steps
        steps -= 1
        if steps < 0:
            os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(count)
    add(Path(".env"), {"RAPIDAPI_KEY": "key"})
    os._exit(0)

old, new, status, steps = b"OLD=1\\n", b"RAPIDAPI_KEY=key\\n", -1, 0
while status:
    Path(".env").write_bytes(old)
    child = os.fork() or work(steps)
    _, status = os.waitpid(child, 0)
    steps += 1
    found = Path(".env").read_bytes()
    print("old" if found == old else "new" if found.startswith(old) and found.endswith(new) else found)
"""


def test_killed_at_any_step_the_old_file_or_the_new_one_is_there(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _KILLED],
        env={"PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        check=True,
    )

    found = done.stdout.split()
    assert len(found) > 5
    assert set(found) == {"old", "new"}
    assert found == sorted(found, reverse=True)
