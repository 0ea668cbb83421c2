"""The ground of all tests: a private home, the test mode, and the small cast that they share."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

if "JURDIL_MODE" not in os.environ or os.environ["JURDIL_MODE"] != "test":
    os.environ["JURDIL_MODE"] = "test"
_home = tempfile.mkdtemp(prefix="jurdil-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["JURDIL_HOME"] = _home
os.environ.pop("JURDIL_NOW", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "jurdil.project.settings"

import django  # noqa: E402  # after the environment is set

django.setup()
