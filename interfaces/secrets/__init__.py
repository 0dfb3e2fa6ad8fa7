"""Secrets at rest: the sealed field and the keyed hash of card numbers."""
