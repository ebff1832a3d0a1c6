"""Changing one's password. Whoever just came in by a link is not asked for the old one: it may be the one that is gone."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import SetPasswordForm
from allauth.account.views import PasswordChangeView
from django.contrib import messages
from django.http import HttpResponse

from kingpost.accounts import sign_in_links
from kingpost.accounts.permissions import Act
from kingpost.web.access import needs


class PasswordChange(PasswordChangeView):  # type: ignore[misc]  # the package ships no types
    def get_form_class(self) -> Any:
        """The package's form, without the old password for whoever a link has just brought in."""
        return SetPasswordForm if sign_in_links.may_choose_password(self.request.session) else super().get_form_class()

    def form_valid(self, form: Any) -> HttpResponse:
        """Change it. Every other session of the person ends with the old password."""
        answer: HttpResponse = super().form_valid(form)
        sign_in_links.password_chosen(self.request.session)
        messages.success(self.request, "Your password is changed. Wherever else you were signed in, you no longer are.")
        return answer


password_change = needs(Act.READ)(PasswordChange.as_view())
