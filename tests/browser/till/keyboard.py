"""Keys as a hand scanner and as a person press them: the time between them is what counts.

The browser is told when each key was pressed, so a busy machine changes nothing.
"""

import time

from playwright.sync_api import Page

SCANNER_GAP_MS = 10
PERSON_GAP_MS = 150
CODES = {"Enter": 13, "Tab": 9}
TEXTS = {"Enter": "\r"}


class Keyboard:
    """One keyboard; both the scanner and the person are plugged in as this."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._at = time.time()

    def scan(self, text: str, *, end: str = "Enter", gap_ms: float = SCANNER_GAP_MS) -> None:
        """A burst of keys and the key that the scanner is set to send after them, if any."""
        self._pause(1000)
        self.press(*text, *([end] if end else []), gap_ms=gap_ms)

    def type(self, text: str, *, gap_ms: float = PERSON_GAP_MS) -> None:
        """As a person does."""
        self._pause(1000)
        self.press(*text, gap_ms=gap_ms)

    def press(self, *keys: str, gap_ms: float = PERSON_GAP_MS, repeats: bool = False) -> None:
        """One key after the other; held down if it `repeats`."""
        for key in keys:
            self._pause(gap_ms)
            event = {"key": key, "timestamp": self._at, "windowsVirtualKeyCode": CODES.get(key, 0)}
            text = TEXTS.get(key, "" if len(key) > 1 else key)
            down = {"type": "keyDown" if text else "rawKeyDown", "text": text}
            self._session.send("Input.dispatchKeyEvent", event | down | {"autoRepeat": repeats})
            if key in CODES:
                self._session.send("Input.dispatchKeyEvent", event | {"type": "keyUp"})

    def _pause(self, milliseconds: float) -> None:
        self._at += milliseconds / 1000
