"""Addresses below the root: /berkas/ for a worker's own file, /mitra/ for a partner's own work list."""

from __future__ import annotations

from django.urls import path

from jurdil.doors.portal import partner_views, views

app_name = "portal"

urlpatterns = [
    path("berkas/", views.home, name="home"),
    path("berkas/tarik/<uuid:application_id>/", views.withdraw, name="withdraw"),
    path("berkas/undangan/<uuid:invitation_id>/", views.invitation, name="invitation"),
    path("berkas/undangan/<uuid:invitation_id>/jawab/", views.invitation_answer, name="answer-invitation"),
    path("berkas/pakta/<uuid:appointment_id>/", views.pledge, name="pledge"),
    path("berkas/surat/", views.letters, name="letters"),
    path("berkas/catatan/", views.receipts, name="receipts"),
    path("berkas/catatan/<uuid:leaf_id>.json", views.receipt, name="receipt"),
    path("berkas/catatan/<uuid:leaf_id>.txt", views.proof, name="proof"),
    path("mitra/", partner_views.partner_home, name="partner"),
    path("mitra/keterangan/", partner_views.attest, name="attest"),
]
