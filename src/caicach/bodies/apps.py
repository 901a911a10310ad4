from django.apps import AppConfig


class BodiesConfig(AppConfig):
    name = "caicach.bodies"
    label = "bodies"
