"""One text beside what is known of its sender: where a PIN ends, which alias is named, what must be locked away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from remote_cm.domain.alias_places import SendersAliases
from remote_cm.domain.danger_digits import DigitText
from remote_cm.domain.message_commands import TAKES_HOUR, CommandWords
from remote_cm.domain.message_text import MessageText, Token, lay_out
from remote_cm.domain.sms_vocabulary import GrammarPolicy


@dataclass(frozen=True)
class OpenQuestion:
    """A question that this sender has not answered yet, and the digits that it named as its answers, if any."""

    yes_digit: str | None
    no_digit: str | None


@dataclass(frozen=True)
class SenderContext:
    """What is known of the volunteer who sent a text.

    ``aliases`` are the sender's own, in stored form. ``language`` is the one they are registered with. ``pin_fits``
    says whether four digits are the sender's PIN, and is asked once whenever a text begins with so many, danger or not;
    None means that nobody else uses the phone.
    """

    aliases: frozenset[str]
    language: str | None
    pin_fits: Callable[[str], bool] | None
    open_question: OpenQuestion | None


@dataclass(frozen=True)
class SentText:
    """A text from one sender, ready to be read."""

    raw: str
    sender: SenderContext
    commands: CommandWords
    policy: GrammarPolicy

    @cached_property
    def text(self) -> MessageText:
        """The text laid out."""
        return lay_out(self.raw)

    @cached_property
    def aliases(self) -> SendersAliases:
        """The sender's own aliases, in each form."""
        return SendersAliases(self.sender.aliases)

    @cached_property
    def has_right_pin(self) -> bool:
        """True when the text begins with the PIN that the sender of a shared phone must give."""
        fits = self.sender.pin_fits
        if fits is None or not self._begins_like_pin:
            return False
        return fits(self.text.tokens[0].spelled[: self.policy.pin_digits])

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The sender's own words: on a shared phone without what stands in the place of the PIN, right or wrong."""
        is_shared = self.sender.pin_fits is not None
        return self._behind_pin if is_shared and self._begins_like_pin else self.text.tokens

    @cached_property
    def digit_texts(self) -> tuple[DigitText, ...]:
        """The text as its digits may be meant: behind a right PIN only, else whole and behind what looks like one."""
        behind = self._digit_text(self._behind_pin, None)
        if self.has_right_pin:
            return (behind,)
        before = len(self.text.tokens) - len(behind.tokens)
        whole = self._digit_text(self.text.tokens, None if behind.hour_index is None else before + behind.hour_index)
        return (whole, behind) if self._begins_like_pin and whole.hour_index != 1 else (whole,)

    @cached_property
    def named_aliases(self) -> frozenset[str | None]:
        """Every alias that stands in the text; None stands for one that is not the sender's."""
        return frozenset(place.alias for place in self.aliases.places(self.tokens))

    @property
    def alias(self) -> str | None:
        """The one alias of the sender's own that the text names; None with none or with two."""
        own = [alias for alias in self.named_aliases if alias is not None]
        return own[0] if len(own) == 1 else None

    @property
    def asks_menu(self) -> bool:
        """True for a question mark with nothing beside it but a right PIN."""
        return self.text.has_question_mark and not self.tokens

    @property
    def is_story(self) -> bool:
        """True for more letters than a command needs (SMS vocabulary §5.1.10)."""
        return self.text.letters > self.policy.story_letters

    def has_long_number(self, tokens: Sequence[Token]) -> bool:
        """True when digits among these tokens look like somebody's number, also when sent in groups."""
        groups = groupby(tokens, key=self._may_be_part_of_number)
        longest = max((sum(len(token.spelled) for token in group) for is_part, group in groups if is_part), default=0)
        return longest >= self.policy.long_number_digits

    def _may_be_part_of_number(self, token: Token) -> bool:
        return token.is_number and len(token.spelled) > 1 and self.aliases.own(token.spelled) is None

    @property
    def _begins_like_pin(self) -> bool:
        tokens = self.text.tokens
        return bool(tokens) and tokens[0].is_number and len(tokens[0].spelled) >= self.policy.pin_digits

    @cached_property
    def _behind_pin(self) -> tuple[Token, ...]:
        """What follows the digits of a PIN; only on a shared phone may it be glued to them."""
        tokens, size = self.text.tokens, self.policy.pin_digits
        if not self._begins_like_pin:
            return ()
        glued = tokens[0].spelled[size:]
        if not glued:
            return tokens[1:]
        return (Token(glued, glued, True, True), *tokens[1:]) if self.sender.pin_fits is not None else ()

    def _digit_text(self, tokens: Sequence[Token], hour_behind_pin: int | None) -> DigitText:
        spelled_out = self.commands.command_at(tokens, 0)
        hour_words = spelled_out[2] if spelled_out is not None and spelled_out[0] in TAKES_HOUR else 0
        return DigitText(tokens, self.aliases, hour_words, hour_behind_pin)
