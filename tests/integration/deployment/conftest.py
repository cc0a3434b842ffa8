"""What tests of deployment share: the image as it is built, and its API over a chart of the sample."""

from collections.abc import Iterator

import pytest
from tests.api_server import ApiServer, end
from tests.integration.deployment.image import Image, build


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """The image; nobody may change more of it than its data."""
    return build(tmp_path_factory.mktemp("image"))


@pytest.fixture(scope="session")
def server(image: Image) -> Iterator[ApiServer]:
    """Its API, which serves, over a chart and its counts; nobody may end it."""
    done = image.run("tunemeld", "etl", "run", "--genre", "country", TUNEMELD_SOURCE="sample")
    assert done.returncode == 0, done.stderr
    started = image.start(TUNEMELD_SOURCE="sample", API_WORKERS="1")
    try:
        started.wait_until_it_serves()
        yield started
    finally:
        end(started.process)
