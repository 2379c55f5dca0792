"""Home: what each role sees first."""
