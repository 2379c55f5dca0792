"""Changes to personal data: a person erased, and what is past its time removed."""

from parasat_lms.features.privacy.operations.erasing import (
    erase_subject,
    forget_failures,
    hand_out,
)
from parasat_lms.features.privacy.operations.packing import pack
from parasat_lms.features.privacy.operations.retention import apply_retention

__all__ = ["apply_retention", "erase_subject", "forget_failures", "hand_out", "pack"]
