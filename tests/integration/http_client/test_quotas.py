"""Every attempt upstream costs, what was never sent costs nothing, and what is left is noted."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from tests.clocks import HandClock
from tests.integration.http_client.raw_server import raw_server, resetting
from tests.integration.http_client.upstream import GOOD, NOW, Connect, calls_seen, response, serve

from tunemeld.adapters.http.allowance import DailyAllowance
from tunemeld.adapters.http.rate_limit import RateLimiter
from tunemeld.adapters.stores.memory.quotas import MemoryQuotaLedger
from tunemeld.adapters.stores.memory.upstreams import MemoryCoolDowns
from tunemeld.application.errors import StoreError, UpstreamCoolingDown, UpstreamUnavailable
from tunemeld.domain.quota import RemainingQuota

YESTERDAY_IN_CALIFORNIA = date(2024, 6, 21)
MIDNIGHT_IN_CALIFORNIA = datetime(2024, 6, 22, 7, tzinfo=UTC)
DAY_SPENT = {"error": {"code": 403, "message": "spent", "errors": [{"reason": "quotaExceeded"}]}}
TOO_FAST = {"error": {"code": 403, "message": "slower", "errors": [{"reason": "rateLimitExceeded"}]}}


class Purse:
    """An allowance of one upstream, and the ledger that it takes from."""

    def __init__(self, limit: int) -> None:
        self.ledger = MemoryQuotaLedger()
        self.cool_downs = MemoryCoolDowns()
        self.clock = HandClock(NOW)
        self.allowance = DailyAllowance(
            upstream="spotify23",
            limit=limit,
            setting="YOUTUBE_DAILY_SEARCHES",
            ledger=self.ledger,
            cool_downs=self.cool_downs,
            clock=self.clock,
        )

    def parts(self) -> dict[str, Any]:
        return {"allowance": self.allowance, "cool_downs": self.cool_downs, "clock": self.clock}

    @property
    def spent(self) -> int:
        return self.ledger.spent("spotify23", YESTERDAY_IN_CALIFORNIA)


@pytest.fixture
def purse() -> Purse:
    return Purse(limit=4)


def test_a_call_costs_one(httpserver: HTTPServer, connect: Connect, purse: Purse) -> None:
    connect(serve(httpserver, response(200, GOOD)), **purse.parts()).get()

    assert (purse.spent, purse.allowance.left()) == (1, 3)


@pytest.mark.parametrize(
    "trouble", [response(503), response(403, TOO_FAST), response(429)], ids=["503", "too fast", "429"]
)
def test_retries_cost_as_well(httpserver: HTTPServer, connect: Connect, purse: Purse, trouble: Any) -> None:
    upstream = connect(serve(httpserver, trouble, trouble, response(200, GOOD)), **purse.parts())

    assert upstream.get() == GOOD
    assert (purse.spent, calls_seen(httpserver), len(upstream.waits)) == (3, 3, 2)


def test_an_attempt_that_breaks_off_costs_as_well(connect: Connect, purse: Purse) -> None:
    with raw_server(resetting) as server:
        with pytest.raises(UpstreamUnavailable):
            connect(server.url, **purse.parts()).get()

        assert purse.spent == len(server.requests) == 3


def test_whoever_has_spent_it_is_told_until_when_and_nobody_is_asked(
    httpserver: HTTPServer, connect: Connect, purse: Purse
) -> None:
    upstream = connect(serve(httpserver, response(200, GOOD)), **purse.parts())
    for _ in range(4):
        upstream.get()

    with pytest.raises(UpstreamCoolingDown) as raised:
        upstream.get()

    assert str(raised.value) == (
        "spotify23 is left alone until 2024-06-22 07:00:00 UTC, since today's 4 calls are made; "
        "run again after that, or raise YOUTUBE_DAILY_SEARCHES if Google allows more"
    )
    assert (raised.value.until, calls_seen(httpserver), purse.spent) == (MIDNIGHT_IN_CALIFORNIA, 4, 4)


def test_midnight_in_california_brings_another_day(
    httpserver: HTTPServer, connect: Connect, purse: Purse
) -> None:
    upstream = connect(serve(httpserver, response(200, GOOD)), **purse.parts())
    for _ in range(4):
        upstream.get()

    purse.clock.put_forward((MIDNIGHT_IN_CALIFORNIA - NOW).total_seconds())

    assert purse.allowance.left() == 4
    assert upstream.get() == GOOD


def test_retries_end_where_the_allowance_does(httpserver: HTTPServer, connect: Connect) -> None:
    purse = Purse(limit=2)

    with pytest.raises(UpstreamCoolingDown, match="today's 2 calls are made"):
        connect(serve(httpserver, response(503)), **purse.parts()).get()

    assert calls_seen(httpserver) == 2


def test_what_was_never_sent_costs_nothing(httpserver: HTTPServer, connect: Connect, purse: Purse) -> None:
    url = serve(httpserver, response(200, GOOD))

    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    stopped = RateLimiter(1000, monotonic=lambda: 0.0, sleep=interrupted)
    with pytest.raises(KeyboardInterrupt):
        connect(url, limiter=stopped, **purse.parts()).get()
    purse.cool_downs.cool_down("spotify23", NOW + timedelta(minutes=5))
    with pytest.raises(UpstreamCoolingDown, match="02:35:00"):
        connect(url, **purse.parts()).get()

    assert (purse.spent, calls_seen(httpserver), purse.allowance.left()) == (0, 0, 0)


def test_an_old_clocks_pause_leaves_the_allowance_as_it_is(purse: Purse) -> None:
    purse.cool_downs.cool_down("spotify23", NOW + timedelta(days=400))

    assert purse.allowance.left() == 4


def test_a_day_that_google_calls_spent_is_spent_for_all_who_share_the_store(
    httpserver: HTTPServer, connect: Connect, purse: Purse
) -> None:
    url = serve(httpserver, response(403, DAY_SPENT))

    for _ in range(2):
        with pytest.raises(UpstreamCoolingDown) as raised:
            connect(url, **purse.parts()).get()
        assert raised.value.until == MIDNIGHT_IN_CALIFORNIA

    assert (calls_seen(httpserver), purse.spent, purse.allowance.left()) == (1, 1, 0)
    purse.clock.put_forward((MIDNIGHT_IN_CALIFORNIA - NOW).total_seconds())
    assert purse.allowance.left() == 4


def test_a_lowered_limit_leaves_nothing_rather_than_less(purse: Purse) -> None:
    for _ in range(3):
        purse.allowance.spend()

    lowered = Purse(limit=2)
    for _ in range(3):
        lowered.ledger.spend("spotify23", YESTERDAY_IN_CALIFORNIA, 4)

    assert lowered.allowance.left() == 0


class LostLedger(MemoryQuotaLedger):
    """A ledger whose store is away."""

    def spend(self, bucket: str, day: date, limit: int) -> bool:
        raise StoreError("the store is away")

    def note(self, quota: RemainingQuota) -> None:
        raise StoreError("the store is away")


def test_nobody_is_asked_where_it_cannot_be_told_what_is_left(
    httpserver: HTTPServer, connect: Connect, purse: Purse
) -> None:
    lost = DailyAllowance(
        upstream="spotify23",
        limit=4,
        setting="YOUTUBE_DAILY_SEARCHES",
        ledger=LostLedger(),
        cool_downs=purse.cool_downs,
        clock=purse.clock,
    )

    with pytest.raises(StoreError):
        connect(serve(httpserver, response(200, GOOD)), allowance=lost).get()

    assert calls_seen(httpserver) == 0


QUOTA_HEADERS = {"X_RateLimit_Requests_Limit": "500", "X_RateLimit_Requests_Remaining": "487"}


def noted_after(connect: Connect, url: str, ask: Callable[[Any], object]) -> tuple[RemainingQuota, ...]:
    ledger = MemoryQuotaLedger()
    ask(connect(url, quotas=ledger))
    return ledger.noted()


def test_what_an_answer_says_of_the_quota_is_noted(httpserver: HTTPServer, connect: Connect) -> None:
    url = serve(httpserver, response(200, GOOD, **QUOTA_HEADERS))

    noted = noted_after(connect, url, lambda upstream: upstream.get())

    assert noted == (RemainingQuota(upstream="spotify23", remaining=487, limit=500, noted_at=NOW),)


def test_a_refusal_tells_the_quota_as_well(httpserver: HTTPServer, connect: Connect) -> None:
    url = serve(
        httpserver, response(429, X_RateLimit_Requests_Remaining="0", X_RateLimit_Requests_Reset="60")
    )

    def refused(upstream: Any) -> None:
        with pytest.raises(UpstreamCoolingDown):
            upstream.get()

    noted = noted_after(connect, url, refused)

    assert [(quota.remaining, quota.resets_at) for quota in noted] == [(0, NOW + timedelta(minutes=1))]


def test_an_answer_without_a_readable_quota_notes_none(httpserver: HTTPServer, connect: Connect) -> None:
    url = serve(httpserver, response(200, GOOD, X_RateLimit_Requests_Remaining="plenty"))

    assert noted_after(connect, url, lambda upstream: upstream.get()) == ()


def test_an_answer_that_is_paid_for_is_kept_though_its_quota_cannot_be_noted(
    httpserver: HTTPServer, connect: Connect, logged: list[Any]
) -> None:
    url = serve(httpserver, response(200, GOOD, **QUOTA_HEADERS))

    assert connect(url, quotas=LostLedger()).get() == GOOD
    assert [line["event"] for line in logged if line["log_level"] == "warning"] == [
        "upstream.quota_not_noted"
    ]
