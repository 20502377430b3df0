/** The page's one policy of Trusted Types: for scripts of its own that it names in code, and nothing else. */

export const SERVICE_WORKER = "/sw.js";
/** What the build calls the parts of the page; in development they are sources. */
const OWN = import.meta.env.DEV ? /^\/src\/worker\/\S+$/ : /^\/assets\/solver-[\w-]+\.js$/;

interface Policy {
  createScriptURL(url: string): unknown;
}

declare global {
  interface Window {
    trustedTypes?: { createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy };
  }
}

let policy: Policy | undefined;

/** The address of a script as the browser takes it; TypeError for one that is not ours. */
export function trusted(url: string): string {
  // A name can be taken once.
  policy ??= window.trustedTypes?.createPolicy("teahouse", { createScriptURL: checked });
  return (policy?.createScriptURL(url) ?? checked(url)) as string;
}

function checked(url: string): string {
  if (url !== SERVICE_WORKER && !OWN.test(url)) throw new TypeError(url);
  return url;
}
