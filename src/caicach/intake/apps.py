from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "caicach.intake"
    label = "intake"
