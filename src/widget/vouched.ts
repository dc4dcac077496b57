import { tell } from "./around";
import { base } from "./base";
import { memory } from "./known";
import { readMine } from "./mine";
import { showReturned } from "./returned";

/** Who reads, by the word of the publisher whose page stands around the frame. */
const signInAt = base + "/api/v1/sign-in/publisher";

let identified: (() => void) | undefined;
let unanswered: (() => void) | undefined;

/** Whom the publisher has named. */
let reader: string | undefined;

/** What the frames of one site tell each other in a browser: that somebody has left. */
let left: BroadcastChannel | undefined;

export function hearOtherTabs(): void {
  try {
    left = new BroadcastChannel("parley-left");
    // In every tab the page around it is asked who reads now.
    left.onmessage = () => { if (memory.vouched) tell({ parley: "token" }); };
  } catch {
    // Some browsers give a frame none where they keep no cookies for it. Other tabs learn it with their next word.
  }
}

/** How often the page around it has said who reads it: only what it said last counts. */
let said = 0;

/** The page around it says who reads it, by a token of its publisher, or that nobody does any more. */
export async function identify(token: unknown): Promise<void> {
  const turn = ++said;
  if (token instanceof Error) return forget();
  // It is being found out: nobody is spoken for meanwhile. Whoever writes waits for it, but not for ever.
  if (typeof token === "object" && token) return putAside();
  if (typeof token !== "string" || !token.trim()) {
    if (memory.vouched) await leave();
    return;
  }
  let answer: Response, who: { code?: string; detail?: string; token: string; reader: { id: string }; hasNews: boolean };
  try {
    answer = await fetch(signInAt, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token: token.trim() }) });
    who = await answer.json();
  } catch {
    if (turn === said) unknown();
    return;
  }
  if (turn !== said) return;
  if (!answer.ok) {
    // For whoever builds the page around it; its readers could do nothing about it.
    console.warn(`Parley: ${who.code}: ${who.detail}`);
    // Too many at once, or a server that is away: it is tried again before the next word.
    if (answer.status >= 429) unknown();
    else forget();
    return;
  }
  // Somebody else: what is personal of the one before goes.
  if (reader && reader !== who.reader.id) return location.reload();
  reader = who.reader.id;
  memory.token = who.token;
  memory.vouched = true;
  identified?.();
  const discussion = document.querySelector<HTMLElement>("[data-discussion]");
  if (!discussion) return;
  await readMine(discussion);
  // Without it the rest stands as well.
  if (who.hasNews) await showReturned(discussion).catch(() => undefined);
}

/** What spoke for whom the publisher had named, put aside: to be ended, by whoever comes or when nobody does. */
export let before: string | undefined;

function putAside(): void {
  if (!memory.vouched) return;
  before = memory.token ?? before;
  memory.token = undefined;
}

/** Who reads now isn't known. Nobody is spoken for until the page around it is asked again, before the next word. */
function unknown(): void {
  putAside();
  unanswered?.();
}

/** Somebody else may be reading here now, for whom who was vouched for before is not to speak. In other tabs and on other devices they may. */
function forget(): void {
  if (!memory.vouched) return;
  memory.vouched = false;
  memory.token = undefined;
  location.reload();
}

async function leave(): Promise<void> {
  // Nobody is asked once more who they are, only to go; and who goes does not wait for a server that is away.
  putAside();
  memory.vouched = false;
  left?.postMessage("");
  if (before) await fetch(base + "/api/v1/sign-out", { method: "POST", keepalive: true, signal: AbortSignal.timeout?.(2000) }).catch(() => undefined);
  // What is personal goes with the reader.
  location.reload();
}

let asking: Promise<boolean> | undefined;

/** Asks the page around it once, however many requests have found that its word is over. */
export const again = (): Promise<boolean> => asking ??= new Promise<boolean>(resolve => {
  const late = setTimeout(() => resolve(false), 5000);
  unanswered = () => {
    clearTimeout(late);
    resolve(false);
  };
  identified = () => {
    clearTimeout(late);
    resolve(true);
  };
  tell({ parley: "token" });
}).finally(() => asking = undefined);
