import { base } from "./base";
import { by, hideMuted, keep, muted, named } from "./mute";
import { words } from "./words";

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
