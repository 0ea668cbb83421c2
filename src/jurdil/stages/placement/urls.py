"""Addresses of the placement: officers below /meja/penempatan/, own offers below /berkas/; included at the root."""

from __future__ import annotations

from django.urls import path

from jurdil.stages.placement import amending_views as amending
from jurdil.stages.placement import appointing_views as appointing
from jurdil.stages.placement import filling_views as filling
from jurdil.stages.placement import letter_views as lettering
from jurdil.stages.placement import proposal_views as proposing
from jurdil.stages.placement import replacement_list_views as listing
from jurdil.stages.placement import replacement_views as replacing
from jurdil.stages.placement import reserve_views as sufficing
from jurdil.stages.placement import vacancy_views as vacating
from jurdil.stages.placement import views

app_name = "placement"

urlpatterns = [
    path("meja/penempatan/", views.ward_list, name="wards"),
    path("meja/penempatan/penggantian/", listing.replacement_list, name="replacements"),
    path("meja/penempatan/penggantian.<str:ending>", listing.replacement_file, name="replacements_file"),
    path("meja/penempatan/penggantian/angkat/", filling.appoint_many, name="appoint_many"),
    path("meja/penempatan/penggantian/angkat.<str:ending>", filling.appoint_many_file, name="appoint_many_file"),
    path("meja/penempatan/penggantian/banyak/", vacating.many_vacancies, name="many_vacancies"),
    path("meja/penempatan/penggantian/banyak/<uuid:job_id>/", vacating.vacancy_plan, name="vacancy_plan"),
    path("meja/penempatan/penggantian/banyak/contoh.xlsx", vacating.vacancies_template, name="vacancies_template"),
    path("meja/penempatan/penggantian/<uuid:replacement_id>/", replacing.replacement_page, name="replacement"),
    path(
        "meja/penempatan/penggantian/<uuid:replacement_id>/tawarkan/<uuid:application_id>/",
        replacing.offer,
        name="offer",
    ),
    path("meja/penempatan/penggantian/<uuid:replacement_id>/jawaban/", replacing.answer, name="answer"),
    path("meja/penempatan/penggantian/<uuid:replacement_id>/lewat-waktu/", replacing.expire, name="expire"),
    path("meja/penempatan/penggantian/<uuid:replacement_id>/tarik/", replacing.take_back, name="take_back"),
    path("meja/penempatan/penggantian/<uuid:replacement_id>/angkat/", filling.appoint, name="appoint_replacement"),
    path("meja/penempatan/penggantian/<uuid:replacement_id>/surat/", filling.letter, name="case_letter"),
    path("meja/penempatan/penggantian/<uuid:replacement_id>/<str:kind>.pdf", filling.case_paper, name="case_paper"),
    path("meja/penempatan/pengangkatan/<uuid:appointment_id>/ganti/", replacing.vacancy, name="vacancy"),
    path("meja/penempatan/kursi/<uuid:seat_id>/isi/", replacing.empty_seat, name="empty_seat"),
    path("meja/penempatan/usulan/<uuid:proposal_id>/", proposing.proposal_page, name="proposal"),
    path("meja/penempatan/usulan/<uuid:proposal_id>/tanda-tangan/", proposing.sign, name="sign"),
    path("meja/penempatan/usulan/<uuid:proposal_id>/angkat/", appointing.appoint, name="appoint"),
    path("meja/penempatan/usulan/<uuid:proposal_id>/lampiran/", appointing.annex, name="annex"),
    path("meja/penempatan/usulan/<uuid:proposal_id>/tergeser/", proposing.displaced, name="displaced"),
    path("meja/penempatan/usulan/<uuid:proposal_id>/tps/<str:number>/", proposing.proposed_team, name="proposed_team"),
    path("meja/penempatan/usulan/<uuid:proposal_id>/susun-ulang/", amending.mend, name="mend"),
    path("meja/penempatan/usulan/<uuid:proposal_id>/kekurangan/", amending.shortage, name="shortage"),
    path("meja/penempatan/usulan/<uuid:proposal_id>/kursi/<uuid:seat_id>/pindah/", amending.move, name="move"),
    path("meja/penempatan/usulan/<uuid:proposal_id>/kursi/<uuid:seat_id>/kunci/", amending.lock, name="lock"),
    path("meja/penempatan/usulan/<uuid:proposal_id>/segel/", amending.seal, name="seal"),
    path("meja/penempatan/usulan/<uuid:proposal_id>/buka-segel/", amending.reveal, name="reveal"),
    path("meja/penempatan/kunci/<uuid:lock_id>/buka/", amending.release, name="release"),
    path("meja/penempatan/kecukupan-cadangan/", sufficing.reserve_share_list, name="reserve_shares"),
    path("meja/penempatan/kecukupan-cadangan.<str:ending>", sufficing.reserve_share_file, name="reserve_shares_file"),
    path("meja/penempatan/pekerjaan/<uuid:job_id>/", views.job_page, name="job"),
    path("meja/penempatan/tim/<path:station>/", appointing.team, name="team"),
    path("meja/penempatan/ketua/<path:station>/", appointing.chair, name="chair"),
    path("meja/penempatan/surat/", lettering.letters_page, name="letters"),
    path("meja/penempatan/surat/<str:region>/", lettering.letters_page, name="letters_of"),
    path("meja/penempatan/surat/<uuid:batch_id>/sumpah/", lettering.oath, name="oath"),
    path("meja/penempatan/surat/<uuid:batch_id>/<str:kind>.pdf", lettering.batch_paper, name="batch_paper"),
    path("meja/penempatan/riwayat/<path:station>/", lettering.seat_history, name="seat_history"),
    path("meja/penempatan/riwayat.<str:ending>/<path:station>", lettering.seat_history_file, name="seat_history_file"),
    path("meja/penempatan/<str:region>/", views.ward_page, name="ward"),
    path("meja/penempatan/<str:region>/usulkan/", views.propose, name="propose"),
    path("meja/penempatan/<str:region>/kunci/", amending.locks, name="locks"),
    path("meja/penempatan/<str:region>/cadangan/", sufficing.reserves, name="reserves"),
    path(
        "meja/penempatan/<str:region>/ketertiban/",
        appointing.appoint_others,
        {"kind": "ketertiban"},
        name="order_officers",
    ),
    path(
        "meja/penempatan/<str:region>/sekretariat/",
        appointing.appoint_others,
        {"kind": "sekretariat"},
        name="secretariat",
    ),
    path("berkas/tawaran/", replacing.own_offer_list, name="own_offers"),
    path("berkas/tawaran/<uuid:replacement_id>/", replacing.own_offer_page, name="own_offer"),
]
