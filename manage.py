#!/usr/bin/env python
"""Django's command line; settings are production's unless the environment says otherwise."""

import os
import sys

from django.core.management import execute_from_command_line

from payback_site.command_line import name_command

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "payback_site.settings.production")
    name_command(sys.argv)
    execute_from_command_line(sys.argv)
