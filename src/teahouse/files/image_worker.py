"""Makes an image anew, in a process of its own; started by `images.py`. The server takes nothing
from here but the exit statuses, and never loads Pillow.

    python image_worker.py FORMAT SOURCE TARGET PREVIEW

What is written is made from pixels alone: no EXIF (the rotation it asks for is carried out),
no GPS, no comments, no colour profile (colours are converted to sRGB), nothing that was
hidden behind the image. One line of JSON on standard output tells what was made; exit
status 3 says that this is no image, or one that costs too much, 4 that the disk is full.

This file knows nothing of the package around it, so that it starts quickly.
"""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any, Final

UNREADABLE: Final = 3
DISK_FULL: Final = 4

PIXELS: Final = 50_000_000
"""The largest image, in width times height."""

FRAMES: Final = 500
ANIMATED_PIXELS: Final = 60_000_000
"""The frames of an animation up to which it is kept, and their pixels together; the rest is cut off."""

PREVIEW_SIDE: Final = 640
PREVIEW_FROM_BYTES: Final = 100_000
"""A smaller file within PREVIEW_SIDE that does not move is its own preview."""

MEMORY_BYTES: Final = 1_500_000_000
"""Of address space: an image of PIXELS, turned and encoded, takes about two thirds of it."""

CPU_SECONDS: Final = 25
FILE_BYTES: Final = 200_000_000

_PLUGINS: Final = {
    "PNG": "PngImagePlugin",
    "JPEG": "JpegImagePlugin",
    "GIF": "GifImagePlugin",
    "WEBP": "WebPImagePlugin",
    "AVIF": "AvifImagePlugin",
}
_QUALITY: Final = 88
_PREVIEW_QUALITY: Final = 78
_ANIMATED: Final = ("GIF", "WEBP")
_TARGETS: Final = {"PNG": "PNG", "JPEG": "JPEG", "GIF": "GIF", "WEBP": "WEBP", "AVIF": "WEBP"}
"""AVIF becomes WebP: encoding AVIF takes ten times as long."""


def main(arguments: list[str]) -> int:
    """The exit status."""
    form, source, target, preview = arguments
    _limit()
    for name in {form, "WEBP"}:
        import_module(f"PIL.{_PLUGINS[name]}")
    try:
        made = _make(form, source, target, preview)
    except Exception as problem:
        # Decoders raise anything on broken input. Only what the disk says is not the image's fault.
        if isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT):
            return DISK_FULL
        sys.stderr.write(f"{type(problem).__name__}: {problem}"[:300])
        return UNREADABLE
    json.dump(made, sys.stdout)
    return 0


def _limit() -> None:
    """Whatever a decoder is talked into, it ends here."""
    with suppress(OSError, AttributeError):
        os.nice(10)
    try:
        import resource
    except ImportError:
        return  # Windows has only the time limit of the parent.
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))


def _make(form: str, source: str, target: str, preview: str) -> dict[str, Any]:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = PIXELS
    # Only the decoder of the format that the bytes say: nothing else is tried on a stranger's file.
    with Image.open(source, formats=[form]) as image:
        width, height = image.size
        if width * height > PIXELS:
            raise ValueError("too many pixels")
        frames = _frames(image, form)
        written = _TARGETS[form]
        if frames > 1:
            _save_animation(image, frames, target, written)
            image.seek(0)
            still = _plain(image)
        else:
            still = _plain(image)
            written = _save(still, target, _TARGETS[form])
    small = max(still.size) <= PREVIEW_SIDE and os.stat(target).st_size <= PREVIEW_FROM_BYTES
    has_preview = frames > 1 or not small
    if has_preview:
        _save_preview(still, preview)
    return {
        "format": written,
        "width": still.width,
        "height": still.height,
        "preview": has_preview,
    }


def _frames(image: Any, form: str) -> int:
    if form not in _ANIMATED:
        return 1
    width, height = image.size
    frames = min(getattr(image, "n_frames", 1), FRAMES, ANIMATED_PIXELS // (width * height))
    return max(1, int(frames))


def _plain(image: Any) -> Any:
    """The pixels as they are to be seen, in sRGB, and nothing else."""
    from PIL import ImageOps

    image.load()
    profile = image.info.get("icc_profile")
    ImageOps.exif_transpose(image, in_place=True)
    turned = image
    if turned.mode.startswith("I") or turned.mode == "F":
        turned = _eight_bits(turned)
    if profile:
        turned = _in_srgb(turned, profile)
    if turned.mode not in ("1", "L", "LA", "P", "RGB", "RGBA"):
        turned = turned.convert("RGB")
    turned.info = {key: value for key, value in turned.info.items() if key == "transparency"}
    if hasattr(turned, "_exif"):
        turned._exif = None
    return turned


def _eight_bits(image: Any) -> Any:
    wide = image.convert("F")
    return wide.point(lambda value: value * (1 / 257)).convert("L")


def _in_srgb(image: Any, profile: bytes) -> Any:
    from PIL import ImageCms

    if image.mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return image
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        wanted = "RGBA" if image.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode=wanted)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # A profile that cannot be read, or is not for this kind of pixel.


def _save(image: Any, target: str, form: str) -> str:
    """The format that was written, for not every image fits into WebP."""
    if form == "WEBP":
        try:
            image.save(target, form, quality=_QUALITY, method=4)
            return form
        except ValueError:
            # More than 16,383 pixels wide, or too much detail for its first partition (RFC 9649 section 2.5).
            form = "PNG" if _is_clear(image) else "JPEG"
    if form == "JPEG":
        image = image if image.mode in ("L", "RGB") else image.convert("RGB")
        image.save(target, form, quality=_QUALITY, progressive=True, optimize=True)
    else:
        image.save(target, form)
    return form


def _save_animation(image: Any, frames: int, target: str, form: str) -> None:
    moving = list(_moving(image, frames))
    options: dict[str, Any] = {"duration": [frame.info.pop("duration", 0) for frame in moving]}
    if "loop" in image.info:
        options["loop"] = image.info["loop"]
    if form == "WEBP":
        options |= {"quality": 80, "method": 2}
    elif _is_clear(moving[0]):
        # Each frame is whole here: what was drawn before it must not shine through.
        options["disposal"] = 2
    moving[0].save(target, form, save_all=True, append_images=moving[1:], **options)


def _moving(image: Any, frames: int) -> Iterator[Any]:
    from PIL import GifImagePlugin

    # Frames that share a palette are not made colour images and then reduced again.
    GifImagePlugin.LOADING_STRATEGY = GifImagePlugin.LoadingStrategy.RGB_AFTER_DIFFERENT_PALETTE_ONLY
    for number in range(frames):
        image.seek(number)
        frame = image.copy()
        frame.info = {key: value for key, value in image.info.items() if key in ("transparency", "duration")}
        yield frame


def _is_clear(image: Any) -> bool:
    return "A" in image.mode or "transparency" in image.info


def _save_preview(image: Any, preview: str) -> None:
    from PIL import Image

    mode = "RGBA" if _is_clear(image) else "RGB"
    small = image.copy() if image.mode == mode else image.convert(mode)
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    small.info = {}
    small.save(preview, "WEBP", quality=_PREVIEW_QUALITY, method=4)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
