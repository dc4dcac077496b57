// Comfort only: everything here also works without script, by links and forms. The server's HTML is the only template.
import { followFormer } from "./former";
import { reportInPlace } from "./report";
import { shareFromHere } from "./share";
import { ready, start } from "./start";
import { keepTimesTrue } from "./times";

shareFromHere();
keepTimesTrue();
reportInPlace();
void followFormer();
void start().finally(ready);
