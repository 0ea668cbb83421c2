"""Addresses below /berkas/kegiatan/: a person's own tests, questions, materials."""

from __future__ import annotations

from django.urls import path

from jurdil.stages.consolidation import own_pages

app_name = "own_consolidation"

urlpatterns = [
    path("", own_pages.home, name="home"),
    path("tes/<uuid:round_id>/", own_pages.sitting_started, name="start"),
    path("tes/lembar/<uuid:sitting_id>/", own_pages.sitting, name="sitting"),
    path("tes/lembar/<uuid:sitting_id>/kirim/", own_pages.sitting_finished, name="finish"),
]
