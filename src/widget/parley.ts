// Comfort only: everything here also works without script, by links and forms. The server's HTML is the only template.
import { shareFromHere } from "./share";
import { ready, start } from "./start";
import { keepTimesTrue } from "./times";
import { lead, whenTouched } from "./touch";

shareFromHere();
keepTimesTrue();
lead();
void start(whenTouched).finally(ready);

// What the second file has of this one (build.mjs): both are one page.
export { base } from "./base";
export { knowAs, putToRest, readMine, showMine } from "./mine";
export { by, hideMuted, keep, muted, named } from "./mute";
export { buttonOf } from "./pressed";
export { accept, focusOn, page, reasonIn, refuse, say } from "./say";
export { count, words } from "./words";
