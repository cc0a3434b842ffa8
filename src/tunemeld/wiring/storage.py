"""Where all that is kept lies: in memory, in a SQLite file or on a MongoDB server."""

from functools import partial
from typing import TYPE_CHECKING

from dependency_injector import containers, providers

from tunemeld.adapters.stores.memory import MemoryStores
from tunemeld.adapters.stores.sqlite import SqliteStores
from tunemeld.settings import Settings
from tunemeld.wiring.process import Process

if TYPE_CHECKING:
    from tunemeld.adapters.stores.mongo import MongoStores
    from tunemeld.adapters.stores.mongo.earlier import MongoEarlierStore


def _mongo_stores(settings: Settings, patience_seconds: float) -> "MongoStores":
    # Imported here: the driver takes longer to load than all the rest, and most people need none.
    from tunemeld.adapters.stores.mongo import MongoStores

    url = settings.mongodb_url.get_secret_value() if settings.mongodb_url else ""
    return MongoStores(url, settings.mongodb_database, patience_seconds=patience_seconds)


def _earlier_store(settings: Settings, database: str) -> "MongoEarlierStore":
    from tunemeld.adapters.stores.mongo.earlier import MongoEarlierStore

    url = settings.mongodb_url.get_secret_value() if settings.mongodb_url else ""
    return MongoEarlierStore(url, database, batch_size=settings.etl_batch_size)


class Storage(containers.DeclarativeContainer):
    """The stores, by the settings, and the database that an earlier TuneMeld left."""

    # A run waits for a MongoDB server that restarts, or elects another primary; readers need not.
    store_patience_seconds: providers.Provider[float] = providers.Object(20.0)
    store_is_durable: providers.Provider[bool] = providers.Object(provides=True)
    stores = providers.Selector(
        Process.settings.provided.storage,
        sqlite=providers.ThreadSafeSingleton(
            SqliteStores, Process.settings.provided.tunemeld_sqlite_path, is_durable=store_is_durable
        ),
        mongo=providers.ThreadSafeSingleton(_mongo_stores, Process.settings, store_patience_seconds),
        memory=providers.ThreadSafeSingleton(MemoryStores),
    )
    open_earlier = providers.Factory(partial, _earlier_store, Process.settings)
