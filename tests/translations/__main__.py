"""`python -m tests.translations`: brings the catalogues up to date, names what to translate."""

import sys

from tests.translations.catalogues import list_untranslated, locate, update
from tests.translations.sources import APPS, ROOT


def main() -> int:
    """1 while something is left to translate."""
    left = {app: list_untranslated(update(app)) for app in APPS}
    for app, texts in left.items():
        for text in texts:
            sys.stdout.write(f"{locate(app).relative_to(ROOT)}: {text}\n")
    return 1 if any(left.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
