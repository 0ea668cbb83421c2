"""Addresses of the officer's overview, below /meja/."""

from __future__ import annotations

from django.urls import path

from jurdil.doors.desk import views

app_name = "desk"

urlpatterns = [
    path("", views.home, name="home"),
    path("mandat/", views.mandates, name="mandates"),
]
