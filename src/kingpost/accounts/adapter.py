"""What we ask of the sign-in package: nobody signs up by themselves, and addresses are stored folded."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from kingpost.accounts import audit, sign_in_links
from kingpost.accounts.models import User, fold_email

BY_LINK = "by_link"
TOLD = {
    "account/email/password_changed": "changed their password",
    "account/email/password_set": "chose a password",
    "mfa/email/totp_activated": "switched two-step sign-in on",
    "mfa/email/totp_deactivated": "switched two-step sign-in off",
    "mfa/email/recovery_codes_generated": "made new recovery codes",
}
"""What the package would tell a person in a mail, as the audit log has it."""


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # the package ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  the package passes it
        return False

    def post_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse:
        """Somebody is in, after the second step where they have one."""
        answer: HttpResponse = super().post_login(request, user, **how)
        if (how.get("signal_kwargs") or {}).get(BY_LINK):
            sign_in_links.came_by_link(request.session)  # which is in the log since the link was used
        else:
            audit.record(user, "signed in", f"user:{user.pk}")
        return answer

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002  the package passes it
        """A wrong password for somebody who is here. Who is not here is not noted: anybody could type any address."""
        person = User.objects.filter(email=fold_email(str(credentials.get("email", "")))).first()
        if person is not None:
            audit.record_seldom("failed to sign in", f"user:{person.pk}")

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        """Somebody changed how they sign in. No mail goes out; the audit log has it."""
        if act := TOLD.get(template_prefix):
            audit.record(user, act, f"user:{user.pk}")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002  the package passes it
        return reverse("account")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The package's own notices ("Successfully signed in as …") say what the page already shows."""
