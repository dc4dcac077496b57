import { page, reasonIn, refuse, say } from "./say";
import { words } from "./words";

/** The form for a report opens where it is asked for; its own page stays a page for everyone else. */
export function reportInPlace(): void {
  document.addEventListener("click", event => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-report]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link).catch(() => location.href = link.href);
  });
}

async function open(link: HTMLAnchorElement): Promise<void> {
  const { html } = await page(link.href);
  const form = html.querySelector<HTMLFormElement>(".rule-form");
  if (!form) return void (location.href = link.href);
  const dialog = document.createElement("dialog");
  const cancel = Object.assign(document.createElement("button"), { type: "button", className: "button quiet", textContent: words.cancel });
  cancel.onclick = () => dialog.close();
  form.querySelector(".write-row")!.append(cancel);
  const title = Object.assign(document.createElement("h2"), { id: "report-title", textContent: link.textContent });
  dialog.setAttribute("aria-labelledby", title.id);
  const said = html.querySelector(".comment-text")?.textContent ?? "";
  form.prepend(title, Object.assign(document.createElement("blockquote"), { className: "reported", dir: "auto", textContent: said }));
  dialog.append(form);
  dialog.onclose = () => dialog.remove();
  document.body.append(dialog);
  dialog.showModal();
  form.onsubmit = event => {
    event.preventDefault();
    void send(dialog, form);
  };
}

async function send(dialog: HTMLDialogElement, form: HTMLFormElement): Promise<void> {
  try {
    const { html } = await page(form.action, { method: "POST", body: new URLSearchParams(new FormData(form) as unknown as Record<string, string>) });
    const thanks = html.querySelector("[data-sent] p");
    if (!thanks) return refuse(form, reasonIn(html) ?? words.notLoaded);
    dialog.close();
    say(thanks.textContent!);
  } catch {
    refuse(form, words.offline);
  }
}
