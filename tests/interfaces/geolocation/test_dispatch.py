"""The doorbell for searches, at a real broker and at one that is gone."""

import json
import uuid
from base64 import b64decode

from django.conf import settings
from redis import Redis

from interfaces.geolocation.dispatch import REFRESH_TASK, wake_worker
from tests.interfaces.payback.peer import closed_port
from tests.transactions.api.test_doorbell import QUEUE, broker_at


class TestWakeWorker:
    def test_puts_the_key_of_the_run_and_nothing_else_into_the_queue(self) -> None:
        run_id = uuid.uuid4()

        with Redis.from_url(settings.CELERY_BROKER_URL) as broker:
            broker.delete(QUEUE)
            rang = wake_worker(run_id)
            message = json.loads(broker.lpop(QUEUE))

        assert rang
        assert message["headers"]["task"] == REFRESH_TASK
        assert json.loads(b64decode(message["body"]))[:2] == [[str(run_id)], {}]

    def test_bears_that_the_broker_is_down(self) -> None:
        with broker_at(f"redis://127.0.0.1:{closed_port()}/0"):
            assert not wake_worker(uuid.uuid4())
