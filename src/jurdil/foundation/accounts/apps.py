"""Accounts as a Django application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts, mandates and postings."""

    name = "jurdil.foundation.accounts"
    label = "accounts"
