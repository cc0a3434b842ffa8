"""What every store promises of being prepared."""

import pytest
from tests.builders import a_report
from tests.integration.contracts.adapters import Stores

from tunemeld.application.errors import StoreError


def test_a_prepared_store_is_there_and_lacks_nothing(stores: Stores) -> None:
    stores.upkeep.prepare()

    state = stores.upkeep.look()
    assert (state.exists, state.missing, state.unwritable) == (True, (), "")


def test_preparing_again_changes_nothing(stores: Stores) -> None:
    stores.upkeep.prepare()
    stores.runs.save(a_report())

    stores.upkeep.prepare()

    assert stores.runs.recent(9) == (a_report(),)
    assert stores.upkeep.look().missing == ()


def test_looking_at_what_is_missing_makes_nothing(stores: Stores) -> None:
    before = stores.upkeep.look()

    after = stores.upkeep.look()

    assert (after.exists, after.missing) == (before.exists, before.missing)


def test_a_store_that_cannot_be_reached_cannot_be_prepared(unusable_stores: Stores) -> None:
    with pytest.raises(StoreError):
        unusable_stores.upkeep.prepare()
