from __future__ import annotations

import pytest
from tests.accounts.conftest import person

from kingpost.accounts import api_tokens

pytestmark = pytest.mark.django_db


def test_a_token_speaks_for_its_person_until_it_is_revoked() -> None:
    priya, noor = person("Priya Raman"), person("Noor Haddad")
    token, text = api_tokens.make(priya, "reports")
    assert api_tokens.user_for(text) == priya
    assert api_tokens.user_for(text + "x") is None
    assert not api_tokens.revoke(noor, token.pk), "not hers"
    assert api_tokens.revoke(priya, token.pk)
    assert api_tokens.user_for(text) is None


def test_a_token_stops_with_its_person() -> None:
    callum = person("Callum Reid")
    _, text = api_tokens.make(callum, "script")
    callum.is_active = False
    callum.save()
    assert api_tokens.user_for(text) is None
