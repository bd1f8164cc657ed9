"""The simulator as a Flask application: Twilio's API, the control interface of tests, and the pages."""

from flask import Flask, Response

from remote_cm.phone_simulator.control import control_blueprint
from remote_cm.phone_simulator.network_page import network_blueprint
from remote_cm.phone_simulator.pages import pages_blueprint
from remote_cm.phone_simulator.rest_api import rest_blueprint
from remote_cm.phone_simulator.service_clock import ServiceClock
from remote_cm.phone_simulator.settings import SimulatorSettings
from remote_cm.phone_simulator.simulator import Simulator

_EXTENSION = "phone_simulator"
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def create_simulator(settings: SimulatorSettings, clock: ServiceClock | None = None) -> Flask:
    """A new account with nothing on its record. Close ``simulator_of(app)`` when the application is done with."""
    simulator = Simulator(settings, clock or ServiceClock())
    app = Flask(__name__)
    app.extensions[_EXTENSION] = simulator
    app.register_blueprint(rest_blueprint(simulator))
    app.register_blueprint(control_blueprint(simulator))
    app.register_blueprint(pages_blueprint(simulator))
    app.register_blueprint(network_blueprint(simulator))
    app.after_request(_protect)
    return app


def simulator_of(app: Flask) -> Simulator:
    """The simulator behind an application of ``create_simulator``."""
    simulator = app.extensions[_EXTENSION]
    if not isinstance(simulator, Simulator):
        raise TypeError("this application is not a phone simulator")
    return simulator


def _protect(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("Cache-Control", "no-store")
    return response
