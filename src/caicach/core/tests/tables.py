"""The tables that every installation begins with, made once for a whole run of the tests (tools/run_tests.py)."""

import os
import shutil
from pathlib import Path


def copy_tables(to: Path) -> bool:
    """Whether that SQLite file has its tables now; where the run has made none, it is left to the migrations."""
    made = os.environ.get("CAICACH_TEST_TABLES")
    if not made:
        return False
    shutil.copyfile(made, to)
    return True
