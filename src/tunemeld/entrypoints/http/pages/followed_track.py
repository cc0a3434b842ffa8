"""Gathers what a recording's page tells, from what this process keeps and from the store's history."""

from tunemeld.application.answers.history import history_answer
from tunemeld.application.errors import NothingPublished, StoreError, UnknownRecording
from tunemeld.application.explain import Explanation
from tunemeld.application.track_history import Followed
from tunemeld.domain.isrc import Isrc
from tunemeld.entrypoints.http.pages.track_page import TrackPage, track_page
from tunemeld.entrypoints.http.site import Site


def followed_track(site: Site, sought: Isrc | str) -> tuple[TrackPage, bool]:
    """The page of a recording, and whether it is whole: its history is left out while the store is away.

    Raises:
        UnknownRecording, NothingPublished: no list has it, or ever had it.
        StoreError: neither the lists of today nor the history can be told.
    """
    explanations = _explained(site, sought)
    try:
        followed = site.history.run(sought, site.current.genres)
    except StoreError:
        if not explanations:
            raise
        return _page(site, explanations, None), False
    return _page(site, explanations, followed), True


def _explained(site: Site, sought: Isrc | str) -> list[Explanation]:
    try:
        return site.explain.run(sought, site.current.read)
    except (NothingPublished, UnknownRecording):
        return []


def _page(site: Site, found: list[Explanation], followed: Followed | None) -> TrackPage:
    recording = followed.recording if followed else min(found, key=_rarity).recording
    told = [each for each in found if each.recording.id == recording.id]
    return track_page(
        # As a list of today has it, where one does: the store may have moved on since.
        told[0].recording if told else recording,
        found,
        [site.current.published(each.genre) for each in found],
        history_answer(followed) if followed else None,
        no_history="" if followed else "The history cannot be read just now: try again in a minute.",
    )


def _rarity(explanation: Explanation) -> tuple[int, int, str]:
    positions = explanation.recording.positions.values()
    return -len(positions), min(positions), explanation.recording.id
