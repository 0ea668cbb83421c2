"""Reads the environment; a wrong or missing value stops the start with a sentence."""

from __future__ import annotations

import json
import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from jurdil.foundation.outbox.gateway import Gateway

MODES = ("production", "demo", "test")


def mode() -> str:
    """Return `production`, `demo` or `test`; production unless JURDIL_MODE says otherwise."""
    chosen = os.environ.get("JURDIL_MODE", "production")
    if chosen not in MODES:
        raise ImproperlyConfigured(f"JURDIL_MODE is {chosen!r}; choose one of {', '.join(MODES)}.")
    return chosen


def home() -> Path:
    """Return the folder of everything that the system keeps on disk, made private when it is new."""
    folder = Path(os.environ.get("JURDIL_HOME", ".jurdil")).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def database(url: str, folder: Path) -> dict[str, object]:
    """Return Django's database entry for `url` (`sqlite:///path` or `postgresql://...`); empty: SQLite in `folder`."""
    if not url:
        url = f"sqlite:///{folder / 'jurdil.sqlite3'}"
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "jurdil.project.sqlite",
            "NAME": unquote(parts.path) or ":memory:",
            "TEST": {"NAME": ":memory:"},
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
                    "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;"
                ),
            },
        }
    if parts.scheme in ("postgresql", "postgres"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
        }
    raise ImproperlyConfigured(f"JURDIL_DATABASE_URL begins with {parts.scheme!r}; use sqlite:/// or postgresql://.")


class MailServer(NamedTuple):
    """Where e-mails leave. is_tls: encrypted from the first byte; else by STARTTLS. host: empty for none."""

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    is_tls: bool = False


def mail_server(url: str) -> MailServer:
    """Return the mail server of `smtp://user:password@host:port` or `smtps://...`; empty: none."""
    if not url:
        return MailServer()
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ImproperlyConfigured("JURDIL_SMTP takes smtp://user:password@host:port (STARTTLS) or smtps://... (TLS).")
    is_tls = parts.scheme == "smtps"
    port = parts.port or (465 if is_tls else 587)
    return MailServer(parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), is_tls)


def sms_gateway(url: str, key: str, header: str, body: str) -> Gateway:
    """Return the gateway of text messages; without `url` none. header: `Name: value` with {key}; body: see Gateway."""
    if not url:
        return Gateway()
    parts = urlsplit(url)
    if not parts.hostname or (parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1")):
        raise ImproperlyConfigured("JURDIL_SMS_URL takes https://...; messages hold phone numbers.")
    if "{phone}" not in body or "{text}" not in body:
        raise ImproperlyConfigured("JURDIL_SMS_BODY needs {phone} and {text}: the request that your gateway expects.")
    name, colon, value = header.partition(":")
    if header and not (name.strip() and colon):
        raise ImproperlyConfigured("JURDIL_SMS_HEADER is a header with {key}, like Authorization: Bearer {key}.")
    said = (name.strip(), value.strip().replace("{key}", key)) if header else None
    return Gateway(url, said, body.replace("{key}", key))


def fixed_now(running: str) -> datetime | None:
    """Return the fixed clock of the demo (JURDIL_NOW, an ISO time with its zone), or None for the real clock."""
    text = os.environ.get("JURDIL_NOW", "")
    if not text:
        return None
    if running == "production":
        raise ImproperlyConfigured("JURDIL_NOW fixes the clock of a demo; a production start refuses it. Unset it.")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as fault:
        raise ImproperlyConfigured(f"JURDIL_NOW is {text!r}; write it like 2024-11-08T09:00+07:00.") from fault
    if moment.tzinfo is None:
        raise ImproperlyConfigured("JURDIL_NOW has no time zone; write it like 2024-11-08T09:00+07:00.")
    return moment


def keys(running: str, folder: Path) -> dict[str, str]:
    """Return the secrets: `django`, `ring` (`id:hex,...`, the first is active), `lookup`, `log` (Ed25519 seed, hex).

    Production reads them from the environment and refuses those of a demo; a demo makes its own once, beside its data.
    """
    names = {
        "django": "JURDIL_SECRET_KEY",
        "ring": "JURDIL_KEYS",
        "lookup": "JURDIL_LOOKUP_KEY",
        "log": "JURDIL_LOG_KEY",
    }
    if running == "production":
        found = {name: os.environ.get(variable, "") for name, variable in names.items()}
        for name, value in found.items():
            if not value or value.startswith("demo"):
                raise ImproperlyConfigured(
                    f"{names[name]} is {'a key of a demo' if value else 'missing'}; a production start needs its own."
                )
        return found
    file = folder / "demo-keys.json"
    if not file.exists():
        made = {
            "django": "demo-" + secrets.token_urlsafe(48),
            "ring": f"demo1:{secrets.token_hex(32)}",
            "lookup": secrets.token_hex(32),
            "log": secrets.token_hex(32),
        }
        draft = file.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(made))
        draft.chmod(0o600)
        draft.rename(file)
    stored: dict[str, str] = json.loads(file.read_text())
    return stored


def whole_number(variable: str, default: int) -> int:
    """Return the whole number in `variable`."""
    text = os.environ.get(variable, str(default))
    if not text.isdigit():
        raise ImproperlyConfigured(f"{variable} is {text!r}; it takes a whole number.")
    return int(text)
