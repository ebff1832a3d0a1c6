"""A one-time link: shows who it is for, and signs them in when they press the button.

Opening the address alone uses nothing up, because mail programs and chat previews open addresses by themselves.
"""

from __future__ import annotations

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kingpost.accounts import sign_in_links
from kingpost.accounts.adapter import BY_LINK
from kingpost.web.access import open_to_strangers


@open_to_strangers
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_link(request: HttpRequest, secret: str) -> HttpResponse:
    person = sign_in_links.look(secret)
    if request.method == "POST":
        person = sign_in_links.use(secret)
        if person is not None:
            # Through the sign-in package, so that a second step is asked of those who switched it on.
            onward = reverse("account_set_password") if request.GET.get("then") == "password" else None
            answer: HttpResponse = perform_login(request, person, redirect_url=onward, signal_kwargs={BY_LINK: True})
            return answer
    status = 200 if person else 410
    choice = person is not None and person.has_usable_password() and "then" not in request.GET
    return render(request, "sign_in_link.html", {"person": person, "choice": choice}, status=status)
