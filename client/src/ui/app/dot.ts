const SIZE = 64;
const DOT = 15;

/** The icon with a dot in the corner, as a data: address; null where it cannot be drawn. */
export async function dotOn(icon: string): Promise<string | null> {
  const canvas = document.createElement("canvas");
  canvas.width = SIZE;
  canvas.height = SIZE;
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  const image = new Image(SIZE, SIZE);
  image.src = icon;
  try {
    await image.decode();
    pen.drawImage(image, 0, 0, SIZE, SIZE);
    const [x, y] = [SIZE - DOT, DOT];
    // A ring of nothing parts the dot from the cup, on whatever the browser's tab is coloured.
    pen.globalCompositeOperation = "destination-out";
    disc(pen, x, y, DOT + 5);
    pen.globalCompositeOperation = "source-over";
    pen.fillStyle = colourOfBadges();
    disc(pen, x, y, DOT);
    return canvas.toDataURL("image/png");
  } catch {
    return null;
  }
}

function disc(pen: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
}

/** The colour of the token, resolved for the theme that is shown. */
function colourOfBadges(): string {
  const probe = document.createElement("span");
  probe.className = "badge calls";
  document.body.append(probe);
  const { backgroundColor } = getComputedStyle(probe);
  probe.remove();
  return backgroundColor;
}
