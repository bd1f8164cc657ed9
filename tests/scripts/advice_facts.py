"""What is said and done at each colour of each domain, counted by hand from section 2 of the script's source."""

from collections.abc import Mapping

from tests.scripts.item_facts import Words

MESSAGES: Mapping[str, tuple[Words, Words, Words]] = {
    "D1": (
        ("kept your eyes open", "safe people", "our word", "praise one thing"),
        ("none of this is your fault", "ring me", "ring once", "tonight", "calm down", "without hitting"),
        (
            *("good that you told me", "believe you", "make it worse", "next hours", "safe this minute", "close by"),
            *("somebody hurt", "where could you go"),
        ),
    ),
    "D2": (
        ("keeping clean", "one fact"),
        ("when to go to the clinic", "which signs"),
        ("must see this now", "who can go with you"),
    ),
    "D3": (
        ("feelings are normal", "fixed hours and play"),
        ("after hard times many children", "become calm", "listen", "fixed hours", "praise small things"),
        ("thank you for trusting me", "not have to carry it alone", "somebody who can help"),
    ),
    "D4": (("praise one thing",), ("short tip", "when you are away"), ("by tonight", "look for that person together")),
    "D5": (("handed out",), ("rations and shelter",), ("no family should be forced to lose a child",)),
    "D6": (
        ("game inside",),
        ("small plan for the day", "learn at home"),
        ("work is less dangerous", "something else"),
    ),
    "D7": (("focal person", "signal"), ("second grown-up who is safe",), ("change who is in your plan",)),
    "D8": (("thank them", "next step"), ("by [weekday]",), ("ought never to have happened",)),
}
"""At green, orange and red."""

Actions = tuple[tuple[str, str, int | None], ...]

ACTIONS: Mapping[str, tuple[Actions, Actions, Actions]] = {
    "D1": (
        (("as planned", "caseworker", None), ("safety plan again once a month", "caseworker", 720)),
        (
            ("change the safety plan", "caseworker", 24),
            ("extra contact", "caseworker", 72),
            ("focal person, but only if the child agrees", "caseworker", 72),
            ("supervisor at the next daily talk", "caseworker", 24),
        ),
        (
            ("start the alert", "caseworker", 2),
            ("neither reach nor confront", "caseworker", None),
            ("as high", "caseworker", None),
            ("together with the caseworker", "supervisor", 12),
            ("twice within two days", "caseworker", 48),
        ),
    ),
    "D2": (
        (),
        (
            ("refer to health care", "caseworker", 72),
            ("ask again in the next call", "caseworker", None),
            ("in code only", "caseworker", 72),
        ),
        (
            ("health focal point, during the call or right after", "caseworker", 1),
            ("go with them", "caseworker", 1),
            ("call back", "caseworker", 4),
            ("supervisor if the caregiver refuses care", "caseworker", 4),
        ),
    ),
    "D3": (
        (("game or a way to breathe", "caseworker", None),),
        (
            ("basic emotional support", "caseworker", 72),
            ("referral for mental health", "caseworker", 72),
            ("support for the caregiver", "caseworker", 72),
        ),
        (
            ("steps on suicide", "caseworker", 1),
            ("supervisor now", "caseworker", 1),
            ("safe adult stays", "caseworker", 1),
            ("mental health care the same day", "caseworker", 12),
            ("within a day, then daily until it has been reviewed", "caseworker", 24),
        ),
    ),
    "D4": (
        (),
        (("who steps in up to date", "caseworker", 168), ("mediate if both", "caseworker", 168)),
        (
            ("no safe adult tonight: start the alert", "caseworker", 1),
            ("with the supervisor", "caseworker", 24),
            ("with the caseworker", "supervisor", 24),
            ("chosen beforehand", "caseworker", 24),
            ("gender-based violence and on child protection", "caseworker", 24),
            ("best-interests assessment or determination", "caseworker", 24),
        ),
    ),
    "D5": (
        (),
        (("refer", "caseworker", 168),),
        (
            ("refer urgently", "caseworker", 24),
            ("emergency fund", "caseworker", 24),
            ("child protection focal point", "caseworker", 24),
            ("ask again", "caseworker", 48),
        ),
    ),
    "D6": (
        (),
        (("education focal point", "caseworker", 336), ("harm less", "caseworker", 336)),
        (
            ("make a plan", "caseworker", 72),
            ("safety plan for a child who works", "caseworker", 72),
            ("legal help, education, a livelihood", "caseworker", 72),
        ),
    ),
    "D7": (
        (),
        (("second focal person", "caseworker", 168),),
        (
            ("do not involve", "caseworker", 1),
            ("supervisor the same day", "caseworker", 12),
            ("new safe adult", "caseworker", 48),
        ),
    ),
    "D8": (
        (("close the actions that are done", "caseworker", None),),
        (("go after it", "caseworker", 72), ("gaps in services", "caseworker", 72)),
        (
            ("supervisor the same day", "caseworker", 12),
            ("safeguarding, and not through the line", "caseworker", 1),
            ("another service", "caseworker", 24),
            ("stop calls and texts at once", "caseworker", 1),
        ),
    ),
}
"""At green, orange and red: a word of the action, its owner and within how many hours, in this order and no others."""
