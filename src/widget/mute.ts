import { words } from "./words";

const store = "parley:muted";

/** Where nothing can be stored: as long as the page. */
let unkept: Record<string, string> | undefined;

/** Whom this browser doesn't show: ids with the names under which they were muted. */
export function muted(): Record<string, string> {
  if (unkept) return unkept;
  try {
    const read = JSON.parse(localStorage.getItem(store) ?? "{}") as unknown;
    return typeof read === "object" && read ? read as Record<string, string> : {};
  } catch {
    return {};
  }
}

export function keep(list: Record<string, string>): void {
  try {
    localStorage.setItem(store, JSON.stringify(list));
  } catch {
    unkept = list;
  }
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

export const by = (comment: Element): string => comment.querySelector<HTMLAnchorElement>(".author")?.pathname.split("/").pop() ?? "";

export function named(name: string): HTMLElement {
  return Object.assign(document.createElement("bdi"), { textContent: name });
}
