"""Bills that several people share."""

from tally.amounts import split_evenly
from tally.months import days_in_month


def shares(bill, people):
    """What each person owes of a bill, by name."""
    return dict(zip(people, split_evenly(bill, len(people))))


def rent_for_days(rent, year, month, days):
    """The part of a month's rent that falls on some of its days, rounded down."""
    return rent * days // days_in_month(year, month)
