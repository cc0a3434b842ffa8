"""How a scheduler's decisions are logged."""

import structlog

from tunemeld.application.ports.schedule import Decision, ScheduleObserver, Told

_log = structlog.get_logger()


class DecisionLog(ScheduleObserver):
    """A line for each decision; what failed or was lost is a warning."""

    def told(self, told: Told) -> None:
        """Log it with what is known of it."""
        known = {"due": told.due, "next_at": told.next_at, "reason": told.reason or None}
        facts = {
            name: value if isinstance(value, str) else value.isoformat()
            for name, value in known.items()
            if value
        }
        log = _log.warning if told.decision in {Decision.FAILED, Decision.LOST} else _log.info
        log(f"scheduler.{told.decision.value}", job=told.job, **facts)
