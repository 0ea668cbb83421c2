"""Addresses of the public pages, at the root of the site."""

from __future__ import annotations

from django.urls import path

from jurdil.doors.public import checking, letters, log_files, rules, views

app_name = "public"

urlpatterns = [
    path("", views.home, name="home"),
    path("cari/", views.search, name="search"),
    path("wilayah/", views.whole_region, name="regions"),
    path("wilayah/<str:code>/", views.region_page, name="region"),
    path("tps/<str:ward>/<str:number>/", views.station_page, name="station"),
    path("tahapan/", views.calendar, name="calendar"),
    path("catatan/", views.log_page, name="log"),
    path("periksa/", checking.check_page, name="check"),
    path("panduan/", views.guidance_page, name="guidance"),
    path("periksa/surat/", letters.letter_page, name="letter"),
    path("periksa/surat/luring.html", letters.offline_page, name="letter-offline"),
    path("periksa/surat/dicabut.txt", letters.revoked_file, name="letters-revoked"),
    path("periksa/surat/kunci.txt", letters.key_file, name="letter-key"),
    path("privasi/", rules.privacy, name="privacy"),
    path("aturan/", rules.rule_page, name="rules"),
    path("log/<path:name>", log_files.log_file, name="log-file"),
]
