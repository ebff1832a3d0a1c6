from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "kingpost.identity"
    label = "identity"
