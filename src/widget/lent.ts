import { base } from "./base";
import { memory } from "./known";
import { readMine } from "./mine";

/** A window of ours and the frame that opened it; nobody else can say this, since both are of one origin. */
const handed = "parley-token";

let cookies: boolean | undefined;

/** Whether what the server sets in this frame stays. Asked by trying, since no browser says. */
function keepsCookies(): boolean {
  document.cookie = "parley_try=1; Secure; SameSite=None; Partitioned; Max-Age=60; Path=" + base + "/embed";
  const kept = document.cookie.includes("parley_try=");
  return kept || document.cookie.includes("parley_known=");
}

/** Before a reader's first word in a frame that keeps no cookies: they are asked of the reader, or a window of ours lends what stands for them. */
export async function enter(): Promise<void> {
  if (memory.token || (cookies ??= keepsCookies())) return;
  try {
    await document.requestStorageAccess();
    if (cookies = keepsCookies()) return;
  } catch {
    // Not there, or not wanted: then without cookies.
  }
  memory.token = await lent();
  const discussion = document.querySelector<HTMLElement>("[data-discussion]");
  if (memory.token && discussion) void readMine(discussion);
}

function lent(): Promise<string | undefined> {
  const opened = window.open(`${base}/embed/window?lang=${document.documentElement.lang}`, "", "popup,width=420,height=320");
  return new Promise(resolve => {
    const watch = setInterval(() => { if (!opened || opened.closed) done(undefined); }, 300);
    const heard = ({ source, origin, data }: MessageEvent): void => {
      if (source === opened && origin === location.origin && typeof data?.[handed] === "string") done(data[handed]);
    };
    function done(token: string | undefined): void {
      clearInterval(watch);
      removeEventListener("message", heard);
      opened?.close();
      resolve(token);
    }
    addEventListener("message", heard);
  });
}

/** In that window: the token goes to a page of this origin, or nowhere. */
export async function hand(): Promise<void> {
  if (!opener) return;
  const answer = await fetch(base + "/embed/window", { method: "POST" });
  if (answer.ok) (opener as Window).postMessage({ [handed]: (await answer.json()).token }, location.origin);
}
