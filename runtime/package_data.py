"""Texts that are part of the package, wherever that is installed.

``importlib.resources`` can do more, and takes longer to import than a small program takes to run.
"""

from __future__ import annotations

import os
import sys


def package_text(package: str, name: str) -> str:
    """The text of a file in the folder of a package that is imported."""
    module = sys.modules[package]
    assert module.__spec__ is not None and module.__file__ is not None
    loader = module.__spec__.loader
    data = loader.get_data(os.path.join(os.path.dirname(module.__file__), name))  # type: ignore[union-attr]
    assert isinstance(data, bytes)
    return data.decode("utf-8")
