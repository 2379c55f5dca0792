"""The comment bank: comments that teachers keep for themselves or share, each fitting somewhere in marking."""
