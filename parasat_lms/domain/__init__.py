"""The pure domain of Parasat LMS: what the network's rules say, written as arithmetic.

No IO and the standard library only: nothing here reads a clock, a file, a database, a request or a setting,
and nothing here imports any other part of the project. What a rule needs (a date, a grade, the rule book
itself) is handed in, so every figure can be recomputed years later and redone by hand.

Numbers are ``Decimal`` outside and exact ``Fraction`` inside; rounding happens once, at the end, half up,
and is always named. "Not assessed yet" is ``None`` and never zero.

The rooms: ``localized`` (a text in Kazakh, Russian and English) · ``names`` (sorting and finding Kazakh
names) · ``rubrics`` (a rubric's choices become a subject score and evidence) · ``attributes`` (evidence
becomes the level of a graduate attribute) · ``rule_book`` (dated rules and the mark) · ``gpa`` (grade point
averages) · ``branding`` (a school's theme and its contrast) · ``rounding`` (half up) · ``permissions`` (who
may do what).
"""
