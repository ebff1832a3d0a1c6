from django.apps import AppConfig


class PrioritiesConfig(AppConfig):
    name = "kingpost.priorities"
    label = "priorities"
