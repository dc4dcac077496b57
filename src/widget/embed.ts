// What a publisher's page loads: it puts a discussion into an element and keeps the frame as tall as what is in it. Read by every reader
// of every such page, hence small; whatever can wait is done inside the frame.
interface Options { url?: string; lang?: string; sort?: string; theme?: string; height?: string; token?: () => Promise<string | null> | string | null; tokenUrl?: string }

((w: Window & { parley?: unknown }, d: Document) => {
  const { origin: base, href } = new URL(".", (d.currentScript as HTMLScriptElement).src);
  const mounted = new Map<HTMLElement, () => void>();
  const tell: ((message: object) => void)[] = [];
  const linked = (): string => /^#parley-([\w-]+)$/.exec(location.hash)?.[1] ?? "";

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
    const post = (message: object): void => frame.contentWindow?.postMessage(message, base);
    const look = (): void => {
      const style = getComputedStyle(element);
      const own: Record<string, string> = {};
      for (const name of "paper raised ink quiet rule accent on-accent warn mark text-face label-face size measure".split(" "))
        own[name] = style.getPropertyValue("--parley-" + name);
      post({ parley: "look", theme: set.theme, color: style.color, font: style.fontFamily, own });
    };
    const identify = async (): Promise<void> => {
      if (set.token ?? set.tokenUrl)
        post({ parley: "token", token: await (set.token ? set.token() : fetch(set.tokenUrl!).then(answer => answer.ok ? answer.text() : null)) });
    };
    const hear = ({ source, origin, data }: MessageEvent): void => {
      if (source !== frame.contentWindow || origin !== base) return;
      if (data.parley === "ready") {
        frame.title = String(data.title);
        look();
        if (wanted) post(wanted);
        void identify();
      } else if (data.parley === "token") void identify();
      else if (data.parley === "height" && data.value > 0)
        Object.assign(frame.style, { height: data.value + "px", colorScheme: data.scheme, visibility: "visible" });
      else if (data.parley === "scroll" && data.value >= 0) {
        const top = frame.getBoundingClientRect().top + data.value;
        if (data.force) wanted = undefined;
        if (data.force || top < 0 || top > innerHeight - 99) scrollBy({ top: top - innerHeight / 4 });
      }
    };
    const heard = (message: { parley?: string }): void => message.parley ? post(wanted = message) : void identify();
    const watch = new MutationObserver(look);
    const near = new IntersectionObserver(([entry]) => {
      if (!entry!.isIntersecting && !linked()) return;
      near.disconnect();
      frame.src = href + "embed/discussion?" + new URLSearchParams({
        url: set.url ?? d.querySelector<HTMLLinkElement>("link[rel=canonical]")?.href ?? location.href.split("#")[0]!,
        lang: set.lang ?? d.documentElement.lang, sort: set.sort ?? "", comment: linked(),
      });
      frame.style.cssText = `display:block;width:100%;border:0;visibility:hidden;height:${set.height ?? 480}px`;
      frame.setAttribute("scrolling", "no");
      element.replaceChildren(frame);
      addEventListener("message", hear);
      tell.push(heard);
      watch.observe(d.documentElement, { attributes: true });
      watch.observe(d.body, { attributes: true });
    }, { rootMargin: "1200px" });
    near.observe(element);
    mounted.set(element, () => {
      near.disconnect();
      watch.disconnect();
      removeEventListener("message", hear);
      if (tell.includes(heard)) tell.splice(tell.indexOf(heard), 1);
      element.replaceChildren(...inside);
    });
  };

  const count = async (): Promise<void> => {
    const links = [...d.querySelectorAll<HTMLAnchorElement>(".parley-count")];
    const at = (link: HTMLAnchorElement): string => new URL(link.dataset["url"] ?? link.href, location.href).href.split("#")[0]!.replace(location.origin + "/", "/");
    for (let i = 0; i < links.length; i += 200) {
      const some = links.slice(i, i + 200);
      const { counts } = await (await fetch(`${href}api/v1/counts?` + new URLSearchParams([["base", location.origin], ...some.map(link => ["url", at(link)])]))).json();
      for (const link of some) {
        const [n, words] = [counts[at(link)], link.dataset];
        link.textContent = ((n > 1 ? words["many"] : n ? words["one"] : words["none"]) ?? "#").replace("#", n);
      }
    }
  };

  addEventListener("hashchange", () => {
    if (linked()) tell.forEach(to => to({ parley: "show", comment: linked() }));
  });
  w.parley = { mount, unmount, count, refresh: () => tell.forEach(to => to({})) };
  const begin = (): void => {
    d.querySelectorAll<HTMLElement>("[data-parley]").forEach(element => mount(element));
    if (d.querySelector(".parley-count")) void count();
      };
  if (d.readyState === "loading") d.addEventListener("DOMContentLoaded", begin);
  else begin();
})(window, document);
