"""A text message as one HTTP request to a gateway that the settings describe; no gateway is built in.

Gateways differ in address, key and form of the request, so all three are settings: the body is a template with {phone}
and {text}, and what is put in is written as its form demands (a JSON string, or a value of a web form). Phone and text
go in the body alone: an address ends up in the log lines of others.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import quote, urlsplit

TIMEOUT_S = 20
AGAIN = frozenset({408, 425, 429})  # RFC 9110 15.5.9, RFC 8470, RFC 6585: the request itself was no fault
CLOSED = frozenset({401, 402, 403})  # our key or our account, not the message
COUNTRY = "+62"
PLACES = re.compile(r"\{(phone|text)\}")


@dataclass(frozen=True)
class Gateway:
    """Where texts leave. header: name and value that carry the key. body: with {phone} and {text}. url: empty: none."""

    url: str = ""
    header: tuple[str, str] | None = None
    body: str = ""

    @property
    def is_json(self) -> bool:
        """Whether the body is JSON; else it is a web form."""
        return self.body.lstrip().startswith('{"')


class NotTaken(Exception):
    """The gateway did not take a message. is_final: asking again would not help. is_silent: it did not even answer."""

    def __init__(self, why: str, *, is_final: bool = False, is_silent: bool = False) -> None:
        super().__init__(why)
        self.why, self.is_final, self.is_silent = why, is_final, is_silent


class Closed(Exception):
    """The gateway does not take our key or our account: no message is at fault."""


def number_of(phone: str) -> str:
    """Return a phone number as gateways expect it (E.164); a number without a country is one of Indonesia."""
    digits = re.sub(r"\D", "", phone)
    if phone.strip().startswith("+"):
        return f"+{digits}"
    if digits.startswith("62"):
        return f"+{digits}"
    return f"{COUNTRY}{digits.removeprefix('0')}"


def request_of(gateway: Gateway, phone: str, text: str) -> tuple[bytes, dict[str, str]]:
    """Return body and headers of the request for one message."""
    given = {"phone": number_of(phone), "text": text}
    if gateway.is_json:
        written = {name: json.dumps(value, ensure_ascii=False)[1:-1] for name, value in given.items()}
    else:
        written = {name: quote(value, safe="") for name, value in given.items()}
    body = PLACES.sub(lambda place: written[place[1]], gateway.body)  # in one go: a text that says {phone} stays it
    kind = "application/json" if gateway.is_json else "application/x-www-form-urlencoded"
    headers = {"Content-Type": f"{kind}; charset=utf-8"}
    if gateway.header is not None:
        headers[gateway.header[0]] = gateway.header[1]
    return body.encode(), headers


def hand_to(gateway: Gateway, phone: str, text: str) -> None:
    """Hand one message to the gateway. Raises NotTaken, or Closed if it takes nothing of ours.

    A redirect is not followed: it could carry phone, text and key to somebody else.
    """
    parts = urlsplit(gateway.url)
    line = (HTTPSConnection if parts.scheme == "https" else HTTPConnection)(parts.netloc, timeout=TIMEOUT_S)
    body, headers = request_of(gateway, phone, text)
    try:
        line.request("POST", f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}", body, headers)
        status = line.getresponse().status
    except (OSError, HTTPException) as fault:
        raise NotTaken(type(fault).__name__, is_silent=True) from fault
    finally:
        line.close()
    if status in CLOSED:
        raise Closed(f"HTTP {status}")
    if not 200 <= status < 300:
        raise NotTaken(f"HTTP {status}", is_final=300 <= status < 500 and status not in AGAIN)
