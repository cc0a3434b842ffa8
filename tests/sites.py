"""The API's parts around a world of a test: what it keeps, and all that its endpoints work with."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry
from tests.broken_stores import Unsteady
from tests.turns import turns_of
from tests.worlds import World

from tunemeld.adapters.json_bytes import json_bytes
from tunemeld.adapters.redaction import Redactor
from tunemeld.application.current import Current
from tunemeld.application.doctor import Doctor
from tunemeld.application.explain import Explain
from tunemeld.application.pipeline import Pipeline
from tunemeld.application.report import Stage
from tunemeld.application.search import Search
from tunemeld.application.track_history import TrackHistory
from tunemeld.domain.reading import SOUNDCLOUD, SPOTIFY
from tunemeld.entrypoints.http.background import BackgroundRuns
from tunemeld.entrypoints.http.crew import Crew
from tunemeld.entrypoints.http.endpoint import Place
from tunemeld.entrypoints.http.events.audience import Audience, Pace
from tunemeld.entrypoints.http.events.news import News
from tunemeld.entrypoints.http.guests import Hosts, Origins
from tunemeld.entrypoints.http.site import Site
from tunemeld.entrypoints.http.traffic import Traffic


def unsteady(world: World) -> tuple[World, Unsteady]:
    """The same installation over stores that can go away, and these."""
    stores = Unsteady(world.stores)
    return World(genres=world.genres, stores=stores, clock=world.clock, cache=world.cache), stores


def publish_anew(world: World, *genres: str, first: int = 3) -> None:
    """Publish another chart of these genres a second later: it begins with the tune of that number."""
    world.clock.put_forward(1)
    for genre in genres:
        for service in world.catalogues:
            world.show(service, range(first, first + 10), genre=genre)
    world.run(Stage.FULL, *genres)


def current_of(world: World) -> Current:
    """What a process keeps of a world; nothing before its first refresh."""
    return Current(charts=world.charts, changes=world.stores.changes, clock=world.clock)


def site_of(
    world: World,
    *,
    pipeline: Callable[[], Pipeline] | None = None,
    most_streams: int = 2,
    pace: Pace = Pace(),  # noqa: B008 - a value
) -> Site:
    """A worker over a world, asked by loopback names; nothing of it is read yet."""
    current, registry = current_of(world), CollectorRegistry()
    crews = {place: Crew(place.name, threads=1, most=2) for place in (Place.MEMORY, Place.STORE)}
    news = News(world.stores.events, crews[Place.STORE], world.charts.shows)
    return Site(
        current=current,
        charts=world.charts,
        explain=Explain(charts=current),
        search=Search(charts=current),
        history=TrackHistory(charts=world.charts, readings=world.stores.readings, clock=world.clock),
        runs=world.stores.runs,
        health=Doctor(probes=(), clock=world.clock),
        background=BackgroundRuns(pipeline or world.pipeline, turns_of(world)),
        clock=world.clock,
        encode=json_bytes,
        places=Redactor(()),
        crews=crews,
        audience=Audience(news, registry, most=most_streams, pace=pace),
        origins=Origins(()),
        hosts=Hosts((), "127.0.0.1"),
        rate=None,
        traffic=Traffic(registry),
        registry=registry,
        services=tuple(world.catalogues),
        worker=b"worker",
        run_threads=world.threads,
        trending_counters=(SOUNDCLOUD, SPOTIFY),
    )
