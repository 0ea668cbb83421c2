"""Addresses below /api/; openapi.json lists exactly these."""

from __future__ import annotations

from django.urls import path

from jurdil.doors.api import seats, views

app_name = "api"

urlpatterns = [
    path("openapi.json", views.openapi, name="openapi"),
    path("log/checkpoint", views.checkpoint, name="checkpoint"),
    path("stations/<path:region>", views.stations, name="stations"),
    path("seats/<path:region>", seats.seats, name="seats"),
    path("draws/<str:region>", views.draws, name="draws"),
    path("applications", views.applications, name="applications"),
    path("rosters", views.rosters, name="rosters"),
]
