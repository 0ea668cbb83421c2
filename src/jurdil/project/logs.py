"""Log lines without the keys of personal links: whoever reads them must not be able to open somebody's invitation."""

from __future__ import annotations

import logging
import re

KEY = re.compile(r"(/undangan/[0-9a-fA-F-]{36}/)[\w-]+")


class HideKeys(logging.Filter):
    """Put dots in place of the key of a personal link."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through, changed where it names a personal link."""
        said = record.getMessage()
        if KEY.search(said):
            record.msg, record.args = KEY.sub(r"\1…", said), ()
        return True
