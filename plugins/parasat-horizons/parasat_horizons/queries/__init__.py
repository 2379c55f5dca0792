"""Reads: clubs and who is in them, attendance, contests, portfolios, and the sums of them."""
