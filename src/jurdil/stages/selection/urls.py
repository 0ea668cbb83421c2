"""Addresses of the selection: officers below /meja/seleksi/, everybody below /undian/; included at the root."""

from __future__ import annotations

from django.urls import path

from jurdil.stages.selection import lot_views, plenary_views, public_views, views

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
    path("meja/seleksi/<str:region>/pleno/", plenary_views.plenary_page, name="plenary"),
    path("meja/seleksi/<str:region>/pleno/timbang/<uuid:application_id>/", plenary_views.weigh, name="weigh"),
    path("meja/seleksi/<str:region>/pleno/lembar/", plenary_views.words_page, name="plenary_words"),
    path("meja/seleksi/<str:region>/pleno/lembar.xlsx", plenary_views.words_sheet, name="plenary_sheet"),
    path("meja/seleksi/<str:region>/pleno/tanda-tangan/", plenary_views.sign, name="plenary_sign"),
    path("undian/", public_views.lot_list, name="lots"),
    path("undian/<str:region>/", public_views.lot_page, name="lot"),
    path("undian/<str:region>/daftar.tsv", public_views.lot_list_file, name="lot_list"),
    path("undian/<str:region>/komitmen.json", public_views.lot_commitment, name="lot_commitment"),
    path("undian/<str:region>/dicoret.txt", public_views.removed_file, name="removed"),
    path("undian/<str:region>/undian.json", public_views.lot_record, name="lot_record"),
]
