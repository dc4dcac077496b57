// Beside Ghost, which runs no code of a theme's: answers /parley-token with the token of the member who is signed in, and a stranger with 401.
// GHOST_URL=http://127.0.0.1:2368 PORT=2369 node parley-ghost.mjs; then in nginx: location = /parley-token { proxy_pass http://127.0.0.1:2369; }
import { createServer } from "node:http";
import { parleyToken } from "./parley-token.mjs";

createServer(async (request, response) => {
  response.setHeader("Cache-Control", "no-store");
  try {
    const cookie = request.headers.cookie ?? "";
    // Ghost says by its own cookie who it is; it answers 204 for nobody.
    const answer = await fetch(`${process.env.GHOST_URL}/members/api/member/`, { headers: { cookie }, signal: AbortSignal.timeout(5000) });
    const member = answer.status === 200 ? await answer.json() : null;
    if (!member) response.statusCode = 401;
    response.setHeader("Content-Type", "text/plain");
    response.end(member ? parleyToken({ id: member.uuid, name: member.name || "Member" }) : "");
  } catch {
    response.statusCode = 503;
    response.end();
  }
}).listen(Number(process.env.PORT), "127.0.0.1", function () { console.log(this.address().port); });
