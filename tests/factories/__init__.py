"""Small builders for tests: a network with two schools, their people, rubrics and works, and who visits them."""
