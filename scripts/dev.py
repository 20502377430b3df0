"""Server and client for development: the server starts anew when a Python file changes, Vite does the rest.

Arguments go to the server, which listens on 8080 unless they say otherwise; open the address that Vite prints.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOOK_EVERY = 0.5
STOP_WITHIN = 10


def main(arguments: list[str]) -> int:
    """Run both until one ends or Ctrl+C."""
    port = arguments[arguments.index("--port") + 1] if "--port" in arguments else "8080"
    vite = subprocess.Popen(
        [ROOT / "scripts" / "client.sh", "vite"],
        env={**os.environ, "TEAHOUSE_DEV_SERVER": f"http://127.0.0.1:{port}"},
    )
    server = start(arguments)
    seen = newest()
    try:
        while vite.poll() is None:
            time.sleep(LOOK_EVERY)
            if (now := newest()) != seen:
                seen = now
                print("teahouse: a file changed, starting again …", flush=True)
                stop(server)
                server = start(arguments)
    except KeyboardInterrupt:
        pass
    finally:
        stop(server)
        stop(vite)
    return vite.returncode or 0


def start(arguments: list[str]) -> subprocess.Popen[bytes]:
    """The server; a syntax error ends it, and the next change starts it again."""
    return subprocess.Popen([sys.executable, "-m", "teahouse", *arguments])


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ctrl+C: the server closes without draining."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def newest() -> tuple[int, int]:
    """Changes whenever a Python file of the package does."""
    times = [path.stat().st_mtime_ns for path in (ROOT / "src").rglob("*.py")]
    return max(times), len(times)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
