"""What can go wrong while servers are started, each with a sentence a newcomer can act on."""


class EmbeddedError(Exception):
    """The servers cannot be started; the text says why and what to do."""


class FolderBusy(EmbeddedError):
    """Another process already works in this folder."""


class ProgramFailed(EmbeddedError):
    """A program ended with an error, or before it was ready."""
