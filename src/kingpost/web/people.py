"""Who is here, what their role is, which teams they are in."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kingpost.accounts import audiences, audit, sign_in_links
from kingpost.accounts import people as acts
from kingpost.accounts.models import Role, Team, User
from kingpost.accounts.permissions import Act, may
from kingpost.evidence.opening import people_changed
from kingpost.priorities import oversight
from kingpost.web import undo, wording
from kingpost.web.access import PersonRequest, needs
from kingpost.web.addresses import page_number, thing_number

A_PAGE = 80


class InvitationForm(forms.Form):
    name = forms.CharField(max_length=200)
    email = forms.EmailField(label="E-mail")
    role = forms.ChoiceField(choices=Role.choices, initial=Role.MEMBER)


class TeamForm(forms.Form):
    name = forms.CharField(
        label="Name of the team", max_length=200, widget=forms.TextInput(attrs={"id": "team-name"})
    )  # the page has a name already


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
    from whoever runs the machine (``kingpost sign-in-link``).
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
def roles(request: PersonRequest) -> HttpResponse:
    """Change roles, or let people in or out ("out"): one form for everyone on the page, only what differs from what it showed is touched."""
    wanted, shown = _each(request, "role"), _each(request, "was")
    said = []
    for user in User.objects.filter(pk__in=[pk for pk in wanted if wanted[pk] != shown.get(pk)]).order_by("name"):
        try:
            said += _change(request.user, user, wanted[user.pk], shown.get(user.pk))
        except acts.NotPossible as problem:
            messages.error(request, str(problem))
    if said:
        messages.success(request, " ".join(said))
    _oversight(request, wanted)
    return redirect("people")


def _each(request: PersonRequest, what: str) -> dict[int, str]:
    """By account: what the form says of each person under this name."""
    named = {name.removeprefix(f"{what}-"): str(value) for name, value in request.POST.items()}
    return {number: value for text, value in named.items() if (number := thing_number(text))}


def _oversight(request: PersonRequest, shown: Collection[int]) -> None:
    """Who of the people on the page sees to what nobody owns, where the tick is not as it was shown."""
    ticked, before = ({thing_number(one) for one in request.POST.getlist(name)} for name in ("sees", "saw"))
    made = oversight.choose(request.user, ticked, (ticked ^ before) & set(shown))
    if made:
        names = wording.listed(list(User.objects.filter(pk__in=oversight.overseers()).order_by("name").values_list("name", flat=True)))  # fmt: skip
        undo.remember(request, "oversight", [one.pk for one in made], f"What nobody owns is for {names}.")


def take_back(user: User, ids: Sequence[int]) -> str:
    """For ``u``: who saw to what nobody owns before does so again."""
    if not may(user, Act.PEOPLE):
        raise undo.CannotUndo("Your role may not take this back.")
    oversight.take_back(user, ids)
    return "Taken back: who sees to what nobody owns is as it was."


undo.UNDOABLE["oversight"] = take_back


def _change(by: User, user: User, wanted: str, shown: str | None) -> list[str]:
    """What was done, in a sentence; nothing when the person has that role already. Raises NotPossible when they no longer have the one shown."""
    held = user.role if user.is_active else "out"
    if wanted == held:
        return []
    if shown not in (None, held):
        raise acts.NotPossible(f"{user.name} was changed by somebody since you opened this page, and stays so.")
    if wanted == "out":
        acts.set_active(by, user, active=False)
        return [f"{user.name} can no longer sign in."]
    if not user.is_active:
        acts.set_active(by, user, active=True)
    acts.change_role(by, user, wanted)
    return [f"{user.name} has the role “{Role(wanted).label}” now."]


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
@require_safe
def team(request: PersonRequest, team_id: int) -> HttpResponse:
    """Who is in a team."""
    found = _team(team_id)
    members = {member.pk for member in found.members.all()}
    everyone = User.objects.filter(Q(is_active=True) | Q(pk__in=members)).order_by("name")
    return render(request, "team.html", {"team": found, "people": list(everyone), "members": members})


@needs(Act.PEOPLE)
@require_POST
def team_members(request: PersonRequest, team_id: int) -> HttpResponse:
    """Say who is in a team: the ticked people, and nobody else."""
    team = _team(team_id)
    chosen = [thing_number(one) for one in request.POST.getlist("member")]
    if acts.set_team(request.user, team, list(User.objects.filter(pk__in=chosen))):
        people_changed()
    messages.success(request, f"{team.name} is up to date.")
    return redirect("people")


def _invitation(request: PersonRequest, path: str) -> str:
    return request.build_absolute_uri(f"{path}?then=password")


def _team(team_id: int) -> Team:
    found = Team.objects.filter(pk=team_id).first()
    if found is None:
        raise Http404
    return found


def _user(user_id: int) -> User:
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise Http404
    return user


def _page(
    request: PersonRequest, form: InvitationForm | None = None, link_for: User | None = None, link: str = ""
) -> HttpResponse:
    page = page_number(request)
    first = (page - 1) * A_PAGE
    everyone = list(User.objects.order_by("-is_active", "name")[first : first + A_PAGE + 1])
    context = {
        "people": everyone[:A_PAGE],
        "total": User.objects.count(),
        "earlier": page - 1,
        "later": page + 1 if len(everyone) > A_PAGE else 0,
        "roles": Role.choices,
        "overseers": oversight.overseers(),
        "teams": [(team, team.size) for team in Team.objects.annotate(size=Count("members")).order_by("name")],
        "form": form or InvitationForm(),
        "team_form": TeamForm(),
        "link_for": link_for,
        "link": link,
    }
    return render(request, "people.html", context, status=400 if form and form.errors else 200)
