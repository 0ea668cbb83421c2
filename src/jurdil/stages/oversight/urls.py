"""Addresses below the root: /lapor/ for everybody, /meja/pengawasan/ for officers and supervisors."""

from __future__ import annotations

from django.urls import path

from jurdil.stages.oversight import erasing_views, reporting, views

app_name = "oversight"

urlpatterns = [
    path("lapor/", reporting.report_page, name="report"),
    path("lapor/diterima/", reporting.reported, name="reported"),
    path("lapor/ikuti/", reporting.follow, name="follow"),
    path("meja/pengawasan/", views.case_list, name="cases"),
    path("meja/pengawasan/perkara.<slug:ending>", views.case_export, name="export"),
    path("meja/pengawasan/laporan/", views.report_list, name="reports"),
    path("meja/pengawasan/laporan/<uuid:report_id>/", views.report_detail, name="report-page"),
    path("meja/pengawasan/laporan/<uuid:report_id>/perkara/", views.report_open_case, name="open-case"),
    path("meja/pengawasan/laporan/<uuid:report_id>/tutup/", views.report_close, name="close-report"),
    path("meja/pengawasan/laporan/<uuid:report_id>/sunting/", erasing_views.redact, name="redact"),
    path(
        "meja/pengawasan/laporan/<uuid:report_id>/sunting/<uuid:redaction_id>/",
        erasing_views.redact_second,
        name="redact-second",
    ),
    path("meja/pengawasan/penghapusan/", erasing_views.find_person, name="erasures"),
    path("meja/pengawasan/penghapusan/<uuid:person_id>/", erasing_views.erase, name="erase"),
    path("meja/pengawasan/perkara/<uuid:case_id>/", views.case_page, name="case"),
    path("meja/pengawasan/perkara/<uuid:case_id>/dengar/", views.case_hear, name="hear"),
    path("meja/pengawasan/perkara/<uuid:case_id>/usul/", views.case_propose, name="propose"),
    path("meja/pengawasan/perkara/<uuid:case_id>/putus/", views.case_second, name="second"),
    path("meja/pengawasan/perkara/<uuid:case_id>/kembali/", views.case_return, name="return"),
]
