"""Addresses below /berkas/klarifikasi/."""

from __future__ import annotations

from django.urls import path

from jurdil.stages.vetting import double_own_views, evidence_views, kin_views, own_views

app_name = "own_vetting"

urlpatterns = [
    path("", own_views.own_matches, name="list"),
    path("kerabat/", kin_views.own_kin_list, name="kin"),
    path("kerabat/<uuid:kinship_id>/", kin_views.own_dispute, name="dispute"),
    path("lamaran-lain/", double_own_views.own_double_list, name="doubles"),
    path("lamaran-lain/<uuid:question_id>/", double_own_views.own_double_question, name="double"),
    path("lamaran-lain/keberatan/<uuid:ruling_id>/", double_own_views.own_double_objection, name="double_objection"),
    path("keberatan/<uuid:ruling_id>/", own_views.own_objection, name="objection"),
    path("lampiran/<str:source>/<uuid:said_id>/<slug:key>/", evidence_views.own_evidence, name="evidence"),
    path("<uuid:clarification_id>/", own_views.own_clarification, name="clarification"),
]
