from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "kingpost.knowledge"
    label = "knowledge"
