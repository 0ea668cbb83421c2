"""Addresses below /meja/penyaringan/."""

from __future__ import annotations

from django.urls import path

from jurdil.stages.vetting import (
    double_views,
    evidence_views,
    exports,
    kin_views,
    learning_views,
    objection_views,
    quality_views,
    views,
)

app_name = "vetting"

urlpatterns = [
    path("", views.index, name="index"),
    path("tanyakan/", views.ask_all, name="ask_all"),
    path("ekspor.<str:ending>", exports.worklist_file, name="worklist_file"),
    path("orang-sama/", double_views.double_list, name="doubles"),
    path("orang-sama/cari/", double_views.seek, name="seek_doubles"),
    path("orang-sama/orang-sama.<str:ending>", double_views.double_export, name="doubles_file"),
    path("orang-sama/<uuid:double_id>/", double_views.double_page, name="double"),
    path("orang-sama/<uuid:double_id>/tanya/", double_views.ask_double, name="ask_double"),
    path("orang-sama/<uuid:double_id>/jawab/<uuid:question_id>/", double_views.answer_double, name="answer_double"),
    path("orang-sama/<uuid:double_id>/usul/", double_views.propose_double, name="propose_double"),
    path(
        "orang-sama/<uuid:double_id>/tanda-tangan/<uuid:ruling_id>/", double_views.second_double, name="second_double"
    ),
    path("orang-sama/<uuid:double_id>/keberatan/<uuid:ruling_id>/", double_views.object_double, name="object_double"),
    path("kerabat/", kin_views.kin_list, name="kin"),
    path("kerabat/cari/", kin_views.seek_kin, name="seek_kin"),
    path("kerabat/kerabat.<str:ending>", kin_views.kin_export, name="kin_file"),
    path("kerabat/<uuid:kinship_id>/", kin_views.kin_page, name="kinship"),
    path("kerabat/<uuid:kinship_id>/putusan/<uuid:ruling_id>/", kin_views.second_kin, name="second_kin"),
    path("kerabat/<uuid:kinship_id>/bantahan/", kin_views.record_dispute, name="record_dispute"),
    path("mutu/", quality_views.quality_page, name="quality"),
    path("mutu/mutu.<str:ending>", quality_views.quality_file, name="quality_file"),
    path("bobot/", learning_views.model_list, name="models"),
    path("bobot/pelajari/", learning_views.learn_anew, name="learn"),
    path("bobot/<uuid:model_id>/berlakukan/", learning_views.adopt, name="adopt"),
    path("surat/", exports.notices, name="notices"),
    path("pembuat-daftar/", exports.inquiries, name="inquiries"),
    path("pembuat-daftar/<uuid:inquiry_id>/", exports.inquiry_page, name="inquiry"),
    path("pembuat-daftar/<uuid:inquiry_id>/pertanyaan.<str:ending>", exports.inquiry_file, name="inquiry_file"),
    path("keberatan/", objection_views.objection_list, name="objections"),
    path("keberatan/keberatan.<str:ending>", objection_views.objection_export, name="objection_export"),
    path("lampiran/<str:source>/<uuid:said_id>/<slug:key>/", evidence_views.evidence, name="evidence"),
    path("<uuid:match_id>/keberatan/<uuid:ruling_id>/", views.record_objection, name="record_objection"),
    path("<uuid:match_id>/", views.match_page, name="match"),
    path("<uuid:match_id>/tinjau/", views.review, name="review"),
    path("<uuid:match_id>/tanya/", views.ask, name="ask"),
    path("<uuid:match_id>/jawab/<uuid:clarification_id>/", views.answer, name="answer"),
    path("<uuid:match_id>/usul/", views.propose, name="propose"),
    path("<uuid:match_id>/tanda-tangan/<uuid:ruling_id>/", views.second, name="second"),
]
