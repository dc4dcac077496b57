import { keepBelowBar, keepFolds } from "./folds";
import { isKnown } from "./known";
import { readLive } from "./live";
import { readMine } from "./mine";
import { hideMuted } from "./mute";
import { markNew } from "./news";
import { voteInPlace } from "./votes";

/** Makes ready what waits for the reader to do something. */
export type Wake = (story: HTMLElement | null, discussion: HTMLElement | null) => Promise<void> | void;

type Later = typeof import("./later.js");
let tries = 0;
let address = "";

/** The second file. What could not be fetched a browser may remember as not being there: asked for again, it has another address. */
export const later = (): Promise<Later> =>
  (address ? import(address) as Promise<Later> : import("./later.js")).catch((error: unknown) => {
    address = `./later.js?${++tries}`;
    throw error;
  });

/** Brings the page that is open to life. The promise is kept when it is as it will be. */
export async function start(wake: Wake, ended?: AbortSignal): Promise<void> {
  const discussion = document.querySelector<HTMLElement>("[data-discussion]");
  const woken = wake(document.querySelector<HTMLElement>("[data-story]"), discussion);
  hideMuted(document.body);
  if (discussion) {
    keepFolds(discussion);
    keepBelowBar(discussion);
    voteInPlace(discussion);
    if (discussion.dataset["version"]) readLive(discussion, ended);
    markNew(discussion, isKnown() ? await readMine(discussion) : undefined, ended);
  }
  await woken;
}

/** Says to whoever drives the page by program that it is as it will be. */
export function ready(): void {
  document.documentElement.dataset["ready"] = "";
}
