"""Addresses of the officer's overview, below /meja/."""

from __future__ import annotations

from django.urls import path

from jurdil.doors.desk import outbox, views

app_name = "desk"

urlpatterns = [
    path("", views.home, name="home"),
    path("kotak-keluar/", outbox.outbox, name="outbox"),
    path("kotak-keluar/catat/", outbox.outbox_done, name="outbox-done"),
    path("kotak-keluar/ambil/", outbox.outbox_taken, name="outbox-taken"),
    path("mandat/", views.mandates, name="mandates"),
]
