"""Amounts of money, in whole cents."""


def split_evenly(cents, people):
    """The share of each person, as a list; shares are whole cents."""
    return [cents // people] * people


def format_cents(cents):
    """An amount with its sign and two decimals."""
    sign = "-" if cents < 0 else ""
    return "%s%d.%02d" % (sign, abs(cents) // 100, abs(cents) % 100)
