"""Benchmarks: `python -m benchmarks` measures, `python -m benchmarks.conformance` runs Autobahn."""
