"""The earlier TuneMeld's collections, kept up with what is published here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pymongo import UpdateOne
from pymongo.collection import Collection

from tunemeld.adapters.stores.mongo.projection_shapes import Projected, projected
from tunemeld.adapters.stores.mongo.server import Documents, Server
from tunemeld.adapters.stores.mongo.writes import update_each
from tunemeld.application.lists import EDITORIAL, SAMPLE
from tunemeld.application.ports.publications import PublicationFollower
from tunemeld.domain.snapshot import Publication, Published

_LOOKED_FOR_BY = {
    "track": "isrc",
    "raw_playlists": "genre_name",
    "track_playlist": "genre_name",
    "view_counts_playlists": "genre_name",
}


class MongoProjections(PublicationFollower):
    """Copies of each chart for whoever still reads them where the earlier TuneMeld wrote them.

    - Nothing here is read for a chart of ours; all of it can be written anew at any time.
    - What shows a later publication stays; what the earlier TuneMeld wrote gives way, and keeps its `_id`
      and whatever else it says.
    - Two round trips a collection, however many tracks there are, and one more for the first chart.
    """

    name: ClassVar[str] = "the copy for the earlier TuneMeld"

    def __init__(self, server: Server) -> None:
        self._server = server
        self._is_indexed = False

    def follow(self, published: Published) -> None:
        """Write what a genre shows over what the earlier TuneMeld's collections show.

        Raises:
            StoreError: it could not be written, or not all of it.
        """
        documents = projected(published)

        def write(database: Documents) -> None:
            if not self._is_indexed:
                _make_indexes(database)
                self._is_indexed = True
            for collection, wanted in documents.items():
                _write(database[collection], wanted, published.publication)

        self._server.writing(write)


def _make_indexes(database: Documents) -> None:
    """Index the earlier TuneMeld's collections by what a copy is looked for, or each would read all of them.

    Of one field and not unique, so that none can refuse what the earlier one inserts.
    """
    for collection, field in _LOOKED_FOR_BY.items():
        database[collection].create_index(field)


def _write(
    collection: Collection[dict[str, Any]], wanted: Sequence[Projected], publication: Publication
) -> None:
    if wanted:
        there = _there(collection, wanted)
        # Where the earlier TuneMeld left several, its readers take any: all of them show the same.
        updates = [
            _update(each, held, publication)
            for each in wanted
            for held in there.get(tuple(each.key.values()), [{"_id": each.new_id}])
        ]
        update_each(collection, updates)


def _there(
    collection: Collection[dict[str, Any]], wanted: Sequence[Projected]
) -> Mapping[tuple[str, ...], list[dict[str, Any]]]:
    """The documents that are there, by their key, with those parts to which something is added."""
    keys = {name: {"$in": sorted({each.key[name] for each in wanted})} for name in wanted[0].key}
    parts = {name for each in wanted for name in each.observed}
    found: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    documents = collection.find(keys, dict.fromkeys((*keys, *parts), 1))
    for document in documents.batch_size(10_000):
        key = tuple(document[name] for name in keys)
        if all(isinstance(each, str) for each in key):  # an array that holds the text is found as well
            found[key].append(document)
    return found


def _update(wanted: Projected, held: Mapping[str, Any], publication: Publication) -> UpdateOne:
    """An upsert that meets no document of a later publication; such a one makes it a duplicate."""
    fields = {**wanted.key, **wanted.fields, wanted.seq: publication.seq, "source": publication.source}
    for part, observed in wanted.observed.items():
        known = held.get(part)
        # Together, since a part that was null cannot be written into.
        fields[part] = {**(known if isinstance(known, dict) else {}), **observed}
    update: dict[str, Any] = {"$set": fields}
    if wanted.first:
        update["$setOnInsert"] = dict(wanted.first)
    return UpdateOne({"_id": held["_id"], **_gives_way(wanted.seq, publication)}, update, upsert=True)


def _gives_way(seq: str, publication: Publication) -> dict[str, Any]:
    not_later: dict[str, Any] = {seq: {"$not": {"$gt": publication.seq}}}
    # No reader of these could tell them apart: an invented chart takes no place of a real one, and a chart
    # of popularity none of the editors'.
    if publication.source == EDITORIAL:
        return not_later
    return not_later | {"source": {"$in": sorted({publication.source, SAMPLE})}}
