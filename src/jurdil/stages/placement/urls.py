"""Addresses of the placement: officers below /meja/penempatan/, own offers below /berkas/; included at the root."""

from __future__ import annotations

from django.urls import path

from jurdil.stages.placement import replacement_views as replacing
from jurdil.stages.placement import views

app_name = "placement"

urlpatterns = [
    path("meja/penempatan/", views.ward_list, name="wards"),
    path("meja/penempatan/penggantian/", replacing.replacement_list, name="replacements"),
    path("meja/penempatan/penggantian/<uuid:replacement_id>/", replacing.replacement_page, name="replacement"),
    path(
        "meja/penempatan/penggantian/<uuid:replacement_id>/tawarkan/<uuid:application_id>/",
        replacing.offer,
        name="offer",
    ),
    path("meja/penempatan/penggantian/<uuid:replacement_id>/jawaban/", replacing.answer, name="answer"),
    path("meja/penempatan/penggantian/<uuid:replacement_id>/angkat/", replacing.appoint, name="appoint_replacement"),
    path("meja/penempatan/pengangkatan/<uuid:appointment_id>/ganti/", replacing.vacancy, name="vacancy"),
    path("meja/penempatan/kursi/<uuid:seat_id>/isi/", replacing.empty_seat, name="empty_seat"),
    path("meja/penempatan/usulan/<uuid:proposal_id>/", views.proposal_page, name="proposal"),
    path("meja/penempatan/usulan/<uuid:proposal_id>/tanda-tangan/", views.sign, name="sign"),
    path("meja/penempatan/usulan/<uuid:proposal_id>/angkat/", views.appoint, name="appoint"),
    path("meja/penempatan/usulan/<uuid:proposal_id>/lampiran/", views.annex, name="annex"),
    path("meja/penempatan/usulan/<uuid:proposal_id>/tergeser/", views.displaced, name="displaced"),
    path("meja/penempatan/tim/<path:station>/", views.team, name="team"),
    path("meja/penempatan/<str:region>/", views.ward_page, name="ward"),
    path("meja/penempatan/<str:region>/usulkan/", views.propose, name="propose"),
    path("meja/penempatan/<str:region>/cadangan/", views.reserves, name="reserves"),
    path(
        "meja/penempatan/<str:region>/ketertiban/",
        views.appoint_others,
        {"kind": "ketertiban"},
        name="order_officers",
    ),
    path(
        "meja/penempatan/<str:region>/sekretariat/",
        views.appoint_others,
        {"kind": "sekretariat"},
        name="secretariat",
    ),
    path("berkas/tawaran/", replacing.own_offer_list, name="own_offers"),
    path("berkas/tawaran/<uuid:replacement_id>/", replacing.own_offer_page, name="own_offer"),
]
