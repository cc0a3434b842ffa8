"""What tests of the API share: a worker over two weeks of the sample, and homes of one's own."""

from collections.abc import Callable, Iterator

import pytest
from tests.api_in_process import ADMIN_TOKEN, Home
from tests.api_server import ApiServer, api_server
from tests.described import CheckedClient
from tests.raw_client import ALIVE, open_connections, sent, status
from tests.worlds import WEEK


@pytest.fixture(scope="session")
def two_weeks(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """An installation with charts of two weeks; nobody may change it."""
    home = Home(tmp_path_factory.mktemp("home"), admin_token=ADMIN_TOKEN)
    home.run()
    home.clock.put_forward(WEEK)
    home.run()
    home.clock.put_forward(3_600)
    return home


@pytest.fixture(scope="session")
def api(two_weeks: Home) -> Iterator[CheckedClient]:
    """A worker that serves these two weeks; nobody may change what it serves."""
    with two_weeks.serve() as client:
        yield client


@pytest.fixture
def new_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Home]:
    """Makes installations that hold nothing yet."""
    return lambda **settings: Home(tmp_path_factory.mktemp("home"), **settings)


@pytest.fixture(scope="session")
def lone_worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    """A server in processes of its own, with one worker: nobody else can answer in its place."""
    with api_server(tmp_path_factory.mktemp("home"), {"ADMIN_TOKEN": ADMIN_TOKEN}) as server:
        yield server


@pytest.fixture
def undisturbed(lone_worker: ApiServer) -> Iterator[ApiServer]:
    """The same; after each test it has the same worker, tells no error, and holds no connection more."""
    workers, opened = lone_worker.workers(), open_connections(lone_worker)
    yield lone_worker
    assert status(sent(lone_worker, ALIVE)) == 200
    assert lone_worker.workers() == workers
    assert "Traceback" not in lone_worker.log()
    lone_worker.wait_for(lambda: open_connections(lone_worker) <= opened)
