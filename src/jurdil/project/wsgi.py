"""The WSGI application that granian (or gunicorn) serves; a worker that loads it is warm before its first visitor."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jurdil.project.settings")
application = get_wsgi_application()

from jurdil.project.warming import warm  # noqa: E402  # its models exist only now

warm(application)
