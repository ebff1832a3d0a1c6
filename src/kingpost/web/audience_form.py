"""Choosing who may see what a system says: one person, everyone here, or any number of teams and named people."""

from __future__ import annotations

from typing import Any

from django import forms

from kingpost.accounts import audiences
from kingpost.accounts.models import EVERYONE, Audience, Team, User
from kingpost.web import wording

ONLY_ME, ALL, CHOSEN = "me", "everyone", "chosen"
WORDS = {ONLY_ME: "Only me", ALL: "Everyone here", CHOSEN: "These teams and people"}


class AudienceForm(forms.Form):
    """``who`` and, for "chosen", the ticked ``teams`` and ``people``. ``owner`` is always among them: it is theirs."""

    def __init__(self, me: User, *args: Any, owner: User | None = None, alone: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.me, self.owner = me, owner
        offered = [(value, words) for value, words in WORDS.items() if alone or value != ONLY_ME]
        self.fields["who"] = forms.ChoiceField(
            label="Who may see what it says", choices=offered, initial=offered[0][0], widget=forms.RadioSelect
        )
        teams = [(str(team.pk), team.name) for team in Team.objects.order_by("name")]
        people = [(str(user.pk), user.name) for user in User.objects.filter(is_active=True).order_by("name")]
        for name, label, choices in (("teams", "Teams", teams), ("people", "People", people)):
            self.fields[name] = forms.MultipleChoiceField(
                label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("who") == CHOSEN and not (given.get("teams") or given.get("people")):
            self.add_error("who", "Tick at least one team or person.")
        return given

    def audience(self) -> Audience:
        """The chosen audience: one that is there already when its people and teams are the same."""
        who = self.cleaned_data["who"]
        if who == ALL:
            return Audience.objects.get(pk=EVERYONE)
        if who == ONLY_ME:
            return audiences.private(self.owner or self.me)
        teams = list(Team.objects.filter(pk__in=self.cleaned_data["teams"]).order_by("name"))
        wanted = {int(one) for one in self.cleaned_data["people"]} | ({self.owner.pk} if self.owner else set())
        people = list(User.objects.filter(pk__in=wanted).order_by("name"))
        return audiences.of(
            wording.listed([*(team.name for team in teams), *(one.name for one in people)], 6), people, teams
        )


def as_given(held: Audience) -> dict[str, Any]:
    """How an audience that is there stands on the form, for whom it is."""
    if held.pk == EVERYONE:
        return {"who": ALL}
    if held.private_to_id is not None:
        return {"who": ONLY_ME}
    teams, people = held.teams.values_list("pk", flat=True), held.users.values_list("pk", flat=True)
    return {"who": CHOSEN, "teams": [str(pk) for pk in teams], "people": [str(pk) for pk in people]}
