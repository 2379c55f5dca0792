"""Changes: students enrol and bring evidence, assessors decide, credentials are issued and revoked."""
