from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "caicach.programme"
    label = "programme"
