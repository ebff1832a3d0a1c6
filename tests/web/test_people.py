from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse
from tests.web import day

from kingpost.accounts.models import Team, User
from kingpost.priorities import oversight


def test_an_invited_person_comes_in_chooses_a_password_and_can_sign_in_with_it(dana: Client) -> None:
    page = dana.post(
        reverse("invitations"), {"name": "Sam Okafor", "email": "sam@harrowlane.example", "role": "viewer"}
    ).content.decode()
    link = re.search(r'data-copy="http://testserver([^"]+)"', page)
    assert link
    sam = Client()
    assert sam.post(link.group(1))["Location"] == reverse("account_set_password")
    sam.post(reverse("account_set_password"), {"password1": "a quiet harbour", "password2": "a quiet harbour"})
    again = Client()
    again.post(reverse("account_login"), {"login": "Sam@HarrowLane.example", "password": "a quiet harbour"})
    assert again.get(reverse("help")).status_code == 200
    assert again.get(reverse("people")).status_code == 403


def test_a_wrong_password_says_so_and_lets_nobody_in(cast: dict[str, User]) -> None:
    stranger = Client()
    answer = stranger.post(reverse("account_login"), {"login": day.email("Dana Whitfield"), "password": "open sesame"})
    assert "not correct" in answer.content.decode()
    assert stranger.get(reverse("help")).status_code == 302


def test_an_admin_cannot_make_a_link_for_someone_who_is_already_in(
    dana: Client, cast: dict[str, User], priya: Client
) -> None:
    """With it they could read that person's mail."""
    assert dana.post(reverse("sign_in_link_for", args=[cast["priya"].pk])).status_code == 403


def test_an_invitation_that_cannot_be_begins_at_the_field_that_is_wrong(dana: Client, cast: dict[str, User]) -> None:
    """The form stands below everybody here: from the top of the page nothing seemed to happen."""
    page = dana.post(reverse("invitations"), {"name": "Zed", "email": cast["priya"].email, "role": "member"})
    field = re.search(r'<input[^>]+name="email"[^>]*>', page.content.decode())
    assert field and "autofocus" in field[0]


def test_whoever_is_let_out_is_out_at_once(dana: Client, cast: dict[str, User], priya: Client) -> None:
    assert priya.get(reverse("help")).status_code == 200
    dana.post(reverse("roles"), {f"role-{cast['priya'].pk}": "out"})
    assert priya.get(reverse("help")).status_code == 302


def as_shown(page: str, **changed: str) -> dict[str, list[str]]:
    """What the form for everyone on a page sends: each field as it was shown, but for those said."""
    form = page.split(f'action="{reverse("roles")}"')[1].split("</form>")[0]
    sent: dict[str, list[str]] = {}
    for field in re.findall(r"<input[^>]+>", form):
        name, value = re.findall(r'name="([^"]+)" value="([^"]*)"', field)[0]
        if "hidden" in field or "checked" in field:
            sent.setdefault(name, []).append(value)
    for name, options in re.findall(r'<select name="([^"]+)"(.+?)</select>', form):
        sent[name] = re.findall(r'value="([^"]+)" selected', options)
    return sent | {name.replace("_", "-"): [value] for name, value in changed.items()}


def test_a_page_opened_before_somebody_was_let_out_does_not_let_them_in_again(
    dana: Client, cast: dict[str, User], priya: Client
) -> None:
    opened = dana.get(reverse("people")).content.decode()
    dana.post(reverse("roles"), as_shown(opened, **{f"role_{cast['priya'].pk}": "out"}))
    said = dana.post(reverse("roles"), as_shown(opened, **{f"role_{cast['callum'].pk}": "member"}), follow=True)
    assert priya.get(reverse("help")).status_code == 302, "still out"
    assert "Callum Reid has the role “Member” now." in said.content.decode()
    said = dana.post(reverse("roles"), as_shown(opened, **{f"role_{cast['priya'].pk}": "viewer"}), follow=True)
    assert "Priya Raman was changed by somebody since you opened this page" in said.content.decode()
    assert priya.get(reverse("help")).status_code == 302, "it was not known that she was out"


def test_a_page_opened_before_leaves_who_sees_to_what_nobody_owns(dana: Client, cast: dict[str, User]) -> None:
    opened = dana.get(reverse("people")).content.decode()
    both = as_shown(opened) | {"sees": [str(cast["dana"].pk), str(cast["priya"].pk)]}
    dana.post(reverse("roles"), both)
    dana.post(reverse("roles"), as_shown(opened, **{f"role_{cast['callum'].pk}": "member"}))
    assert oversight.overseers() == {cast["dana"].pk, cast["priya"].pk}
    opened = dana.get(reverse("people")).content.decode()
    dana.post(reverse("roles"), as_shown(opened, sees=str(cast["priya"].pk)))
    assert oversight.overseers() == {cast["priya"].pk}, "whoever is unticked no longer does"


def test_the_only_admin_stays(dana: Client, cast: dict[str, User]) -> None:
    answer = dana.post(reverse("roles"), {f"role-{cast['dana'].pk}": "viewer"}, follow=True)
    assert "only admin" in answer.content.decode()


def test_a_team_is_whom_the_admin_ticks(dana: Client, cast: dict[str, User]) -> None:
    dana.post(reverse("teams"), {"name": "Service desk"})
    team = Team.objects.get()
    dana.post(reverse("team_members", args=[team.pk]), {"member": [cast["noor"].pk, cast["callum"].pk]})
    assert {member.name for member in team.members.all()} == {"Noor Haddad", "Callum Reid"}


def test_nobody_signs_up_by_themselves(client: Client, db: None) -> None:
    page = client.post(reverse("account_signup"), {"email": "eve@elsewhere.example", "password1": "a quiet harbour"})
    assert "by invitation" in page.content.decode()
    assert not User.objects.exists()
