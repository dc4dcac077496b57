import { base } from "./base";
import { formerly } from "./former";
import { memory } from "./known";
import { readMine } from "./mine";
import { point } from "./passages";
import { fieldsOf } from "./pressed";
import { quoteFrom } from "./quote";
import { revealBy, say, unfold } from "./say";
import { start } from "./start";
import { words } from "./words";

/** Whom the frame belongs to: the first of the registered origins that spoke to it. */
let around = "";

/** A window of ours and the frame that opened it; nobody else can say this, since both are of one origin. */
const handed = "parley-token";

const signInAt = base + "/api/v1/sign-in/publisher";

export function enterFrame(): void {
  const fetchPlain = window.fetch;
  window.fetch = async (address, init) => {
    // In, or out.
    const isSignIn = String(address).startsWith(base + "/api/v1/sign-");
    if (init?.method && init.method !== "GET" && !isSignIn) {
      // Without the publisher's word it would be said by somebody else, or by nobody: it stays in its box.
      if (memory.vouched && !memory.token && !await again()) throw new TypeError("Who reads is not known.");
      await enter();
    }
    const send = (): Promise<Response> => {
      const headers = new Headers(init?.headers);
      headers.set("Parley-Frame", "1");
      const token = memory.token ?? (isSignIn ? before : undefined);
      if (token) headers.set("Authorization", `Bearer ${token}`);
      return fetchPlain(address, { ...init, headers });
    };
    const answer = await send();
    // A guest whose pass is over, or who has left in another tab, is asked for a name again.
    if (answer.status === 401 && memory.token && !memory.vouched && !isSignIn) {
      memory.token = undefined;
      await enter();
      return send();
    }
    // The publisher's word holds for a while; then it is asked for again.
    return answer.status === 401 && memory.vouched && !isSignIn && await again() ? send() : answer;
  };
  addEventListener("message", hear);
  try {
    left = new BroadcastChannel("parley-left");
    // In every tab the page around it is asked who reads now.
    left.onmessage = () => { if (memory.vouched) tell({ parley: "token" }); };
  } catch {
    // Some browsers give a frame none where they keep no cookies for it. Other tabs learn it with their next word.
  }
  document.addEventListener("click", follow, true);
  document.addEventListener("submit", send, true);
  revealBy(element => tell({ parley: "scroll", value: element.getBoundingClientRect().top + scrollY }));
  new ResizeObserver(measure).observe(document.documentElement);
  // Nothing in it is secret: who answers is asked who they are.
  parent.postMessage({ parley: "ready", title: document.title, names }, "*");
}

const tell = (message: object): void => {
  if (around) parent.postMessage(message, around);
};

// The scheme too: where frame and page differ in it, browsers paint an opaque ground between them.
const measure = (): void => tell({
  parley: "height", value: Math.ceil(document.documentElement.getBoundingClientRect().height), scheme: document.documentElement.dataset["theme"] ?? "light",
});

function hear({ source, origin, data, ports }: MessageEvent): void {
  if (source !== parent || (around ? origin !== around : !isRegistered(origin)) || typeof data !== "object" || !data) return;
  if (data.parley === "look") {
    const first = !around;
    around = origin;
    look(data as Look);
    measure();
    if (first) showLinked();
  }
  if (data.parley === "token" && around) void identify(data.token);
  if (data.parley === "passages" && ports[0]) listen(ports[0]);
  if (data.parley === "show" && typeof data.comment === "string") show(data.comment);
}

/** To the script that knows the words of the story around the frame; undefined where its page has none. */
let story: MessagePort | undefined;

function listen(port: MessagePort): void {
  story?.close();
  story = port;
  port.onmessage = ({ data }) => {
    const quote = quoteFrom(data);
    const form = quote && document.querySelector<HTMLFormElement>("[data-discussion] > form[data-write]");
    if (!form) return quote && say(words.notLoaded);
    point(form, quote);
    window.focus();
    form.querySelector("textarea")!.focus({ preventScroll: true });
    measure();
    tell({ parley: "scroll", value: form.getBoundingClientRect().top });
  };
}

/** A quotation of the story leads to its words in the page around the frame; without its script, to that page in a tab of its own. */
function leadToWords(event: MouseEvent, link: HTMLAnchorElement): boolean {
  if (!story || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  event.preventDefault();
  story.postMessage({ exact: link.textContent!.trim(), prefix: link.dataset["prefix"] ?? "", suffix: link.dataset["suffix"] ?? "" });
  return true;
}

let identified: (() => void) | undefined;
let unanswered: (() => void) | undefined;

/** Whom the publisher has named. */
let reader: string | undefined;

/** What the frames of one site tell each other in a browser: that somebody has left. */
let left: BroadcastChannel | undefined;

/** How often the page around it has said who reads it: only what it said last counts. */
let said = 0;

/** The page around it says who reads it, by a token of its publisher, or that nobody does any more. */
async function identify(token: unknown): Promise<void> {
  const turn = ++said;
  if (token instanceof Error) return forget();
  // It is being found out: nobody is spoken for meanwhile. Whoever writes waits for it, but not for ever.
  if (typeof token === "object" && token) return putAside();
  if (typeof token !== "string" || !token.trim()) {
    if (memory.vouched) await leave();
    return;
  }
  let answer: Response, who: { code?: string; detail?: string; token: string; reader: { id: string } };
  try {
    answer = await fetch(signInAt, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token: token.trim() }) });
    who = await answer.json();
  } catch {
    if (turn === said) unknown();
    return;
  }
  if (turn !== said) return;
  if (!answer.ok) {
    // For whoever builds the page around it; its readers could do nothing about it.
    console.warn(`Parley: ${who.code}: ${who.detail}`);
    // Too many at once, or a server that is away: it is tried again before the next word.
    if (answer.status >= 429) unknown();
    else forget();
    return;
  }
  // Somebody else: what is personal of the one before goes.
  if (reader && reader !== who.reader.id) return location.reload();
  reader = who.reader.id;
  memory.token = who.token;
  memory.vouched = true;
  identified?.();
  const discussion = document.querySelector<HTMLElement>("[data-discussion]");
  if (discussion) await readMine(discussion);
}

/** What spoke for whom the publisher had named, put aside: to be ended, by whoever comes or when nobody does. */
let before: string | undefined;

function putAside(): void {
  if (!memory.vouched) return;
  before = memory.token ?? before;
  memory.token = undefined;
}

/** Who reads now isn't known. Nobody is spoken for until the page around it is asked again, before the next word. */
function unknown(): void {
  putAside();
  unanswered?.();
}

/** Somebody else may be reading here now, for whom who was vouched for before is not to speak. In other tabs and on other devices they may. */
function forget(): void {
  if (!memory.vouched) return;
  memory.vouched = false;
  memory.token = undefined;
  location.reload();
}

async function leave(): Promise<void> {
  // Nobody is asked once more who they are, only to go; and who goes does not wait for a server that is away.
  putAside();
  memory.vouched = false;
  left?.postMessage("");
  if (before) await fetch(base + "/api/v1/sign-out", { method: "POST", keepalive: true, signal: AbortSignal.timeout?.(2000) }).catch(() => undefined);
  // What is personal goes with the reader.
  location.reload();
}

let asking: Promise<boolean> | undefined;

/** Asks the page around it once, however many requests have found that its word is over. */
const again = (): Promise<boolean> => asking ??= new Promise<boolean>(resolve => {
  const late = setTimeout(() => resolve(false), 5000);
  unanswered = () => {
    clearTimeout(late);
    resolve(false);
  };
  identified = () => {
    clearTimeout(late);
    resolve(true);
  };
  tell({ parley: "token" });
}).finally(() => asking = undefined);

const isRegistered = (origin: string): boolean =>
  origin === location.origin || (document.documentElement.dataset["framers"] ?? "").split(" ").includes(origin);

interface Look { theme?: unknown; color?: unknown; font?: unknown; own?: unknown }

/** What a page may choose; the loader learns it from here, so that it stays small. */
const names = "paper raised ink quiet rule accent on-accent warn mark text-face label-face size measure".split(" ");

/** The colours and faces of the page around it; set as values of known properties, so that nothing else can be said by them. */
function look({ theme, color, font, own }: Look): void {
  const root = document.documentElement;
  const bright = typeof color === "string" && isBright(color);
  root.dataset["theme"] = theme === "light" || theme === "dark" ? theme : bright ? "dark" : "light";
  const set = (name: string, value: unknown): void => {
    if (typeof value === "string" && value.trim() && value.length < 500) root.style.setProperty(`--parley-${name}`, value.trim());
  };
  if (!theme) set("ink", color);
  set("text-face", font);
  for (const [name, value] of Object.entries(typeof own === "object" && own ? own : {})) if (names.includes(name)) set(name, value);
}

/** Light letters stand on dark paper. */
function isBright(color: string): boolean {
  const [r, g, b] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return r !== undefined && g !== undefined && b !== undefined && r * 299 + g * 587 + b * 114 > 127_500;
}

function showLinked(): void {
  const focus = document.querySelector<HTMLElement>("[data-focus]")?.dataset["focus"];
  const asked = new URLSearchParams(location.search).get("comment");
  const comment = focus && asked ? document.getElementById(`c-${focus}`) : null;
  if (!comment) return show(asked ?? "");
  unfold(comment);
  comment.classList.add("new");
  // The frame gets its height first, or there would be nowhere to go.
  requestAnimationFrame(() => {
    measure();
    tell({ parley: "scroll", value: comment.getBoundingClientRect().top, force: true });
  });
}

function show(link: string): void {
  const id = link.replace("#parley-", "");
  if (id.startsWith("#")) return void formerly(id).then(found => { if (found) show(found); }, () => undefined);
  const comment = /^[\w-]+$/.test(id) && document.getElementById(`c-${id}`);
  if (comment) {
    unfold(comment);
    // The page around it must be as long as the frame before it can go there.
    measure();
    tell({ parley: "scroll", value: comment.getBoundingClientRect().top, force: true });
  }
  else if (/^[\w-]{36}$/.test(id)) location.replace(`${document.querySelector<HTMLElement>("[data-path]")?.dataset["path"]}/comments/${id}`);
}

/** What leads out of the discussion opens beside it: the frame is no place for other pages. */
function follow(event: MouseEvent): void {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
  if (!link || event.defaultPrevented) return;
  if (link.matches(".anchor-link[data-prefix]") && leadToWords(event, link)) return;
  const hash = link.getAttribute("href")!;
  if (hash.startsWith("#")) {
    const target = document.getElementById(hash.slice(1));
    if (!target) return;
    event.preventDefault();
    unfold(target);
    target.focus({ preventScroll: true });
    return tell({ parley: "scroll", value: target.getBoundingClientRect().top });
  }
  if (link.origin !== location.origin || !link.pathname.startsWith(base + "/embed/discussion")) {
    // The page around it, when it is a comment there that is linked to.
    link.target = link.hash.startsWith("#parley-") ? "_top" : "_blank";
    link.rel = "noopener";
    return;
  }
  // A page that is asked for by the browser itself would not say who asks.
  if (!memory.token || link.matches("[data-reply], [data-next], [data-more], .options")) return;
  event.preventDefault();
  open(link.href).catch(() => say(words.notLoaded));
}

function send(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  // One that is sent by its own script says itself what comes of it.
  if (!memory.token && !memory.vouched || form.onsubmit || form.matches("[data-write], .vote") && document.querySelector("[data-discussion]")) return;
  event.preventDefault();
  const body = fieldsOf(form, event.submitter);
  // Nothing was sent, and what was typed still stands there.
  open(form.action, { method: "POST", body }).catch(() => say(words.offline));
}

let ending: AbortController | undefined;

async function open(address: string, init?: RequestInit): Promise<void> {
  const answer = await fetch(address, { ...init, headers: { Accept: "text/html" } });
  const html = new DOMParser().parseFromString(await answer.text(), "text/html");
  ending?.abort();
  ending = new AbortController();
  document.body.replaceWith(html.body);
  tell({ parley: "scroll", value: 0 });
  await start(ending.signal);
}

let cookies: boolean | undefined;

/** Whether what the server sets in this frame stays. Asked by trying, since no browser says. */
function keepsCookies(): boolean {
  document.cookie = "parley_try=1; Secure; SameSite=None; Partitioned; Max-Age=60; Path=" + base + "/embed";
  const kept = document.cookie.includes("parley_try=");
  return kept || document.cookie.includes("parley_known=");
}

/** Before a reader's first word in a frame that keeps no cookies: they are asked of the reader, or a window of ours lends what stands for them. */
async function enter(): Promise<void> {
  if (memory.token || (cookies ??= keepsCookies())) return;
  try {
    await document.requestStorageAccess();
    if (cookies = keepsCookies()) return;
  } catch {
    // Not there, or not wanted: then without cookies.
  }
  memory.token = await lent();
  const discussion = document.querySelector<HTMLElement>("[data-discussion]");
  if (memory.token && discussion) void readMine(discussion);
}

function lent(): Promise<string | undefined> {
  const opened = window.open(base + "/embed/window", "", "popup,width=420,height=320");
  return new Promise(resolve => {
    const watch = setInterval(() => { if (!opened || opened.closed) done(undefined); }, 300);
    const heard = ({ source, origin, data }: MessageEvent): void => {
      if (source === opened && origin === location.origin && typeof data?.[handed] === "string") done(data[handed]);
    };
    function done(token: string | undefined): void {
      clearInterval(watch);
      removeEventListener("message", heard);
      opened?.close();
      resolve(token);
    }
    addEventListener("message", heard);
  });
}

/** In that window: the token goes to a page of this origin, or nowhere. */
export async function hand(): Promise<void> {
  if (!opener) return;
  const answer = await fetch(base + "/embed/window", { method: "POST" });
  if (answer.ok) (opener as Window).postMessage({ [handed]: (await answer.json()).token }, location.origin);
}
