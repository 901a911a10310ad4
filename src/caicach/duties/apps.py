from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "caicach.duties"
    label = "duties"

    def ready(self) -> None:
        from caicach.bodies.hooks import matters_at_hand, on_succession

        from .services import hand_over_on_succession, running_duties

        on_succession.register(hand_over_on_succession)
        matters_at_hand.register(running_duties)
