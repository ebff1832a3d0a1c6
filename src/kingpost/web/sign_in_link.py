"""A one-time link: shows who it is for, and signs them in when they press the button.

Opening the address alone uses nothing up, because mail programs and chat previews open addresses by themselves.
"""

from __future__ import annotations

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kingpost.accounts import sign_in_links
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
            answer = perform_login(request, person, redirect_url=None)
            return redirect("account_set_password") if _first_time(request) else answer
    status = 200 if person else 410
    return render(request, "sign_in_link.html", {"person": person}, status=status)


def _first_time(request: HttpRequest) -> bool:
    """An invited person, signed in for the first time, chooses a password next."""
    return request.GET.get("then") == "password" and request.user.is_authenticated
