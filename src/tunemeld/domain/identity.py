"""Which id and which ISRC a recording carries from week to week."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, count

from tunemeld.domain.evidence import read
from tunemeld.domain.isrc import Isrc
from tunemeld.domain.listing import Listing
from tunemeld.domain.model import Value
from tunemeld.domain.recognition import Group
from tunemeld.domain.recording import Recording, display_order


class Identity(Value):
    """A known recording: its id, and the ISRC that it shows once it was published with one."""

    id: str
    isrc: Isrc | None = None


class Claim(Value):
    """What a recording lays claim to: its id, the keys it is found by, the ISRC it shows."""

    id: str
    isrc: Isrc | None = None
    keys: tuple[str, ...]


def track_keys(listings: Iterable[Listing]) -> tuple[str, ...]:
    """The services' own ids of a recording, sorted: the surest sign that it is the one of last week."""
    return tuple(sorted({listing.key for listing in listings}))


def isrc_keys(listings: Iterable[Listing]) -> tuple[str, ...]:
    """The ISRCs of a recording, each with its version, since one code may stand on two versions."""
    coded = [(x.isrc, "+".join(sorted(read(x).title.version))) for x in listings if x.isrc]
    return tuple(sorted({f"isrc:{isrc}:{version}" for isrc, version in coded}))


def identify(
    groups: Iterable[Group], known: Mapping[str, Identity], published: Collection[str] = frozenset()
) -> tuple[Recording, ...]:
    """Give every group the identity by which one of its keys is known, else a new one; none goes out twice.

    A track on a service speaks louder than an ISRC. Where two tracks were known as two recordings and are
    one by now, the id stays under which the genre's chart has `published` it. New ids follow from the
    content alone, so that the same lists give the same ids wherever they are read first.
    """
    ordered = sorted(groups, key=lambda group: _place(group.listings[0]))
    chosen: dict[int, Identity] = {}
    used: set[str] = set()
    for keys_of in (track_keys, isrc_keys):
        for n, group in enumerate(ordered):
            found = [known[k] for k in keys_of(group.listings) if k in known and known[k].id not in used]
            if found and n not in chosen:
                chosen[n] = min(found, key=lambda identity: (identity.id not in published, identity.id))
                used.add(chosen[n].id)
    owners = Counter(key for group in ordered for key in isrc_keys(group.listings))
    for n, group in enumerate(ordered):
        if n not in chosen:
            chosen[n] = Identity(id=_new_id(group.listings, owners, used))
            used.add(chosen[n].id)
    return tuple(_recording(group, chosen[n]) for n, group in enumerate(ordered))


def claim_of(recording: Recording) -> Claim:
    """What a recording that is about to be published lays claim to."""
    keys = (*track_keys(recording.listings), *isrc_keys(recording.listings))
    return Claim(id=recording.id, isrc=recording.isrc, keys=keys)


def _place(listing: Listing) -> tuple[str, int]:
    return listing.service, listing.position


def _new_id(listings: Sequence[Listing], owners: Mapping[str, int], used: set[str]) -> str:
    own_codes = [key for key in isrc_keys(listings) if owners[key] == 1]
    keys = (*own_codes, *track_keys(listings))
    # All may be taken: of a recording that is split, one half keeps the id that its keys led to.
    numbered = (f"{keys[0]}#{n}" for n in count(2))
    candidates = (hashlib.sha256(key.encode()).hexdigest()[:16] for key in chain(keys, numbered))
    return next(candidate for candidate in candidates if candidate not in used)


def _recording(group: Group, identity: Identity) -> Recording:
    on_services: defaultdict[Isrc, set[str]] = defaultdict(set)
    for listing in group.listings:
        if listing.isrc:
            on_services[listing.isrc].add(listing.service)
    shown = identity.isrc or _shown_isrc(on_services)
    return Recording(
        id=identity.id,
        isrc=shown,
        isrcs=tuple(sorted({*on_services, *([shown] if shown else [])})),
        listings=group.listings,
        joins=group.joins,
    )


def _shown_isrc(on_services: Mapping[Isrc, set[str]]) -> Isrc | None:
    """The code on most services, then the one on the service that is shown first, then the smallest."""
    services = display_order({s for named in on_services.values() for s in named})
    return min(
        on_services,
        key=lambda isrc: (-len(on_services[isrc]), min(map(services.index, on_services[isrc])), isrc),
        default=None,
    )
