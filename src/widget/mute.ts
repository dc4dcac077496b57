import { base } from "./base";
import { words } from "./words";

const store = "parley:muted";

/** Where nothing can be stored: as long as the page. */
let unkept: Record<string, string> | undefined;

/** Whom this browser doesn't show: ids with the names under which they were muted. */
function muted(): Record<string, string> {
  if (unkept) return unkept;
  try {
    const read = JSON.parse(localStorage.getItem(store) ?? "{}") as unknown;
    return typeof read === "object" && read ? read as Record<string, string> : {};
  } catch {
    return {};
  }
}

function keep(list: Record<string, string>): void {
  try {
    localStorage.setItem(store, JSON.stringify(list));
  } catch {
    unkept = list;
  }
}

/** The buttons on a reader's page and on the options of a comment, and the list on one's own page. */
export function muteFromHere(part: ParentNode = document): void {
  for (const place of part.querySelectorAll<HTMLElement>("[data-mute]")) {
    const { mute: id = "", name = "" } = place.dataset;
    const show = (): void => {
      for (const label of place.querySelectorAll<HTMLElement>("[data-muted]")) label.hidden = label.dataset["muted"] === "yes" !== id in muted();
    };
    place.hidden = false;
    place.querySelector("button")!.onclick = () => {
      const { [id]: known, ...others } = muted();
      keep(known === undefined ? { ...others, [id]: name } : others);
      show();
      if (known === undefined) hideMuted(document.body);
      else document.querySelectorAll(".muted-line").forEach(line => { if (by(line.parentElement!) === id) line.querySelector("button")!.click(); });
    };
    show();
  }
  const mine = document.querySelector<HTMLElement>("[data-mutes]");
  const list = mine?.querySelector("ul");
  if (!mine || !list) return;
  for (const [id, name] of Object.entries(muted())) {
    const item = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: `${base}/readers/${id}` });
    link.append(named(name));
    const undo = Object.assign(document.createElement("button"), { type: "button", className: "news-go", textContent: words.unmute });
    undo.onclick = () => {
      const { [id]: _, ...others } = muted();
      keep(others);
      item.remove();
      mine.hidden = !list.firstElementChild;
    };
    item.append(link, " ", undo);
    list.append(item);
  }
  mine.hidden = !list.firstElementChild;
}

/** In a part of the page: who speaks is said, and what they said on request; what others answered stays. */
export function hideMuted(part: HTMLElement): void {
  const list = muted();
  if (Object.keys(list).length === 0) return;
  for (const comment of part.querySelectorAll<HTMLElement>(".comment[data-comment]:not(.muted, [data-shown])")) {
    const author = comment.querySelector(".author");
    if (!author || !(by(comment) in list)) continue;
    const line = Object.assign(document.createElement("p"), { className: "muted-line" });
    const [before, after] = words.muted.split("#");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "news-go", textContent: words.show });
    button.onclick = () => {
      comment.classList.remove("muted");
      comment.dataset["shown"] = "";
      line.remove();
      comment.focus();
    };
    line.append(before!, named(author.textContent!), `${after} `, button);
    comment.classList.add("muted");
    comment.prepend(line);
  }
}

const by = (comment: Element): string => comment.querySelector<HTMLAnchorElement>(".author")?.pathname.split("/").pop() ?? "";

function named(name: string): HTMLElement {
  return Object.assign(document.createElement("bdi"), { textContent: name });
}
