"""Addresses below /meja/daftar/."""

from __future__ import annotations

from django.urls import path

from jurdil.registry.rosters import delivery_views, views

app_name = "rosters"

urlpatterns = [
    path("", views.roster_list, name="list"),
    path("unggah/", views.roster_upload, name="upload"),
    path("token/", delivery_views.deliver, name="deliver"),
    path("contoh.xlsx", views.roster_template, name="template"),
    path("<uuid:snapshot_id>/", views.roster_page, name="snapshot"),
    path("<uuid:snapshot_id>/utuh/", views.roster_whole, name="whole"),
    path("<uuid:snapshot_id>/hapus/", delivery_views.remove, name="remove"),
]
