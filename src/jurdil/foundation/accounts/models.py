"""Accounts, the mandates they hold, and the postings that were already carried out."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from jurdil.foundation.accounts.roles import Role
from jurdil.foundation.storage.codes import CodeField
from jurdil.foundation.storage.ids import new_id


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts with a password."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> Account:
        """Return a new account; without a password nobody can sign in with one."""
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A sign-in. What it may do stands in its mandates."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True)
    display_name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    date_joined = models.DateTimeField(null=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    objects = AccountManager()


class Mandate(models.Model):
    """The right of an account to act in a role over a region, for a time.

    person_id: the person whom an applicant's account belongs to, or who holds an officer's mandate where that was
    recorded (no foreign key leads upward).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="mandates")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    region = CodeField(blank=True)
    person_id = models.UUIDField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "role", "region", "since"], name="one_mandate_a_start"),
        ]


class Posting(models.Model):
    """A POST that was carried out, by the idempotency key of its form; the same key leads to the same page."""

    key = models.CharField(max_length=64, primary_key=True)
    owner = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    location = models.CharField(max_length=500)
    at = models.DateTimeField()
