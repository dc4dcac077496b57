// A discussion in a frame on another site's page: the same script, and what the page around it has to be told.
import { enterFrame } from "./framed";
import { hand } from "./lent";
import { wake } from "./later";
import { ready, start } from "./start";
import { keepTimesTrue } from "./times";

if (document.querySelector("[data-window]")) void hand();
else {
  keepTimesTrue();
  if (parent !== window) enterFrame();
  void start(wake).finally(ready);
}
