import { keepBelowBar, keepFolds } from "./folds";
import { isKnown } from "./known";
import { readLive } from "./live";
import { readMine } from "./mine";
import { hideMuted } from "./mute";
import { markNew } from "./news";
import { voteInPlace } from "./votes";

/** Makes ready what waits for the reader to do something. */
export type Wake = (story: HTMLElement | null, discussion: HTMLElement | null) => Promise<void> | void;

export const later = (): Promise<typeof import("./later.js")> => import("./later.js");

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
