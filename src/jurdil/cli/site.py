"""Wake the site inside a command: settings, applications, migrations."""

from __future__ import annotations

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command


def wake() -> None:
    """Load the settings and the applications. A wrong setting stops the command with its sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jurdil.project.settings")
    try:
        django.setup()
    except ImproperlyConfigured as fault:
        print(fault, file=sys.stderr)
        raise SystemExit(2) from fault


def migrate() -> None:
    """Bring the tables up to date."""
    call_command("migrate", verbosity=0, interactive=False)
