"""Prints one new key for FERNET_KEYS: `python -m payback_site.new_key`."""

import sys

from cryptography.fernet import Fernet

if __name__ == "__main__":
    sys.stdout.write(Fernet.generate_key().decode() + "\n")
