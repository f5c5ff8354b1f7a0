"""`make bench`: every bound of speed and size, one after the other, each with its ratio."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

for script in ("startup", "due", "reports", "journeys", "rows", "import_speed"):
    path = Path(__file__).with_name(f"{script}.py")
    if path.exists():
        print(f"== {script}", flush=True)
        subprocess.run([sys.executable, str(path)], check=True)
