/** Where a link may lead. */
const PROTOCOLS = new Set(["http:", "https:", "mailto:"]);

/** An address as it stands in a text: up to a space, a bracket of markup, or Chinese punctuation. */
const ADDRESS = /^(?:https?:\/\/|www\.(?=[a-z0-9-]+\.))[^\s<>"'`|\u3000-\u303f\uff00-\uffef\u2018-\u201f]+/iu;
const MAIL = /^[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}(?![\w@-])/i;

/** The absolute address that a link may have; null for any other protocol, and for what is relative. */
export function allowed(address: string): string | null {
  if (!/^(?:https?:\/\/|mailto:)/i.test(address) || !URL.canParse(address)) return null;
  const { protocol, href } = new URL(address);
  return PROTOCOLS.has(protocol) ? href : null;
}

/** The address that a text begins with: what was typed, and where it leads. */
export function addressAt(text: string): { typed: string; href: string } | null {
  const mail = MAIL.exec(text)?.[0];
  if (mail) return { typed: mail, href: `mailto:${mail}` };
  const found = ADDRESS.exec(text)?.[0];
  if (!found) return null;
  const typed = trimmed(found);
  const href = allowed(/^www\./i.test(typed) ? `http://${typed}` : typed);
  return href === null ? null : { typed, href };
}

/** A sentence's own punctuation, and a bracket that was not opened inside, are not part of a link. */
function trimmed(link: string): string {
  let end = link.length;
  let unopened = -balance(link);
  while (end > 0) {
    const last = link.charAt(end - 1);
    if (last === ")" && unopened > 0) unopened -= 1;
    else if (!".,;:!?…，。；：！？]}*_~".includes(last)) break;
    end -= 1;
  }
  return link.slice(0, end);
}

/** How many more brackets are opened than closed. */
function balance(text: string): number {
  let open = 0;
  for (const sign of text) open += sign === "(" ? 1 : sign === ")" ? -1 : 0;
  return open;
}

/** Whether a link's text is its address, as people write it: without the protocol, or a last slash. */
export function tells(text: string, href: string): boolean {
  const bare = (address: string): string =>
    safelyDecoded(address)
      .replace(/^(?:https?:\/\/|mailto:)/i, "")
      .replace(/\/$/, "")
      .toLowerCase();
  return bare(text.trim()) === bare(href);
}

function safelyDecoded(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}

/**
 * The host of a link whose text looks like the address of another one; null where nothing is feigned.
 *
 * `[https://bank.example](https://thief.example)` is told apart for those who cannot hover, too.
 */
export function feigned(text: string, href: string): string | null {
  const shown = /(?:^|[\s/@])((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})(?=$|[\s/:?#])/iu.exec(text)?.[1];
  if (!shown || !URL.canParse(href)) return null;
  const { host, pathname } = new URL(href);
  const real = host || pathname.slice(pathname.indexOf("@") + 1);
  const known = URL.canParse(`http://${shown}`) ? new URL(`http://${shown}`).host : shown;
  return known.replace(/^www\./, "") === real.replace(/^www\./, "") ? null : real;
}
