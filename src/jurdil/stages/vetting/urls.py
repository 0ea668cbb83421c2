"""Addresses below /meja/penyaringan/."""

from __future__ import annotations

from django.urls import path

from jurdil.stages.vetting import double_views, exports, learning_views, objection_views, views

app_name = "vetting"

urlpatterns = [
    path("", views.index, name="index"),
    path("tanyakan/", views.ask_all, name="ask_all"),
    path("ekspor.<str:ending>", exports.worklist_file, name="worklist_file"),
    path("orang-sama/", double_views.double_list, name="doubles"),
    path("bobot/", learning_views.model_list, name="models"),
    path("bobot/pelajari/", learning_views.learn_anew, name="learn"),
    path("bobot/<uuid:model_id>/berlakukan/", learning_views.adopt, name="adopt"),
    path("surat/", exports.notices, name="notices"),
    path("pembuat-daftar/", exports.inquiries, name="inquiries"),
    path("pembuat-daftar/<uuid:inquiry_id>/", exports.inquiry_page, name="inquiry"),
    path("pembuat-daftar/<uuid:inquiry_id>/pertanyaan.<str:ending>", exports.inquiry_file, name="inquiry_file"),
    path("keberatan/", objection_views.objection_list, name="objections"),
    path("keberatan/keberatan.<str:ending>", objection_views.objection_export, name="objection_export"),
    path("keberatan/<uuid:objection_id>/bukti/", objection_views.evidence, name="evidence"),
    path("<uuid:match_id>/keberatan/<uuid:ruling_id>/", objection_views.record_objection, name="record_objection"),
    path("<uuid:match_id>/", views.match_page, name="match"),
    path("<uuid:match_id>/tinjau/", views.review, name="review"),
    path("<uuid:match_id>/tanya/", views.ask, name="ask"),
    path("<uuid:match_id>/jawab/<uuid:clarification_id>/", views.answer, name="answer"),
    path("<uuid:match_id>/usul/", views.propose, name="propose"),
    path("<uuid:match_id>/tanda-tangan/<uuid:ruling_id>/", views.second, name="second"),
]
