"""Files that people hand over: looked into, made anew, kept in storage beside the database, given out with care.

`storage` is where the bytes lie, `pictures` looks into what arrives, `kept` ties bytes and rows together, `sending`
gives them out. A row never speaks of bytes that are not there; bytes without a row go when the transaction fails, and
what a killed process leaves behind goes with `parasat files sweep`.
"""

from parasat_lms.core.files.kept import StoredFile, drop_file, give_up_files_of, keep_picture, sweep
from parasat_lms.core.files.pictures import MOST_BYTES, Picture, read_picture
from parasat_lms.core.files.sending import init_app, send_picture, takes_files
from parasat_lms.core.files.storage import LocalFolder, Storage, storage_of

__all__ = [
    "MOST_BYTES",
    "LocalFolder",
    "Picture",
    "Storage",
    "StoredFile",
    "drop_file",
    "give_up_files_of",
    "init_app",
    "keep_picture",
    "read_picture",
    "send_picture",
    "storage_of",
    "sweep",
    "takes_files",
]
