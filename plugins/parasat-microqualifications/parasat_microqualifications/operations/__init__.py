"""Changes: the catalogue laid down, students enrolled, evidence brought and assessed, credentials issued and revoked."""
