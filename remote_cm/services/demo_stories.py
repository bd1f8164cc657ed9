"""The twenty kinds of family that each caseworker of the demo has.

What happened is told in colours only; what the rule makes of them is not written down here.
"""

from remote_cm.domain.vocabulary import AgeBand, RiskLevel
from remote_cm.services.demo_story import Family, Leaves, Story, told

CASES_EACH = 20

_A, _B, _C, _D = AgeBand
_LOW, _MEDIUM, _HIGH = RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH
_THREAT = "A neighbour has made threats since the quarrel about the water point."


_SMALL_CASELOAD = (
    Story(
        Family(_C, 0, 60, floor=_MEDIUM, has_own_phone=True),
        *(_HIGH, _MEDIUM, -3, 96, ((-4, 5),)),
        told("33 unwell, 27 unwell, 19 good, 13 unwell, 6 reds, 3 good, 0 good"),
    ),
    Story(
        Family(_B, 1, 50),
        *(_MEDIUM, _MEDIUM, -21, 96, ((-2, 3),)),
        told(
            "35 unwell, 32 good, 29 unwell, 26 unwell, 23 worn, 20 worn, 15 unwell, 12 unwell, 9 good, 3 unwell, 0 good"
        ),
    ),
    Story(
        Family(_D, 0, 20, has_own_phone=True),
        *(_LOW, _LOW, 4, 168, ((-1, 4),)),
        told("12 good, 6 hungry, 0 good"),
        for_today=True,
    ),
    Story(
        Family(_A, 1, 37),
        *(_MEDIUM, _MEDIUM, 4, 96, ((1, 4),)),
        told("28 unwell, 25 low, 22 unwell, 19 unwell, 16 good, 11 uneasy, 9 unwell, 6 low, 3 unwell, 0 short"),
        for_today=True,
    ),
    Story(
        Family(_B, 0, 46, language="bn"),
        *(_LOW, _LOW, 150, 336, ((9, 12),)),
        told("26 good, 13 idle, 0 good"),
        is_by_clock=True,
    ),
    Story(
        Family(_D, 1, 55, has_own_phone=True, is_caregiver_feared=True, has_self_harm_history=True),
        *(_HIGH, _MEDIUM, 40, 96, ((6, 22),)),
        told(
            "34 low, 31 uneasy, 28 low, 25 low, 22 uneasy, 19 low, "
            "16 uneasy, 13 low, 9 strained, 6 strained, 3 strained, 0 good"
        ),
        is_by_clock=True,
    ),
    Story(
        Family(_C, 0, 64),
        *(_MEDIUM, _MEDIUM, 4, 168, ((-3, 4),)),
        told("32 unwell, 26 good, 18 unwell, 12 low, 6 unwell, 0 good"),
        for_today=True,
    ),
    Story(
        Family(_A, 1, 73),
        *(_LOW, _LOW, 75, 96, ((-2, 3),)),
        told(
            "34 good, 31 good, 28 hungry, 25 good, 22 good, 19 hungry, 14 good, 11 good, 9 good, 6 idle, 3 good, 0 good"
        ),
    ),
    Story(
        Family(_D, 0, 82, is_reviewed=True, has_own_phone=True),
        *(_MEDIUM, _MEDIUM, 5, 168, ((2, 5),)),
        told("32 good, 26 uneasy, 20 unwell, 12 good, 6 uneasy, 0 good"),
        for_today=True,
    ),
    Story(
        Family(_B, 1, 91, is_reviewed=True),
        *(_LOW, _LOW, 62, 96, ((15, 18),)),
        told("31 good, 28 idle, 25 good, 22 good, 19 good, 16 idle, 13 good, 8 good, 6 hungry, 3 good, 0 good"),
        is_by_clock=True,
    ),
)
"""Ten kinds that make a day by themselves."""

_WHAT_A_FULL_ONE_BRINGS = (
    Story(
        Family(_C, 2, 48),
        *(_HIGH, _MEDIUM, 5, 96, ((-3, -1), (2, 5))),
        told("30 unwell, 24 good, 18 unwell, 12 low, 6 strained, 3 reds, 0 good"),
        for_today=True,
        leaves=Leaves.SILENCE,
    ),
    Story(
        Family(_D, 4, 58, tags=("separation_threat",)),
        *(_MEDIUM, _MEDIUM, 30, 72, ((3, 7),)),
        told("32 unwell, 26 worn, 20 good, 12 uneasy, 6 unwell, 0 worn"),
        leaves=Leaves.WORRY,
    ),
    Story(
        Family(_C, 2, 44, is_reviewed=True),
        *(_LOW, _LOW, 30, 336, ((3, 7),)),
        told("26 good, 13 idle, 0 good"),
        leaves=Leaves.SILENCE,
    ),
    Story(
        Family(_B, 4, 66, has_disability=True),
        *(_MEDIUM, _MEDIUM, 52, 72, ((9, 19),)),
        told("32 unwell, 26 good, 18 unwell, 12 good, 6 unwell, 0 shorter"),
        is_by_clock=True,
    ),
    Story(
        Family(_C, 2, 70, is_reviewed=True, language="bn"),
        *(_MEDIUM, _LOW, 26, 72, ((0, 4),)),
        told("35 good, 22 hungry, 9 good, 0 unwell"),
        leaves=Leaves.WORRY,
    ),
    Story(
        Family(_C, 0, 77),
        *(_MEDIUM, _MEDIUM, 100, 168, ((8, 20),)),
        told("32 uneasy, 26 unwell, 20 good, 14 unwell, 8 good, 0 good"),
        is_by_clock=True,
        leaves=Leaves.STEP_DOWN,
    ),
    Story(
        Family(_C, 4, 88, is_reviewed=True, tags=("after_reunification",), language="en"),
        *(_LOW, _LOW, 200, 336, ((10, 17),)),
        told("26 hungry, 13 good, 0 good"),
        is_by_clock=True,
    ),
    Story(
        Family(_D, 0, 69, has_own_phone=True, known_threat=_THREAT, tags=("violence_threat",)),
        *(_MEDIUM, _MEDIUM, 120, 168, ((13, 20),)),
        told("32 uneasy, 26 good, 18 uneasy, 12 uneasy, 6 uneasy, 0 good"),
        is_by_clock=True,
    ),
    Story(
        Family(_B, 3, 52),
        *(_HIGH, _MEDIUM, 58, 96, ((7, 21),)),
        told(
            "34 unwell, 31 uneasy, 28 unwell, 25 unwell, 22 uneasy, 19 low, "
            "16 unwell, 12 unwell, 9 low, 6 strained, 3 reds, 0 good"
        ),
        is_by_clock=True,
    ),
    Story(
        Family(_C, 2, 3),
        *(_MEDIUM, _MEDIUM, 0, 0, ((-1, 4),)),
        told(""),
        leaves=Leaves.FIRST_CALL,
    ),
)

STORIES = (*_SMALL_CASELOAD, *_WHAT_A_FULL_ONE_BRINGS)
"""Every kind, by its place in a caseload."""

JUST_RED_PLACE = 18
JUST_RED = Story(
    Family(_B, 3, 52),
    *(_HIGH, _MEDIUM, 3, 24, ((1, 5),)),
    told("20 unwell, 17 uneasy, 14 low, 11 unwell, 6 strained, 3 strained, 0 unsafe"),
    leaves=Leaves.RED,
)
"""Stands in for the kind of this place where something red was heard yesterday."""
