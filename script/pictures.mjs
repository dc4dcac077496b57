// Makes publications with all that a page may have to bear (pictures-content.mjs) and takes pictures of their pages: four widths, light and
// dark, without script, right to left, on paper. Nothing is compared: somebody has to look.
import { execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { articles, comments, picture, random, remark, standing } from "./pictures-content.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [folder = join(root, "artifacts/pictures"), pattern = ""] = process.argv.slice(2);
const out = resolve(folder);
const wanted = new RegExp(pattern);
const widths = [[390, 844], [768, 1024], [1280, 900], [1920, 1080]];
const tallest = 6000;
const now = Date.now();

const program = find("src/Parley/bin/Release", "parley.dll") ?? find("artifacts/parley", "parley.dll");
if (!program) stop("There is no program: dotnet build -c Release first.");
const playwright = find("tests/bin/Release", "index.js", join(".playwright", "package"));
if (!playwright) stop("There is no Playwright: dotnet build -c Release first.");
const { chromium } = createRequire(import.meta.url)(playwright);

const work = mkdtempSync(join(tmpdir(), "parley-pictures-"));
const running = new Set();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(work, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

mkdirSync(out, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.PARLEY_CHROMIUM ?? "/usr/bin/chromium-headless-shell",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"],
});
let taken = 0;
try {
  await fronts();
  const pictures = town().flatMap(picturesOf);
  if (pictures.length > 0) await inTown(pictures);
} finally {
  await browser.close();
}
console.log(`${taken} pictures in ${out}`);
process.exit();

/** The front page of publications that have just begun and of one that goes on, with and without pictures. */
async function fronts() {
  for (const [name, count, hasPictures] of [["front-none", 0, false], ["front-3-plain", 3, false], ["front-3", 3, true], ["front-30-plain", 30, false],
    ["front-300", 300, true], ["front-300-plain", 300, false]]) {
    const page = { name, path: "/" };
    if (picturesOf(page).length === 0) continue;
    const site = await publication(name, count, hasPictures);
    await take(site, picturesOf(page));
    await site.end();
  }
}

/** One with thirty stories, four of which are talked about, and the people who run it. */
async function inTown(pictures) {
  const site = await publication("town", 30, true, { "standing.yaml": standing });
  const said = comments(150, now);
  const few = comments(24, now, 11);
  writeFileSync(join(site.folder, "thread.json"), remark(said, site.at("/articles/story-1")));
  writeFileSync(join(site.folder, "few.json"), remark(few.map(one => ({ ...one, number: `f${one.number}`, parent: one.parent === null ? null : `f${one.parent}` })),
    site.at("/articles/story-5")));
  for (const file of ["thread.json", "few.json"]) await site.command("import", file);
  const tokens = {};
  for (const [role, mail, name] of [["moderator", "mo@harbour.example", "Mo Adler"], ["moderator", "mia@harbour.example", "Mia Brandt"],
    ["editor", "ines@harbour.example", "Ines Wolter"]]) {
    await site.command(role, "add", mail, "--name", name);
    tokens[name.split(" ")[0].toLowerCase()] = (await site.command(role, "token", mail)).trim();
  }
  site.people = { ...tokens, ...await talk(site, tokens) };
  await site.command("standing", "rebuild");
  // What was imported is counted at the start.
  await site.end();
  await count(site);
  await site.begin();
  await take(site, pictures.filter(one => !one.rtl));
  if (pictures.some(one => one.rtl)) {
    await site.again({ Parley__Language: "ar" });
    await take(site, pictures.filter(one => one.rtl));
  }
  await site.end();
}

/** What a newsroom has counted in a quarter of a year, with a week in which nobody came; nobody waits for that. */
async function count(site) {
  const chance = random(9);
  const rows = Array.from({ length: 91 }, (_, i) => {
    const day = new Date(now - (i + 1) * 86_400_000).toISOString().slice(0, 10);
    const busy = i > 40 && i < 48 ? 0 : (1.4 - i / 110) * (new Date(day).getUTCDay() % 6 ? 1 : .5) * (.7 + .6 * chance());
    const comments = Math.round(150 * busy);
    const waits = Array.from({ length: 26 }, (_, step) => Math.round(comments * .3 * Math.exp(-(((step - 9 + 3 * chance()) / 4) ** 2))));
    return `INSERT OR REPLACE INTO insight_days VALUES (1, '${day}', ${comments}, ${Math.round(comments * (.45 + .3 * chance()))},
      ${Math.round(comments * .6)}, '${JSON.stringify(waits)}', '${new Date(now).toISOString().slice(0, 19).replace("T", " ")}');
      INSERT OR REPLACE INTO reader_counts VALUES (1, '${day}', ${Math.round(2600 * busy * (.8 + .4 * chance()))}, NULL);
      INSERT OR REPLACE INTO coach_counts VALUES (1, '${day}', ${Math.round(12 * busy)}, ${Math.round(6 * busy)}, ${Math.round(2 * busy)});`;
  });
  await promisify(execFile)("sqlite3", [join(site.folder, "data/parley.db"), rows.join("\n")]).catch(error => told(new Error(`Nothing is counted: ${error.message.slice(0, 200)}`)));
}

/** What happens beside what was imported: passages, questions, what editors and moderators do. */
async function talk(site, tokens) {
  const guest = async name => (await site.api("POST", "/guests", { name })).token;
  const idOf = async slug => (await site.api("GET", `/discussions?url=${encodeURIComponent(site.at(`/articles/${slug}`))}`)).id;
  const say = async (discussion, token, text, more = {}) => (await site.api("POST", `/discussions/${discussion}/comments`, { text, ...more }, token).catch(told))?.id;
  const people = {};
  for (const name of ["Ada", "Boris", "李娜", "M".repeat(40), "Shopkeeper"]) people[name] = await guest(name);
  const [ada, boris, chen, wide, shop] = Object.values(people);
  const [bridge, view, kitchens, meeting, train, hotel, pilots] = await Promise.all(
    ["story-1", "story-2", "story-3", "story-4", "story-5", "story-6", "story-7"].map(idOf));

  // Passages that crowd: several to a paragraph, the same words twice.
  const anchors = [["eleven millimetres", "against each other by ", " since the autumn"], ["ten years", "expect in ", ", and it is the reason"],
    ["walkers included", "closed to everybody, ", ", from the first of May"], ["Paint is not maintenance.", "department of works. “", "” The steel below"],
    ["every twelve minutes", "from the Lower Quay ", ". It takes ninety"], ["ninety passengers and no cars", "minutes. It takes ", ". Whoever drives"],
    ["fourteen kilometres", "locks, which adds ", "; the ambulance service"], ["their families own boats", "abstain, because ", "."]];
  for (const [i, [exact, prefix, suffix]] of anchors.entries()) for (let k = 0; k <= i % 3; k++)
    await say(view, [ada, boris, chen, wide][(i + k) % 4], ["Who measured that, and when?", "I would like to know that as well, since nobody on the quay has seen anybody measure.",
      "那是谁量的?"][k] + ` (${i + 1})`, { anchor: { exact, prefix, suffix } });
  await site.api("PUT", `/discussions/${view}/passage-question`, { anchor: { exact: "Who drives", prefix: "", suffix: "" }, question: "What would you drive?" }, tokens.ines).catch(() => {});

  // What editors do
  const first = await site.api("GET", `/discussions?url=${encodeURIComponent(site.at("/articles/story-1"))}`);
  const top = first.comments ?? [];
  for (const one of top.slice(0, 3)) await site.api("PUT", `/comments/${one.id}/feature`, {}, tokens.ines).catch(told);
  if (top[3]) await site.api("PUT", `/comments/${top[3].id}/pin`, {}, tokens.ines).catch(told);
  const tomorrow = new Date(now + 26 * 3_600_000).toISOString();
  await site.api("PUT", `/discussions/${bridge}/announcement`, { text: "On Tuesday at noon Hanna Brandt of the department of works answers here.", until: tomorrow }, tokens.ines).catch(told);
  await say(kitchens, ada, "Who cooks?");
  await site.api("PUT", `/discussions/${kitchens}/closure`, { reason: "The council meets tonight. We open again in the morning.", until: tomorrow }, tokens.ines).catch(told);
  await say(meeting, ada, "Was anybody awake?");
  await site.api("PUT", `/discussions/${meeting}/slowdown`, { reason: "So that everybody has read what stands here.", minutes: 10, until: tomorrow }, tokens.ines).catch(told);
  const own = await say(bridge, tokens.ines, "We have asked the department for the tables of appendix C. They come with tomorrow’s paper, and here.");
  await site.api("PATCH", `/comments/${own}`, { text: "We have asked the department for the tables of appendix C. They come with tomorrow’s paper, and here at six in the evening." }, tokens.ines).catch(told);
  await say(bridge, wide, "Thank you.", { parentId: own });

  // Questions and answers, with names that are long
  await site.api("PUT", `/discussions/${hotel}/questions`, { respondents: [{ name: "Hanna Brandt, department of works" }, { name: "Ines Wolter" }, { name: "V".repeat(30) }],
    until: tomorrow }, tokens.ines).catch(told);
  for (const [who, text, answer] of [[ada, "Who pays for the ferry?", "The town does, from what was set aside for the paint."],
    [wide, "Why not in winter?", "Because of the ice at the Lower Quay, which no boat of this size can break."], [chen, "渡轮什么时候开始?"]]) {
    const asked = await say(hotel, who, text);
    if (answer) await say(hotel, tokens.ines, answer, { parentId: asked });
  }

  // What moderators have to do with, and a decision that is appealed
  const bad = await say(pilots, shop, "Buy ferry tickets at my shop! Best price: https://tickets.example");
  await say(pilots, boris, "No, thank you.", { parentId: bad });
  for (const [token, note] of [[ada, "He sells tickets everywhere."], [boris, ""]]) await site.api("POST", `/comments/${bad}/reports`, { rule: "spam", note }, token).catch(told);
  const threat = await say(pilots, wide, "I know where you live. You will see what comes of it.");
  await site.api("POST", `/comments/${threat}/reports`, { rule: "threats", note: "It frightens me." }, ada).catch(told);
  await site.api("POST", `/comments/${own}/reports`, { rule: "private-data", note: "" }, boris).catch(told);
  // A dozen who are new say nearly the same.
  for (let i = 0; i < 14; i++) await say(pilots, await guest(`Ferry fan ${i + 1}`), `${["I bought mine there and saved half, easily", "Half the price, and they came the same day",
    "Cheap tickets for the ferry, no queue, no form"][i % 3]}. Ferry passes for the whole summer at harbour-passes number ${i + 1}: https://passes.example/summer`);
  const gone = await say(train, shop, "Tickets for the night train at half the price, call 555 0199, every day, all day, always.");
  await say(train, boris, "That number is the fire brigade.", { parentId: gone });
  const removed = await site.api("POST", `/comments/${gone}/removal`, { rule: "spam", facts: "It advertises the writer’s shop with a number that isn’t his." }, tokens.mo).catch(told);
  const removal = removed?.decisionId;
  if (removal) {
    await site.api("POST", `/decisions/${removal}/appeal`, { text: "Somebody had asked where to buy them." }, shop).catch(told);
    await site.api("POST", `/decisions/${removal}/suspension`, { facts: "The third time in a week." }, tokens.mo).catch(told);
  }
  const taken = await say(train, ada, "I take this back in a moment.");
  await say(train, boris, "Too late, I have read it.", { parentId: taken });
  await site.api("DELETE", `/comments/${taken}`, undefined, ada).catch(told);
  await site.api("POST", `/discussions/${bridge}/resting`, { text: "I am too angry to post this now, so it waits until the morning.", rest: "hour" }, ada).catch(told);
  return { ada, boris, chen, wide, shop, own, removal, bad };
}

/** Every page that has a look of its own: `by` is who is there, `then` what they do first; `view` takes what is in the window only. */
function town() {
  const story = "/articles/story-1", crowded = "/articles/story-2";
  const fill = (text, name) => async page => {
    await page.locator("#text").fill(text);
    if (name !== undefined) await page.locator("form[data-write] [name=name]").first().fill(name);
    await page.locator("[data-post]").first().click();
    await page.getByRole("alert").waitFor();
    await page.waitForTimeout(600);
  };
  const phone = { only: [[390, 700]], view: true };
  return [
    { name: "front-30", path: "/" },
    { name: "front-section", path: "/?section=Town" },
    { name: "front-older", path: async site => (await (await fetch(site.at("/"))).text()).match(/rel="next" href="([^"]+)"/)[1].replaceAll("&amp;", "&") },
    { name: "article", path: "/articles/story-6" },
    { name: "article-plain", path: "/articles/story-4" },
    { name: "article-closed", path: "/articles/story-3" },
    { name: "thread", path: story, tallest: 14_000 },
    { name: "thread-newest", path: `${story}?sort=newest` },
    { name: "thread-in-view", path: `${story}#discussion`, view: true, inView: page => page.locator("[data-thread] > .comment-item").nth(2).evaluate(x => x.scrollIntoView()) },
    { name: "branch-folded", path: `${story}#discussion`, view: true, inView: page => folds(page, false) },
    { name: "branch-open", path: `${story}#discussion`, view: true, inView: page => folds(page, true) },
    { name: "menu", path: `${story}#discussion`, view: true, needsScript: true, then: menu },
    { name: "menu-editor", path: `${story}#discussion`, by: "ines", view: true, needsScript: true, then: menu },
    { name: "options", path: site => `${story}/comments/${site.people.own}/options` },
    { name: "options-editor", path: site => `${story}/comments/${site.people.own}/options`, by: "ines" },
    { name: "history", path: site => `${story}/comments/${site.people.own}/history` },
    { name: "permalink", path: site => `${story}/comments/${site.people.own}` },
    { name: "reply", path: `${story}#discussion`, view: true, needsScript: true, then: async page => {
      await page.locator("[data-thread] [data-reply]").nth(8).click();
      await page.waitForTimeout(400);
    } },
    { name: "box-known", path: `${story}#discussion`, view: true, by: "ada", needsScript: true, then: async page => {
      await page.locator("#text").fill("A draft\n\nof some lines.");
      await page.locator("summary", { hasText: /later/i }).first().click().catch(() => {});
      await page.locator("#text").scrollIntoViewIfNeeded();
    } },
    { name: "refusal-name", path: story, ...phone, then: fill("Signed by the boss.", "Moderator") },
    { name: "refusal-links", path: story, ...phone, then: fill("https://a.example https://b.example https://c.example", "Marit") },
    { name: "refusal-empty", path: story, ...phone, then: fill("   \n  ", "Marit") },
    { name: "refusal-offline", path: story, ...phone, needsScript: true, then: async page => {
      await page.mouse.wheel(0, 100);
      await page.waitForTimeout(600);
      await page.context().setOffline(true);
      await fill("In a tunnel.", "Marit")(page);
    } },
    { name: "passages-crowded", path: crowded },
    { name: "passages-open", path: crowded, needsScript: true, then: async page => {
      await page.locator("a[data-passage]").nth(2).click();
      await page.locator(".margin-thread").first().waitFor();
    } },
    { name: "passages-page", path: `${crowded}/passages` },
    { name: "passage", path: async site => (await (await fetch(site.at(crowded))).text()).match(/\/articles\/story-2\/passages\/[0-9a-f-]{36}/)[0] },
    { name: "passage-button", path: crowded, view: true, needsScript: true, then: page => page.evaluate(() => {
      document.querySelector("[data-block]").scrollIntoView();
      document.getSelection().selectAllChildren(document.querySelector("[data-block]"));
    }) },
    { name: "questions", path: "/articles/story-6" },
    { name: "featured", path: `${story}/featured` },
    { name: "search", path: "/search?q=ferry" },
    { name: "search-nothing", path: `${story}/search?q=zebra` },
    { name: "removed", path: "/articles/story-5" },
    { name: "reader", path: async site => (await (await fetch(site.at(story))).text()).match(/\/readers\/[0-9a-f-]{36}/)[0] },
    { name: "standing", path: async site => `${(await (await fetch(site.at(story))).text()).match(/\/readers\/[0-9a-f-]{36}/)[0]}/standing` },
    { name: "account-nobody", path: "/account" },
    { name: "account", path: "/account", by: "ada" },
    { name: "account-suspended", path: "/account", by: "shop" },
    { name: "desk", path: "/account", by: "ines" },
    { name: "desk-moderator", path: "/account", by: "mo" },
    { name: "editors-bar", path: story, by: "ines", view: true },
    { name: "editing", path: `${story}/editing`, by: "ines" },
    { name: "editing-questions", path: "/articles/story-6/questions-and-answers", by: "ines" },
    { name: "report", path: site => `${story}/comments/${site.people.own}/report` },
    { name: "removal", path: site => `/articles/story-7/comments/${site.people.bad}/removal`, by: "mo" },
    { name: "decision", path: site => `/decisions/${site.people.removal}` },
    { name: "decision-author", path: site => `/decisions/${site.people.removal}`, by: "shop" },
    { name: "decision-ruling", path: site => `/decisions/${site.people.removal}`, by: "mia" },
    { name: "queue", path: "/moderation", by: "mia" },
    { name: "insights", path: "/insights", by: "ines" },
    { name: "insights-quarter", path: "/insights?over=quarter", by: "mo" },
    { name: "queue-wave", path: "/moderation", by: "mia", then: async page => {
      for (const part of [".wave-held", ".wave .case-remove"]) await page.locator(part).first().evaluate(x => x.open = true);
    } },
    { name: "moderation-insights", path: "/moderation/insights", by: "mo" },
    { name: "moderation-rules", path: "/moderation/rules", by: "mo" },
    { name: "webhooks", path: "/moderation/webhooks", by: "mo" },
    { name: "transparency", path: "/transparency" },
    { name: "notice", path: "/notice" },
    { name: "guidelines", path: "/guidelines" },
    { name: "not-found", path: "/articles/nowhere" },
    { name: "paper-article", path: "/articles/story-5", print: true },
    { name: "paper-thread", path: story, print: true },
    { name: "paper-front", path: "/", print: true },
  ];
}

async function menu(page) {
  await page.locator("[data-thread] a.options").nth(2).click();
  await page.locator(".menu").waitFor();
}

async function folds(page, open) {
  const fold = page.locator("[data-thread] details.replies").first();
  await fold.evaluate((x, open) => { x.open = open; x.closest(".comment-item").scrollIntoView(); }, open);
  if (open) await fold.locator("details.rest").first().evaluate(x => x.open = true).catch(() => {});
}

/** The pictures of a page that are wanted: each width, light and dark and without script; narrow and wide right to left. */
function picturesOf(page) {
  if (page.print) return [{ page, name: page.name, script: true }].filter(one => wanted.test(one.name));
  const narrowAndWide = page.only ?? [widths[0], widths[2]];
  const one = (size, scheme, script = true, rtl = false) =>
    ({ page, size, scheme, script, rtl, name: [page.name, size[0], scheme, script ? "" : "noscript", rtl ? "rtl" : ""].filter(Boolean).join("-") });
  return [
    ...(page.only ?? widths).flatMap(size => [one(size, "light"), one(size, "dark")]),
    ...page.needsScript ? [] : (page.only ?? widths).map(size => one(size, "light", false)),
    ...narrowAndWide.map(size => one(size, "light", true, true)),
  ].filter(one => wanted.test(one.name));
}

async function take(site, pictures) {
  const byPage = new Map();
  for (const one of pictures) {
    // What is seen in a window only is done anew in each.
    const visit = `${one.page.name} ${one.script} ${one.page.view && one.page.then ? one.size[0] : ""}`;
    byPage.set(visit, [...byPage.get(visit) ?? [], one]);
  }
  for (const of of byPage.values()) await visit(site, of[0].page, of);
}

/** Opens a page once and takes its pictures, one size after another. */
async function visit(site, page, pictures) {
  const { script, size } = pictures[0];
  const [width, height] = size ?? widths[2];
  const context = await browser.newContext({
    javaScriptEnabled: script, viewport: { width, height }, reducedMotion: "reduce",
    extraHTTPHeaders: page.by ? { Authorization: `Bearer ${site.people[page.by]}` } : {},
  });
  context.setDefaultTimeout(15_000);
  // What tells the page that there is somebody to ask the server about.
  if (page.by) await context.addCookies([{ name: "parley_known", value: "1", url: site.at("/") }]);
  try {
    const tab = await context.newPage();
    await tab.goto(site.at(typeof page.path === "function" ? await page.path(site) : page.path));
    if (script) await tab.locator("html[data-ready]").waitFor({ state: "attached" });
    if (page.then) await page.then(tab);
    if (page.print) await tab.pdf({ path: join(out, `${page.name}.pdf`), format: "A4", margin: { top: "18mm", bottom: "18mm", left: "18mm", right: "18mm" } });
    else for (const { name, size: [width, height], scheme } of pictures) {
      await tab.setViewportSize({ width, height });
      await tab.emulateMedia({ colorScheme: scheme });
      if (page.inView) await page.inView(tab);
      const whole = await tab.evaluate(() => document.documentElement.scrollHeight);
      await tab.screenshot({
        path: join(out, `${name}.png`), ...page.view ? {} : { fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(whole, page.tallest ?? tallest) } },
      });
    }
    taken += pictures.length;
  } catch (error) {
    console.error(`${pictures[0].name}: ${error.message.split("\n")[0]}`);
    process.exitCode = 1;
  } finally {
    await context.close();
  }
}

/** A publication of its own, with so many stories, and its server. */
async function publication(name, count, hasPictures, texts = {}) {
  const folder = join(work, name);
  mkdirSync(join(folder, "content/site"), { recursive: true });
  for (const [file, text] of Object.entries(texts)) writeFileSync(join(folder, "content/site", file), text);
  for (const story of articles(count, hasPictures, now)) writeFileSync(join(folder, "content", `${story.name}.md`), story.text);
  if (hasPictures) {
    for (let i = 0; i < Math.min(count, 6); i++) writeFileSync(join(folder, `content/picture-${i}.png`), picture(i, 960, 640));
    writeFileSync(join(folder, "content/upright.png"), picture(7, 480, 720));
  }
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { ...process.env, Parley__SiteName: "The Harbour Post", Parley__PublicUrl: url, Parley__Demo: "false", Parley__RateLimits: "off", Parley__SecondLookEvery: "0" };
  let server;
  const site = {
    folder, at: path => url + path,
    command: async (...words) => (await promisify(execFile)("dotnet", [program, ...words], { cwd: folder, env })).stdout,
    api: async (method, path, body, token) => {
      const answer = await fetch(`${url}/api/v1${path}`, {
        method, headers: { ...body === undefined ? {} : { "Content-Type": "application/json" }, ...token ? { Authorization: `Bearer ${token}` } : {} },
        ...body === undefined ? {} : { body: JSON.stringify(body) },
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
      return text ? JSON.parse(text) : undefined;
    },
    begin: async more => {
      server = spawn("dotnet", [program, "--urls", url], { cwd: folder, env: { ...env, ...more }, stdio: "ignore" });
      running.add(server);
      for (let i = 0; ; i++) {
        const answer = await fetch(`${url}/readyz`).catch(() => null);
        const news = answer?.ok && count > 0 ? await fetch(`${url}/articles/story-${count}`) : answer;
        if (news?.ok) return;
        if (i > 300 || server.exitCode !== null) throw new Error(`The server of ${name} doesn't answer.`);
        await new Promise(done => setTimeout(done, 200));
      }
    },
    end: () => new Promise(done => {
      server.once("exit", () => done(running.delete(server)));
      server.kill("SIGTERM");
    }),
    again: async more => {
      await site.end();
      await site.begin(more);
    },
  };
  await site.begin();
  return site;
}

function told(error) {
  console.error(error.message);
}

function freePort() {
  return new Promise(done => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

function find(below, name, within = "") {
  try {
    const file = readdirSync(join(root, below), { recursive: true }).find(path => path.endsWith(join("/", within, name)));
    return file && join(root, below, file);
  } catch {
    return undefined;
  }
}

function stop(words) {
  console.error(words);
  process.exit(1);
}
