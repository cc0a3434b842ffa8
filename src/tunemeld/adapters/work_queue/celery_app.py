"""Celery over Redis: what is promised of a task, how long it may take, and where it lies meanwhile.

This is the one module that makes a Celery application; it needs the extra `distributed`.
"""

from celery import Celery

from tunemeld.adapters.work_queue.redis_address import celery_address

_QUEUE = "parts"
# Not the cache's, which `tunemeld cache clear` empties.
_KEYS = "tunemeld-work:"
_RESULT_SECONDS = 86_400
_NEAR_SECONDS = 5.0
# For the next task of a chain: Redis may be restarted just then.
_RETRIES = {"max_retries": 20, "interval_start": 0.2, "interval_step": 0.5, "interval_max": 5}


def new_app(redis_url: str, task_seconds: int) -> Celery:
    """An application whose tasks may take so many seconds; it connects to nothing yet.

    A task is told to end when its time is over, killed a tenth of that later, and handed to another worker
    another tenth later: a worker that is gone holds up its task for so long, and one that works never has a
    second one beside it.
    """
    margin = max(1, task_seconds // 10)
    address = celery_address(redis_url)
    app = Celery("tunemeld", broker=address, backend=address, set_as_current=False)
    app.conf.update(
        task_default_queue=_QUEUE,
        task_serializer="json",
        result_serializer="json",
        accept_content=["json"],
        result_accept_content=["json"],
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        task_soft_time_limit=task_seconds,
        task_time_limit=task_seconds + margin,
        broker_transport_options={
            "visibility_timeout": task_seconds + 2 * margin,
            "unacked_restore_interval": min(10, margin),
            "unacked_restore_throttle": 1,
            "global_keyprefix": _KEYS,
            "socket_connect_timeout": _NEAR_SECONDS,
        },
        result_backend_transport_options={"global_keyprefix": _KEYS},
        result_expires=_RESULT_SECONDS,
        redis_socket_connect_timeout=_NEAR_SECONDS,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        # A worker whose connection breaks goes on with what it does; who takes it over waits for the lease.
        worker_cancel_long_running_tasks_on_connection_loss=False,
        task_publish_retry_policy={
            "max_retries": 20,
            "interval_start": 0.2,
            "interval_step": 0.5,
            "interval_max": 5,
        },
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_send_task_events=False,
        task_store_errors_even_if_ignored=False,
    )
    return app
