"""How much memory a command takes: `python -m benchmarks.resident COMMAND …` prints the largest resident size in MB of
its processes, and ends as it did.

A process of its own, and a small one: what starts a command counts as the command's until it has begun, so that a
benchmark with a gigabyte in memory would measure itself.
"""

from __future__ import annotations

import os
import subprocess
import sys


def main() -> None:
    """See above."""
    process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    print(usage.ru_maxrss / 1024)
    sys.exit(process.returncode)


if __name__ == "__main__":
    main()
