let shown = 0;
let plain: string | null = null;

/** Shows that something waits: a dot on the page's icon, and the number on that of an installed page. */
export function drawBadge(count: number): void {
  if (count === shown) return;
  const had = shown > 0;
  shown = count;
  void setAppBadge(count);
  if (had !== count > 0) void drawDot(count > 0);
}

async function setAppBadge(count: number): Promise<void> {
  try {
    if (count > 0) await navigator.setAppBadge?.(count);
    else await navigator.clearAppBadge?.();
  } catch {
    // The system has no badges.
  }
}

async function drawDot(dotted: boolean): Promise<void> {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!link) return;
  const icon = plain ?? link.href;
  plain = icon;
  if (!dotted) {
    link.type = "image/svg+xml";
    link.href = icon;
    return;
  }
  const drawn = await import("./dot").then(
    ({ dotOn }) => dotOn(icon),
    () => null,
  );
  // Meanwhile everything may have been read.
  if (drawn === null || shown === 0) return;
  link.type = "image/png";
  link.href = drawn;
}
