"""Why the demo cannot go on, in a sentence for the person who started it."""


class DemoError(Exception):
    """The demo cannot start or continue; the text says why and what to do."""
