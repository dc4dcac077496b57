// The token of whoever is signed in; who that is, your own site knows.
import { createHmac, randomUUID } from "node:crypto";

export function parleyToken(user) {
  const now = Math.floor(Date.now() / 1000);
  const part = value => Buffer.from(JSON.stringify(value)).toString("base64url");
  const body = [part({ alg: "HS256", typ: "JWT" }), part({
    iss: process.env.SITE_ORIGIN, aud: process.env.PARLEY_URL, sub: String(user.id), name: user.name, iat: now, exp: now + 300, jti: randomUUID(),
  })].join(".");
  return `${body}.${createHmac("sha256", process.env.PARLEY_SSO_KEY).update(body).digest("base64url")}`;
}

// Tried out on a command line: node parley-token.mjs 7 "Lotte Sommer"
if (process.argv[3]) console.log(parleyToken({ id: process.argv[2], name: process.argv[3] }));
