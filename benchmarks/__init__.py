"""Measurements of Omega: the wire beside a bare echo server, a thousand spinning sessions, the engine beside CPython.

``make bench`` runs them all; ``python -m benchmarks.wire`` one of them. Nothing in the product imports this package.
"""
