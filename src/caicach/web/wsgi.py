"""What granian serves."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

from caicach.web.in_turn import InTurn

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caicach.web.settings")
application = InTurn(get_wsgi_application())

# What start-up made lives as long as the process: the collector need not look at it again, and a page's objects die by
# reference, so it may look less often than for programs that make cycles.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)

# A page asks the database a dozen times and each time waits to be let in again; beside a thread that counts something
# for everybody it would wait five milliseconds for every question.
sys.setswitchinterval(0.0005)
