"""What is wrong with a page as it stands: axe-core's findings, and scrolling sideways."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Without preloading: axe would fetch what style sheets import, from wrong addresses.
RULES = {"resultTypes": ["violations"], "preload": False}
OVERFLOW = "document.scrollingElement.scrollWidth - innerWidth"


def find_problems(page: Page) -> str:
    """A report with the places; empty when nothing is wrong."""
    width = page.evaluate(OVERFLOW)
    if width > 0:
        return f"{width} px too wide"
    results = Axe().run(page, options=RULES)
    return results.generate_report() if results.violations_count else ""
