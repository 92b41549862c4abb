"""How long `import ioscenario` takes beside `import xarray`, each in fresh processes.

Run ``python benchmarks/import_time.py [repetitions]``. What is compared is timed in turn,
so that a busy machine slows all alike; the median of the pairwise ratios is printed. Names
of the package are imported at their first use, so that is timed too.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

_TIMED = "import time; t = time.perf_counter(); {work}; print(time.perf_counter() - t)"
_WORK = ("import xarray", "import ioscenario", "from ioscenario import load")


def seconds(work: str) -> float:
    """Seconds that a statement takes in a new interpreter."""
    command = [sys.executable, "-c", _TIMED.format(work=work)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main(repetitions: int = 15) -> None:
    for work in _WORK:
        seconds(work)  # once unmeasured: file cache, byte code
    rounds = [[seconds(work) for work in _WORK] for _ in range(repetitions)]
    for place, work in enumerate(_WORK):
        median = statistics.median(times[place] for times in rounds)
        ratio = statistics.median(times[place] / times[0] for times in rounds)
        print(f"{work:30} {median:6.3f} s   {ratio:5.2f} x {_WORK[0]}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
