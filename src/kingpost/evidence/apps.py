from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "kingpost.evidence"
    label = "evidence"
