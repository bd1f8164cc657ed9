"""Why the simulated API says no: Twilio's codes with their HTTP status, and the magic numbers that provoke them."""

import re


class ApiRefusal(Exception):
    """The API refuses a request. ``code`` is Twilio's, ``status`` the HTTP status that goes with it."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code
        self.status, self.message = _WORDS.get(code, (400, f"The request is refused with code {code}."))

    def as_json(self) -> dict[str, object]:
        """The error body of the 2010 API."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


_WORDS: dict[int, tuple[int, str]] = {
    10001: (403, "The account is not active."),
    10004: (429, "Too many calls at one moment."),
    20001: (400, "A parameter has a value that is not allowed."),
    20003: (401, "Authenticate"),
    20005: (403, "The account is not active."),
    20006: (403, "Access is denied."),
    20009: (409, "The message is still on its way and cannot be deleted."),
    20403: (403, "Access is denied."),
    20404: (404, "The requested resource was not found."),
    20429: (429, "Too many requests."),
    20500: (500, "An internal server error has occurred."),
    20503: (503, "The service is not available for now."),
    21201: (400, "No 'To' number is specified."),
    21205: (400, "Neither a usable 'Url' nor 'Twiml' is given."),
    21210: (400, "The 'From' number is not verified for this account."),
    21211: (400, "The 'To' number is not a valid phone number."),
    21212: (400, "The 'From' number is not a valid phone number."),
    21213: (400, "No 'From' number is specified."),
    21214: (400, "The 'To' number cannot be reached."),
    21215: (400, "The account may not call this country."),
    21216: (400, "The account may not call this number."),
    21217: (400, "The 'To' number is not a valid phone number."),
    21220: (400, "The call is not in a state that allows this."),
    21408: (400, "The account may not send texts to this region."),
    21602: (400, "The text has no body."),
    21603: (400, "No 'From' number is specified."),
    21604: (400, "No 'To' number is specified."),
    21606: (400, "The 'From' number does not belong to this account or cannot send texts."),
    21609: (400, "The 'StatusCallback' is not a valid address."),
    21610: (400, "The recipient has opted out of texts from this number."),
    21611: (429, "The queue of the 'From' number is full."),
    21612: (400, "The 'To' number cannot be reached from this 'From' number."),
    21614: (400, "The 'To' number is not a mobile number."),
    21617: (400, "The body is longer than 1600 characters."),
    21624: (400, "The validity period must be 1 to 36000 seconds."),
}

# Numbers of Twilio's test credentials (fact sheet 5.1).
TEXT_TO = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
TEXT_FROM = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
CALL_TO = {"+15005550001": 21217, "+15005550002": 21214, "+15005550003": 21215, "+15005550004": 21216}
CALL_FROM = {"+15005550001": 21212}
MAGIC_SENDER = "+15005550006"

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def is_e164(number: str) -> bool:
    """True for a number in the form ``+`` and 7 to 15 digits."""
    return _E164.fullmatch(number) is not None


def check_number(number: str, refused: dict[str, int], *, missing: int, malformed: int) -> str:
    """Return ``number``; raises ApiRefusal when it is missing, malformed or one of the ``refused``."""
    if not number:
        raise ApiRefusal(missing)
    if number in refused:
        raise ApiRefusal(refused[number])
    if not is_e164(number):
        raise ApiRefusal(malformed)
    return number


def check_sender(number: str, own: str, refused: dict[str, int], *, missing: int, foreign: int) -> str:
    """Return ``number``; raises ApiRefusal when it is not the account's own."""
    if not number:
        raise ApiRefusal(missing)
    if number in (own, MAGIC_SENDER):
        return number
    raise ApiRefusal(refused.get(number, foreign))
