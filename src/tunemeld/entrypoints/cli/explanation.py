"""Printing why a recording stands where it stands."""

import click

from tunemeld.application.explain import Explanation
from tunemeld.domain.listing import Listing
from tunemeld.domain.ranking import Ranked
from tunemeld.domain.recording import display_order


def print_explanation(explanation: Explanation) -> None:
    """Print one recording in one genre, in four short parts."""
    recording = explanation.recording
    shown = recording.shown
    codes = ", ".join(isrc.hyphenated for isrc in recording.isrcs)
    click.echo(f"{shown.title} by {shown.artist_name}, in {explanation.genre}")
    click.echo(f"  recording {recording.id}, ISRC {codes}")
    click.echo("\nWhere it stands")
    for listing in sorted(recording.listings, key=_in_order):
        click.echo(f"  {listing.service} #{listing.position}: {_described(listing)}")
    click.echo("\nWhat each strategy makes of it")
    for strategy, place in explanation.places.items():
        click.echo(f"  {strategy}: {_place(place)}")
    click.echo("\nWhy these entries are one recording")
    for join in recording.joins:
        click.echo(f"  {join.left} = {join.right} by {join.rule}: {join.why}")
    if not recording.joins:
        click.echo("  only one entry: nothing was joined")
    click.echo("\nWhat it was kept apart from")
    for refusal in explanation.kept_apart:
        click.echo(f"  {refusal.left} ≠ {refusal.right}: {refusal.why}")
    if not explanation.kept_apart:
        click.echo("  no entry looks like it")
    click.echo()


def _in_order(listing: Listing) -> tuple[int, int]:
    return display_order(["Spotify", "AppleMusic", "SoundCloud", listing.service]).index(
        listing.service
    ), listing.position


def _described(listing: Listing) -> str:
    length = f"{listing.duration.seconds:g} s" if listing.duration else "length unknown"
    found = {"lookup": " (looked up)", "service": "", None: ""}[listing.isrc_from]
    code = f"ISRC {listing.isrc}{found}" if listing.isrc else "no ISRC"
    return f"“{listing.title}” by {listing.artist_name}, {length}, {code}, {listing.url or 'no address'}"


def _place(place: Ranked | None) -> str:
    if place is None:
        return "not on the chart, since fewer than two services list it"
    parts = " + ".join(f"{service} {part:.5g}" for service, part in place.parts.items() if part)
    return f"#{place.rank}, score {place.score:.5g} = {parts}"
