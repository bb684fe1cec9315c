"""The engine beside CPython, a classic interpreter and Guile: ``python -m benchmarks.engine``."""
