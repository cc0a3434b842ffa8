"""A counter of YouTube's views over a server on this machine, and all that a test may look at."""

from typing import Any

from tests.integration.http_client.upstream import NOW, FixedClock, KeptCoolDowns, Upstream

from tunemeld.adapters.counters.youtube import YoutubeCounter
from tunemeld.adapters.http.allowance import DailyAllowance
from tunemeld.adapters.http.client import UpstreamClient
from tunemeld.adapters.redaction import Redactor
from tunemeld.adapters.stores.memory.quotas import MemoryQuotaLedger
from tunemeld.domain.quota import pacific_day

KEY = "AIzaPlanted/key+0123456789abcdef"


class Counting:
    """A counter with what its two clients share: the pauses, and the ledger of what they spend."""

    def __init__(self, url: str, *, key: str = KEY, timeout_seconds: float = 0.25) -> None:
        self._key = key
        self._timeout_seconds = timeout_seconds
        self.ledger = MemoryQuotaLedger()
        self.cool_downs = KeptCoolDowns()
        self.upstreams: list[Upstream] = []
        searches, videos = self._client(url, "youtube-search", 100), self._client(url, "youtube", 10_000)
        self.counter = YoutubeCounter(
            searches=searches[0], videos=videos[0], search_allowance=searches[1], video_allowance=videos[1]
        )

    def _client(self, url: str, name: str, limit: int) -> tuple[UpstreamClient, DailyAllowance]:
        allowance = DailyAllowance(
            upstream=name,
            limit=limit,
            setting="YOUTUBE_DAILY_QUOTA",
            ledger=self.ledger,
            cool_downs=self.cool_downs,
            clock=FixedClock(),
        )
        changed: dict[str, Any] = {
            "upstream": name,
            "headers": {"X-Goog-Api-Key": self._key},
            "credential": "YOUTUBE_API_KEY",
            "redactor": Redactor([self._key]),
            "timeout_seconds": self._timeout_seconds,
            "cool_downs": self.cool_downs,
            "allowance": allowance,
        }
        self.upstreams.append(Upstream(url, **changed))
        return self.upstreams[-1].client, allowance

    def spent(self, bucket: str) -> int:
        """What was taken from a bucket today."""
        return self.ledger.spent(bucket, pacific_day(NOW))

    def close(self) -> None:
        """Give the connections up."""
        for upstream in self.upstreams:
            upstream.session.close()
