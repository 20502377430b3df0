/** Notes in hertz, each begins so many seconds after the first. Soft: a cup set down, not an alarm. */
const TUNES = {
  call: [
    [659.25, 0],
    [880, 0.11],
  ],
  message: [[523.25, 0]],
} as const;
const LOUDNESS = 0.07;
const DECAY_S = 0.32;
/** Closer together they are one sound: a burst must not become a rattle. */
const APART_MS = 1_500;
/** Later than this it tells of nothing that is new. */
const LATE_MS = 1_000;

let context: AudioContext | null = null;
let last = -Infinity;

/** Plays a short sound of our own; silent where the page was not touched yet, as browsers want it. */
export async function play(tune: keyof typeof TUNES): Promise<void> {
  const now = performance.now();
  if (now - last < APART_MS || typeof AudioContext === "undefined") return;
  last = now;
  try {
    context ??= new AudioContext();
    await context.resume();
    // Until the page is touched that waits, for hours perhaps, and then goes on for all that waited.
    if (performance.now() - now > LATE_MS) return;
    for (const [pitch, after] of TUNES[tune]) note(context, pitch, context.currentTime + after);
  } catch {
    // No sound on this machine.
  }
}

function note(on: AudioContext, pitch: number, at: number): void {
  const tone = on.createOscillator();
  const volume = on.createGain();
  tone.type = "sine";
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.012);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + DECAY_S);
  tone.connect(volume).connect(on.destination);
  tone.start(at);
  tone.stop(at + DECAY_S);
}
