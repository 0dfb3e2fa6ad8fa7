"""Going back to an earlier version of a receipt template."""

from django.db import transaction

from transactions.models import ReceiptTemplate
from transactions.receipts.language import parse
from transactions.receipts.templates import get_version


class VersionNotFound(Exception):
    """The template never had that version."""


def restore_version(*, template: ReceiptTemplate, position: int) -> None:
    """Gives the template the text and the width it had then; that makes a new version.

    Where and from when it applies stays as it is. `position` is that of the version in the trail.

    :raises VersionNotFound: it is no version of this template.
    :raises TemplateUnusable: the text of that time could not be saved today; nothing changed.
    """
    version = get_version(template=template, position=position)
    if version is None:
        raise VersionNotFound
    parse(version.text, allows_full_numbers=template.chain.prints_full_numbers)
    with transaction.atomic():
        row = ReceiptTemplate.objects.select_for_update().get(pk=template.pk)
        row.text, row.width = version.text, version.width
        row.save(update_fields=["text", "width"])
