"""Measurements against the goals of docs/performance.md: run by hand (`make bench`), never as timed tests."""
