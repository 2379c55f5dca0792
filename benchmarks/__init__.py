"""How fast the pages are, how many statements they need and what they weigh: `python -m benchmarks`."""
