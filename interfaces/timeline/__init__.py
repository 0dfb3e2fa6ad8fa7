"""The audit trail as people read it: changes of rows and deeds, newest first."""
