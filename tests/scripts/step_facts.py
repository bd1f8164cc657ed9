"""The steps of a call beside its questions, counted by hand from section 2 of the script's source."""

from collections.abc import Mapping

from tests.scripts.item_facts import Words

BEFORE: Mapping[str, Words] = {
    "B1": ("whom to ring", "days and hours", "name we ring", "must not pick up", "must not know", "language", "breaks"),
    "B2": ("person of concern", "number was checked", "safe window", "gender", "agreement to be called"),
    "B3": ("level", "still open", "missed", "opening word", "stop word"),
    "B4": ("alone", "door is closed", "headset", "no loudspeaker", "second line", "pen and code sheet", "no names"),
    "B5": ("supervisor on duty", "child protection focal point", "health post", "focal person", "carer"),
    "B6": ("brings danger", "comes home", "wait"),
}

OPENING: Mapping[str, tuple[Words, Words, Words]] = {
    "O1": (("your first name", "neutral name"), ("no child's name, no agency and no reason",), ("else picked up",)),
    "O2": (("last [weekday]", "opening word"), ("their word was right",), ("wrong or did not come", "somebody else")),
    "O3": (("talk freely", "yes or no is enough"), ("go on",), ("end kindly", "another hour or another way")),
    "O4": (
        ("near you hear", "at your ear", "loudspeaker off"),
        ("in private",),
        ("while they move", "call later", "a yes, a no or a number"),
    ),
    "O5": (("[the stop word]", "hang up", "fine with me", "only as we agreed"), ("go on",), ("agree now",)),
    "O6": (("once after two minutes", "wait until you ring", "still suit"), ("go on",), ("contact plan",)),
    "O7": (
        ("to hear how", "[minutes]", "i note", "[who]", "leave out", "stop at any time", "badly hurt", "may we go on"),
        ("who agreed",),
        ("without pressing", "another hour or way", "declined today"),
    ),
    "O8": (("with [the child]", "the two of us"), ("at o3 with the child",), ("who said no", "second time in a row")),
}
"""What is said, what is done at yes, what is done at no or unsure."""

AGREEMENT_IN_CHILD_WORDS: Mapping[str, Words] = {
    "B": ("how their days are", "pass", "to remember", "somebody hurts you", "grown-up"),
    "C": (
        "how their days are",
        "pass",
        "who can read my notes",
        "stop ringing",
        "still get help",
        "somebody hurts you",
    ),
    "D": ("how your days are", "leave out", "who can read my notes", "stop ringing", "still get help", "badly hurt"),
}

CLOSING: Mapping[str, Words] = {
    "C1": ("one thing that they managed well",),
    "C2": ("who does it", "by which day", "in their own words"),
    "C3": ("how are you feeling", "never end while they are upset", "minute"),
    "C4": ("safe people", "safe place", "agreed words", "gets worse"),
    "C5": ("by its name", "prayer or meal", "who rings whom", "which number", "two days"),
    "C6": ("good number", "who else picks up", "text", "missed call", "change"),
    "C7": ("if they want it", "remove the call", "what to say if somebody asks"),
    "C8": ("once a month", "complain", "somebody else"),
    "C9": ("thank you", "harmless topic"),
}

AFTER: Words = (
    "two minutes",
    "what was said",
    "what you heard",
    "think of it",
    "colours",
    "level",
    "owner",
    "hard call",
)

PATHS: Mapping[str, Words] = {
    "A plain": ("what was agreed", "two minutes", "once", "safe window", "missed call", "next safe window"),
    "A unsafe": (
        *("stop word", "somebody else", "shouting", "told you something", "do not ring back", "unsafe end"),
        *("within five minutes", "starts the alert", "a red", "other way", "focal person", "round", "shows why"),
        *("until a caseworker has chosen the way", "that you are worried"),
    ),
    "A outage": ("volunteers", "child protection focal point", "paused for that camp", "over and over"),
    "B other_person": (
        *("neutral hello", "name under which we ring", "ask for the child", "name the agency, protection or a case"),
        *("ring again", "wrong number", "errand", "15 seconds", "man, a woman or a child", "twice in a row"),
        *("safe adult", "confirm nothing", "angry", "t10"),
    ),
    "C overheard": (
        *("harmless topic at once", "closed questions", "brief", "stop word", "end as if", "not private"),
        *("safety, feelings and care do not count", "the same day"),
    ),
    "D not_now": (
        *(
            "do not go on",
            "missed call",
            "text of one digit",
            "through the safe adult",
            "safe space",
            "another hour",
            "enter",
        ),
        *("two such moments", "visit", "another safe adult"),
    ),
    "E high": (
        *(
            "first ring at the agreed time",
            "after a pause",
            "next window",
            "safe adult or the focal person the same day",
        ),
        *("own eyes", "child protection focal point", "treat it as a red", "supervisor knows the same day"),
    ),
    "E medium": ("another window", "volunteer", "round", "supervisor"),
    "E low": ("over more days", "volunteer", "supervisor"),
    "E number_dead": (
        "number as lost",
        "volunteer",
        "child protection focal point",
        "many numbers",
        "sim",
        "supervisor",
    ),
    "E long_unreachable": (
        *("child protection focal point", "relatives if the family agreed", "services", "believed to have left"),
        *("supervisor alone", "missing child is held", "working group"),
    ),
    "F monitored": ("too short", "echo", "breathes", "pass on words", "not private", "end early", "another way"),
    "G hand_over": ("overwhelms", "cannot be fair", "back-up", "no shame", "supervisor the same day"),
}
"""Each way through a moment that did not go to plan, by the letter of its protocol and its own id."""

NO_ANSWER_NEVERS: Words = (
    "twice in one window",
    "in a day",
    "hide our number",
    "mailbox",
    "text",
    "outside the safe window",
)

DISCLOSURE: tuple[Words, ...] = (
    ("calm",),
    ("listen",),
    ("believe",),
    ("words that the child uses", "do not question"),
    ("safe now", "who is near", "where is the person", "child hurt", "doctor"),
    ("nothing wrong",),
    ("honestly", "to whom"),
    ("what the child wants",),
    ("in hours and not in days",),
    ("words of the child within the hour",),
)
DISCLOSURE_NEVERS: Words = ("why", "closely", "secret", "tell the caregiver, if")
BY_VOLUNTEER: Words = ("listen", "thank", "safe", "call the caseworker")

SUICIDE: tuple[Words, ...] = (
    ("plainly", "thoughts", "plan", "within reach", "tried before", "alone", "drugs or alcohol"),
    (
        *("intend", "plan or the means", "have tried", "keep talking", "second line", "do not hang up", "safe adult"),
        *("taken away", "t4", "alert", "same day", "until others have taken over"),
    ),
    (
        "not close",
        "worth it",
        "people",
        "make a plan to stay safe",
        "go through the steps of the plan",
        "mental health support within 24",
        "again within 24",
        "every day",
    ),
    ("cannot keep", "only if that is safe", "a say"),
    ("next", "by day and hour"),
)
SUICIDE_NEVERS: Words = ("argue", "shame", "preach", "promise", "alone", "without a next contact")

REMINDERS: Mapping[str, Words] = {
    "N6": ("ask for the child", "who we are or why", "right person"),
    "N7": ("somebody listens", "uneasy", "stop word", "end now"),
    "N10": ("loudspeaker", "hearing", "screen"),
    "N13": ("child interprets", "feared"),
    "N14": ("no details", "never why"),
    "N15": ("secrecy, money, goods, move or outcome", "presents"),
    "N16": ("what another one has said",),
    "N17": ("confront, warn or mediate",),
    "N48": ("not the decision", "you and your supervisor decide"),
}
