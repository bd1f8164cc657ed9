"""Our stand-in for Twilio and for the handsets, a process of its own that knows the service only over HTTP."""

from remote_cm.phone_simulator.application import create_simulator, simulator_of
from remote_cm.phone_simulator.settings import SimulatorSettings

__all__ = ["SimulatorSettings", "create_simulator", "simulator_of"]
