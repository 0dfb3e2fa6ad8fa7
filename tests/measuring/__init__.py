"""Measurements: run by hand on a quiet machine, figures in docs/measurements.md."""
