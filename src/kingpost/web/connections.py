"""Connect a system, read-only: choose which kind, fill in its settings, and see what was found before anything is read."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kingpost.accounts import audiences
from kingpost.accounts.models import Audience, User
from kingpost.accounts.permissions import Act
from kingpost.connectors import registry
from kingpost.connectors.base import Connector, ConnectorError
from kingpost.evidence import connect
from kingpost.evidence.models import System
from kingpost.web.access import PersonRequest, needs
from kingpost.web.audience_form import AudienceForm


class ConnectionForm(AudienceForm):
    """The settings a connector asks for, and who may see what it reads. Private until someone says otherwise.

    A personal one asks whose it is instead: nobody but that person opens it.
    """

    def __init__(self, cls: type[Connector], me: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(me, *args, **kwargs)
        self.cls, self.personal = cls, registry.personal(cls.name)
        self.fields["title"] = forms.CharField(label="What you call it", max_length=100, initial=cls.title)
        for one in cls.settings:
            widget = (
                forms.PasswordInput(attrs={"autocomplete": "off"})
                if one.secret
                else forms.TextInput(attrs={"autocomplete": "off"})
            )
            self.fields[f"set_{one.name}"] = forms.CharField(
                label=one.title,
                help_text=one.help,
                required=one.required and not one.default,
                initial=one.default,
                widget=widget,
                max_length=2000,
            )
        if self.personal:
            for name in ("who", "teams", "people"):
                del self.fields[name]
            everyone = User.objects.filter(is_active=True).order_by("name")
            self.fields["whose"] = forms.ModelChoiceField(
                everyone, label="Whose it is", initial=me.pk, empty_label=None,
                help_text="Only this person sees what is in it, until they open it to others themselves.",
            )  # fmt: skip
        self.fields["excluded"] = forms.CharField(
            label="Leave out, before anything is stored", required=False, widget=forms.Textarea(attrs={"rows": 3}),
            help_text="Folders, labels or senders, one on each line.",
        )  # fmt: skip

    @property
    def config(self) -> dict[str, str]:
        return {
            one.name: self.cleaned_data[f"set_{one.name}"]
            for one in self.cls.settings
            if self.cleaned_data[f"set_{one.name}"]
        }

    @property
    def excluded(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["excluded"].splitlines() if line.strip()]

    @property
    def plain(self) -> list[forms.BoundField]:
        """The fields beside those of the audience, in order."""
        return [bound for bound in self if bound.name not in ("who", "teams", "people")]

    def seen_by(self) -> tuple[Audience, User | None]:
        """The chosen audience, and the person the system belongs to when it is one person's."""
        if self.personal:
            owner: User = self.cleaned_data["whose"]
            return audiences.private(owner), owner
        audience = self.audience()
        return audience, audience.private_to


@needs(Act.CONNECT)
@require_safe
def connectors(request: PersonRequest) -> HttpResponse:
    """Which kinds of system can be connected."""
    return render(
        request, "connectors.html", {"connectors": sorted(registry.connectors().values(), key=lambda cls: cls.title)}
    )


@needs(Act.CONNECT)
@require_http_methods(["GET", "POST"])
def connection(request: PersonRequest, connector: str) -> HttpResponse:
    """The form of one kind. The system is asked once before anything is kept; what it answers is the confirmation."""
    try:
        cls = registry.connector(connector)
    except LookupError:
        raise Http404 from None
    form = ConnectionForm(cls, request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = _asked(form)
        if said:
            made = _connect(form, request.user)
            if made is not None:
                messages.success(request, f"Connected: {said}")
                return redirect("system", made.key)
    return render(request, "connection.html", {"form": form, "cls": cls}, status=400 if form.errors else 200)


def _asked(form: ConnectionForm) -> str:
    """What the system says for itself; "" with an error on the form when it does not let us in."""
    try:
        connector = form.cls(form.config)
        try:
            return connector.check()
        finally:
            connector.close()
    except ConnectorError as problem:
        form.add_error(None, str(problem))
        return ""


@transaction.atomic
def _connect(form: ConnectionForm, me: User) -> System | None:
    """None with an error on the form when a system is connected with these settings already: the form may have been sent twice."""
    held = connect.connected_with(form.cls.name, form.config)
    if held is not None:
        form.add_error(None, f"{held.title} is connected with these settings already.")
        return None
    audience, owner = form.seen_by()
    return connect.connect(
        form.cls.name, _free_key(form.cleaned_data["title"]), form.cleaned_data["title"], form.config,
        audience=audience, person=owner, excluded=form.excluded, by=me,
    )  # fmt: skip


def _free_key(title: str) -> str:
    """A short name for addresses and commands, made from the title: "Zendesk, EU" → "zendesk-eu"."""
    base = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:40] or "system"
    taken = {
        *connect.NAMES_A_PAGE,
        *System.objects.filter(key__startswith=base).values_list("key", flat=True),
    }  # has a page already
    return (
        base
        if base not in taken
        else next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)
    )
