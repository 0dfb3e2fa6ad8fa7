"""The pretend PAYBACK: its own server process and file, so that tills can be tried for real."""
