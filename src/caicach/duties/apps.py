from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "caicach.duties"
    label = "duties"

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save

        from caicach.bodies.hooks import matters_at_hand, on_succession
        from caicach.bodies.sections import register_section
        from caicach.core.models import WorkingDayException
        from caicach.programme.progress import register_progress_source

        from .issuing import DutyProgress
        from .models import ReminderRule
        from .sections import body_section
        from .selectors.lines import forget_clock
        from .services import hand_over_on_succession, running_duties

        on_succession.register(hand_over_on_succession)
        matters_at_hand.register(running_duties)
        register_section(10, body_section)
        register_progress_source(DutyProgress())
        for signal in (post_save, post_delete):
            for changed in (ReminderRule, WorkingDayException):
                signal.connect(forget_clock, sender=changed, dispatch_uid="duties:forget_clock")
