"""REDIS_URL means the same server to Celery as to the cache."""

import pytest

from tunemeld.adapters.work_queue.redis_address import celery_address


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://cache.example:6380/2", "redis://cache.example:6380/2"),
        ("redis://me:p%2Fw@cache.example/0", "redis://me:p%2Fw@cache.example/0"),
        ("rediss://cache.example/0", "rediss://cache.example/0?ssl_cert_reqs=required"),
        ("rediss://cache.example/0?ssl_cert_reqs=none", "rediss://cache.example/0?ssl_cert_reqs=none"),
        ("unix:///run/redis.sock", "redis+socket:///run/redis.sock"),
        ("unix://:p%2Fw@/run/redis.sock?db=3", "redis+socket://:p%2Fw@/run/redis.sock?virtual_host=3"),
    ],
)
def test_an_address_is_spelt_as_celery_wants_it(url: str, expected: str) -> None:
    assert celery_address(url) == expected
