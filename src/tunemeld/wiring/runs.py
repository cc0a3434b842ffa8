"""Whole runs: what one would spend, and the pipeline that carries it out."""

import hashlib
import uuid
from datetime import datetime

from dependency_injector import containers, providers

from tunemeld import __version__
from tunemeld.application.pipeline import Pipeline
from tunemeld.application.plan import MakePlan
from tunemeld.application.ports.runtime import Clock
from tunemeld.application.unchanged import Unchanged
from tunemeld.domain.recognition import RULES_VERSION
from tunemeld.settings import Settings
from tunemeld.wiring.events import Events
from tunemeld.wiring.files import Files, Playlists
from tunemeld.wiring.process import Process
from tunemeld.wiring.stages import Stages
from tunemeld.wiring.storage import Storage


def _new_run_id(clock: Clock) -> str:
    started: datetime = clock.now()
    return f"{started:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}"


def _missing_key(settings: Settings) -> str:
    if settings.source == "rapidapi" and settings.rapidapi_key is None:
        return "RAPIDAPI_KEY is not set: set it, or take TUNEMELD_SOURCE=open for public charts, or sample"
    return ""


def _version_of_merging(playlists: Playlists) -> str:
    """What changes with whatever decides how a stored list is understood: the program, its rules, names."""
    named = sorted((genre, sorted(refs.items(), key=str)) for genre, refs in playlists.items())
    digest = hashlib.sha256(repr(named).encode()).hexdigest()[:16]
    return f"{__version__} {RULES_VERSION} {digest}"


class Runs(containers.DeclarativeContainer):
    """The pipeline, and what it knows of earlier runs."""

    unchanged = providers.Factory(
        Unchanged,
        merge=Stages.merge,
        isrcs=Stages.look_up_isrcs,
        covers=Stages.look_up_covers,
        merges=Storage.stores.provided.merges,
        charts=Storage.stores.provided.charts,
        version=providers.ThreadSafeSingleton(_version_of_merging, Files.playlists),
    )
    plan = providers.Factory(
        MakePlan,
        merge=Stages.merge,
        isrcs=Stages.look_up_isrcs,
        counting=Stages.counting,
        quotas=Storage.stores.provided.quotas,
        lookup_budget=Process.settings.provided.isrc_lookup_budget,
        source=Process.settings.provided.source,
    )
    pipeline = providers.Factory(
        Pipeline,
        extract=Stages.extract,
        merge=Stages.merge,
        aggregate=Stages.aggregate,
        counting=Stages.counting,
        unchanged=unchanged,
        dispatch=Events.dispatch,
        isrcs=Stages.look_up_isrcs,
        covers=Stages.look_up_covers,
        lookup_budget=Process.settings.provided.isrc_lookup_budget,
        playlists=Storage.stores.provided.playlists,
        runs=Storage.stores.provided.runs,
        meter=Process.meter,
        clock=Process.clock,
        observer=Process.observer,
        source=Process.settings.provided.source,
        notes=Process.notes,
        missing_key=providers.Callable(_missing_key, Process.settings),
        new_run_id=providers.Callable(_new_run_id, Process.clock).provider,
    )
