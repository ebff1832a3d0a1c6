"""Change how a system is reached: its address, its password. Asked with the new settings first; a secret is never shown again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kingpost.accounts.models import User
from kingpost.accounts.permissions import Act, may
from kingpost.connectors import registry
from kingpost.connectors.base import Connector
from kingpost.evidence import changing, connect
from kingpost.evidence.models import System
from kingpost.web.access import PersonRequest, needs

KEPT = "Leave it empty to keep the one there is; with another address it is asked for again."


class SettingsForm(forms.Form):
    """The settings a connector asks for, as they are; of a secret only whether there is one."""

    def __init__(self, held: System, cls: type[Connector], *args: Any) -> None:
        super().__init__(*args)
        self.cls = cls
        now, connected = connect.settings_shown(held), held.disconnected_at is None
        for one in cls.settings:
            widget = forms.PasswordInput if one.secret else forms.TextInput
            self.fields[f"set_{one.name}"] = forms.CharField(
                label=one.title,
                help_text=f"{one.help} {KEPT}" if one.secret and connected else one.help,
                required=one.required and not one.default and not (one.secret and connected),
                initial="" if one.secret else now.get(one.name, one.default),
                widget=widget(attrs={"autocomplete": "off"}),
                max_length=2000,
            )

    @property
    def given(self) -> dict[str, str]:
        """What was filled in; an empty field that is no secret means that it shall be empty."""
        values = {one: self.cleaned_data[f"set_{one.name}"] for one in self.cls.settings}
        return {one.name: value for one, value in values.items() if value or not one.secret}


def looks_after(user: User, held: System) -> bool:
    """Who may change how it is reached: whoever looks after systems, and its own person."""
    return may(user, Act.CONNECT) or (held.person_id == user.pk and may(user, Act.OWN))


def of(request: PersonRequest, key: str) -> System:
    """The system with this key. 404 when there is none, 403 for who does not look after it."""
    held = System.objects.select_related("person", "audience").filter(key=key).first()
    if held is None:
        raise Http404
    if not looks_after(request.user, held):
        raise PermissionDenied
    return held


@needs(Act.OWN)
@require_http_methods(["GET", "POST"])
def system_settings(request: PersonRequest, key: str) -> HttpResponse:
    """The form with what is set now; saving asks the system first, and connects a disconnected one again."""
    held = of(request, key)
    try:
        cls = registry.connector(held.connector)
    except LookupError:
        raise Http404 from None
    form = SettingsForm(held, cls, *([request.POST] if request.method == "POST" else []))
    if request.method == "POST" and form.is_valid():
        try:
            said = changing.change_settings(held, form.given, request.user)
        except changing.NotChanged as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"Saved: {said}")
            return redirect("system", key)
    return render(request, "system_settings.html", {"system": held, "form": form}, status=400 if form.errors else 200)
