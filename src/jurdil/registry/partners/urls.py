"""Addresses below /meja/mitra/."""

from __future__ import annotations

from django.urls import path

from jurdil.registry.partners import views

app_name = "partners"

urlpatterns = [
    path("", views.partner_list, name="list"),
    path("catat/", views.partner_name, name="name"),
    path("<uuid:partner_id>/akhiri/", views.partner_retire, name="retire"),
]
