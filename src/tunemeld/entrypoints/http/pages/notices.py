"""What is amiss with a chart, and what that costs, in sentences for its readers."""

from tunemeld.domain.absence import absence_of
from tunemeld.domain.list_kind import kind_of
from tunemeld.domain.recording import display_order
from tunemeld.domain.snapshot import Published, SourceState, SourceStatus
from tunemeld.entrypoints.http.pages import words

_FEW = 5


def notices(published: Published, on_chart: int) -> list[str]:
    """A sentence for each thing that a reader should know; so many recordings are `on_chart`."""
    said = [
        _about(service, published.sources[service], published)
        for service in display_order(published.sources)
        if published.sources[service].status is not SourceStatus.FRESH
    ]
    if on_chart < _FEW:
        found = words.many(on_chart, "recording is", "recordings are") if on_chart else "No recording is"
        said.append(f"{found} on two lists or more: below is what each service lists alone.")
    return said


def _about(service: str, state: SourceState, published: Published) -> str:
    name, reason = words.service_name(service), f" ({state.reason})" if state.reason else ""
    if state.status is SourceStatus.STALE and state.fetched_at:
        return f"{name} is stale: this chart has its list of {words.day(state.fetched_at)}{reason}."
    return f"{name} is missing{reason}: {_cost(service, published)}."


def _cost(service: str, published: Published) -> str:
    absence = absence_of(service, (published.publication, *reversed(published.earlier)))
    if absence is None:
        return kind_of(published.publication.source).absent
    then = words.day(absence.at)
    return f"on {then}, when it was last there, {absence.lost} of {absence.of} places hung on it"
