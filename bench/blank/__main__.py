"""`python -m bench.blank PAGES OUT.pdf`: a process that makes one blank document."""

import sys
from pathlib import Path

from bench.blank import blank

Path(sys.argv[2]).write_bytes(blank(int(sys.argv[1])))
