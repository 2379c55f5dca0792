"""Reads: the catalogue, enrolments with their evidence, credentials and what stands behind them."""
