"""All parts of one simulated account, put together."""

from dataclasses import dataclass, field

from remote_cm.phone_simulator.api_mishaps import MishapQueue
from remote_cm.phone_simulator.call_runner import CallRunner
from remote_cm.phone_simulator.callback_faults import StatusReports
from remote_cm.phone_simulator.faults import FaultBook
from remote_cm.phone_simulator.handset_directory import HandsetDirectory
from remote_cm.phone_simulator.line_threads import LineThreads
from remote_cm.phone_simulator.number_setup import NumberSetup
from remote_cm.phone_simulator.ring_pacing import RingPacer
from remote_cm.phone_simulator.service_clock import ServiceClock
from remote_cm.phone_simulator.service_clock_setter import ServiceClockSetter
from remote_cm.phone_simulator.settings import SimulatorSettings
from remote_cm.phone_simulator.signed_request import SignedRequests
from remote_cm.phone_simulator.switchboard import Switchboard
from remote_cm.phone_simulator.telephone import Telephone
from remote_cm.phone_simulator.texting import Texting
from remote_cm.phone_simulator.twiml_fetcher import TwimlFetcher
from remote_cm.phone_simulator.twiml_player import TwimlPlayer
from remote_cm.phone_simulator.webhook_sender import WebhookSender

_CLOSING_SECONDS = 2.0


@dataclass
class Simulator:
    """One account, its number, and every handset. Close it when done: its threads wait for conditions."""

    settings: SimulatorSettings
    clock: ServiceClock
    faults: FaultBook = field(init=False, default_factory=FaultBook)
    mishaps: MishapQueue = field(init=False, default_factory=MishapQueue)
    threads: LineThreads = field(init=False, default_factory=LineThreads)

    def __post_init__(self) -> None:
        """Put the parts together; nothing runs and nothing is asked yet."""
        settings = self.settings
        base = settings.public_base_url
        requests = SignedRequests(settings.auth_token)
        self.number = NumberSetup(settings.phone_number, base)
        self.telephone = Telephone(self.clock)
        self.sender = WebhookSender(requests, self.telephone, self.threads, self.faults)
        self.reports = StatusReports(self.telephone, self.threads, self.sender)
        self.directory = HandsetDirectory(base, requests, self.telephone, self.faults)
        self.clock_setter = ServiceClockSetter(base, requests, self.telephone)
        self.pacer = RingPacer(self.telephone, settings.calls_per_second)
        switchboard = Switchboard(settings.account_sid, self.telephone, self.reports, self.directory)
        fetcher = TwimlFetcher(switchboard, self.sender, self.faults)
        player = TwimlPlayer(self.telephone, switchboard, fetcher, self.faults, settings.phone_number)
        self.calls = CallRunner(
            self.telephone,
            self.threads,
            self.pacer,
            switchboard,
            fetcher,
            player,
            number=self.number,
        )
        self.texting = Texting(
            self.telephone,
            self.threads,
            self.sender,
            self.reports,
            self.directory,
            self.faults,
            account_sid=settings.account_sid,
            number=self.number,
        )

    def reset(self) -> None:
        """Back to the start, but for the clock, which only the service and this process together can move."""
        self.telephone.forget_everything()
        self.reports.forget_everything()
        self.sender.forget_everything()
        self.pacer.set_rate(self.settings.calls_per_second)
        self.faults.clear()
        self.mishaps.clear()

    def close(self) -> None:
        """End all calls and deliveries and wait for their threads."""
        self.telephone.close()
        self.threads.wait_for_all(_CLOSING_SECONDS)
