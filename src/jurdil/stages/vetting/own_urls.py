"""Addresses below /berkas/klarifikasi/."""

from __future__ import annotations

from django.urls import path

from jurdil.stages.vetting import own_views

app_name = "own_vetting"

urlpatterns = [
    path("", own_views.own_matches, name="list"),
    path("keberatan/<uuid:ruling_id>/", own_views.own_objection, name="objection"),
    path("<uuid:clarification_id>/", own_views.own_clarification, name="clarification"),
]
