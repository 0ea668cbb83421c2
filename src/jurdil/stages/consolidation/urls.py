"""Addresses below /meja/konsolidasi/."""

from __future__ import annotations

from django.urls import path

from jurdil.stages.consolidation import checking, views

app_name = "consolidation"

urlpatterns = [
    path("", views.event_list, name="events"),
    path("rencana/", views.event_plan, name="plan"),
    path("pakta/", views.coverage, name="pledges"),
    path("<uuid:event_id>/", views.event_page, name="event"),
    path("<uuid:event_id>/undang/", views.event_invite, name="invite"),
    path("<uuid:event_id>/undangan/", views.invitation_list, name="invitations"),
    path("<uuid:event_id>/daftar-hadir/", views.attendance_list, name="attendance-list"),
    path("<uuid:event_id>/daftar-hadir.<slug:ending>", views.attendance_export, name="export"),
    path("<uuid:event_id>/hadir/", checking.check_in_page, name="check-in"),
    path("<uuid:event_id>/hadir/<uuid:attendance_id>/", checking.check_in_page, name="checked-in"),
    path("<uuid:event_id>/hadir/<uuid:attendance_id>/batal/", checking.undo, name="undo"),
]
