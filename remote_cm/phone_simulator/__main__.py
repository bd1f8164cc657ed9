"""``python -m remote_cm.phone_simulator``: runs the simulator until it is told to stop."""

import os
import signal
import sys

from remote_cm.phone_simulator.application import create_simulator, simulator_of
from remote_cm.phone_simulator.server import make_simulator_server
from remote_cm.phone_simulator.settings import RefusedToStart, read_settings


def main() -> int:
    """Serve until Ctrl-C or SIGTERM. Exit code 2, with one line on standard error, when a start is refused."""
    try:
        settings = read_settings(os.environ)
    except RefusedToStart as refusal:
        sys.stderr.write(f"phone simulator: {refusal}\n")
        return 2
    app = create_simulator(settings)
    server = make_simulator_server(app, settings.bind_host, settings.port)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.stderr.write(f"phone simulator: http://{settings.bind_host}:{settings.port}/\n")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
        simulator_of(app).close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
