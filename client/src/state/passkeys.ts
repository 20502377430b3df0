/** Passkeys (Web Authentication, level 3): what the server asks, as JSON, to what the browser's functions take. */

/** Why a passkey did not come about. */
export type PasskeyTrouble = "unable" | "cancelled" | "known" | "failed";
export type Answered = { ok: true; credential: Record<string, unknown> } | { ok: false; why: PasskeyTrouble };

type Json = Readonly<Record<string, unknown>>;

/** Bytes as base64url without padding (RFC 4648, section 5). */
export function toBase64url(bytes: ArrayBuffer): string {
  const text = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Base64url, padded or not, as bytes; throws for what is none. */
export function fromBase64url(text: string): ArrayBuffer {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, ""));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0)).buffer;
}

/** An address in the place of a name: no passkey is ever for one (section 5.1.2, "valid domain"). */
const ADDRESS = /^[\d.]+$|:/;

/** Whether this browser makes passkeys here: it does where the page has a name and is encrypted, or `localhost`. */
export const passkeysWork = (): boolean =>
  typeof PublicKeyCredential !== "undefined" &&
  navigator.credentials !== undefined &&
  !ADDRESS.test(location.hostname);

/** Whether a passkey can be offered in the list that a field of a name opens. */
export async function passkeysFill(): Promise<boolean> {
  if (!passkeysWork()) return false;
  const available = PublicKeyCredential.isConditionalMediationAvailable;
  return available === undefined ? false : available.call(PublicKeyCredential).catch(() => false);
}

/** Has the device make a passkey. `asked` is PublicKeyCredentialCreationOptionsJSON. */
export function makePasskey(asked: Json, signal?: AbortSignal): Promise<Answered> {
  return answered(() =>
    navigator.credentials.create({ publicKey: creation(asked), ...(signal ? { signal } : {}) }),
  );
}

/**
 * Has the device answer with a passkey. `asked` is PublicKeyCredentialRequestOptionsJSON.
 *
 * With `fill` it waits in the list of the field (`autocomplete="… webauthn"`) until one is chosen there.
 */
export function usePasskey(asked: Json, signal: AbortSignal, fill = false): Promise<Answered> {
  const mediation = fill ? { mediation: "conditional" as const } : {};
  return answered(() => navigator.credentials.get({ publicKey: request(asked), signal, ...mediation }));
}

async function answered(ask: () => Promise<Credential | null>): Promise<Answered> {
  if (!passkeysWork()) return { ok: false, why: "unable" };
  try {
    const credential = await ask();
    if (credential === null) return { ok: false, why: "cancelled" };
    return { ok: true, credential: told(credential as PublicKeyCredential) };
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    if (name === "NotAllowedError" || name === "AbortError") return { ok: false, why: "cancelled" };
    if (name === "InvalidStateError") return { ok: false, why: "known" };
    return { ok: false, why: name === "SecurityError" || name === "NotSupportedError" ? "unable" : "failed" };
  }
}

/** `parseCreationOptionsFromJSON`, which not every browser of today has. */
export function creation(asked: Json): PublicKeyCredentialCreationOptions {
  const user = asked["user"] as Json;
  return {
    ...asked,
    challenge: fromBase64url(String(asked["challenge"])),
    user: { ...user, id: fromBase64url(String(user["id"])) },
    excludeCredentials: listed(asked["excludeCredentials"]),
  } as unknown as PublicKeyCredentialCreationOptions;
}

/** `parseRequestOptionsFromJSON`, likewise. */
export function request(asked: Json): PublicKeyCredentialRequestOptions {
  return {
    ...asked,
    challenge: fromBase64url(String(asked["challenge"])),
    allowCredentials: listed(asked["allowCredentials"]),
  } as unknown as PublicKeyCredentialRequestOptions;
}

function listed(given: unknown): unknown[] {
  return ((given ?? []) as Json[]).map((each) => ({ ...each, id: fromBase64url(String(each["id"])) }));
}

/** `toJSON` of a credential, likewise. */
function told(credential: PublicKeyCredential): Record<string, unknown> {
  const { response } = credential;
  const whole = {
    id: credential.id,
    rawId: toBase64url(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
  const clientDataJSON = toBase64url(response.clientDataJSON);
  if (response instanceof AuthenticatorAttestationResponse)
    return {
      ...whole,
      response: {
        clientDataJSON,
        attestationObject: toBase64url(response.attestationObject),
        transports: response.getTransports?.() ?? [],
      },
    };
  const { authenticatorData, signature, userHandle } = response as AuthenticatorAssertionResponse;
  return {
    ...whole,
    response: {
      clientDataJSON,
      authenticatorData: toBase64url(authenticatorData),
      signature: toBase64url(signature),
      userHandle: userHandle === null ? null : toBase64url(userHandle),
    },
  };
}
