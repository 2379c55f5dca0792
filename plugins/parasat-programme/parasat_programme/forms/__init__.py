"""The forms of the programme, cut by what they are about."""
