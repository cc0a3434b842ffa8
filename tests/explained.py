"""What a MongoDB server does for a store: which commands it is sent, and how it carries them out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pymongo import MongoClient
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)

from tunemeld.adapters.stores.mongo import MongoStores

_OF_THE_SESSION = {"$db", "lsid", "$readPreference", "$clusterTime", "txnNumber", "writeConcern"}


class Questions(CommandListener):
    """The commands that a client sent, as they can be sent once more."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def started(self, event: CommandStartedEvent) -> None:
        """Write it down, without what belongs to its session."""
        self.sent.append({name: told for name, told in event.command.items() if name not in _OF_THE_SESSION})

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """As it should."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Seen by whoever sent it."""


@dataclass
class Work:
    """What the server does to answer: the stages of its plans, and how much it looks at."""

    questions: int
    stages: set[str] = field(default_factory=set)
    keys: int = 0
    documents: int = 0


class Asked:
    """Stores on a database, and what they make the server do."""

    def __init__(self, url: str, database: str) -> None:
        self._questions = Questions()
        client = partial(MongoClient[dict[str, Any]], event_listeners=[self._questions])
        self._url, self._name = url, database
        self.stores = MongoStores(url, database, client=client)

    def sent(self, work: Callable[[], object]) -> list[dict[str, Any]]:
        """The commands that some work sends."""
        self._questions.sent.clear()
        work()
        return list(self._questions.sent)

    def explained(self, questions: Iterable[dict[str, Any]]) -> Work:
        """What it would take to carry these out now."""
        asked = list(questions)
        work = Work(len(asked))
        with MongoClient[dict[str, Any]](self._url) as client:
            for question in asked:
                _add(work, client[self._name].command("explain", question, verbosity="executionStats"))
        return work

    def command(self, name: str, value: object, **options: Any) -> dict[str, Any]:
        """What the server answers to a command of the test's own."""
        with MongoClient[dict[str, Any]](self._url) as client:
            return client[self._name].command(name, value, **options)

    def documents(self, collection: str) -> list[dict[str, Any]]:
        """All that lies in a collection, by id."""
        with MongoClient[dict[str, Any]](self._url) as client:
            return list(client[self._name][collection].find().sort("_id"))


def _add(work: Work, explained: object) -> None:
    if isinstance(explained, list):
        for each in explained:
            _add(work, each)
    elif isinstance(explained, dict):
        if isinstance(stage := explained.get("stage"), str):
            work.stages.add(stage)
        if "totalKeysExamined" in explained:
            work.keys += explained["totalKeysExamined"]
            work.documents += explained["totalDocsExamined"]
        for each in explained.values():
            _add(work, each)
