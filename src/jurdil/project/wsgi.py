"""The WSGI application that granian (or gunicorn) serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jurdil.project.settings")
application = get_wsgi_application()
