from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "caicach.reports"
    label = "reports"

    def ready(self) -> None:
        from caicach.bodies.hooks import on_succession
        from caicach.duties.companions import register_companion
        from caicach.duties.models import DutyKind

        from .services import SubmissionBesideDuty, hand_on

        register_companion(DutyKind.REPORT, SubmissionBesideDuty())
        on_succession.register(hand_on)
