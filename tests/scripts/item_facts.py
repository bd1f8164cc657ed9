"""What the questions of the script must hold, item by item, counted by hand from section 2 of its source.

Each word stands for one fact and is looked for in the place where that fact belongs.
"""

from collections.abc import Mapping

Words = tuple[str, ...]

ASKED: Mapping[str, Mapping[str, Words]] = {
    "D1.1": {
        "caregiver ABCD": ("since our last talk", "home or outside", "fear for"),
        "child B": ("feel safe", "scares"),
        "child C": ("1 is not safe", "3 is safe", "home", "outside"),
        "child D": ("1 is not safe", "3 is safe", "home", "outside", "keep away from"),
    },
    "D1.2": {
        "caregiver ABCD": ("hard time", "will not listen", "hit", "threatened", "tied", "shut in"),
        "child B": ("does something wrong",),
        "child CD": ("hurt you", "scare you", "one another"),
    },
    "D1.3": {
        "caregiver BCD": ("behave towards",),
        "child B": ("secret",),
        "child CD": ("touching", "write", "pictures", "in return for food, money or help"),
    },
    "D1.4": {
        "caregiver ABCD": ("marriage", "journey", "work", "out at night", "did not come home"),
        "child B": ("do not know", "come along"),
        "child CD": ("work", "journey", "carry", "join a group"),
    },
    "D1.5": {
        "caregiver ABCD": ("closer", "the same", "further away"),
        "child BCD": ("closer", "the same", "further away"),
    },
    "D2.1": {
        "caregiver A": ("somebody else at home", "fever", "cough", "stool", "pain", "appetite", "baby drink and wake"),
        "caregiver BCD": ("somebody else at home", "injured", "fever", "cough", "stool", "pain", "appetite"),
        "child BCD": ("body", "hurt", "ill"),
    },
    "D2.2": {
        "caregiver ABCD": ("clinic", "medicines", "aids", "treatments"),
        "child B": ("clinic", "medicine"),
        "child CD": ("clinic", "medicine", "health worker by yourself"),
    },
    "D2.3": {
        "caregiver A": ("learned lately", "could do and now cannot"),
        "caregiver BCD": ("aid", "help"),
        "child BCD": ("aid", "helps you"),
    },
    "D2.4": {"child CD": ("private", "help with", "need not answer")},
    "D3.1": {
        "caregiver ABCD": ("mood", "quieter", "angrier", "tears", "side"),
        "child B": ("lovely", "was not", "sun, clouds, rain or storm"),
        "child CD": ("inside you", "1 is bad", "3 is good"),
    },
    "D3.2": {
        "caregiver ABCD": ("sleep", "eat", "nightmares", "wet bed that is new", "fights"),
        "child B": ("sleep", "bad dreams", "food"),
        "child CD": ("sleep", "food", "dream", "fights"),
    },
    "D3.3": {
        "caregiver BCD": ("dying", "hurt themself"),
        "child B": ("hurt themselves", "not to be here"),
        "child CD": ("some people", "hurting themselves", "not alive"),
    },
    "D3.4": {"caregiver ABCD": ("you yourself", "strength", "lends you a hand")},
    "D4.1": {
        "caregiver ABCD": ("taking care of", "come to live", "left"),
        "child B": ("makes the food", "sleeps there"),
        "child CD": ("looks after you", "content"),
    },
    "D4.2": {
        "caregiver ABCD": ("like doing with", "hardest"),
        "child B": ("laugh", "need somebody to help"),
        "child CD": ("laugh", "need help"),
    },
    "D4.3": {"caregiver ABCD": ("hospital or away", "who would take", "know it", "said yes")},
    "D5.1": {
        "caregiver ABCD": ("how often", "yesterday", "hungry at bedtime"),
        "child B": ("how many times", "yesterday"),
        "child CD": ("how often", "yesterday", "hungry"),
    },
    "D5.2": {
        "caregiver ABCD": ("water and soap", "roof", "sleep", "beside whom"),
        "child BCD": ("water and soap", "rain", "sleep", "beside you"),
    },
    "D5.3": {
        "caregiver ABCD": ("money and rations", "sell or borrow"),
        "child CD": ("enough", "sold or borrowed"),
    },
    "D6.1": {
        "caregiver A": ("play with", "joins in", "talks with"),
        "caregiver BCD": ("yesterday", "waking up", "learn"),
        "child BCD": ("yesterday", "waking up", "learn"),
    },
    "D6.2": {
        "caregiver ABCD": ("for money or for other people", "what kind", "how many hours", "heavy", "at night"),
        "child B": ("work for somebody", "get money", "what is it", "how long"),
        "child CD": ("for money or for other people", "what is it", "how many hours", "heavy", "at night"),
    },
    "D7.1": {
        "caregiver ABCD": ("stand by you",),
        "child BCD": ("tonight", "run", "ring"),
    },
    "D7.2": {
        "caregiver ABCD": ("been with this week", "mocks", "shuts you out"),
        "child BCD": ("this week", "bad names", "not let you join in"),
    },
    "D7.3": {
        "caregiver ABCD": ("[role]", "get hold of", "stay in your plan"),
        "child B": ("[role]", "go to them", "good that they help"),
        "child CD": ("[role]", "get to them", "in your plan"),
    },
    "D8.1": {
        "caregiver ABCD": ("[the agreed action]", "been done", "made it hard"),
        "child BCD": ("[the agreed action]", "did it happen", "in its way"),
    },
    "D8.2": {
        "caregiver ABCD": ("treated", "did not like"),
        "child CD": ("treat you", "did not like"),
    },
    "D8.3": {
        "caregiver ABCD": ("registration", "ration card", "birth papers", "police", "court"),
        "child CD": ("papers", "police", "court"),
    },
    "D8.4": {
        "caregiver ABCD": ("like it that i ring", "another day", "another way", "leave off", "not me"),
        "child BCD": ("good for you", "another day or way", "stop", "not me"),
    },
}
"""The words put by a caseworker to each listener: ``track bands`` of the child. No other listener is asked."""

CRITERIA: Mapping[str, tuple[Words, Words, Words]] = {
    "D1.1": (
        ("safe at home and outside", "nothing new", "voice is relaxed"),
        ("one place", "one person", "something small", "safe tonight"),
        ("to be at home", "somebody they", "new violence", "whispers", "cries", "silent", "prompts", "stop word"),
    ),
    "D1.2": (
        ("calm rules", "hit or threatened"),
        ("shouting", "insults", "slap", "quarrel", "how to do better"),
        (
            *("an injury", "burn", "choking", "with an object", "again and again", "tied", "locked in", "death"),
            *("thrown out", "violent to each other", "child is in between"),
        ),
    ),
    "D1.3": (
        ("knows whom to tell",),
        ("presents", "follows", "writing", "cannot say why"),
        (
            *(
                "sexual act or attempt",
                "pictures",
                "food, money or help in exchange",
                "forced",
                "planned for this month",
            ),
            *("staff", "volunteer", "partner"),
        ),
    ),
    "D1.4": (
        ("nothing",),
        ("only talk", "vague offer", "home late", "friends press"),
        (
            *("day is fixed", "money has been paid", "recruiter", "broker", "group", "missing now", "taken away"),
            *("police", "camp authorities"),
        ),
    ),
    "D1.5": (
        ("gone", "held back", "plan works"),
        ("unchanged", "in part"),
        ("closer", "contact was made", "plan failed", "is back", "released"),
    ),
    "D2.1": (
        ("well", "mild illness that gets better"),
        ("three days", "wound", "going round", "losing weight"),
        (
            *("drink or feed", "vomits everything", "fits", "unconscious", "hard to wake", "breathes fast", "effort"),
            *("blood in the stool", "burn", "bleeding", "poison", "injured by violence"),
        ),
    ),
    "D2.2": (
        ("got care", "needed none"),
        ("visit was missed", "less than seven days", "money or distance"),
        ("no medicine", "fits", "tb", "diabetes", "in an emergency"),
    ),
    "D2.3": (
        ("expected for this child",),
        ("slow", "worried", "aid is broken", "plays or responds less"),
        ("could do", "limp", "very thin", "help needed to eat, move or keep clean"),
    ),
    "D2.4": (
        ("nothing", "cared for"),
        ("in private", "pregnant and in care"),
        ("pregnant without care", "bleeding or pain", "sexual force", "120 hours"),
    ),
    "D3.1": (
        ("well on most days", "something good"),
        ("sad, worried or angry", "eats, plays and talks"),
        ("nearly every day", "speaking, playing or washing", "panics", "sees or hears", "without hope"),
    ),
    "D3.2": (
        ("as it always was",),
        ("a week or longer",),
        ("hardly sleeps", "hardly eats", "runs away", "animals", "other people", "themself", "drugs"),
    ),
    "D3.3": (
        ("no",),
        ("come and go", "without a plan", "somebody to turn to", "accepts help"),
        ("has a plan", "means at hand", "hurt themself", "tried to lately", "goodbye", "alone with these thoughts"),
    ),
    "D3.4": (
        ("bears up", "has help"),
        ("worn out", "low", "quick to anger", "asks for help"),
        ("no longer look after", "give up", "self-harm", "afraid of hurting the child"),
    ),
    "D4.1": (
        ("same person", "by day and by night"),
        ("another grown-up whom the child knows", "away a lot", "runs the home"),
        ("has left", "in hospital", "detained", "nobody safe", "falling apart", "nobody knows"),
    ),
    "D4.2": (
        ("moments of care", "listens"),
        ("hardly any time", "quarrel", "differently"),
        ("turns the child away", "wants to leave", "to take the child"),
    ),
    "D4.3": (
        ("has agreed",),
        ("not been asked",),
        ("has nobody, and is ill", "likely to leave"),
    ),
    "D5.1": (
        ("as many meals",),
        ("fewer meals", "ration is late", "one night"),
        ("a day or longer", "less than the others", "begs"),
    ),
    "D5.2": (
        ("enough", "safe place to sleep"),
        ("leaks", "not much water", "too many"),
        ("shelter is lost", "not safe", "nowhere safe to sleep", "latrine is not safe for girls at night"),
    ),
    "D5.3": (
        ("gets by",),
        ("owes more", "sold"),
        ("send the child away", "marry the child off", "work off what is owed"),
    ),
    "D6.1": (
        ("learns or plays on most days",),
        ("stopped going to a learning centre within the last month", "nothing to do", "alone for long"),
        ("from learning on purpose", "locked in", "chores for many hours"),
    ),
    "D6.2": (
        ("does not work", "less than 2 hours a day", "fit the age"),
        ("regularly", "learning or rest"),
        ("dangerous", "at night", "far from home", "debt without being paid", "street", "home of others", "smuggled"),
    ),
    "D7.1": (
        ("names a safe adult", "way to reach"),
        ("only other children", "far away", "not sure"),
        ("nobody", "the one who is feared"),
    ),
    "D7.2": (
        ("friendly company",),
        ("alone on most days", "teased", "marked out"),
        ("attacked", "chased away", "rumours", "marriage", "going back to a home with violence"),
    ),
    "D7.3": (
        ("knows the focal person", "can reach", "wants them"),
        ("not reach", "not sure"),
        ("is feared", "talked to others", "to do with the harm"),
    ),
    "D8.1": (
        ("done", "on the way"),
        ("late", "blocked", "no places left"),
        ("safety, health or shelter", "failed", "refused", "we ourselves did not"),
    ),
    "D8.2": (
        ("got the service", "fine"),
        ("did not get", "rude", "too far", "see or hear"),
        ("was harmed", "money, a favour or sex", "what was private"),
    ),
    "D8.3": (
        ("nothing new",),
        ("paper is missing", "needs advice"),
        ("detained", "removed", "relocated", "made to move"),
    ),
    "D8.4": (
        ("wants the calls",),
        ("wants something changed",),
        ("bring danger", "feared has noticed"),
    ),
}
"""The facts of each item at green, orange and red."""

NOTES: Mapping[str, Words] = {
    "D1.3": ("no details", "in front of anybody"),
    "D1.5": ("case plan", "only if it is safe"),
    "D2.4": ("12 to 14 only where it fits", "not press", "120 hours", "hiv", "health lead"),
    "D3.3": ("does not give a child the idea", "steps on suicide"),
    "D4.1": ("married girl is her spouse",),
    "D7.3": ("role", "out of the plan at once", "supervisor"),
    "D8.1": ("every open action", "done, not done or blocked"),
    "D8.3": ("papers only",),
    "D8.4": ("complain",),
}
"""What the one who asks is told beside the item."""
