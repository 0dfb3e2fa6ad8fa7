"""The English catalogues, kept complete: `python -m tests.translations` brings them up to date."""
