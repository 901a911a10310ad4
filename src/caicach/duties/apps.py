from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "caicach.duties"
    label = "duties"

    def ready(self) -> None:
        from caicach.bodies.hooks import matters_at_hand, on_succession
        from caicach.bodies.sections import register_section
        from caicach.programme.progress import register_progress_source

        from .issuing import DutyProgress
        from .sections import body_section
        from .services import hand_over_on_succession, running_duties

        on_succession.register(hand_over_on_succession)
        matters_at_hand.register(running_duties)
        register_section(10, body_section)
        register_progress_source(DutyProgress())
