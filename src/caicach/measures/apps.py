from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "caicach.measures"
    label = "measures"

    def ready(self) -> None:
        from caicach.bodies.hooks import on_succession

        from .from_duties import register_duty_sources
        from .services.moving_bodies import hand_over_sums

        register_duty_sources()
        on_succession.register(hand_over_sums)
