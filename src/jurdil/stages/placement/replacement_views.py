"""Pages of a replacement: the vacancy, who is next and why, the offer, the answer, the new decree."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jurdil.errors import NotFound
from jurdil.foundation.accounts.roles import Actor, own_person
from jurdil.foundation.ledger.queries import lines_about
from jurdil.foundation.outbox.arriving import note_read
from jurdil.foundation.storage.clock import day_of, now
from jurdil.stages.placement.filling import UNFINISHED, bar_of
from jurdil.stages.placement.forms import AnswerForm, LetterAnswerForm, VacancyForm
from jurdil.stages.placement.letters import letter_of, newest_letter_job
from jurdil.stages.placement.models import Offer, OfferAnswer, Replacement, ReplacementState
from jurdil.stages.placement.offer_times import ends_of_offers
from jurdil.stages.placement.opening import grounds_by_paper, open_empty_seat, open_vacancy
from jurdil.stages.placement.queries import (
    SIGNERS,
    appointment_of,
    candidates_for,
    own_offer,
    own_offers,
    replacement_of,
    rules_on_matches,
)
from jurdil.stages.placement.replacing import (
    answer_offer,
    expire_offer,
    may_take_back_no,
    offer_seat,
    take_back_offer,
)
from jurdil.stages.placement.reserves import PENDING, next_reserve
from jurdil.stages.placement.views import Shown, acting, signing
from jurdil.stages.placement.wording import (
    ACT_LABELS,
    ANSWER_LABELS,
    GROUND_LABELS,
    REPLACEMENT_LABELS,
    ROLE_LABELS,
    ready_words,
    reason_words,
)
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.posting import Given, paper_of, take


def vacancy(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Take ground and last day, end the appointment and open the case."""
    actor = signing(request)
    appointment = appointment_of(actor=actor, appointment_id=appointment_id)
    grounds = grounds_by_paper(appointment.seat.body.election)
    form = VacancyForm(grounds, request.POST or None, initial={"last_day": day_of(now())})
    if request.method == "POST" and form.is_valid():
        made = open_vacancy(actor=actor, appointment_id=appointment_id, now=now(), **form.cleaned_data)
        return redirect("placement:replacement", replacement_id=made.id)
    context = {"appointment": appointment, "role": ROLE_LABELS[appointment.seat.role], "form": form}
    return render(request, "placement/vacancy.html", context)


def empty_seat(request: HttpRequest, seat_id: UUID) -> HttpResponse:
    """Open the case of a seat that nobody ever took."""
    actor = signing(request)
    if request.method != "POST":
        raise NotFound("Halaman ini dibuka dari halaman tim.")
    made = open_empty_seat(actor=actor, seat_id=seat_id, now=now())
    return redirect("placement:replacement", replacement_id=made.id)


def _suggestions(request: HttpRequest, replacement: Replacement) -> Shown:
    actor = acting(request)
    if actor.role not in SIGNERS or replacement.state != ReplacementState.VACANT:
        return {}
    candidates = candidates_for(actor=actor, replacement=replacement, today=day_of(now()))
    chosen = next_reserve(candidates)
    last = chosen.rank if chosen else 0
    # Up to the next in order, and some after: whoever was passed over has a reason beside the name.
    shown = [one for one in candidates if one.rank <= last] + [one for one in candidates if one.rank > last][:5]
    lines = [(one, one is chosen, reason_words(one.bar, one.reasons)) for one in shown]
    return {"candidates": lines, "next": chosen}


def _offers(replacement: Replacement, *, shows_bars: bool) -> list[Shown]:
    """Return the offers of a case, the oldest first, each with who stood before and why they were passed over."""
    offers = list(replacement.offers.select_related("application__person").order_by("id"))
    skipped = {one["application"] for offer in offers for one in offer.passed_over} if shows_bars else set()
    names = dict(Application.objects.filter(id__in=skipped).values_list("id", "person__name"))
    return [
        {
            "offer": offer,
            "answer": ANSWER_LABELS[offer.answer],
            "letter": offer.papers.get("letter") if offer.is_by_officer else None,
            "passed_over": [
                (names[UUID(one["application"])], reason_words(one["why"], one["reasons"]))
                for one in offer.passed_over
                if UUID(one["application"]) in names
            ],
        }
        for offer in offers
    ]


def replacement_page(request: HttpRequest, replacement_id: UUID) -> HttpResponse:
    """Show one case: its steps so far, its offers, and the step that comes next."""
    actor = acting(request)
    replacement = replacement_of(actor=actor, replacement_id=replacement_id)
    state = replacement.state
    steps = [(line, ACT_LABELS.get(line.kind, line.kind)) for _, line in lines_about(str(replacement.id))]
    is_signer, is_offered = actor.role in SIGNERS, state == ReplacementState.OFFERED
    until = ends_of_offers([replacement]).get(replacement.id)
    is_late = is_offered and until is not None and until <= now()
    context = {
        "replacement": replacement,
        "ward": replacement.region.split("/")[0],
        "role": ROLE_LABELS[replacement.seat.role],
        "state": REPLACEMENT_LABELS[state],
        "steps": steps,
        "offers": _offers(replacement, shows_bars=rules_on_matches(actor)),
        "is_late": is_late,
        "until": until,
        "is_unsent": is_offered and until is None,
        "is_vacant": state == ReplacementState.VACANT,
        "answer_form": _answer_form(replacement) if is_signer else None,
        "ground": GROUND_LABELS.get(replacement.reason.partition(": ")[0]),
        "may_expire": is_signer and is_late,
        "may_appoint": is_signer and state == ReplacementState.ACCEPTED,
        "others": Replacement.objects.filter(seat=replacement.seat).exclude(id=replacement.id).order_by("id"),
        **_suggestions(request, replacement),
        **_barred(actor, replacement),
        **_letter(actor, replacement),
    }
    return render(request, "placement/replacement.html", context)


def _answer_form(replacement: Replacement) -> LetterAnswerForm | None:
    """Return the form of an answer from a letter; whoever accepted with the own code steps back themselves."""
    if replacement.state not in PENDING:
        return None
    waiting = replacement.offers.get(application=replacement.offered_to)
    if waiting.answer and not waiting.is_by_officer:
        return None
    return LetterAnswerForm(is_open=not waiting.answer)


def _barred(actor: Actor, replacement: Replacement) -> Shown:
    """Return what keeps whoever was asked from being appointed, and what can be done."""
    if actor.role not in SIGNERS or replacement.state not in PENDING:
        return {}
    bar = bar_of(actor=actor, case=replacement, on=day_of(now()))
    what, remedy = ready_words(bar)
    return {"barred": bar and what, "remedy": remedy, "may_take_back": bar in ("excluded", "withdrawn")}


def _letter(actor: Actor, replacement: Replacement) -> Shown:
    """Return how far the letter of the replacement is."""
    if replacement.appointment_id is None:
        return {}
    made = letter_of(replacement)
    coming = newest_letter_job(actor=actor, region=replacement.region) if made is None else None
    is_coming = coming is not None and coming.state in UNFINISHED
    return {
        "letter": made,
        "letter_is_coming": is_coming,
        "may_ask": not made and not is_coming and actor.role in SIGNERS,
    }


def expire(request: HttpRequest, replacement_id: UUID) -> HttpResponse:
    """Take back an offer that was not answered in time."""
    actor = signing(request)
    if request.method == "POST":
        expire_offer(actor=actor, replacement_id=replacement_id, now=now())
    return redirect("placement:replacement", replacement_id=replacement_id)


def take_back(request: HttpRequest, replacement_id: UUID) -> HttpResponse:
    """Take back the offer of somebody who can no longer be appointed."""
    actor = signing(request)
    if request.method == "POST":
        take_back_offer(actor=actor, replacement_id=replacement_id, now=now())
    return redirect("placement:replacement", replacement_id=replacement_id)


def offer(request: HttpRequest, replacement_id: UUID, application_id: UUID) -> HttpResponse:
    """Offer the seat to the next in order."""
    actor = signing(request)
    if request.method == "POST":
        offer_seat(actor=actor, replacement_id=replacement_id, application_id=application_id, now=now())
    return redirect("placement:replacement", replacement_id=replacement_id)


def answer(request: HttpRequest, replacement_id: UUID) -> HttpResponse:
    """Record an answer that came in a letter; after a no the next in order can be asked."""
    actor, form = signing(request), LetterAnswerForm(request.POST or None)

    def act(given: Given) -> Replacement:
        said = {"accepts": form.accepts(), "paper": paper_of(given)}
        return answer_offer(actor=actor, replacement_id=replacement_id, now=now(), **said)  # type: ignore[arg-type]  # two kinds of value

    return take(request, form, act, reverse("placement:replacement", args=[replacement_id]))


def own_offer_list(request: HttpRequest) -> HttpResponse:
    """Show the applicant the offers made to them."""
    actor = acting(request)
    note_read(own_person(actor), now())
    lines = [(one, ANSWER_LABELS[one.answer]) for one in own_offers(actor=actor)]
    return render(request, "placement/own_offers.html", {"lines": lines})


def _mine(offer: Offer) -> Shown:
    """Return what came of an accepted offer: the appointment and whether its letter is made."""
    case = offer.replacement
    if offer.answer != OfferAnswer.ACCEPTED:
        return {}
    return {"is_accepted": True, "appointment": case.appointment, "letter": case.appointment and letter_of(case)}


def own_offer_page(request: HttpRequest, replacement_id: UUID) -> HttpResponse:
    """Show the applicant one offer, and take the answer."""
    actor = acting(request)
    found = own_offer(actor=actor, replacement_id=replacement_id)
    note_read(own_person(actor), now())
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer_offer(actor=actor, replacement_id=replacement_id, accepts=form.accepts(), now=now())
        return redirect("placement:own_offer", replacement_id=replacement_id)
    context = {
        "offer": found,
        "replacement": found.replacement,
        "role": ROLE_LABELS[found.replacement.seat.role],
        "state": ANSWER_LABELS[found.answer],
        "may_answer": not found.answer or may_take_back_no(found),
        "may_step_back": found.answer == OfferAnswer.ACCEPTED and found.replacement.state == ReplacementState.ACCEPTED,
        "letter_answer": found.papers.get("letter") if found.is_by_officer else None,
        "until": ends_of_offers([found.replacement]).get(found.replacement_id) or found.deadline,
        **_mine(found),
    }
    return render(request, "placement/own_offer.html", context)
