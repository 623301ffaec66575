"""The parts of a zip file, read in memory."""

import io
import zipfile
import zlib

from knowledge.errors import Unreadable


def members(path: str, data: bytes) -> dict[str, bytes]:
    """Return the bytes of each part by its name. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(path, f"压缩包读不了（{error}）", f"cannot read the zip file ({error})") from error
