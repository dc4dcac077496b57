// What nobody needs before they touch the page: writing, menus, passages, more comments. On the site's own pages it is a file of its own,
// in a frame a part of the one. What both have is the first file's.
import { coach } from "./coach";
import { keepDrafts } from "./drafts";
import { muteFromHere } from "./muting";
import { optionsInPlace } from "./options";
import { loadInPlace } from "./pages";
import { commentOnPassages } from "./passages";
import { writeInPlace } from "./writing";

export { changeWords, replace, show } from "./arrivals";
export { followFormer } from "./former";
export { reportInPlace } from "./report";

export function wake(story: HTMLElement | null, discussion: HTMLElement | null): void {
  if (story) commentOnPassages(story, discussion);
  muteFromHere();
  if (!discussion) return;
  writeInPlace(discussion);
  loadInPlace(discussion);
  optionsInPlace(discussion);
  keepDrafts(discussion);
  coach(discussion);
}
