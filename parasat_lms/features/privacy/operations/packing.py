"""What is handed out together with files: one archive of the JSON and of everything that the person handed over."""

import json
import zipfile
from collections.abc import Iterable, Mapping
from typing import IO, Any

from flask import current_app

from parasat_lms.core.files import StoredFile, storage


def pack(held: Mapping[str, Any], files: Iterable[StoredFile], out: IO[bytes]) -> None:
    """Write a zip archive: `person.json`, and `files/` with each file under its id.

    The files stream through; a file that the storage has lost is left out and logged, because the rest is due.
    """
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("person.json", json.dumps(held, ensure_ascii=False, indent=2))
        for file in files:
            try:
                reading = storage().read(file.key)
            except FileNotFoundError:
                current_app.logger.error("the storage has lost the file %s", file.id)
                continue
            with archive.open(f"files/{file.id}.{file.ending}", "w", force_zip64=True) as entry:
                for portion in reading.portions:
                    entry.write(portion)
