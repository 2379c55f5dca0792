"""The arithmetic of the programme, pure: sharing out places in electives, and the weekly load."""
