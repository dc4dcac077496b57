import { coach } from "./coach";
import { keepDrafts } from "./drafts";
import { keepBelowBar, keepFolds } from "./folds";
import { loadInPlace } from "./pages";
import { isKnown } from "./known";
import { readLive } from "./live";
import { readMine } from "./mine";
import { hideMuted, muteFromHere } from "./mute";
import { markNew } from "./news";
import { optionsInPlace } from "./options";
import { commentOnPassages } from "./passages";
import { voteInPlace } from "./votes";
import { writeInPlace } from "./writing";

/** Brings the page that is open to life. The promise is kept when it is as it will be. */
export async function start(ended?: AbortSignal): Promise<void> {
  const discussion = document.querySelector<HTMLElement>("[data-discussion]");
  const story = document.querySelector<HTMLElement>("[data-story]");
  if (story) commentOnPassages(story, discussion);
  muteFromHere();
  hideMuted(document.body);
  if (!discussion) return;
  keepFolds(discussion);
  keepBelowBar(discussion);
  voteInPlace(discussion);
  writeInPlace(discussion);
  loadInPlace(discussion);
  optionsInPlace(discussion);
  keepDrafts(discussion);
  coach(discussion);
  if (discussion.dataset["version"]) readLive(discussion, ended);
  markNew(discussion, isKnown() ? await readMine(discussion) : undefined, ended);
}

/** Says to whoever drives the page by program that it is as it will be. */
export function ready(): void {
  document.documentElement.dataset["ready"] = "";
}
