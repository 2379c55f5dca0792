"""The kernel: what every slice and every plug-in stands on, and nothing that knows a slice."""
