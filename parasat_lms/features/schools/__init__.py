"""Schools: networks, years and terms, languages, plug-ins switched on, the rule book."""
