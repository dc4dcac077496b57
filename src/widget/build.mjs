// Style and script, into the folder that is named. The script of the site's own pages is two modules in one folder: what the first has, the
// second takes from there, so that what they know of the page they know once.
import { build } from "esbuild";

const all = { bundle: true, minify: true, target: "es2022", logLevel: "warning", outdir: process.argv[2] };
const files = ["parley.css", "front.css", "house.css", "frame.ts", "frame.css", "embed.ts", "hosted.ts", "staff.ts", "staff.css"];
await build({ ...all, entryPoints: files });
const { metafile } = await build({ ...all, entryPoints: ["parley.ts"], format: "esm", external: ["./later.js"], metafile: true });
const fromTheFirst = {
  name: "from the first",
  setup: ({ onResolve }) => onResolve({ filter: /^\.\// }, ({ path }) =>
    `${path.slice(2)}.ts` in metafile.inputs ? { path: "./parley.js", external: true } : undefined),
};
await build({ ...all, entryPoints: ["later.ts"], format: "esm", plugins: [fromTheFirst] });
