"""Which of the things that Twilio lists is the one whose answer was lost."""

from collections.abc import Iterable

from remote_cm.ports import IsAnother


def oldest_not_another(newest_first: Iterable[str], is_another: IsAnother) -> str | None:
    """The oldest id, of those that Twilio lists with the newest first, that is not known to be of something else."""
    return next((one for one in reversed(list(newest_first)) if not is_another(one)), None)
