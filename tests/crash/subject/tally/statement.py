"""What everybody owes, as text."""

from tally.amounts import format_cents
from tally.bills import shares
from tally.table import table


def statement(bills, people):
    """One line for each person: the name and the sum of all shares."""
    owed = {name: 0 for name in people}
    for bill in bills:
        for name, share in shares(bill, people).items():
            owed[name] += share
    return table([(name, format_cents(cents)) for name, cents in owed.items()])
