"""What the doctor asks the provider: whether it knows us, its clock, and where it tells what happens to our number."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from remote_cm.ports import NumberSetup, ProviderError
from remote_cm.services.doctor import Finding, NamedCheck, Patient

_TEXT_RETRIES, _VOICE_RETRIES = "rc=3&rp=ct,5xx&rt=5000", "rc=2&rp=ct,5xx&rt=4000&tt=12000"

WANTED: Mapping[str, str] = {
    "voice_url": f"/webhooks/twilio/voice#{_VOICE_RETRIES}",
    "voice_fallback_url": f"/webhooks/twilio/voice-fallback#{_VOICE_RETRIES}",
    "sms_url": f"/webhooks/twilio/sms#{_TEXT_RETRIES}",
    "sms_fallback_url": f"/webhooks/twilio/sms-fallback#{_TEXT_RETRIES}",
    "status_callback": f"/webhooks/twilio/call-status#{_TEXT_RETRIES}",
}
"""Where the provider has to tell each thing, with the retries that it has to make (twilio notes §1.5)."""

_AFTER_A_FAILURE = frozenset({"voice_fallback_url", "sms_fallback_url"})


def _look_at_provider(patient: Patient) -> Iterator[Finding]:
    try:
        number = patient.account.look_at_number()
    except ProviderError as failure:
        yield Finding(
            "provider",
            f"says no or nothing ({failure}): see TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and the way to the provider",
        )
        return
    yield Finding("provider")
    if number is None:
        yield Finding("number at the provider", "is not one of this account: see TWILIO_PHONE_NUMBER")
        return
    yield from _look_at_clock(patient, number)
    yield from _look_at_webhooks(patient, number)


def _look_at_clock(patient: Patient, number: NumberSetup) -> Iterator[Finding]:
    if number.provider_time is None:
        return
    apart = abs(number.provider_time - patient.wall_clock.now())
    if apart <= timedelta(seconds=patient.around.policy.reliability.provider_clock_seconds):
        yield Finding("clock of the provider")
    else:
        seconds = int(apart.total_seconds())
        yield Finding("clock of the provider", f"{seconds} seconds from ours: let this machine follow a time server")


def _look_at_webhooks(patient: Patient, number: NumberSetup) -> Iterator[Finding]:
    for name in sorted(set(number.addresses) - set(WANTED)):
        yield Finding(f"number's {name}", "takes the place of the number's addresses: take it out at the provider")
    for name, path in WANTED.items():
        wanted = f"{patient.settings.public_base_url}{path}"
        method = number.methods.get(_method_of(name), "POST")
        if not _is_enough(name, number.addresses.get(name, ""), wanted):
            yield Finding(f"number's {name}", f"set it to {wanted}")
        elif method.upper() != "POST":
            yield Finding(f"number's {name}", f"set {_method_of(name)} to POST: GET writes numbers into logs")
        else:
            yield Finding(f"number's {name}")


def _method_of(name: str) -> str:
    return f"{name.removesuffix('_url')}_method"


def _is_enough(name: str, given: str, wanted: str) -> bool:
    """The same address, and retries at least when a connection fails and when we answer that we cannot now."""
    address, _, retries = given.partition("#")
    asked = parse_qs(retries)
    again = set(",".join(asked.get("rp", [])).split(","))
    has_retries = asked.get("rc", ["0"])[0] not in ("", "0") and ({"ct", "5xx"} <= again or "all" in again)
    return has_retries and (address == wanted.partition("#")[0] or _is_elsewhere(name, address))


def _is_elsewhere(name: str, address: str) -> bool:
    """What is asked after a failure is best on another machine of ours, under another name."""
    parts = urlsplit(address)
    return name in _AFTER_A_FAILURE and parts.scheme == "https" and parts.path == urlsplit(WANTED[name]).path


CHECKS = (NamedCheck("provider", _look_at_provider, "see the way to the provider"),)
