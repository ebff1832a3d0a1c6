"""Who is here, what their role is, which teams they are in."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kingpost.accounts import audiences, audit, sign_in_links
from kingpost.accounts import people as acts
from kingpost.accounts.models import Role, Team, User
from kingpost.accounts.permissions import Act
from kingpost.web.access import PersonRequest, needs


class InvitationForm(forms.Form):
    name = forms.CharField(max_length=200)
    email = forms.EmailField(label="E-mail")
    role = forms.ChoiceField(choices=Role.choices, initial=Role.MEMBER)


class TeamForm(forms.Form):
    name = forms.CharField(label="Name of the team", max_length=200)


@needs(Act.PEOPLE)
@require_safe
def people(request: PersonRequest) -> HttpResponse:
    return _page(request)


@needs(Act.PEOPLE)
@require_POST
def invitations(request: PersonRequest) -> HttpResponse:
    """Invite someone. The answer shows their link once; it is not stored in a readable form."""
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form)
    try:
        user, path = acts.invite(
            request.user, form.cleaned_data["email"], form.cleaned_data["name"], form.cleaned_data["role"]
        )
    except acts.NotPossible as problem:
        form.add_error("email", str(problem))
        return _page(request, form=form)
    return _page(request, link_for=user, link=_invitation(request, path))


@needs(Act.PEOPLE)
@require_POST
def sign_in_link_for(request: PersonRequest, user_id: int) -> HttpResponse:
    """A fresh invitation for someone who has never been in.

    For nobody else: an admin with a link for a colleague could read that colleague's mail. Who forgot a password gets a link
    from whoever runs the machine (``kingpost sign-in``).
    """
    user = _user(user_id)
    if user.last_login is not None:
        raise PermissionDenied
    audit.record(request.user, "made a sign-in link", f"user:{user.pk}")
    return _page(
        request, link_for=user, link=_invitation(request, sign_in_links.make(user, sign_in_links.INVITATION_LIFE))
    )


@needs(Act.PEOPLE)
@require_POST
def roles(request: PersonRequest, user_id: int) -> HttpResponse:
    """Change a role, or let a person in or out ("role" is "out" for the last)."""
    user, wanted = _user(user_id), request.POST.get("role", "")
    try:
        if wanted == "out":
            acts.set_active(request.user, user, active=False)
            messages.success(request, f"{user.name} can no longer sign in.")
        else:
            if not user.is_active:
                acts.set_active(request.user, user, active=True)
            acts.change_role(request.user, user, wanted)
            messages.success(request, f"{user.name} is now {Role(wanted).label.lower()}.")
    except acts.NotPossible as problem:
        messages.error(request, str(problem))
    return redirect("people")


@needs(Act.PEOPLE)
@require_POST
def teams(request: PersonRequest) -> HttpResponse:
    """A new team, still empty."""
    form = TeamForm(request.POST)
    if form.is_valid():
        team, made = Team.objects.get_or_create(name=form.cleaned_data["name"].strip())
        if made:
            audiences.for_team(team)
            audit.record(request.user, "made a team", f"team:{team.pk}")
    return redirect("people")


@needs(Act.PEOPLE)
@require_POST
def team_members(request: PersonRequest, team_id: int) -> HttpResponse:
    """Say who is in a team: the ticked people, and nobody else."""
    team = Team.objects.filter(pk=team_id).first()
    if team is None:
        raise Http404
    chosen = [int(one) for one in request.POST.getlist("member") if one.isdecimal()]
    acts.set_team(request.user, team, list(User.objects.filter(pk__in=chosen)))
    messages.success(request, f"{team.name} is up to date.")
    return redirect("people")


def _invitation(request: PersonRequest, path: str) -> str:
    return request.build_absolute_uri(f"{path}?then=password")


def _user(user_id: int) -> User:
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise Http404
    return user


def _page(
    request: PersonRequest, form: InvitationForm | None = None, link_for: User | None = None, link: str = ""
) -> HttpResponse:
    everyone = list(User.objects.order_by("-is_active", "name"))
    context = {
        "people": everyone,
        "roles": Role.choices,
        "teams": [
            (team, {m.pk for m in team.members.all()})
            for team in Team.objects.prefetch_related("members").order_by("name")
        ],
        "form": form or InvitationForm(),
        "team_form": TeamForm(),
        "link_for": link_for,
        "link": link,
    }
    return render(request, "people.html", context, status=400 if form and form.errors else 200)
