"""Passing trouble is tried again after growing waits; nothing else is."""

from datetime import timedelta

import pytest

from tunemeld.adapters.http.retry import PassingTrouble, RetryPolicy

POLICY = RetryPolicy(attempts=5, delay_seconds=5, retry_after_cap_seconds=60)


class Trouble:
    """A call that fails with these errors, one after the other, and then answers."""

    def __init__(self, *errors: BaseException) -> None:
        self.errors = list(errors)

    def __call__(self) -> str:
        if self.errors:
            raise self.errors.pop(0)
        return "answer"


def waits_of(policy: RetryPolicy, trouble: Trouble) -> list[float]:
    waits: list[float] = []
    policy.retrying(sleep=waits.append, before_wait=lambda *_: None)(trouble)
    return waits


def test_waits_double_and_each_has_its_jitter() -> None:
    waits = waits_of(POLICY, Trouble(*[PassingTrouble("answered 503")] * 4))

    assert [5 <= waits[0] <= 10, 10 <= waits[1] <= 15, 20 <= waits[2] <= 25, 40 <= waits[3] <= 45] == [
        True
    ] * 4


def test_two_callers_that_failed_together_do_not_return_together() -> None:
    first_waits = {waits_of(POLICY, Trouble(PassingTrouble("answered 503")))[0] for _ in range(20)}

    assert len(first_waits) > 1


def test_no_wait_outgrows_the_cap() -> None:
    waits = waits_of(
        RetryPolicy(attempts=9, delay_seconds=5, retry_after_cap_seconds=12),
        Trouble(*[PassingTrouble("answered 503")] * 8),
    )

    assert waits[2:] == [12] * 6


def test_a_wait_that_was_asked_for_is_kept_exactly() -> None:
    waits = waits_of(POLICY, Trouble(PassingTrouble("answered 429", asked_wait=timedelta(seconds=2))))

    assert waits == [2]


def test_no_delay_means_no_wait() -> None:
    policy = RetryPolicy(attempts=3, delay_seconds=0, retry_after_cap_seconds=60)

    assert waits_of(policy, Trouble(*[PassingTrouble("answered 503")] * 2)) == [0, 0]


def test_the_last_trouble_is_raised_when_attempts_run_out() -> None:
    policy = RetryPolicy(attempts=2, delay_seconds=0, retry_after_cap_seconds=60)
    trouble = Trouble(PassingTrouble("first"), PassingTrouble("second"), PassingTrouble("third"))

    with pytest.raises(PassingTrouble, match="second"):
        waits_of(policy, trouble)

    assert len(trouble.errors) == 1


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_nothing_else_is_tried_again(error: type[BaseException]) -> None:
    trouble = Trouble(error(), error())

    with pytest.raises(error):
        waits_of(POLICY, trouble)

    assert len(trouble.errors) == 1


def test_each_wait_is_announced_with_its_reason() -> None:
    announced: list[tuple[int, float, str]] = []
    trouble = Trouble(PassingTrouble("answered 429", asked_wait=timedelta(seconds=2)))

    POLICY.retrying(sleep=lambda _: None, before_wait=lambda *told: announced.append(told))(trouble)

    assert announced == [(1, 2.0, "answered 429")]
