"""How the parts of a distributed run are logged by whoever waits for them."""

import structlog

from tunemeld.application.divide import Part
from tunemeld.application.ports.work import PartObserver

_log = structlog.get_logger()


class PartLog(PartObserver):
    """A line for each part that has ended; one that is not done is an error."""

    def ended(self, part: Part, trouble: str, *, done: int, of: int) -> None:
        """Log it, with how many have ended."""
        log = _log.bind(run_id=part.id, etl_stage=part.stage.value, genre=part.genre, ended=done, of=of)
        if trouble:
            log.error("etl.part_failed", reason=trouble)
        else:
            log.info("etl.part_ended")
