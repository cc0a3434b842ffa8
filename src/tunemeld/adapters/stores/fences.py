"""Refusing to publish for whoever has been overtaken."""

from collections.abc import Mapping

from tunemeld.application.errors import LeaseLost
from tunemeld.domain.lease import Fence


def refuse_passed(fence: Fence | None, highest: Mapping[str, int]) -> None:
    """Do nothing, unless somebody has claimed a genre for the same job under a higher number.

    Raises:
        LeaseLost: somebody has.
    """
    if fence is not None and (passed := fence.passed(highest)):
        raise LeaseLost(
            f"another process has taken over {passed.job} (number {highest[passed.job]}, this one has "
            f"{passed.number}): nothing was published here, and it goes on there"
        )
