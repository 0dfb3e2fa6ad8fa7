"""What every Celery task does beside its work; the app names this class by its path."""

from typing import Any

from celery import Task

from interfaces.recording import act_as_task


class RecordedTask(Task):  # type: ignore[type-arg]
    """A task that is named as the cause of what it changes."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with act_as_task(self.name):
            return super().__call__(*args, **kwargs)
