"""Files that people hand over: looked into, made anew, kept in storage beside the database, given out with care.

`kinds` says what is taken, `looking` decides by the content what a file is and refuses what could do harm (`pictures`,
`pdf`, `office`, `audio`), `names` cleans names, `storage` is where the bytes lie, `kept` ties bytes and rows together,
`sending` gives them out. A row never speaks of bytes that are not there; bytes without a row go when the transaction
fails, and what a killed process leaves behind goes with `parasat files sweep`.
"""

from parasat_lms.core.files.kept import (
    StoredFile,
    drop_file,
    give_up_files_of,
    keep_file,
    keep_picture,
    storage,
    sweep,
)
from parasat_lms.core.files.kinds import KIND_NAMES, FileKind, accepted
from parasat_lms.core.files.looking import MEGABYTE, Received, receive
from parasat_lms.core.files.pictures import MOST_BYTES, Picture, read_picture
from parasat_lms.core.files.sending import (
    init_app,
    largest_file,
    send_file,
    send_kept,
    send_picture,
    takes_files,
    takes_many_files,
)
from parasat_lms.core.files.storage import LocalFolder, Storage, storage_of

__all__ = [
    "KIND_NAMES",
    "MEGABYTE",
    "MOST_BYTES",
    "FileKind",
    "LocalFolder",
    "Picture",
    "Received",
    "Storage",
    "StoredFile",
    "accepted",
    "drop_file",
    "give_up_files_of",
    "init_app",
    "keep_file",
    "keep_picture",
    "largest_file",
    "read_picture",
    "receive",
    "send_file",
    "send_kept",
    "send_picture",
    "storage",
    "storage_of",
    "sweep",
    "takes_files",
    "takes_many_files",
]
