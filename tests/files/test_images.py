"""Images made anew: what remains, what goes, what is refused. Each runs a real worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from teahouse.files import image_worker
from teahouse.files.images import Made
from teahouse.model.file_errors import BadImageError
from tests.files import samples
from tests.files.bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
async def test_an_image_stays_what_it_is(bench: Bench, form: str) -> None:
    made = await bench.make(f"image/{form.lower()}", samples.image(form))
    assert made == Made(form, 64, 48, False)
    assert made.type == f"image/{form.lower()}"
    with bench.shown() as shown:
        assert (shown.format, shown.size) == (form, (64, 48))


async def test_avif_becomes_webp(bench: Bench) -> None:
    made = await bench.make("image/avif", samples.image("AVIF"))
    assert (made.format, made.type) == ("WEBP", "image/webp")
    with bench.shown() as shown:
        assert (shown.format, shown.size) == ("WEBP", (64, 48))


async def test_a_photo_is_turned_and_tells_nothing_of_its_maker(bench: Bench) -> None:
    photo = samples.turned_photo()
    assert samples.GPS_MARK in photo
    made = await bench.make("image/jpeg", photo)
    assert (made.width, made.height) == (40, 60)
    assert samples.GPS_MARK not in bench.target.read_bytes()
    with bench.shown() as shown:
        assert not shown.getexif()
        assert not {"exif", "comment", "icc_profile", "xmp"} & shown.info.keys()
        top, bottom = shown.getpixel((20, 5)), shown.getpixel((20, 55))
        assert isinstance(top, tuple)
        assert isinstance(bottom, tuple)
        assert top[0] > 200 > 100 > top[2]
        assert bottom[2] > 200 > 100 > bottom[0]


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
async def test_texts_hidden_in_other_formats_go_too(bench: Bench, form: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = samples.GPS_MARK.decode()
    content = samples.image(form, exif=exif, xmp=samples.GPS_MARK) + samples.GPS_MARK
    await bench.make(f"image/{form.lower()}", content)
    assert samples.GPS_MARK not in bench.target.read_bytes()


async def test_what_hangs_behind_an_image_is_gone(bench: Bench) -> None:
    program = samples.archive("META-INF/MANIFEST.MF")
    await bench.make("image/gif", samples.image("GIF") + program + b"<script>alert(1)</script>")
    kept = bench.target.read_bytes()
    assert b"PK" not in kept
    assert b"<script" not in kept


@pytest.mark.parametrize("form", ["GIF", "WEBP"])
async def test_what_moves_goes_on_moving(bench: Bench, form: str) -> None:
    made = await bench.make(f"image/{form.lower()}", samples.moving(form))
    assert made == Made(form, 40, 30, True)
    with bench.shown() as shown:
        assert getattr(shown, "n_frames", 1) == 5
        durations = []
        for number in range(5):
            shown.seek(number)
            shown.load()
            durations.append(shown.info["duration"])
        assert durations == [50, 60, 70, 80, 90]
        assert shown.info["loop"] == 3
    with Image.open(bench.preview) as still:
        assert (still.format, getattr(still, "n_frames", 1)) == ("WEBP", 1)


async def test_a_clear_animation_leaves_no_trails(bench: Bench) -> None:
    frames = [Image.new("RGBA", (20, 20)) for _ in range(3)]
    for number, frame in enumerate(frames):
        frame.paste((255, 0, 0, 255), (6 * number, 0, 6 * number + 6, 20))
    content = samples.saved(
        frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50, disposal=2
    )
    await bench.make("image/gif", content)
    with bench.shown() as shown:
        shown.seek(2)
        last = shown.convert("RGBA")
        assert last.getpixel((1, 1))[3] == 0  # type: ignore[index]
        assert last.getpixel((14, 1)) == (255, 0, 0, 255)


async def test_an_endless_animation_is_cut_off(bench: Bench) -> None:
    made = await bench.make("image/gif", samples.moving("GIF", frames=image_worker.FRAMES + 20, size=(8, 8)))
    assert made.preview
    with bench.shown() as shown:
        assert getattr(shown, "n_frames", 1) == image_worker.FRAMES


@pytest.mark.parametrize(
    ("mode", "form"),
    [
        *(("1", "PNG"), ("L", "PNG"), ("LA", "PNG"), ("P", "PNG"), ("RGBA", "PNG"), ("I;16", "PNG")),
        *(("L", "JPEG"), ("CMYK", "JPEG"), ("RGBA", "WEBP"), ("L", "GIF")),
    ],
)
async def test_every_kind_of_pixel(bench: Bench, mode: str, form: str) -> None:
    colours: dict[str, Any] = {"I;16": 40_000, "LA": (90, 120), "RGBA": (90, 20, 30, 120)}
    if mode in colours:
        content = samples.saved(Image.new(mode, (700, 30), colours[mode]), form)
    else:
        content = samples.image(form, (700, 30), mode)
    made = await bench.make(f"image/{form.lower()}", content)
    assert made == Made(form, 700, 30, True)
    with bench.shown() as shown, Image.open(bench.preview) as preview:
        shown.load()
        assert preview.size == (640, 27)
        if mode in ("LA", "RGBA"):
            assert "A" in shown.mode
            assert preview.mode == "RGBA"
        if mode == "I;16":
            assert shown.getpixel((0, 0)) == 40_000 // 257


async def test_colours_are_those_of_srgb(bench: Bench) -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    content = samples.saved(Image.new("RGB", (20, 20), (10, 200, 30)), "PNG", icc_profile=profile)
    await bench.make("image/png", content)
    broken = samples.saved(Image.new("RGB", (20, 20), (10, 200, 30)), "PNG", icc_profile=b"no profile")
    await bench.make("image/png", broken)
    with bench.shown() as shown:
        assert "icc_profile" not in shown.info
        assert shown.getpixel((1, 1)) == (10, 200, 30)


async def test_a_photo_gets_a_small_one_beside_it(bench: Bench) -> None:
    made = await bench.make("image/jpeg", samples.image("JPEG", (1500, 900)))
    assert made == Made("JPEG", 1500, 900, True)
    with Image.open(bench.preview) as preview:
        assert (preview.format, preview.size) == ("WEBP", (640, 384))
    assert bench.preview.stat().st_size < bench.target.stat().st_size


async def test_an_image_too_wide_for_webp_becomes_another(bench: Bench) -> None:
    made = await bench.make("image/avif", samples.image("AVIF", (16_400, 20), speed=10))
    assert made == Made("JPEG", 16_400, 20, True)


JPEG = samples.image("JPEG", (400, 300))


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image/png", samples.png_bomb()),
        ("image/png", samples.png_bomb(7_100)),
        ("image/jpeg", JPEG[: len(JPEG) // 2]),
        ("image/png", samples.image("PNG")[:60]),
        ("image/gif", samples.image("GIF")[:60]),
        ("image/webp", samples.image("WEBP")[:60]),
        ("image/avif", samples.image("AVIF")[:200]),
        ("image/gif", samples.moving("GIF", 5, (200, 100))[:500]),
        ("image/png", b"\x89PNG\r\n\x1a\n" + b"<script>alert(1)</script>" * 20),
        ("image/gif", b"GIF89a" + b"/*" + b"\xff" * 500),
        ("image/jpeg", b"\xff\xd8\xff\xe0"),
        # An image, but not of the kind that its first bytes say.
        ("image/png", JPEG),
    ],
)
async def test_what_cannot_be_read_or_is_too_large_is_refused(
    bench: Bench, kind: str, content: bytes
) -> None:
    with pytest.raises(BadImageError):
        await bench.make(kind, content)
