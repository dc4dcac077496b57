// Comfort only: everything here also works without script, by links and forms. The server's HTML is the only template.
import { reportInPlace } from "./report";
import { shareFromHere } from "./share";
import { ready, start } from "./start";
import { keepTimesTrue } from "./times";

shareFromHere();
keepTimesTrue();
reportInPlace();
void start().finally(ready);
