"""Wake the site inside a command: settings, applications, migrations."""

from __future__ import annotations

import os

import django
from django.core.management import call_command


def wake() -> None:
    """Load the settings and the applications. A wrong setting stops the command with its sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jurdil.project.settings")
    django.setup()


def migrate() -> None:
    """Bring the tables up to date."""
    call_command("migrate", verbosity=0, interactive=False)
