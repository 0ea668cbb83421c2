"""Addresses of this room, from the root of the site: officers' pages, the public call, the door to the own file."""

from __future__ import annotations

from django.urls import include, path

from jurdil.stages.recruitment import (
    correcting_views,
    counter_views,
    exports,
    opening_views,
    public_views,
    stage_views,
    views,
)

app_name = "recruitment"

_office = [
    path("", views.applicant_list, name="list"),
    path("pendaftaran/", views.opening_list, name="openings"),
    path("buka/", opening_views.board, name="board"),
    path("buka/penerimaan.<str:ending>", opening_views.board_export, name="board-export"),
    path("buka/konfirmasi/", opening_views.open_calls, name="open-calls"),
    path("perpanjang/", opening_views.extend, name="extend"),
    path("tahapan/", stage_views.stages, name="stages"),
    path("tahapan/<uuid:interval_id>/", stage_views.switch, name="stage-switch"),
    path("tahapan/<uuid:interval_id>/perpanjang/", stage_views.extend_interval, name="stage-extend"),
    path("pelamar.<str:ending>", views.applicant_export, name="export"),
    path("loket/", counter_views.counter, name="counter"),
    path("loket/<uuid:receipt_id>/", counter_views.counter_receipt, name="counter-receipt"),
    path("formulir/<uuid:opening_id>/", counter_views.paper, name="paper"),
    path("usulan/<uuid:opening_id>/", counter_views.propose_person, name="propose-person"),
    path("impor/", counter_views.upload, name="upload"),
    path("impor/contoh.<str:ending>", exports.template_file, name="template"),
    path("impor/<uuid:key>/", counter_views.upload_preview, name="import"),
    path("<uuid:application_id>/", views.applicant_file, name="file"),
    path("<uuid:application_id>/tanda-terima/", counter_views.receipt_page, name="receipt"),
    path("<uuid:application_id>/betulkan/", correcting_views.correct, name="correct"),
    path("<uuid:application_id>/periksa/", views.review, name="review"),
    path("<uuid:application_id>/usul/", views.propose, name="propose"),
    path("<uuid:application_id>/putusan/<uuid:ruling_id>/", views.second, name="second"),
    path("<uuid:application_id>/berkas/", views.seen, name="seen"),
    path("<uuid:application_id>/unggah/", views.attach, name="attach"),
    path("<uuid:application_id>/berkas/<slug:kind>/", views.document, name="document"),
    path("<uuid:application_id>/kode/", views.renew, name="renew"),
    path("<uuid:application_id>/tarik/", views.withdraw, name="withdraw"),
]

urlpatterns = [
    path("meja/penerimaan/", include(_office)),
    path("lamar/", public_views.find_opening, name="find"),
    path("lamar/sudah-ada/", public_views.stands, name="stands"),
    path("lamar/<uuid:opening_id>/", public_views.apply, name="apply"),
    path("lamar/tanda-terima/<uuid:application_id>/", public_views.own_receipt, name="own-receipt"),
    path("lamar/tanda-terima/<uuid:application_id>.json", public_views.own_receipt_file, name="own-receipt-file"),
    path("berkas/masuk/", public_views.enter, name="enter"),
    path("berkas/keluar/", public_views.leave, name="leave"),
    path("berkas/lengkapi/<uuid:application_id>/", public_views.own_attach, name="own-attach"),
]
