"""Texts in both directions: delivered at once to a handset that is on, carried to the service when a handset sends."""

from remote_cm.phone_simulator.callback_faults import StatusReports
from remote_cm.phone_simulator.faults import FaultBook, FaultKind
from remote_cm.phone_simulator.handset_directory import HandsetDirectory
from remote_cm.phone_simulator.line_threads import LineThreads
from remote_cm.phone_simulator.number_setup import NumberSetup
from remote_cm.phone_simulator.records import (
    Direction,
    Handset,
    HandsetHabit,
    HandsetText,
    Message,
    MessageStatus,
    new_sid,
)
from remote_cm.phone_simulator.signed_request import Answer, Fields
from remote_cm.phone_simulator.sms_segments import count_segments
from remote_cm.phone_simulator.switchboard import API_VERSION
from remote_cm.phone_simulator.telephone import NotPossible, Telephone
from remote_cm.phone_simulator.twiml_document import UnreadableTwiml, Verb, read_twiml
from remote_cm.phone_simulator.webhook_sender import WebhookSender

MAX_BODY_CHARACTERS = 1600
HANDSET_IS_OFF, NUMBER_IS_UNKNOWN, VALIDITY_IS_OVER = 30003, 30005, 30036
# A phone that is switched on finds its network, and the carrier tries again, before a waiting text comes.
SECONDS_UNTIL_TEXTS_COME = 30
LONGEST_VALIDITY_SECONDS = 36_000

# Whole-message words that Twilio acts on by itself (fact sheet 5.3).
STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START_WORDS = frozenset({"START", "YES", "UNSTOP"})


class Texting:
    """The text half of the simulated account."""

    def __init__(
        self,
        telephone: Telephone,
        threads: LineThreads,
        sender: WebhookSender,
        reports: StatusReports,
        directory: HandsetDirectory,
        faults: FaultBook,
        *,
        account_sid: str,
        number: NumberSetup,
    ) -> None:
        self._telephone = telephone
        self._threads = threads
        self._sender = sender
        self._reports = reports
        self._directory = directory
        self._faults = faults
        self._account_sid = account_sid
        self._number = number

    def send_to_handset(
        self,
        to: str,
        body: str,
        status_callback: str | None = None,
        *,
        direction: Direction = Direction.OUTBOUND_API,
        validity_seconds: int = LONGEST_VALIDITY_SECONDS,
        carrier_error: int | None = None,
    ) -> Message:
        """Accept a text of the service: queued now, soon sent, then delivered, or not (``carrier_error``).

        For a handset that is off for a while it waits, as long as ``validity_seconds`` last.
        """
        message = self._add(direction, self._number.phone_number, to, body, MessageStatus.QUEUED)
        message.status_callback = status_callback
        valid_until = self._telephone.clock.seconds() + validity_seconds
        self._threads.start(lambda: self._deliver(message, body, valid_until, carrier_error))
        return message

    def send_to_service(self, sender: str, body: str) -> Message:
        """A handset texts the service. Raises NotPossible for an empty or too long text, or while it is off."""
        if not body or len(body) > MAX_BODY_CHARACTERS:
            raise NotPossible(f"A text has 1 to {MAX_BODY_CHARACTERS} characters.")
        if self._telephone.is_off(self._telephone.find_or_add(sender)):
            raise NotPossible("This phone is off.")
        message = self._add(Direction.INBOUND, sender, self._number.phone_number, body, MessageStatus.RECEIVED)
        message.sent_at = message.created_at
        self._telephone.keep_text(sender, HandsetText(message.sid, message.direction, body, message.created_at))
        self._heed_stop_words(sender, body)
        fields = self._inbound_fields(message, body)
        self._sender.send(
            sender,
            self._number.sms_url,
            fields,
            lambda answer: self._reply(sender, answer),
            fallback=self._number.sms_fallback_url,
        )
        return message

    def wait_until_reported(self, message: Message) -> None:
        """Wait until every report of the text has been delivered."""
        self._telephone.wait_for(lambda: message.status.is_final)
        self._sender.wait_until_sent(message.sid)

    def _add(self, direction: Direction, sender: str, to: str, body: str, status: MessageStatus) -> Message:
        with self._telephone.changed:
            now = self._telephone.clock.now()
            message = Message(new_sid("SM"), direction, sender, to, body, now, status)
            self._telephone.messages[message.sid] = message
            self._telephone.touch()
            return message

    def _deliver(self, message: Message, body: str, valid_until: float, carrier_error: int | None) -> None:
        handset = self._directory.find_reachable(message.to_number)
        error = carrier_error or _reason_undelivered(handset)
        with self._telephone.changed:
            message.sent_at = self._telephone.clock.now()
            self._move(message, MessageStatus.SENT)
        if error is None and not self._wait_until_on(message, valid_until):
            error = VALIDITY_IS_OVER
        with self._telephone.changed:
            if message.sid not in self._telephone.messages:
                return
            if error is None:
                text = HandsetText(message.sid, message.direction, body, self._telephone.clock.now())
                self._telephone.keep_text(message.to_number, text)
                self._move(message, MessageStatus.DELIVERED)
            else:
                message.error_code = error
                self._move(message, MessageStatus.UNDELIVERED)

    def _wait_until_on(self, message: Message, valid_until: float) -> bool:
        """Wait until the handset takes texts; False when the text's validity is over before."""
        while (on_at := self._on_at(message.to_number)) is not None:
            comes_at = on_at + SECONDS_UNTIL_TEXTS_COME
            if not self._is_switched_before(message.to_number, on_at, min(comes_at, valid_until)):
                return comes_at <= valid_until
        return True

    def _on_at(self, phone_number: str) -> float | None:
        """When the handset is on again after a while, on the moved counter; None for one that was not off."""
        handset = self._telephone.handsets.get(phone_number)
        return None if handset is None else handset.off_until

    def _is_switched_before(self, phone_number: str, on_at: float, until: float) -> bool:
        """True when somebody changes, before ``until``, when the handset is on again."""
        return self._telephone.wait_for(lambda: self._on_at(phone_number) != on_at, until)

    def _move(self, message: Message, status: MessageStatus) -> None:
        message.status = status
        self._telephone.touch()
        if message.status_callback is not None:
            self._reports.report(
                message.sid,
                message.status_callback,
                self._status_fields(message),
                status=status.value,
                is_last=status.is_final,
            )

    def _status_fields(self, message: Message) -> Fields:
        fields = [
            *self._common_fields(message),
            ("MessageStatus", message.status.value),
            ("SmsStatus", message.status.value),
        ]
        if message.error_code is not None:
            fields.append(("ErrorCode", str(message.error_code)))
        if message.status.is_final:
            fields.append(("RawDlrDoneDate", self._telephone.clock.now().strftime("%y%m%d%H%M")))
        return fields

    def _inbound_fields(self, message: Message, body: str) -> Fields:
        return [
            *self._common_fields(message),
            ("SmsMessageSid", message.sid),
            ("SmsStatus", message.status.value),
            ("Body", body),
            ("NumMedia", "0"),
            ("NumSegments", str(count_segments(body))),
        ]

    def _common_fields(self, message: Message) -> list[tuple[str, str]]:
        return [
            ("MessageSid", message.sid),
            ("SmsSid", message.sid),
            ("AccountSid", self._account_sid),
            ("From", message.from_number),
            ("To", message.to_number),
            ("ApiVersion", API_VERSION),
        ]

    def _heed_stop_words(self, sender: str, body: str) -> None:
        word = body.strip().upper()
        if word in STOP_WORDS:
            self._telephone.opted_out.add(sender)
            self._answer_by_itself(sender, "No more texts will come from this number. Reply START to get them again.")
        elif word in START_WORDS and sender in self._telephone.opted_out:
            self._telephone.opted_out.discard(sender)
            self._answer_by_itself(sender, "Texts from this number will come again.")

    def _answer_by_itself(self, to: str, body: str) -> None:
        text = HandsetText(new_sid("SM"), Direction.OUTBOUND_REPLY, body, self._telephone.clock.now())
        self._telephone.keep_text(to, text)

    def _reply(self, sender: str, answer: Answer) -> None:
        if answer.status == 204:
            return
        try:
            verbs = read_twiml(answer.body, self._number.sms_url).verbs
        except UnreadableTwiml as why:
            self._faults.add(FaultKind.UNREADABLE_TWIML, f"The answer to a text cannot be read: {why}.")
            return
        for verb in verbs:
            self._reply_with(sender, verb)

    def _reply_with(self, sender: str, verb: Verb) -> None:
        if verb.name != "Message":
            self._faults.add(FaultKind.UNKNOWN_VERB, f"{verb.name} is not a verb for the answer to a text.")
        elif sender not in self._telephone.opted_out:
            self.send_to_handset(sender, verb.text, direction=Direction.OUTBOUND_REPLY)


def _reason_undelivered(handset: Handset | None) -> int | None:
    """The carrier's code for a handset that takes no text at all, or None."""
    if handset is None or handset.habit is HandsetHabit.SWITCHED_OFF:
        return HANDSET_IS_OFF
    return NUMBER_IS_UNKNOWN if handset.habit is HandsetHabit.OUT_OF_SERVICE else None
