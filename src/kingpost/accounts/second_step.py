"""What two-step sign-in keeps (the key behind the codes, the seed of the recovery codes) is sealed, as every other secret is; a wrong code is noted."""

from __future__ import annotations

import msgspec
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator

from kingpost.accounts import audit
from kingpost.accounts.models import User
from kingpost.toolbox import secrets
from kingpost.toolbox.sql import execute, rows

TABLE = "mfa_authenticator"
SEALED = ("secret", "seed")  # what of an authenticator's data is a secret
SEALED_LISTS = ("migrated_codes",)
_MARK = (
    "gAAAA"  # what everything sealed begins with, and no key or seed does: those are upper-case base32, digits or hex
)


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # the package ships no types
    def encrypt(self, text: str) -> str:
        return secrets.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.unseal(encrypted_text)


class _Noting:
    """Notes a wrong code: whoever gives one has come past the password."""

    user: User

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)  # type: ignore[misc]  # the form's
        audit.record_seldom("gave a wrong second-step code", f"user:{self.user.pk}")


class AskForm(_Noting, AuthenticateForm):  # type: ignore[misc]  # the package ships no types
    """Asks for the second step."""


class AskAgainForm(_Noting, ReauthenticateForm):  # type: ignore[misc]
    """Asks for it once more, before something that matters."""


def reseal_all() -> int:
    """Seal what every authenticator keeps under the newest key, also what was kept in the clear. Returns how many secrets there were."""
    count = 0
    for number, data in rows("SELECT id, data::text FROM mfa_authenticator ORDER BY id FOR UPDATE"):
        held = msgspec.json.decode(data)
        sealed = {name: _sealed(held[name]) for name in SEALED if held.get(name)}
        lists = {name: [_sealed(one) for one in held[name]] for name in SEALED_LISTS if held.get(name)}
        changed = msgspec.json.encode(held | sealed | lists).decode()
        execute("UPDATE mfa_authenticator SET data = %s WHERE id = %s", [changed, number])
        count += len(sealed) + sum(len(every) for every in lists.values())
    return count


def _sealed(text: str) -> str:
    return secrets.reseal(text) if text.startswith(_MARK) else secrets.seal(text)
