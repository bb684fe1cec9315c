"""``python -m omega.server`` and the command ``omega-server``."""

from __future__ import annotations

import sys

from omega.server.main import serve_main


def main() -> None:
    """Serve, then exit."""
    sys.exit(serve_main())


if __name__ == "__main__":
    main()
