"""Article groups in files: read, checked, imported as a whole or not at all, and exported."""

from transactions.article_groups.exporting import export_groups
from transactions.article_groups.importing import (
    ImportPlan,
    ImportRefused,
    import_groups,
    plan_import,
)
from transactions.article_groups.reading import (
    COLUMNS,
    MAX_ROWS,
    Content,
    Line,
    Problem,
    read_file,
)

__all__ = [
    "COLUMNS",
    "MAX_ROWS",
    "Content",
    "ImportPlan",
    "ImportRefused",
    "Line",
    "Problem",
    "export_groups",
    "import_groups",
    "plan_import",
    "read_file",
]
