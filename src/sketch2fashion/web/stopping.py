"""Whether this process has been told to stop: what would otherwise run for ever (event streams, the job runner) looks here."""

from __future__ import annotations

import threading

stopping = threading.Event()
