from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "kingpost.proposals"
    label = "proposals"
