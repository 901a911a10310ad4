from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "caicach.monitoring"
    label = "monitoring"

    def ready(self) -> None:
        from caicach.programme.target_status import register_target_status

        from .checks import register_own_checks
        from .listing import OnPlans

        register_target_status(OnPlans())
        register_own_checks()
