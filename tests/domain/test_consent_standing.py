"""What stands of each item: the newest word of everybody whose word counts, and the firmer no of two."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.consent import ConsentItem
from remote_cm.domain.consent_standing import ItemStanding, ItemState, WordGiven, WordTakenBack, stand_of_items
from remote_cm.domain.vocabulary import Track

CARER, CHILD = Track.CAREGIVER, Track.CHILD
TEXT, SHARE, WHOLE = ConsentItem.BY_TEXT, ConsentItem.SHARE_FOR_SERVICES, ConsentItem.TAKE_PART
NOON = datetime(2026, 11, 2, 6, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def yes(track: Track = CHILD, at: datetime = NOON, until: date | None = None, **said: bool) -> WordGiven:
    """A yes to everything but what is named with False."""
    return WordGiven(track, at, {item: said.get(item.value, True) for item in ConsentItem}, until)


def no(*items: ConsentItem, at: datetime = NOON + timedelta(days=1)) -> WordTakenBack:
    return WordTakenBack(at, frozenset(items))


def stand(
    item: ConsentItem,
    given: list[WordGiven],
    taken: tuple[WordTakenBack, ...] = (),
    needed: tuple[Track, ...] = (CHILD,),
) -> ItemStanding:
    return {one.item: one for one in stand_of_items(given, taken, needed, TODAY)}[item]


@pytest.mark.requirement("CALL-12")
def test_each_item_stands_by_itself() -> None:
    given = [yes(by_text=False)]
    assert stand(TEXT, given) == ItemStanding(TEXT, ItemState.DECLINED, NOON)
    assert stand(SHARE, given) == ItemStanding(SHARE, ItemState.AGREED, NOON)


def test_nobody_asked_is_no_yes() -> None:
    assert stand(SHARE, []).state is ItemState.NOT_ASKED
    assert stand(SHARE, [yes(CARER)], needed=(CARER, CHILD)).state is ItemState.NOT_ASKED


@pytest.mark.requirement("CALL-14")
def test_where_two_are_needed_the_firmer_no_stands() -> None:
    assert (
        stand(SHARE, [yes(CARER, share_for_services=False), yes()], needed=(CARER, CHILD)).state is ItemState.DECLINED
    )
    assert stand(SHARE, [yes(CARER), yes()], needed=(CARER, CHILD)).state is ItemState.AGREED
    assert stand(SHARE, [yes(CARER, share_for_services=False), yes()]).state is ItemState.AGREED


@pytest.mark.requirement("CALL-19")
def test_a_yes_holds_up_to_and_including_its_last_day() -> None:
    assert stand(SHARE, [yes(until=TODAY)]).state is ItemState.AGREED
    assert stand(SHARE, [yes(until=TODAY - timedelta(days=1))]).state is ItemState.ENDED


def test_the_newest_word_of_a_listener_counts_in_whatever_order_they_are_read() -> None:
    later = yes(at=NOON + timedelta(hours=1), share_for_services=False)
    for order in ([yes(), later], [later, yes()]):
        assert stand(SHARE, order).state is ItemState.DECLINED


def test_what_is_taken_back_is_gone_until_a_later_yes() -> None:
    taken = (no(TEXT),)
    assert stand(TEXT, [yes()], taken) == ItemStanding(TEXT, ItemState.WITHDRAWN, taken[0].at)
    assert stand(SHARE, [yes()], taken).state is ItemState.AGREED
    assert stand(TEXT, [yes(at=taken[0].at)], taken).state is ItemState.WITHDRAWN
    assert stand(TEXT, [yes(at=taken[0].at + timedelta(seconds=1))], taken).state is ItemState.AGREED


def test_taking_part_taken_back_takes_everything_back() -> None:
    states = {one.state for one in stand_of_items([yes(CARER), yes()], [no(WHOLE)], [CARER, CHILD], TODAY)}
    assert states == {ItemState.WITHDRAWN}


def test_after_a_no_a_yes_of_one_alone_is_not_enough_where_two_are_needed() -> None:
    taken = (no(WHOLE),)
    again = yes(at=taken[0].at + timedelta(days=1))
    assert stand(SHARE, [yes(CARER), yes(), again], taken, (CARER, CHILD)).state is ItemState.WITHDRAWN


_moments = st.integers(0, 40).map(lambda days: NOON + timedelta(days=days))
_words = st.builds(
    WordGiven,
    st.sampled_from(Track),
    _moments,
    st.dictionaries(st.sampled_from(ConsentItem), st.booleans()),
    st.none() | st.dates(date(2026, 11, 1), date(2026, 12, 31)),
)
_noes = st.builds(WordTakenBack, _moments, st.frozensets(st.sampled_from(ConsentItem), min_size=1))


@given(st.lists(_words, max_size=6), st.lists(_noes, max_size=4), st.sets(st.sampled_from(Track), min_size=1), _noes)
def test_one_no_more_never_opens_anything(
    given: list[WordGiven], taken: list[WordTakenBack], needed: set[Track], more: WordTakenBack
) -> None:
    before = stand_of_items(given, taken, needed, TODAY)
    after = stand_of_items(given, [*taken, more], needed, TODAY)
    opened = [
        two.item
        for one, two in zip(before, after, strict=True)
        if two.state is ItemState.AGREED and one.state is not ItemState.AGREED
    ]
    assert opened == []
