// What a publisher's page loads: it puts a discussion into an element and keeps the frame as tall as what is in it. Read by every reader
// of every such page, hence small; whatever can wait is done inside the frame.
interface Options { url?: string; lang?: string; sort?: string; theme?: string; height?: string; token?: () => Promise<string | null> | string | null; tokenUrl?: string }

const d = document;
const root = d.documentElement;
const script = d.currentScript as HTMLScriptElement;
const { origin: base, href } = new URL(".", script.src);
// A theme made for Disqus keeps its lists; one of another make says which links are meant.
const lists = `.parley-count,.disqus-comment-count,${script.dataset["count"] ?? "[href$='#disqus_thread']"}`;
const mounted = new Map<HTMLElement, () => void>();
const tell = new Set<(message: object) => void>();
// To a comment, also by the system that was here before: what can tell them apart has more room inside.
const linked = (): string => location.hash.match(/.+-.*\d.*/)?.[0] ?? "";

const unmount = (element: HTMLElement): void => {
  mounted.get(element)?.();
  mounted.delete(element);
};

const mount = (element: HTMLElement, options?: Options): void => {
  unmount(element);
  const set = { ...element.dataset, ...options } as Options;
  const inside = [...element.childNodes];
  const frame = d.createElement("iframe");
  // What the frame was asked to show and has not said that it does: it may have been between two pages.
  let wanted: object | undefined;
  let names: string[] = [];
  // An answer that a later question has overtaken is nobody's word any more.
  let asked = {};
  const post = (message: object): void => frame.contentWindow?.postMessage(message, base);
  const look = (): void => {
    const style = getComputedStyle(element);
    const own: Record<string, string> = {};
    for (const name of names) own[name] = style.getPropertyValue("--parley-" + name);
    post({ parley: "look", theme: set.theme, color: style.color, font: style.fontFamily, own });
  };
  const identify = (): void => {
    const turn = asked = {};
    const say = (said: unknown): unknown => turn === asked && post({ parley: "token", token: said });
    // Whatever fails is no word, nor is what does not answer: until it does, nobody is spoken for who was here before.
    say({});
    (async (): Promise<unknown> =>
      set.token ? set.token() : set.tokenUrl && fetch(set.tokenUrl, { cache: "no-store" }).then<unknown>(answer => answer.ok && answer.text()))().then(say, say);
  };
  const hear = ({ source, origin, data }: MessageEvent): void => {
    if (source !== frame.contentWindow || origin !== base) return;
    if (data.parley === "ready") {
      frame.title = data.title;
      names = data.names;
      look();
      if (wanted) post(wanted);
      identify();
    } else if (data.parley === "height")
      Object.assign(frame.style, { height: data.value + "px", colorScheme: data.scheme, visibility: "visible" });
    else if (data.parley === "scroll") {
      const top = frame.getBoundingClientRect().top + data.value;
      if (data.force) wanted = undefined;
      if (data.force || top < 0 || top > innerHeight - 99) scrollBy(0, top - innerHeight / 4);
    } else identify();
  };
  const heard = (message: { parley?: string }): unknown => message.parley ? post(wanted = message) : identify();
  const watch = new MutationObserver(look);
  const near = new IntersectionObserver(([entry]) => {
    if (!entry!.isIntersecting && !linked()) return;
    near.disconnect();
    frame.src = href + "embed/discussion?" + new URLSearchParams({
      url: set.url ?? d.querySelector<HTMLLinkElement>("link[rel=canonical]")?.href ?? location.href,
      lang: set.lang ?? root.lang, sort: set.sort ?? "", comment: linked(),
    });
    frame.style.cssText = `display:block;width:100%;border:0;visibility:hidden;height:${set.height ?? 480}px`;
    frame.scrolling = "no";
    element.replaceChildren(frame);
    addEventListener("message", hear);
    tell.add(heard);
    watch.observe(root, { attributes: true });
    watch.observe(d.body, { attributes: true });
  }, { rootMargin: "999px" });
  near.observe(element);
  mounted.set(element, () => {
    near.disconnect();
    watch.disconnect();
    removeEventListener("message", hear);
    tell.delete(heard);
    element.replaceChildren(...inside);
  });
};

const count = async (): Promise<void> => {
  const links = [...d.querySelectorAll<HTMLAnchorElement>(lists)];
  const at = ({ dataset: { url, disqusUrl }, href }: HTMLAnchorElement): string => new URL(url ?? disqusUrl ?? href, location.href).href.split("#")[0]!.replace(location.origin + "/", "/");
  for (let some: HTMLAnchorElement[]; (some = links.splice(0, 200))[0];) {
    const { counts, texts } = await (await fetch(`${href}api/v1/counts?` + new URLSearchParams([["base", location.origin], ["lang", root.lang], ...some.map(link => ["url", at(link)])]))).json();
    for (const link of some) {
      const [n, words] = [counts[at(link)], link.dataset];
      link.textContent = (words[n > 1 ? "many" : n ? "one" : "none"] ?? (link.matches(".parley-count") ? "#" : texts[at(link)])).replace("#", n);
    }
  }
};

addEventListener("hashchange", () => tell.forEach(to => to({ parley: "show", comment: linked() })));
(window as Window & { parley?: unknown }).parley = { mount, unmount, count, refresh: () => tell.forEach(to => to({})) };
const begin = (): void => {
  d.querySelectorAll<HTMLElement>("[data-parley]").forEach(element => mount(element));
  void count();
};
if (d.readyState === "loading") addEventListener("DOMContentLoaded", begin);
else begin();

export {};
