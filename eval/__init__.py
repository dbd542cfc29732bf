"""Measuring the product: question files, metrics, calibration, benchmarks."""
