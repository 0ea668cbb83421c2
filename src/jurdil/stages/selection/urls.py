"""Addresses of the selection: officers below /meja/seleksi/, everybody below /undian/; included at the root."""

from __future__ import annotations

from django.urls import path

from jurdil.stages.selection import interview_views, lot_views, plenary_views, public_views, views

app_name = "selection"

urlpatterns = [
    path("meja/seleksi/", views.ward_list, name="wards"),
    path("meja/seleksi/<str:region>/", views.ward_page, name="ward"),
    path("meja/seleksi/<str:region>/nilai/<uuid:application_id>/", views.score, name="score"),
    path("meja/seleksi/<str:region>/bekukan/", lot_views.freeze, name="freeze"),
    path("meja/seleksi/<str:region>/undi/", lot_views.draw, name="draw"),
    path("meja/seleksi/<str:region>/urutan/", lot_views.standings, name="standings"),
    path("meja/seleksi/<str:region>/umumkan/", lot_views.publish, name="publish"),
    path("meja/seleksi/<str:region>/coret/", lot_views.removals, name="removals"),
    path("meja/seleksi/<str:region>/unggah/", views.upload, name="upload"),
    path("meja/seleksi/<str:region>/wawancara/", views.moves, name="moves"),
    path("meja/seleksi/<str:region>/wawancara/<uuid:application_id>/", views.sign_move, name="sign_move"),
    path("meja/seleksi/<str:region>/pewawancara/", interview_views.interviewers, name="interviewers"),
    path("meja/seleksi/<str:region>/pewawancara/lewati/", interview_views.pass_over, name="pass_over"),
    path("meja/seleksi/<str:region>/pewawancara/undi/", interview_views.draw, name="draw_interviewers"),
    path(
        "meja/seleksi/<str:region>/pewawancara/orang/<uuid:account_id>/",
        interview_views.holder,
        name="holder",
    ),
    path(
        "meja/seleksi/<str:region>/pewawancara/<uuid:application_id>/nilai/",
        interview_views.score,
        name="score_interview",
    ),
    path("meja/seleksi/<str:region>/pewawancara/<uuid:application_id>/mundur/", interview_views.back, name="step_back"),
    path("meja/seleksi/<str:region>/pleno/", plenary_views.plenary_page, name="plenary"),
    path("meja/seleksi/<str:region>/pleno/timbang/<uuid:application_id>/", plenary_views.weigh, name="weigh"),
    path("meja/seleksi/<str:region>/pleno/lembar/", plenary_views.words_page, name="plenary_words"),
    path("meja/seleksi/<str:region>/pleno/lembar.xlsx", plenary_views.words_sheet, name="plenary_sheet"),
    path("meja/seleksi/<str:region>/pleno/tanda-tangan/", plenary_views.sign, name="plenary_sign"),
    path("undian/", public_views.lot_list, name="lots"),
    path("undian/<str:region>/", public_views.lot_page, name="lot"),
    path("undian/<str:region>/daftar.tsv", public_views.lot_list_file, name="lot_list"),
    path("undian/<str:region>/komitmen.json", public_views.lot_commitment, name="lot_commitment"),
    path("undian/<str:region>/pewawancara/", public_views.interview_lot, name="interview_lot"),
    path("undian/<str:region>/pewawancara/daftar.tsv", public_views.interview_list, name="interview_list"),
    path("undian/<str:region>/pewawancara/undian.json", public_views.interview_record, name="interview_record"),
    path("undian/<str:region>/dicoret.txt", public_views.removed_file, name="removed"),
    path("undian/<str:region>/undian.json", public_views.lot_record, name="lot_record"),
]
