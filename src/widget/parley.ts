// Comfort only: everything here also works without script, by links and forms. The server's HTML is the only template.
import { keepDrafts } from "./drafts";
import { loadInPlace } from "./pages";
import { readLive } from "./live";
import { readMine } from "./mine";
import { markNew } from "./news";
import { commentOnPassages } from "./passages";
import { shareFromHere } from "./share";
import { keepTimesTrue } from "./times";
import { voteInPlace } from "./votes";
import { writeInPlace } from "./writing";

shareFromHere();
keepTimesTrue();

const discussion = document.querySelector<HTMLElement>("[data-discussion]");
const story = document.querySelector<HTMLElement>("[data-story]");
if (story) commentOnPassages(story, discussion);
if (discussion) {
  voteInPlace(discussion);
  writeInPlace(discussion);
  loadInPlace(discussion);
  keepDrafts(discussion);
  if (discussion.dataset["version"]) readLive(discussion);
  if (document.cookie.includes("parley_known=")) void readMine(discussion).then(mine => markNew(discussion, mine)).finally(ready);
  else markNew(discussion, undefined);
}
if (!discussion || !document.cookie.includes("parley_known=")) ready();

/** Says to whoever drives the page by program that it is as it will be. */
function ready(): void {
  document.documentElement.dataset["ready"] = "";
}
