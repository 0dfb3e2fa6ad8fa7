"""A large upload is not kept, whatever page it is sent to."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

LIMIT = settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def send(size: int) -> Any:
    """The file of a request, as a view gets it."""
    file = SimpleUploadedFile("gross.csv", b"x" * size, content_type="text/csv")
    return RequestFactory().post("/admin/login/", {"file": file}).FILES["file"]


class TestUploadedFile:
    @pytest.mark.parametrize("size", [1, LIMIT - 1, LIMIT])
    def test_is_whole_up_to_the_limit(self, size: int) -> None:
        file = send(size)

        assert (file.size, len(file.read()), file.name) == (size, size, "gross.csv")

    @pytest.mark.parametrize("size", [LIMIT + 1, 40 * LIMIT])
    def test_is_cut_beyond_it_and_says_so(self, size: int) -> None:
        file = send(size)

        assert (file.size, len(file.read())) == (size, LIMIT)

    def test_never_touches_the_disk(self, tmp_path: Path, settings: Any) -> None:
        settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)

        file = send(40 * LIMIT)

        assert not hasattr(file, "temporary_file_path")
        assert list(tmp_path.iterdir()) == []
