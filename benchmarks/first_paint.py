"""Largest paint of each page type on a slow line and a slow phone: 400 kbit/s, 4× slower processor, nothing cached.

python -m benchmarks.first_paint http://127.0.0.1:8000 [TIMES] prints a table for docs/performance.md; the status is 1
where a page takes longer than the goal. Needs Chromium. A measurement, no timed test: what else runs is in it, too.
"""

from __future__ import annotations

import sys
from statistics import median
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.watching import Watched
from tests.conftest import CHROMIUM, CHROMIUM_SWITCHES
from tests.whole_site.page_types import one_of_each_type

GOAL = 2500  # milliseconds
BYTES_A_SECOND = 400_000 // 8
LATENCY = 40  # milliseconds, each way of a request together
SLOWER = 4
_LARGEST = """() => new Promise((done) => {
  let last = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) last = one.startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
  setTimeout(() => done(last), 300);
})"""


def largest_paint(browser: Any, address: str) -> tuple[float, float]:
    """Milliseconds until the largest part was painted, and bytes over the wire, of one first visit on a phone."""
    with Watched(browser, 390, 844, device_scale_factor=2) as watched:
        weights = watched.weigh()
        wire = watched.context.new_cdp_session(watched.page)
        wire.send("Network.enable")
        line = {"downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND, "latency": LATENCY}
        wire.send("Network.emulateNetworkConditions", {"offline": False, **line})
        wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        watched.page.goto(address, wait_until="load")
        return float(watched.page.evaluate(_LARGEST)), sum(weights)


def main(server: str, times: int) -> int:
    """Print a row for each page type, the median of `times` visits; how many of them miss the goal."""
    missed = 0
    print("| Page | Largest paint, ms | KB over the wire |\n|---|---|---|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_SWITCHES)
        for address in one_of_each_type():
            measured = [largest_paint(browser, server + address) for _time in range(times)]
            paint, weight = median(one[0] for one in measured), median(one[1] for one in measured)
            missed += paint > GOAL
            print(f"| `{address}` | {paint:,.0f}{' (!)' if paint > GOAL else ''} | {weight / 1024:.1f} |", flush=True)
        browser.close()
    return missed


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1].rstrip("/"), int(sys.argv[2]) if len(sys.argv) > 2 else 3) else 0)
