"""Tags that every page may use: the hidden fields of a POST form, and the link to a rule."""

from __future__ import annotations

from django import template
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jurdil.foundation.storage.ids import new_id

register = template.Library()


@register.simple_tag(takes_context=True)
def posting(context: template.Context) -> SafeString:
    """Return the hidden fields that every POST form carries: the CSRF token and a fresh idempotency key.

    A form that is shown again after a fault keeps the key it came with.
    """
    request = context["request"]
    key = request.POST.get("idempotency_key") or new_id().hex
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="idempotency_key" value="{}">',
        get_token(request),
        key,
    )


@register.simple_tag
def rule(rule_id: str) -> SafeString:
    """Return the id of a rule as a link to its words on the public page of the rules."""
    return format_html('<a href="/aturan/#{}"><code>{}</code></a>', rule_id, rule_id)
