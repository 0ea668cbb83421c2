"""Addresses below /berkas/kegiatan/: a person's own tests, questions, materials."""

from __future__ import annotations

from django.urls import path

from jurdil.stages.consolidation import keeping_pages, own_event_pages, own_pages

app_name = "own_consolidation"

urlpatterns = [
    path("", own_pages.home, name="home"),
    path("tes/<uuid:round_id>/", own_pages.sitting_started, name="start"),
    path("tes/lembar/<uuid:sitting_id>/", own_pages.sitting, name="sitting"),
    path("tes/lembar/<uuid:sitting_id>/kirim/", own_pages.sitting_finished, name="finish"),
    path("<uuid:event_id>/tanya/", own_event_pages.questions, name="questions"),
    path("<uuid:event_id>/tanya/<uuid:question_id>/", own_event_pages.voted, name="vote"),
    path("bahan/di-ponsel/", keeping_pages.kept, name="kept"),
    path("bahan/di-ponsel/manifest.webmanifest", keeping_pages.kept_manifest, name="kept-manifest"),
    path("bahan/pekerja.js", keeping_pages.keeper, name="keeper"),
    path("bahan/diganti/", keeping_pages.replaced, name="replaced"),
    path("bahan/<uuid:material_id>/", own_event_pages.material, name="material"),
    path("bahan/<uuid:material_id>/simpan/", own_event_pages.material_file, name="material-file"),
]
