/** Where the site begins on its host: the script lies in its assets. */
export const base = new URL(document.querySelector<HTMLScriptElement>("script[src*='/assets/']")!.src).pathname.replace(/\/assets\/.*/, "");
