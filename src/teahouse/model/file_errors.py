"""Refusals of files; see `errors`."""

from __future__ import annotations

from teahouse.model.errors import BadInputError, NotFoundError


class FileTooLargeError(BadInputError):
    code = "file_too_large"
    status = 413
    text = "The file is larger than this server takes."


class FileRefusedError(BadInputError):
    code = "file_refused"
    status = 415
    text = "Programs are not taken, whatever they are called."


class BadImageError(BadInputError):
    code = "bad_image"
    status = 415
    text = "This is called an image and cannot be read as one, or it has too many pixels."


class QuotaFullError(BadInputError):
    code = "quota_full"
    status = 507
    text = "Your files take all the room that one person has."


class FilesFullError(BadInputError):
    code = "files_full"
    status = 507
    text = "The files of everybody take all the room that this server gives them."


class FileMissingError(NotFoundError):
    code = "file_not_found"
    text = "There is no such file."
