"""A person's own settings: name, zone, theme, and the tokens that speak for them."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kingpost.accounts import api_tokens
from kingpost.accounts.models import ApiToken, Theme, User
from kingpost.accounts.permissions import Act
from kingpost.web.access import PersonRequest, needs, way_back

MINE = ("name", "zone", "theme")


@cache
def zones() -> list[tuple[str, str]]:
    """The zones a person may choose, as places: "Europe/London" reads "Europe, London"."""
    places = sorted(
        z
        for z in available_timezones()
        if "/" in z and not z.startswith(("Etc/", "posix/", "right/", "SystemV/", "US/"))
    )
    return [("", "The business's own"), *((z, z.replace("_", " ").replace("/", ", ")) for z in places)]


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    zone = forms.ChoiceField(label="Time zone", choices=zones, required=False)

    class Meta:
        model = User
        fields = MINE


class TokenForm(forms.Form):
    name = forms.CharField(
        label="What is it for?", max_length=100, widget=forms.TextInput(attrs={"id": "token-name"})
    )  # the page has a name already


@needs(Act.READ)
@require_http_methods(["GET", "POST"])
def account(request: PersonRequest) -> HttpResponse:
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("account")
    return render(
        request,
        "account.html",
        {"form": form, "tokens": _tokens(request.user), "token_form": TokenForm(), "new_token": ""},
    )


@needs(Act.READ)
@require_POST
def theme(request: PersonRequest) -> HttpResponse:
    """Light, dark, or as the device says."""
    chosen = request.POST.get("theme", "")
    if chosen in Theme.values:
        request.user.theme = chosen
        request.user.save(update_fields=["theme"])
    return redirect(way_back(request, "account"))


@needs(Act.READ)
@require_POST
def tokens(request: PersonRequest) -> HttpResponse:
    """A new token. It is on the page that answers, and nowhere else ever again.

    Not after a redirect: an open page fetches itself again when something changes, and the token would be gone before it is copied.
    """
    form = TokenForm(request.POST)
    text = ""
    if form.is_valid():
        _, text = api_tokens.make(request.user, form.cleaned_data["name"])
        form = TokenForm()
    about_me = AccountForm(instance=request.user)
    context = {"form": about_me, "tokens": _tokens(request.user), "token_form": form, "new_token": text}
    return render(request, "account.html", context)


@needs(Act.READ)
@require_POST
def token_revocation(request: PersonRequest, token_id: int) -> HttpResponse:
    if api_tokens.revoke(request.user, token_id):
        messages.success(request, "The token no longer works.")
    return redirect("account")


def _tokens(user: User) -> list[ApiToken]:
    return list(ApiToken.objects.filter(user=user, revoked_at=None).order_by("-made_at"))
