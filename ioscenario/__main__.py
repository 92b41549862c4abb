"""``python -m ioscenario`` does what the script ``ioscenario`` does."""

import sys

from ioscenario.cli import main

if __name__ == "__main__":
    sys.exit(main())
