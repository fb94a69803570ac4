"""Small sums for a shared household."""
