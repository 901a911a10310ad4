from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "caicach.measures"
    label = "measures"
