/** Where the site begins on its host: the script lies in its assets. */
export const base = new URL((document.currentScript as HTMLScriptElement).src).pathname.replace(/\/assets\/.*/, "");
