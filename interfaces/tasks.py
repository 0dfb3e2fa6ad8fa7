"""What workers run for the settings side."""

from celery import shared_task

from interfaces.sealing import seal_trail


@shared_task
def seal_audit_trail() -> None:
    """Seals what is new in the audit trail."""
    seal_trail()
