"""Asks a service on this machine whether it is ready; containers run it as their health check.

It imports little, since it runs every few seconds: `python -m shared.operations.healthcheck`. The exit code is 0 or 1.
"""

import os
import ssl
import sys
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

_PATIENCE_SECONDS = 4


def main() -> int:
    """Ask the service that RAVABET_SERVICE names, at the port and in the way its own settings say."""
    service = os.environ.get("RAVABET_SERVICE", "")
    prefix = service.upper()
    port = os.environ.get(f"{prefix}_HTTP_PORT", "8080")
    secured = bool(os.environ.get(f"{prefix}_HTTP_CERTIFICATE_FILE"))
    url = f"{'https' if secured else 'http'}://127.0.0.1:{port}/api/{service}/health/ready"
    try:
        # SSL_CERT_FILE names those who are trusted; the certificate of a service names this machine's own address, too.
        with urlopen(url, timeout=_PATIENCE_SECONDS, context=ssl.create_default_context()) as answer:  # noqa: S310
            sys.stdout.write(answer.read().decode())
            return 0
    except HTTPError as refused:
        sys.stdout.write(refused.read().decode())
    except (URLError, OSError) as error:
        sys.stdout.write(f"{service} does not answer: {error}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
