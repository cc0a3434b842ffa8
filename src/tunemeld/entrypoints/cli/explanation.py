"""Printing why a recording stands where it stands."""

from tunemeld.application.explain import Explanation
from tunemeld.domain.listing import Listing
from tunemeld.domain.ranking import Ranked
from tunemeld.domain.recording import display_rank
from tunemeld.entrypoints.cli.console import tell

_INDENT = 4


def print_explanation(explanation: Explanation) -> None:
    """Print one recording in one genre, in four short parts."""
    recording = explanation.recording
    shown = recording.shown
    codes = ", ".join(isrc.hyphenated for isrc in recording.isrcs) or "unknown"
    tell(f"{shown.title} by {shown.artist_name}, in {explanation.genre}", indent=_INDENT)
    tell(f"  recording {recording.id}, ISRC {codes}")
    _part("Where it stands", [_described(listing) for listing in sorted(recording.listings, key=_in_order)])
    _part("What each strategy makes of it", [f"{s}: {_place(p)}" for s, p in explanation.places.items()])
    _part(
        "Why these entries are one recording",
        [f"{join.left} = {join.right} by {join.rule}: {join.why}" for join in recording.joins]
        or ["only one entry: nothing was joined"],
    )
    _part(
        "What it was kept apart from",
        [f"{refusal.left} ≠ {refusal.right}: {refusal.why}" for refusal in explanation.kept_apart]
        or ["no entry looks like it"],
    )
    tell("")


def _part(head: str, lines: list[str]) -> None:
    tell(f"\n{head}")
    for line in lines:
        tell(f"  {line}", indent=_INDENT)


def _in_order(listing: Listing) -> tuple[int, str, int]:
    return *display_rank(listing.service), listing.position


def _described(listing: Listing) -> str:
    length = f"{listing.duration.seconds:g} s" if listing.duration else "length unknown"
    found = {"lookup": " (looked up)", "service": "", None: ""}[listing.isrc_from]
    code = f"ISRC {listing.isrc}{found}" if listing.isrc else "no ISRC"
    what = f"“{listing.title}” by {listing.artist_name}, {length}, {code}, {listing.url or 'no address'}"
    return f"{listing.service} #{listing.position}: {what}"


def _place(place: Ranked | None) -> str:
    if place is None:
        return "not on the chart, since fewer than two services list it"
    parts = " + ".join(f"{service} {part:.5g}" for service, part in place.parts.items() if part)
    return f"#{place.rank}, score {place.score:.5g} = {parts}"
