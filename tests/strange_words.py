"""A chart's page on which a stranger chose every word: on the chart, alone on a list, as a list's name."""

from collections.abc import Sequence

from tests.builders import A_SATURDAY, a_draft, a_header, a_listing, a_recording, a_snapshot

from tunemeld.domain.listing import Listing
from tunemeld.domain.recording import Join, Refusal, Rule
from tunemeld.domain.snapshot import Published, PublishedList
from tunemeld.entrypoints.http.pages.chart_page import chart_page
from tunemeld.entrypoints.http.pages.rendering import page

STRANGE = (
    "<script>alert(1)</script>",
    "</bdi></a></h3><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "<!-- ",
    "]]>",
    "&lt;b&gt;",
    "\u202eevil\u202c\u2066",
    "x" * 10_000,
    "\u05d0\u05d1 \u0627\u0644 mixed",
    "</title><style>*{display:none}</style>",
)
"""Words that would be more than words, were they let."""


def strange_page(text: str) -> str:
    """The page, with this text wherever a stranger can put one."""
    on_two = [a_listing(s, 1, title=text, artists=[text], track_id="1") for s in ("Spotify", "AppleMusic")]
    alone = a_listing("Spotify", 2, title=text, artists=[text], track_id="2")
    return page_of(on_two, alone, text)


def page_of(on_two: Sequence[Listing], alone: Listing, text: str) -> str:
    """The page of a recording on two lists and one on one; reasons and lists have this text."""
    join = Join(rule=Rule.TEXT, left="Spotify:1", right="AppleMusic:1", why=text)
    apart = Refusal(left="Spotify:1", right="Spotify:2", why=text)
    snapshot = a_snapshot(
        a_recording(*on_two, recording_id="r1", joins=[join]),
        a_recording(alone, recording_id="r2"),
        refusals=[apart],
    )
    named = {s: PublishedList(header=a_header(name=text), length=50) for s in snapshot.lists}
    snapshot = snapshot.model_copy(update={"lists": named})
    publication = a_draft(snapshot).as_publication(1)
    published = Published(publication=publication, snapshot=snapshot, sources=publication.sources)
    told = chart_page(published, A_SATURDAY, counters=())
    return page("chart.html", genres=("country",), chart=told, has_events=False).body.decode()
