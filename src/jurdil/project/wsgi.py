"""The WSGI application that granian (or gunicorn) serves; a worker that loads it is warm before its first visitor.

A worker of granian would serve on when its server is killed, beside the next one on the same port: it ends with it.
"""

from __future__ import annotations

import os
from multiprocessing import parent_process

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jurdil.project.settings")
application = get_wsgi_application()

from jurdil.engines.crew import end_with  # noqa: E402
from jurdil.project.warming import warm  # noqa: E402  # its models exist only now

warm(application)
server = parent_process()  # none where gunicorn serves, whose workers look for themselves
if server is not None and server.pid is not None:
    end_with(server.pid)
