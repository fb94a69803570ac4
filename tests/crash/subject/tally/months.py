"""Months of the calendar."""

LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year):
    """Whether February of the year has a 29th day."""
    return year % 4 == 0


def days_in_month(year, month):
    """Days of a month; January is 1."""
    extra = 1 if month == 2 and is_leap(year) else 0
    return LENGTHS[month - 1] + extra
