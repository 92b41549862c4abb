"""How long `import ioscenario` takes beside `import xarray`, each in fresh processes.

Run ``python benchmarks/import_time.py [repetitions]``. The two are timed in turn, so that
a busy machine slows both; the median of the pairwise ratios is printed.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

_TIMED = "import time; t = time.perf_counter(); import {module}; print(time.perf_counter() - t)"


def seconds(module: str) -> float:
    """Seconds that importing `module` takes in a new interpreter."""
    command = [sys.executable, "-c", _TIMED.format(module=module)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main(repetitions: int = 15) -> None:
    for module in ("xarray", "ioscenario"):
        seconds(module)  # once unmeasured: file cache, byte code
    pairs = [(seconds("xarray"), seconds("ioscenario")) for _ in range(repetitions)]
    base, own = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(second / first for first, second in pairs)
    print(f"import xarray     {base:.3f} s")
    print(f"import ioscenario {own:.3f} s")
    print(f"ratio             {ratio:.2f}  (median of {repetitions})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
