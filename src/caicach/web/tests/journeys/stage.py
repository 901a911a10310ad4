"""Sets the stage for a journey: an empty database, the cast of bodies/tests with passwords, nothing else.

Run as a program of its own (`python -m caicach.web.tests.journeys.stage`), against the database of its environment, so
that the server under test meets it as it would meet any installation.
"""

from __future__ import annotations

import django

PASSWORD = "mot-mat-khau-du-dai"


def main() -> None:
    django.setup()
    from django.core.management import call_command

    from caicach.bodies.tests.cast import make_cast

    call_command("migrate", verbosity=0, interactive=False)
    for person in make_cast().people().values():
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])


if __name__ == "__main__":
    main()
