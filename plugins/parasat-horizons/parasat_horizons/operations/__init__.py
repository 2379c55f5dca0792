"""Changes: clubs opened, students signed up, attendance marked, contests recorded, works shown."""
