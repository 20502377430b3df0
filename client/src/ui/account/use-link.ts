import { type LinkUse, type LinkUsed, useLink } from "../../state/links";
import { type Asking, useAsking } from "./asking";
import type { LinkProps } from "./LinkPage";

/** Uses the link when asked to; where it is refused, the whole page says so. */
export function useUse({ chat, link, refused }: Pick<LinkProps, "chat" | "link" | "refused">): {
  asking: Asking;
  use: (given: LinkUse) => Promise<LinkUsed | null>;
} {
  const asking = useAsking();
  return {
    asking,
    async use(given) {
      const done = await asking.run(() => useLink(chat, link, given));
      if (asking.trouble.peek()?.code === "link_refused") refused();
      return done?.value ?? null;
    },
  };
}
