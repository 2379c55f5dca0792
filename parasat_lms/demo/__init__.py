"""The demonstration network: two schools with real content, built in a file of its own."""
