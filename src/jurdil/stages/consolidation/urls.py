"""Addresses below /meja/konsolidasi/."""

from __future__ import annotations

from django.urls import path

from jurdil.stages.consolidation import (
    checking,
    decision_pages,
    devices,
    event_pages,
    invitation_pages,
    lane_pages,
    material_pages,
    pledge_pages,
    testing_pages,
    views,
)

app_name = "consolidation"

urlpatterns = [
    path("", views.event_list, name="events"),
    path("rencana/", views.event_plan, name="plan"),
    path("<uuid:event_id>/", views.event_page, name="event"),
    path("<uuid:event_id>/ubah/", event_pages.event_change, name="change"),
    path("<uuid:event_id>/batal/", event_pages.event_cancel, name="cancel"),
    path("<uuid:event_id>/lokasi/", event_pages.event_divide, name="divide"),
    path("<uuid:event_id>/ingatkan/", event_pages.event_remind, name="remind"),
    path("<uuid:event_id>/tata/", event_pages.event_arrange, name="arrange"),
    path("<uuid:event_id>/langsung/", event_pages.live, name="live"),
    path("<uuid:event_id>/sisa-tugas/", event_pages.open_work, name="open-work"),
    path("<uuid:event_id>/kebutuhan/", event_pages.needs, name="needs"),
    path("<uuid:event_id>/tamu/", invitation_pages.guest, name="guest"),
    path("<uuid:event_id>/cetak/", invitation_pages.printing, name="printing"),
    path("<uuid:event_id>/cetak/<slug:kind>.pdf", invitation_pages.sheet, name="sheet"),
    path("<uuid:event_id>/daftar-hadir-resmi.pdf", invitation_pages.roll, name="roll"),
    path("<uuid:event_id>/undangan/<uuid:invitation_id>/", invitation_pages.invitation_page, name="invitation"),
    path("<uuid:event_id>/undangan/<uuid:invitation_id>/cabut/", invitation_pages.invitation_revoke, name="revoke"),
    path("<uuid:event_id>/undang/", views.event_invite, name="invite"),
    path("<uuid:event_id>/undangan/", views.invitation_list, name="invitations"),
    path("<uuid:event_id>/daftar-hadir/", views.attendance_list, name="attendance-list"),
    path("<uuid:event_id>/daftar-hadir.<slug:ending>", views.attendance_export, name="export"),
    path("<uuid:event_id>/hadir/", checking.check_in_page, name="check-in"),
    path("<uuid:event_id>/hadir/<uuid:attendance_id>/", checking.check_in_page, name="checked-in"),
    path("<uuid:event_id>/hadir/<uuid:attendance_id>/batal/", checking.undo, name="undo"),
    path("<uuid:event_id>/jalur/", lane_pages.lane_page, name="lanes"),
    path("<uuid:event_id>/jalur/sesi/", lane_pages.sessions_named, name="sessions"),
    path("<uuid:event_id>/jalur/<uuid:lane_id>/", lane_pages.lane_link, name="lane"),
    path("<uuid:event_id>/jalur/<uuid:lane_id>/tutup/", lane_pages.lane_closed, name="lane-close"),
    path("<uuid:event_id>/pindai/", devices.scanner, name="scanner"),
    path("<uuid:event_id>/pindai/pekerja.js", devices.worker, name="scanner-worker"),
    path("<uuid:event_id>/pindai/manifest.webmanifest", devices.manifest, name="scanner-manifest"),
    path("<uuid:event_id>/pindai/daftar/", devices.lane_list, name="lane-list"),
    path("<uuid:event_id>/pindai/kirim/", devices.take_notes, name="take-notes"),
    *(
        path("pakta/", pledge_pages.coverage, name="pledges"),
        path("pakta/belum/", pledge_pages.owing, name="owing"),
        path("pakta/belum.<slug:ending>", pledge_pages.owing_export, name="owing-export"),
        path("pakta/bersama/", pledge_pages.together, name="together"),
        path("pakta/bincang/", pledge_pages.talks, name="talks"),
        path("pakta/bincang/<uuid:talk_id>/", pledge_pages.talk_held, name="talk"),
        path("pakta/<uuid:appointment_id>/", pledge_pages.sign_here, name="sign"),
    ),
    *(
        path("tes/", testing_pages.test_list, name="tests"),
        path("tes/rencana/", testing_pages.test_plan, name="test-plan"),
        path("tes/soal/", testing_pages.bank, name="bank"),
        path("tes/soal/<uuid:item_id>/", testing_pages.item_reviewed, name="item"),
        path("tes/<uuid:round_id>/", testing_pages.round_page, name="round"),
        path("tes/<uuid:round_id>/tutup/", testing_pages.round_closed, name="round-close"),
        path("tes/<uuid:round_id>/belum/", testing_pages.round_people, name="round-people"),
        path("tes/<uuid:round_id>/belum.<slug:ending>", testing_pages.round_export, name="round-export"),
        path("tes/<uuid:round_id>/kertas/<uuid:appointment_id>/", testing_pages.paper, name="paper"),
    ),
    *(
        path("keputusan/", decision_pages.decision_list, name="decisions"),
        path("keputusan/<uuid:decision_id>/", decision_pages.decision_page, name="decision"),
        path("keputusan/<uuid:decision_id>.<slug:ending>", decision_pages.decision_export, name="decision-export"),
        path("keputusan/<uuid:decision_id>/ingatkan/", decision_pages.units_reminded, name="remind"),
        path("keputusan/<uuid:decision_id>/<uuid:task_id>/", decision_pages.task_noted, name="task"),
        path("<uuid:event_id>/notula/", decision_pages.minutes_page, name="minutes"),
        path("<uuid:event_id>/notula/keputusan/", decision_pages.decision_added, name="decision-add"),
        path("<uuid:event_id>/notula/tanda-tangan/", decision_pages.minutes_signed, name="minutes-sign"),
        path("<uuid:event_id>/tanya/", decision_pages.question_list, name="questions"),
        path("<uuid:event_id>/tanya/<uuid:question_id>/", decision_pages.question_moderated, name="question-moderate"),
        path(
            "<uuid:event_id>/tanya/<uuid:question_id>/jawab/", decision_pages.question_answered, name="question-answer"
        ),
    ),
    *(
        path("bahan/", material_pages.material_list, name="materials"),
        path("bahan/terbit/", material_pages.material_published, name="material-publish"),
        path("bahan/<uuid:material_id>/", material_pages.material_page, name="material"),
        path("bahan/<uuid:material_id>/belum.<slug:ending>", material_pages.material_export, name="material-export"),
    ),
]
