"""`make bench`: what the service promises of its speed, measured on the running processes, in a table."""

import argparse
import os
import sys
from statistics import quantiles

from tests.benchmarks.danger import measure
from tests.chaos.run import running_stack, stop_all_when_told_to_end

PROMISED_SECONDS = 1.0
TEXTS_A_SECOND = 20.0


def main() -> int:
    """Print the table; 1 when a promise does not hold."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--dangers", type=int, default=100, help="how many danger texts are sent, one a second")
    stop_all_when_told_to_end()
    dangers: int = reader.parse_args().dangers
    with running_stack() as stack:
        waits = measure(stack, dangers, TEXTS_A_SECOND)
    parts = quantiles(waits, n=100, method="inclusive")
    _say(f"danger text to the provider's API, with {TEXTS_A_SECOND:.0f} other texts a second, {len(waits)} texts:")
    _say(f"  p50 {parts[49]:.3f} s   p99 {parts[98]:.3f} s   longest {max(waits):.3f} s   promised p99 1 s")
    _say(f"  load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    return int(parts[98] >= PROMISED_SECONDS)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
