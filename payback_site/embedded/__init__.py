"""PostgreSQL and Valkey for demo and tests, from wheels: nothing to install or to clean up."""

from payback_site.embedded.errors import EmbeddedError, FolderBusy
from payback_site.embedded.servers import Servers, remove_data

__all__ = ["EmbeddedError", "FolderBusy", "Servers", "remove_data"]
