"""People who sign in, the teams they are in, the audiences that say who may see what, and the log of what was done.

Table names carry no prefix, except ``accounts_user``: ``user`` is a reserved word in SQL.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from kingpost.toolbox import clock

EVERYONE = 1
"""The id of the audience that holds everyone who signs in, now and later. Its row is made by the first migration."""


class Role(models.TextChoices):
    ADMIN = "admin", "Admin"
    MEMBER = "member", "Member"
    VIEWER = "viewer", "Viewer"


class Theme(models.TextChoices):
    SYSTEM = "system", "Like my device"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class UserManager(BaseUserManager["User"]):
    def invite(self, email: str, name: str, role: str = Role.MEMBER) -> User:
        """A new person who cannot sign in yet: give them a link (``sign_in_links.make``) to set a password with."""
        user = self.model(email=fold_email(email), name=name.strip(), role=role)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_user(self, email: str, password: str, name: str = "", role: str = Role.MEMBER) -> User:
        user = self.model(email=fold_email(email), name=name.strip() or email, role=role)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=fold_email(username or ""))


class User(AbstractBaseUser):
    """A person who signs in with an e-mail address. Never deleted, only made inactive: decisions keep their author."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    zone = models.CharField(max_length=64, blank=True, default="")  # IANA name; "" is the business's own zone
    theme = models.CharField(max_length=10, choices=Theme.choices, default=Theme.SYSTEM)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        db_table = "accounts_user"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.email = fold_email(self.email)

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.strip() else self.email


class Team(models.Model):
    name = models.CharField(max_length=200, unique=True)
    members = models.ManyToManyField(User, related_name="teams", db_table="team_member")

    class Meta:
        db_table = "team"

    def __str__(self) -> str:
        return self.name


class Audience(models.Model):
    """A set of people who may see something: named people, and everyone in the named teams.

    ``private_to`` and ``only_team`` mark the audiences ``audiences.private`` and ``audiences.for_team`` keep for reuse.
    After any change to people or teams call ``audiences.refresh()``.
    """

    name = models.CharField(max_length=200)
    users = models.ManyToManyField(User, related_name="audiences", db_table="audience_user")
    teams = models.ManyToManyField(Team, related_name="audiences", db_table="audience_team")
    private_to = models.OneToOneField(User, null=True, on_delete=models.PROTECT, related_name="private_audience")
    only_team = models.OneToOneField(Team, null=True, on_delete=models.PROTECT, related_name="own_audience")

    class Meta:
        db_table = "audience"

    def __str__(self) -> str:
        return self.name


class AudienceWithin(models.Model):
    """Everyone who may see ``narrow`` may see ``wide`` as well. Written by ``audiences.refresh`` alone."""

    pk = models.CompositePrimaryKey("narrow_id", "wide_id")
    narrow = models.ForeignKey(
        Audience, on_delete=models.CASCADE, related_name="+", db_index=False
    )  # the key begins with it
    wide = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "audience_within"


class AuditEntry(models.Model):
    """Who did what to what. References only, never a payload; a database trigger refuses changes and deletions.

    ``ref`` is "kind:id" ("suggestion:81"); ``detail`` holds ids, counts and chosen words ("role": "viewer"), no content.
    ``who`` is empty when the product acted by itself.
    """

    at = models.DateTimeField(db_index=True)
    who = models.ForeignKey(User, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    act = models.CharField(max_length=60)
    ref = models.CharField(max_length=200, db_index=True)
    detail = models.JSONField(default=dict)

    class Meta:
        db_table = "audit_entry"


class SignInLink(models.Model):
    """A link that signs one person in, once. Only a digest of its secret is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    digest = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sign_in_link"


class ApiToken(models.Model):
    """A bearer token for the API. It may read and do what its person may; only a digest of it is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    digest = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_token"


class SavedView(models.Model):
    """A view of a list that one person keeps under a name: ``query`` is the page's address after the question mark."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    query = models.TextField()
    kept_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "saved_view"


def fold_email(email: str) -> str:
    """The form an address is stored and compared in."""
    return email.strip().casefold()
