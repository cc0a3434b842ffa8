"""The password in MONGODB_URL comes up nowhere, whether the server takes it, refuses it or is away."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.mongo_servers import fresh_database, replica_set, standalone, user, with_credentials
from tests.proof.command_line import CommandLine, Finished
from tests.proof.echoing import echoing
from tests.proof.figures import Tell
from tests.proof.planted import BESIDE, MONGODB_PASSWORD, SETTINGS, secrets_among, secrets_in, secrets_stored
from tests.proof.simulated import settings_for, upstreams
from tests.proof.storages import MongoStorage

DAY = "2024-06-22"
USER = "reader"
RUNS = (("aggregate", "--genre", "dance", "--format", "json"), ("etl", "run"))
LOOKS = (
    ("aggregate", "--genre", "dance", "--offline"),
    *(("etl", "status"), ("etl", "validate"), ("etl", "run", "--dry-run"), ("explain", "QZTM42400001")),
    *(("system", "health"), ("system", "debug"), ("config", "show"), ("config", "validate")),
    *(("db", "test-connection"), ("db", "migrate"), ("db", "migrate", "--from", "playlist_etl")),
    *(("db", "backup", "a-backup"), ("db", "restore", "a-backup", "--yes"), ("cache", "clear")),
)
OPTIONS = """
    planted planted=1 authMechanism=PLANTED authMechanism=MONGODB-X509 authSource=$external
    authMechanism=GSSAPI authMechanism=PLAIN replicaSet=another readPreference=nonsense w=1&w=2
    tls=true tls=maybe tls=true&tlsCAFile=/nowhere maxPoolSize=x compressors=snappy,zstd
    loadBalanced=true directConnection=true&replicaSet=rs9 serverSelectionTimeoutMS=planted
""".split()
AT_ONCE = 4
DONE, FAILED, WRONG = 0, 1, 2


@pytest.fixture
def database() -> Iterator[str]:
    """The name of a database on the standalone server."""
    with fresh_database(standalone()) as name:
        yield name


def _settings(upstream: str, url: str, database: str) -> dict[str, str]:
    mongo = {"TUNEMELD_STORAGE": "mongo", "MONGODB_URL": url, "MONGODB_DATABASE": database}
    return settings_for(upstream, DAY, **BESIDE) | SETTINGS | mongo


def _all(
    tunemeld: CommandLine, commands: Sequence[tuple[str, ...]], *, at_once: int = 1, **settings: str
) -> list[Finished]:
    """The commands, told to log as much as they can; none ends in a traceback."""
    with ThreadPoolExecutor(at_once) as pool:
        done = list(pool.map(lambda command: tunemeld("-v", *command, **settings), commands))
    assert not [each.err for each in done if "Traceback" in each.err or "defect" in each.err]
    return done


def _leaks(done: Sequence[Finished], folder: Path) -> list[str]:
    return [s for each in done for s in secrets_in(each.out + each.err)] + secrets_stored(folder)


def _codes(done: Sequence[Finished]) -> Mapping[int, int]:
    codes = sorted(each.code for each in done)
    return {code: codes.count(code) for code in codes}


@pytest.mark.parametrize("server", [standalone, replica_set], ids=["standalone", "replica set"])
def test_good_runs_and_every_look_at_them_show_no_secret(
    server: Callable[[], str], tmp_path: Path, tell: Tell
) -> None:
    with (
        upstreams(DAY) as simulated,
        user(server(), USER, MONGODB_PASSWORD) as url,
        fresh_database(server()) as database,
    ):
        tunemeld = CommandLine(tmp_path, _settings(simulated.url, url, database))
        done = _all(tunemeld, RUNS) + _all(tunemeld, LOOKS, at_once=AT_ONCE)
        done += _all(tunemeld, RUNS, LOG_FORMAT="json")
        stored = MongoStorage(server(), database).contents()

    documents = sum(map(len, stored.values()))
    tell(f"{len(done)} commands, exit codes {_codes(done)}, {documents} documents: 0 leaks")
    assert done[0].code == DONE
    assert stored["publications"]
    assert _leaks(done, tmp_path) + secrets_among(stored) == []


def test_nothing_that_an_upstream_echoes_is_stored_with_a_secret(
    database: str, tmp_path: Path, tell: Tell
) -> None:
    with echoing("lists") as upstream, user(standalone(), USER, MONGODB_PASSWORD) as url:
        done = _all(CommandLine(tmp_path, _settings(upstream, url, database)), RUNS)
        stored = MongoStorage(standalone(), database).contents()

    tell(f"every answer is the request: {sum(map(len, stored.values()))} documents, 0 leaks")
    assert "[redacted]" in done[0].out
    assert _leaks(done, tmp_path) + secrets_among(stored) == []


@pytest.mark.parametrize(
    ("server", "says"), [("refuses", "refuses the login"), ("is away", "cannot be reached")]
)
def test_a_server_that_cannot_be_used_is_told_without_the_password(
    server: str, says: str, database: str, tmp_path: Path, tell: Tell
) -> None:
    address = standalone() if server == "refuses" else "mongodb://127.0.0.1:1/"
    url = with_credentials(address, USER, MONGODB_PASSWORD)
    with upstreams(DAY) as simulated:
        tunemeld = CommandLine(tmp_path, _settings(simulated.url, url, database))
        done = _all(tunemeld, (*RUNS, *LOOKS), at_once=AT_ONCE)

    tell(f"the server {server}: {len(done)} commands, exit codes {_codes(done)}, 0 leaks")
    assert all(each.code == FAILED and says in each.err for each in done[: len(RUNS)])
    assert _leaks(done, tmp_path) == []


def test_options_that_cannot_be_used_are_told_without_the_password(
    database: str, tmp_path: Path, tell: Tell
) -> None:
    with upstreams(DAY) as simulated, user(standalone(), USER, MONGODB_PASSWORD) as url:

        def each(option: str) -> list[Finished]:
            tunemeld = CommandLine(tmp_path, _settings(simulated.url, f"{url}?{option}", database))
            return _all(tunemeld, (RUNS[0], ("db", "test-connection")))

        with ThreadPoolExecutor(AT_ONCE) as pool:
            done = [finished for all_of_one in pool.map(each, OPTIONS) for finished in all_of_one]

    tell(f"{len(OPTIONS)} options: {len(done)} commands, exit codes {_codes(done)}, 0 leaks")
    assert all((each.code in {FAILED, WRONG}) == ("Error: " in each.err) for each in done)
    assert _leaks(done, tmp_path) == []
