from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "caicach.monitoring"
    label = "monitoring"
