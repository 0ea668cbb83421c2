"""Addresses below the root: /berkas/ for a worker's own file, /mitra/ for a partner's own work list."""

from __future__ import annotations

from django.urls import path

from jurdil.doors.portal import invitations, partner_views, views

app_name = "portal"

urlpatterns = [
    path("berkas/", views.home, name="home"),
    path("berkas/tarik/<uuid:application_id>/", views.withdraw, name="withdraw"),
    path("berkas/tarik/<uuid:application_id>/batal/", views.undo_withdrawn, name="undo-withdrawal"),
    path("undangan/<uuid:invitation_id>/<slug:key>/", invitations.linked, name="linked"),
    path("berkas/undangan/<uuid:invitation_id>/", invitations.invitation, name="invitation"),
    path("berkas/undangan/<uuid:invitation_id>/jawab/", invitations.invitation_answer, name="answer-invitation"),
    path("berkas/undangan/<uuid:invitation_id>/kebutuhan/", invitations.invitation_needs, name="needs"),
    path("berkas/undangan/<uuid:invitation_id>/undangan.ics", invitations.invitation_calendar, name="calendar"),
    path("berkas/undangan/<uuid:invitation_id>/sertifikat.pdf", invitations.invitation_certificate, name="certificate"),
    path("berkas/pakta/<uuid:appointment_id>/", views.pledge, name="pledge"),
    path("berkas/pengangkatan/<uuid:appointment_id>/<str:kind>.pdf", views.paper, name="paper"),
    path("berkas/surat/", views.letters, name="letters"),
    path("berkas/catatan/", views.receipts, name="receipts"),
    path("berkas/catatan/<uuid:leaf_id>.json", views.receipt, name="receipt"),
    path("berkas/catatan/<uuid:leaf_id>.txt", views.proof, name="proof"),
    path("mitra/", partner_views.partner_home, name="partner"),
    path("mitra/keterangan/", partner_views.attest, name="attest"),
]
