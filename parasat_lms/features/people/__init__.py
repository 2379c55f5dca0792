"""People: accounts, memberships and roles, families, classes, sign-in."""
