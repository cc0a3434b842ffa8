"""The process around the use cases: settings, clock, log, and what stops it."""

import os
import socket
import threading
import uuid

from dependency_injector import containers, providers

from tunemeld.adapters.clock import ShiftedClock, SystemClock
from tunemeld.adapters.http.meter import ThreadCallMeter
from tunemeld.adapters.http.pause import Pause
from tunemeld.adapters.logs import configure_logs
from tunemeld.adapters.observers import LogObserver, Observers
from tunemeld.adapters.redaction import Redactor
from tunemeld.application.ports.runtime import Clock, RunObserver
from tunemeld.settings import Settings


def _clock(settings: Settings) -> Clock:
    system = SystemClock()
    return ShiftedClock(settings.tunemeld_now, system) if settings.tunemeld_now else system


def _notes(settings: Settings) -> tuple[str, ...]:
    """What the configuration leaves off, a sentence each."""
    if settings.source == "sample":
        invented = "sample catalogue: artists and titles are invented"
        return (
            f"{invented}; set RAPIDAPI_KEY for the real lists, or see today's public charts by --source open",
        )
    notes = []
    if not (settings.spotify_client_id and settings.spotify_client_secret):
        notes.append(
            "ISRC lookups are off: set SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET to switch them on"
        )
    if not settings.youtube_api_key:
        notes.append("YouTube's views are not counted: set YOUTUBE_API_KEY to count them")
    return tuple(notes)


def new_holder() -> str:
    """A name for this process that nobody else on any machine has."""
    return f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex[:6]}"


class Process(containers.DeclarativeContainer):
    """What surrounds all the rest."""

    settings = providers.Dependency(instance_of=Settings)
    stop = providers.ThreadSafeSingleton(threading.Event)
    pause = providers.ThreadSafeSingleton(Pause, stop)
    clock = providers.ThreadSafeSingleton(_clock, settings)
    clock_at = providers.Factory(ShiftedClock, pace=providers.Factory(SystemClock))
    redactor = providers.ThreadSafeSingleton(Redactor, settings.provided.secrets.call())
    places = providers.ThreadSafeSingleton(Redactor, settings.provided.places.call())
    meter = providers.ThreadSafeSingleton(ThreadCallMeter)
    progress: providers.Provider[RunObserver] = providers.ThreadSafeSingleton(Observers)
    observer = providers.ThreadSafeSingleton(Observers, providers.Factory(LogObserver, clock), progress)
    notes = providers.Callable(_notes, settings)
    configure_logs = providers.Callable(
        configure_logs, log_format=settings.provided.log_format, redactor=redactor
    )
