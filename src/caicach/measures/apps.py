from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "caicach.measures"
    label = "measures"

    def ready(self) -> None:
        from .from_duties import register_duty_sources

        register_duty_sources()
