"""`python -m jurdil.cli` is the console script."""

import sys

from jurdil.cli import main

sys.exit(main())
