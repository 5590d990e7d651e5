"""wrk over a list of addresses: requests a second, latencies, errors."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 8
_SCRIPT = """
local paths, at = {}, 0
for line in io.lines("%s") do paths[#paths + 1] = line end
function request()
  at = at + 1
  return wrk.format("GET", paths[(at - 1) %% #paths + 1], {["Accept-Encoding"] = "gzip"})
end
function done(summary, latency)
  local failed = summary.errors
  local errors = failed.connect + failed.read + failed.write + failed.status + failed.timeout
  local shape = '{"requests": %%d, "microseconds": %%d, "bytes": %%d, "errors": %%d, "p50": %%d, "p99": %%d}'
  io.write("RESULT " .. string.format(shape, summary.requests, summary.duration, summary.bytes, errors,
    latency:percentile(50), latency:percentile(99)) .. "\\n")
end
"""


@dataclass(frozen=True)
class Load:
    """What one run gave. Latencies in milliseconds."""

    per_second: float
    p50_ms: float
    p99_ms: float
    errors: int
    requests: int
    bytes_each: int


def load(port: int, paths: Sequence[str], seconds: float) -> Load:
    """`seconds` of requests for `paths`, one after the other, over CONNECTIONS connections."""
    with tempfile.TemporaryDirectory() as folder:
        listed, script = Path(folder) / "paths", Path(folder) / "wrk.lua"
        listed.write_text("\n".join(paths) + "\n", encoding="ascii")
        script.write_text(_SCRIPT % listed, encoding="ascii")
        done = subprocess.run(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--timeout", "30s", "-s", script,
             f"http://127.0.0.1:{port}"],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))
    said = json.loads(line.removeprefix("RESULT "))
    requests = max(1, said["requests"])
    return Load(
        requests / (said["microseconds"] / 1e6),
        said["p50"] / 1000,
        said["p99"] / 1000,
        said["errors"],
        requests,
        said["bytes"] // requests,
    )
