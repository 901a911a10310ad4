from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "caicach.duties"
    label = "duties"
