"""The rules: who may, how hours are counted, how a project moves, when a week is in balance."""
