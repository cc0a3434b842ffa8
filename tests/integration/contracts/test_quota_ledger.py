"""What every QuotaLedger promises."""

from datetime import date, timedelta

from hypothesis import given
from tests.builders import A_SATURDAY
from tests.integration.contracts.adapters import FOR_EVERY_VALUE, Stores
from tests.readings import A_DAY, a_quota, elsewhere, quotas

from tunemeld.domain.quota import RemainingQuota

TODAY = date(2024, 6, 22)


def spend(stores: Stores, times: int, day: date = TODAY, *, bucket: str = "units", limit: int = 99) -> int:
    """How often something was left, of so many times."""
    return [stores.quotas.spend(bucket, day, limit) for _ in range(times)].count(True)


def test_of_a_bucket_that_was_never_used_nothing_is_spent(stores: Stores) -> None:
    assert stores.quotas.spent("units", TODAY) == 0


def test_what_is_taken_is_counted(stores: Stores) -> None:
    assert spend(stores, 3) == 3

    assert stores.quotas.spent("units", TODAY) == 3


def test_nothing_is_taken_beyond_the_limit(stores: Stores) -> None:
    assert spend(stores, 5, limit=2) == 2
    assert stores.quotas.spent("units", TODAY) == 2

    assert spend(stores, 5, limit=3) == 1
    assert spend(stores, 1, limit=1) == 0

    assert stores.quotas.spent("units", TODAY) == 3


def test_a_limit_of_nothing_or_less_gives_nothing(stores: Stores) -> None:
    assert spend(stores, 1, limit=0) == spend(stores, 1, limit=-1) == 0
    assert stores.quotas.spent("units", TODAY) == 0

    spend(stores, 1)

    assert spend(stores, 1, limit=0) == 0
    assert stores.quotas.spent("units", TODAY) == 1


def test_buckets_and_days_are_kept_apart(stores: Stores) -> None:
    assert spend(stores, 2, limit=2) == 2

    assert spend(stores, 1, TODAY + A_DAY, limit=1) == 1
    assert spend(stores, 1, TODAY - A_DAY, limit=1) == 1
    assert spend(stores, 1, bucket="searches", limit=1) == 1
    assert spend(stores, 1, bucket="2024-06-22/units", limit=1) == 1

    assert stores.quotas.spent("units", TODAY) == 2


def test_days_of_the_last_month_are_remembered_when_a_new_one_begins_and_older_ones_are_not(
    stores: Stores,
) -> None:
    spend(stores, 1)
    spend(stores, 1, bucket="searches")

    spend(stores, 1, TODAY + 40 * A_DAY)
    assert stores.quotas.spent("units", TODAY) == 1

    spend(stores, 1, TODAY + 41 * A_DAY)
    spend(stores, 1, TODAY + 41 * A_DAY)
    assert stores.quotas.spent("units", TODAY) == stores.quotas.spent("searches", TODAY) == 0
    assert stores.quotas.spent("units", TODAY + 40 * A_DAY) == 1
    assert stores.quotas.spent("units", TODAY + 41 * A_DAY) == 2


def test_the_first_days_of_all_time_have_none_before_them(stores: Stores) -> None:
    assert spend(stores, 2, date.min) == 2


def test_of_upstreams_that_said_nothing_nothing_is_noted(stores: Stores) -> None:
    assert stores.quotas.noted() == ()


@FOR_EVERY_VALUE
@given(quota=quotas)
def test_what_an_upstream_says_comes_back_with_every_field(stores: Stores, quota: RemainingQuota) -> None:
    noted = {each.upstream: each for each in stores.quotas.noted()}
    if quota.upstream in noted:  # of another example
        quota = quota.model_copy(update={"noted_at": noted[quota.upstream].noted_at})

    stores.quotas.note(quota)

    assert quota in stores.quotas.noted()


def test_upstreams_are_told_by_name(stores: Stores) -> None:
    for upstream in ("spotify23", "apple-music24", "youtube"):
        stores.quotas.note(a_quota(upstream))

    assert [each.upstream for each in stores.quotas.noted()] == ["apple-music24", "spotify23", "youtube"]


def test_what_an_upstream_said_last_counts_whenever_it_arrives(stores: Stores) -> None:
    newest = a_quota(remaining=9)
    stores.quotas.note(a_quota(remaining=10, noted_at=A_SATURDAY - A_DAY))

    stores.quotas.note(newest)
    stores.quotas.note(a_quota(remaining=8, noted_at=elsewhere(A_SATURDAY - timedelta(seconds=1), 9)))

    assert stores.quotas.noted() == (newest,)


def test_of_two_words_of_the_same_moment_the_one_that_arrives_last_counts(stores: Stores) -> None:
    stores.quotas.note(a_quota(remaining=10))
    stores.quotas.note(a_quota(remaining=9))

    assert stores.quotas.noted() == (a_quota(remaining=9),)
