import { linkOf, returnOf } from "../../state/links";
import { dialog } from "../app/stage";

/**
 * Takes a link that does one thing once out of the address, before anything else can see it; so does it what a provider sent
 * back that was refused. False if neither is there.
 */
export function takeLink(): boolean {
  const link = linkOf(location.hash);
  const refused = returnOf(location.hash);
  if (link === null && refused === null) return false;
  history.replaceState(null, "", location.pathname + location.search);
  if (link) dialog.value = { kind: "link", link };
  else if (refused) dialog.value = { kind: "sign-in", refused };
  return true;
}
