// Opens a publisher's page in Chromium with an empty cache, scrolls to the discussion and prints what that cost: requests to the discussion
// server for what is read in the frame, their bytes over the wire with headers, requests to anybody but the two, and the page's layout shift.
// The live connection never ends and is not among them; nor is the loader.
//   node bench/frame.mjs CHROMIUM PROFILE PAGE SERVER
import { spawn } from "node:child_process";

const [chromium, profile, page, server] = process.argv.slice(2);
const browser = spawn(chromium, ["--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--no-first-run", "--window-size=1280,800",
  "--disable-background-networking", "--disable-component-update", "--disable-sync", `--user-data-dir=${profile}`,
  // The frame's requests are told with the page's.
  "--disable-site-isolation-trials", "--disable-features=IsolateOrigins,site-per-process", "about:blank"],
{ stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
// It ends with the pipe, however this ends.
const ended = new Promise(resolve => browser.once("exit", resolve));
setTimeout(() => { console.error("Chromium shows no discussion"); process.exit(1); }, 30_000).unref();

const [write, read] = [browser.stdio[3], browser.stdio[4]];
const waiting = new Map();
const asked = new Map();
let said = "", number = 0;
read.on("data", data => {
  const messages = (said + data).split("\0");
  said = messages.pop();
  for (const message of messages) hear(JSON.parse(message));
});

function hear({ id, result, error, method, params }) {
  if (id) (error ? waiting.get(id).reject(new Error(error.message)) : waiting.get(id).resolve(result));
  else if (method === "Network.requestWillBeSent") asked.set(params.requestId, { url: params.request.url, type: params.type });
  else if (method === "Network.loadingFinished") Object.assign(asked.get(params.requestId) ?? {}, { bytes: params.encodedDataLength });
}

const tell = (method, params = {}, sessionId = undefined) => new Promise((resolve, reject) => {
  waiting.set(++number, { resolve, reject });
  write.write(JSON.stringify({ id: number, method, params, sessionId }) + "\0");
});
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

const { targetId } = await tell("Target.createTarget", { url: "about:blank" });
const { sessionId } = await tell("Target.attachToTarget", { targetId, flatten: true });
const run = async expression => (await tell("Runtime.evaluate", { expression, returnByValue: true }, sessionId)).result.value;
await tell("Network.enable", {}, sessionId);
await tell("Page.enable", {}, sessionId);
await tell("Page.addScriptToEvaluateOnNewDocument", { source: "globalThis.shift = 0; new PerformanceObserver(list => { for (const e of "
  + "list.getEntries()) if (!e.hadRecentInput) shift += e.value; }).observe({ type: 'layout-shift', buffered: true });" }, sessionId);
await tell("Page.navigate", { url: page }, sessionId);
while (!await run("!!document.querySelector('[data-parley]')")) await sleep(50);
await run("document.querySelector('[data-parley]').scrollIntoView()");
while (!await run("document.querySelector('[data-parley] iframe')?.style.visibility === 'visible'")) await sleep(50);
await sleep(1500);

const all = [...asked.values()].filter(({ url }) => url.startsWith("http"));
const own = all.filter(({ url, type }) => url.startsWith(server) && type !== "EventSource" && !/\/embed\.js$|favicon/.test(url));
const others = all.filter(({ url }) => !url.startsWith(server) && !url.startsWith(new URL(page).origin));
for (const { url, type, bytes } of all) console.error(`${type} ${bytes ?? "-"} ${url}`);
if (own.some(({ bytes }) => !bytes)) throw new Error("Not all that was asked for has come");
console.log(own.length, own.reduce((sum, { bytes }) => sum + bytes, 0), others.length, (await run("shift")).toFixed(4));
await tell("Browser.close");
await ended;
process.exit(0);
