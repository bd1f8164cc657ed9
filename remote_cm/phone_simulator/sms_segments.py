"""How many parts a text is billed as: 160 GSM-7 characters, or 70 of any other script, fewer when joined."""

_GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("^{}\\[~]|€\f")


def count_segments(body: str) -> int:
    """The number of parts of ``body``; an empty text is one part."""
    if set(body) <= _GSM_BASIC | _GSM_EXTENDED:
        length, alone, joined = len(body) + sum(letter in _GSM_EXTENDED for letter in body), 160, 153
    else:
        length, alone, joined = len(body.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= alone else -(-length // joined)
