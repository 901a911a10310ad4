"""`python -m caicach`."""

import sys

from caicach.cli import main

sys.exit(main())
