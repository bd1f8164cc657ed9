"""The numbers by which nothing is lost (section ``reliability`` of the policy file)."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class ReliabilityPolicy:
    """Raises ValueError when one of them is not above zero.

    ``webhook_seconds``, ``voice_seconds``: how long a text or a report, and a request of a live call, waits for the
    database before it goes to the journal or gets its safe answer; a caller hears nothing meanwhile.
    ``key_tries_at_most``: how often a pressed key is brought again to a slow database before it is kept.
    ``emergency_after_seconds``: how long danger may wait in the journal before the emergency numbers are rung;
    ``emergency_again_minutes`` the pause before they are rung again, and ``emergency_claim_seconds`` how long a round
    is left to the process that began it.
    ``reconcile_every_minutes``: how often the provider is asked for what came to us; ``reconcile_overlap_minutes`` how
    far behind the last time it is asked again, since it lists some things late; ``reconcile_leaves_seconds`` what is
    so new that its webhook may still come; ``reconcile_first_hours`` how far back it is asked the first time;
    ``reconcile_after_start_seconds`` when a web process that has started, and asked at once, asks once more, since the
    provider may have stood at a door that was not open yet.
    ``provider_clock_seconds``: how far the provider's clock may be from ours; so much earlier than it was owed an
    ordinary text whose answer was lost may seem to have been made.
    ``ask_after_minutes``: after how long a text or a call of ours that is not at its end is asked for; the pause
    doubles each time, until ``ask_for_hours`` have passed since it was sent. ``ask_at_most`` of them in one round.
    ``heartbeat_every_seconds``: how often the outside address hears that all is well, and ``alert_overdue_seconds``
    how long an alert may stay behind its clock before that is no longer so.
    ``heard_again_minutes``: after how long somebody is rung again for a stopped process although a key was pressed.
    ``unhandled_again_minutes``: the pause before what failed is tried again; it doubles each time, up to
    ``unhandled_pause_at_most_minutes``.
    """

    webhook_seconds: float
    voice_seconds: float
    key_tries_at_most: int
    emergency_after_seconds: int
    emergency_again_minutes: int
    emergency_claim_seconds: int
    reconcile_every_minutes: int
    reconcile_overlap_minutes: int
    reconcile_leaves_seconds: int
    reconcile_first_hours: int
    reconcile_after_start_seconds: float
    provider_clock_seconds: int
    ask_after_minutes: int
    ask_for_hours: int
    ask_at_most: int
    heartbeat_every_seconds: int
    alert_overdue_seconds: int
    heard_again_minutes: int
    unhandled_again_minutes: int
    unhandled_pause_at_most_minutes: int

    def __post_init__(self) -> None:
        low = [field.name for field in fields(self) if getattr(self, field.name) <= 0]
        if low:
            raise ValueError(f"must be above 0: {', '.join(low)}")
