"""Sessions in the database, as Django keeps them, by our own clock; the one look-up that every request makes is written out and stays planned."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from kingpost.toolbox import clock
from kingpost.toolbox.sql import planned_rows


class SessionStore(db.SessionStore):
    def get_expiry_date(self, **known: Any) -> datetime:
        """When it is over, as Django works it out."""
        return super().get_expiry_date(**{"modification": clock.now()} | known)

    def _get_session_from_db(self) -> Session | None:
        """The session of this key, unless it is over."""
        key = self.session_key or ""
        query = "SELECT session_data, expire_date FROM django_session WHERE session_key = %(key)s::text AND expire_date > %(now)s"
        for data, expires in planned_rows(query, {"key": key, "now": clock.now()}):
            return Session(session_key=key, session_data=data, expire_date=expires)
        self._session_key = None
        return None
