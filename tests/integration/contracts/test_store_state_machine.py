"""All stores, asked the same in any order, answer the same as memory does."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from tests import readings, strategies
from tests.builders import A_SATURDAY, a_draft, a_listing, a_recording, a_snapshot
from tests.integration.contracts.adapters import STORES, Stores

from tunemeld.application.report import RunReport
from tunemeld.domain.identity import Claim
from tunemeld.domain.lookup import Lookup, LookupKind
from tunemeld.domain.playlist import Fetch, RawPlaylist
from tunemeld.domain.quota import RemainingQuota
from tunemeld.domain.reading import Gap, Reading
from tunemeld.domain.snapshot import Draft, Snapshot
from tunemeld.domain.video import VideoSearch

# Few of each, so that they meet again.
keys = st.sampled_from("abcd")
some_keys = st.lists(keys, max_size=4)
kinds = st.sampled_from(LookupKind)
moments = st.builds(
    lambda hours, offset: (A_SATURDAY + timedelta(hours=hours)).astimezone(timezone(timedelta(hours=offset))),
    st.integers(0, 3),
    st.sampled_from([0, 9, -5]),
)
raw_playlists = st.builds(RawPlaylist.model_copy, strategies.raw_playlists, update=st.just({"url": "same"}))
fetches = st.builds(lambda fetch, at: fetch.model_copy(update={"at": at}), strategies.fetches, moments)
reports = st.builds(
    lambda report, at: report.model_copy(update={"started_at": at}), strategies.reports, moments
)
lookups = st.builds(
    lambda lookup, key, at: lookup.model_copy(update={"key": key, "asked_at": at}),
    strategies.lookups,
    keys,
    moments,
)
claims = st.builds(Claim, id=keys, isrc=st.none() | strategies.isrcs, keys=some_keys.map(tuple))
some_days = st.sampled_from([0, 1, 6, 7, 8, 40, 41, 80]).map(lambda n: A_SATURDAY.date() + timedelta(days=n))
told = st.builds(
    lambda told, name, day, at: told._replace(recording_id=name, at=datetime.combine(day, at.timetz())),
    readings.readings | readings.gaps,
    keys,
    some_days,
    moments,
)
searches = st.builds(
    lambda search, name, at: search.model_copy(update={"recording_id": name, "asked_at": at}),
    readings.searches,
    keys,
    moments,
)
quotas = st.builds(
    lambda quota, name, at: quota.model_copy(update={"upstream": name, "noted_at": at}),
    readings.quotas,
    keys,
    moments,
)
drafts = st.builds(
    lambda title, genre, source, run_id: a_draft(
        a_snapshot(a_recording(a_listing(title=title)), genre=genre, source=source), run_id=run_id
    ),
    keys,
    strategies.genres,
    strategies.sources,
    strategies.run_ids,
)


class StoresAgree(RuleBasedStateMachine):
    """Every rule is one call, made to memory and each of the others; the answers must be equal."""

    others: tuple[str, ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self._stores = {name: STORES[name](Path(self._folder.name)) for name in ("memory", *self.others)}
        self._raw_ids: list[str] = []
        self._snapshots: list[Snapshot] = []

    def teardown(self) -> None:
        for stores in self._stores.values():
            stores.close()
        self._folder.cleanup()

    def _same(self, call: Callable[[Stores], object]) -> None:
        answers = {name: call(stores) for name, stores in self._stores.items()}
        assert answers == dict.fromkeys(answers, answers["memory"])

    @rule()
    def close(self) -> None:
        # Memory forgets nothing when it is closed, as a file and a server do not.
        self._same(lambda stores: stores.close())

    @rule(raw=raw_playlists)
    def keep(self, raw: RawPlaylist) -> None:
        self._raw_ids.append(raw.id)
        self._same(lambda stores: stores.playlists.keep(raw))

    @rule()
    def raw(self) -> None:
        self._same(lambda stores: stores.playlists.raw([*self._raw_ids, "unknown"]))

    @rule(log=st.lists(fetches, max_size=4))
    def record(self, log: list[Fetch]) -> None:
        self._same(lambda stores: stores.playlists.record(log))

    @rule(genre=strategies.genres, source=strategies.sources)
    def fetches(self, genre: str, source: str) -> None:
        self._same(lambda stores: stores.playlists.fetches(genre, source))
        self._same(lambda stores: stores.playlists.sources())

    @rule(draft=drafts)
    def publish(self, draft: Draft) -> None:
        self._snapshots.append(draft.snapshot)
        self._same(lambda stores: stores.charts.publish(draft))

    @rule(draft=strategies.drafts)
    def publish_anything(self, draft: Draft) -> None:
        self.publish(draft)

    @rule(genre=strategies.genres, source=strategies.sources)
    def charts(self, genre: str, source: str) -> None:
        self._same(lambda stores: stores.charts.current(genre))
        self._same(lambda stores: stores.charts.current(genre, source))
        self._same(lambda stores: stores.charts.publications(genre, source))

    @precondition(lambda self: self._snapshots)
    @rule(data=st.data())
    def snapshot(self, data: st.DataObject) -> None:
        snapshot_id = data.draw(st.sampled_from(self._snapshots)).id
        self._same(lambda stores: stores.charts.snapshot(snapshot_id))

    @rule(claimed=st.lists(claims, max_size=3))
    def claim(self, claimed: list[Claim]) -> None:
        self._same(lambda stores: stores.recordings.claim(claimed))

    @rule(asked=some_keys)
    def identities(self, asked: list[str]) -> None:
        self._same(lambda stores: stores.recordings.identities(asked))

    @rule(kind=kinds, results=st.lists(lookups, max_size=3))
    def remember(self, kind: LookupKind, results: list[Lookup]) -> None:
        self._same(lambda stores: stores.lookups.remember(kind, results))

    @rule(kind=kinds, asked=some_keys)
    def recall(self, kind: LookupKind, asked: list[str]) -> None:
        self._same(lambda stores: stores.lookups.recall(kind, asked))

    @rule(report=reports)
    def save(self, report: RunReport) -> None:
        self._same(lambda stores: stores.runs.save(report))

    @rule(limit=st.integers(-1, 9))
    def recent(self, limit: int) -> None:
        self._same(lambda stores: stores.runs.recent(limit))

    @rule(upstream=keys, until=moments)
    def cool_down(self, upstream: str, until: datetime) -> None:
        self._same(lambda stores: stores.cool_downs.cool_down(upstream, until))

    @rule(upstream=keys)
    def cooling_until(self, upstream: str) -> None:
        self._same(lambda stores: stores.cool_downs.cooling_until(upstream))

    @rule(counter=readings.counters, told=st.lists(told, max_size=4))
    def append(self, counter: str, told: list[Reading | Gap]) -> None:
        batch = readings.a_batch(*told, counter=counter)
        self._same(lambda stores: stores.readings.append(batch))

    @rule(asked=some_keys, since=some_days)
    def series(self, asked: list[str], since: date) -> None:
        self._same(lambda stores: stores.readings.series(asked, since))

    @rule(counter=readings.counters, before=some_days)
    def forget(self, counter: str, before: date) -> None:
        self._same(lambda stores: stores.readings.forget(counter, before))

    @rule(found=st.lists(searches, max_size=3), asked=some_keys)
    def videos(self, found: list[VideoSearch], asked: list[str]) -> None:
        self._same(lambda stores: stores.videos.remember(found))
        self._same(lambda stores: stores.videos.recall(asked))

    @rule(bucket=keys, day=some_days, limit=st.integers(-1, 3))
    def spend(self, bucket: str, day: date, limit: int) -> None:
        self._same(lambda stores: stores.quotas.spend(bucket, day, limit))

    @rule(bucket=keys, day=some_days)
    def spent(self, bucket: str, day: date) -> None:
        self._same(lambda stores: stores.quotas.spent(bucket, day))

    @rule(quota=quotas)
    def note(self, quota: RemainingQuota) -> None:
        self._same(lambda stores: stores.quotas.note(quota))
        self._same(lambda stores: stores.quotas.noted())


class WithinTheProcess(StoresAgree):
    """Stores that need no server."""

    others = ("sqlite", "mongomock")


class OnAServer(StoresAgree):
    """A store that needs a server."""

    others = ("mongod",)


_SETTINGS = settings(
    deadline=None, stateful_step_count=30, max_examples=max(20, settings().max_examples // 2)
)
TestWithinTheProcess = WithinTheProcess.TestCase
TestWithinTheProcess.settings = _SETTINGS
TestOnAServer = OnAServer.TestCase
TestOnAServer.settings = _SETTINGS
