#!/usr/bin/env python
"""Django's commands. Without DJANGO_SETTINGS_MODULE they are those of development."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.development")
    execute_from_command_line(sys.argv)
