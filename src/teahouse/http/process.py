"""What this process takes of its machine, under the names that Prometheus has for it."""

from __future__ import annotations

import os
import resource
import time
from contextlib import suppress

from teahouse.model.meters import Meters


def measure(meters: Meters) -> None:
    """Bring up to date what the meters say of the process; memory and files stay 0 where there is no /proc."""
    meters.cpu_seconds = time.process_time()
    meters.most_files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    with suppress(OSError):
        with open("/proc/self/statm", encoding="ascii") as statm:
            meters.resident_bytes = int(statm.read().split()[1]) * resource.getpagesize()
        # Its size is the number of entries since Linux 6.2; before, they have to be listed.
        meters.open_files = os.stat("/proc/self/fd").st_size or len(os.listdir("/proc/self/fd")) - 1
